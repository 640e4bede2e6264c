//! The custom role of a part of a need: that it grants what is needed and nothing else over all strings, and which of its patterns may grow.

use std::collections::BTreeSet;

use super::claims::{CustomRoleClaim, GrowthClaim};
use super::counted::{CatalogAgain, start};
use super::covers::{ItemStrings, bare, in_plane};
use super::need::plane;
use super::part::PortionAgain;
use super::said::{left_out, made_up, other_truth};
use crate::model::Plane;
use crate::pattern::{Pattern, Wildcards};
use crate::verify::differing::{other_names, other_number};
use crate::verify::fault::{Fault, Why};
use crate::verify::glob::Glob;
use crate::verify::regions::regions;
use crate::verify::roles::GlobClause;
use crate::verify::strings::{InPlay, WantedSet};

/// One plane of the role, and of the need.
struct CustomPlane<'a> {
    place: &'a str,
    plane: Plane,
    /// What the role is said to grant, and what not.
    said: [&'a [String]; 2],
    growth: Vec<&'a GrowthClaim>,
    needed: Vec<&'a ItemStrings<'a>>,
    catalog: &'a CatalogAgain<'a>,
}

/// Holds the custom role of a report against the need.
pub(super) fn compare(own: &PortionAgain<'_, '_>, place: &str, claim: &CustomRoleClaim, faults: &mut Vec<Fault>) {
    let needed = own.of.needed;
    let several = needed.iter().any(|item| item.item.pattern.text().matches('*').count() > 1);
    let lists = [&claim.actions, &claim.not_actions, &claim.data_actions, &claim.not_data_actions];
    let [control, not_control, data, not_data] = lists.map(Vec::as_slice);
    let planes = [[control, not_control], [data, not_data]];
    let planes = Plane::ALL.into_iter().zip(planes).map(|(of, said)| CustomPlane {
        place,
        plane: of,
        said,
        growth: claim.growth.iter().filter(|growth| plane(growth.plane) == of).collect(),
        needed: needed.iter().filter(|item| item.item.plane == of).collect(),
        catalog: own.of.judge.catalog,
    });
    let planes: Vec<CustomPlane<'_>> = planes.collect();
    let told: Vec<Option<bool>> = planes.iter().map(CustomPlane::is_expressible).collect();
    let none = if needed.is_empty() || several || told.contains(&Some(false)) {
        Some(true)
    } else {
        (!told.contains(&None)).then_some(false)
    };
    if let Some(none) = none {
        other_truth(&format!("{place}.none"), [claim.none.is_some(), none], faults);
    }
    if claim.none.is_some() {
        let all = lists.into_iter().flatten().chain(&claim.unknown);
        let first = all.into_iter().chain(claim.growth.iter().map(|own| &own.pattern)).next();
        faults.extend(first.map(|first| made_up(place, "patterns of a role that there is none of", first.clone())));
        return;
    }
    for own in &planes {
        own.compare(faults);
    }
    let unknown = planes.iter().flat_map(CustomPlane::unknown);
    other_names(&format!("{place}.unknown"), &claim.unknown, unknown, faults);
}

impl CustomPlane<'_> {
    /// Whether one block can say the need: its patterns less all its exceptions. `None`: that cannot be told.
    fn is_expressible(&self) -> Option<bool> {
        let except: Vec<Glob> = self.except().map(|own| self.catalog.glob(own)).collect();
        if except.is_empty() {
            return Some(true);
        }
        let allow = self.needed.iter().flat_map(|own| own.clause.allow.iter().cloned()).collect();
        let written = vec![GlobClause { allow, except, condition: None }];
        let wanted: Vec<GlobClause> = self.needed.iter().map(|own| bare(&own.clause)).collect();
        // The block takes nothing that is not needed: what one item excepts, another one may need.
        let mut in_play = InPlay::default();
        let (wanted, written) = (in_plane(self.plane, wanted), in_plane(self.plane, written));
        in_play.add(&written);
        let covers = |string: &str| written.iter().flatten().any(|clause| clause.covers(string));
        let strings = WantedSet { clauses: wanted }.strings(&in_play, self.catalog.catalog);
        let is_lacking = strings.list.iter().any(|(_, string)| !covers(string));
        if is_lacking { Some(false) } else { strings.complete.then_some(true) }
    }

    fn except(&self) -> impl Iterator<Item = &Pattern> {
        self.needed.iter().flat_map(|own| &own.item.except)
    }

    /// The patterns of the need that no other one contains, whichever way `/*/` is read (R-PAT-4), in lower case.
    fn least(&self) -> BTreeSet<String> {
        let all: BTreeSet<String> = self.needed.iter().map(|own| own.item.pattern.folded().to_owned()).collect();
        let is_contained = |own: &String| all.iter().any(|other| other != own && contains(other, own));
        all.iter().filter(|own| !is_contained(own)).cloned().collect()
    }

    fn compare(&self, faults: &mut Vec<Fault>) {
        let [allow, except] = self.said;
        let (actions, not_actions) = match self.plane {
            Plane::Control => ("actions", "not_actions"),
            Plane::Data => ("data_actions", "not_data_actions"),
        };
        let place = format!("{}.{actions}", self.place);
        let is: BTreeSet<String> = self.except().map(|own| own.folded().to_owned()).collect();
        other_names(&format!("{}.{not_actions}", self.place), except, is.into_iter(), faults);
        let least = self.least();
        if self.growth.is_empty() {
            other_names(&place, allow, least.into_iter(), faults);
            return;
        }
        let wider: BTreeSet<String> = self.growth.iter().map(|own| own.pattern.to_ascii_lowercase()).collect();
        let kept = least.iter().filter(|own| !wider.iter().any(|wider| contains(wider, own))).cloned();
        // What a wider pattern contains may stand beside it: that costs a pattern, and grants nothing.
        let beside = allow.iter().map(|own| own.to_ascii_lowercase()).filter(|own| least.contains(own));
        let is: BTreeSet<String> = kept.chain(wider.iter().cloned()).chain(beside).collect();
        other_names(&place, allow, is.into_iter(), faults);
        for growth in &self.growth {
            self.grows(growth, &least, faults);
        }
    }

    /// Holds a pattern that may grow against the catalog.
    fn grows(&self, claim: &GrowthClaim, least: &BTreeSet<String>, faults: &mut Vec<Fault>) {
        let place = format!("{}.growth", self.place);
        let replaced = least.iter().filter(|own| contains(&claim.pattern, own)).count();
        other_number(&format!("{place}.replaces"), [claim.replaces, replaced], faults);
        let documented = |text: &str| Glob::new(text, Wildcards::Documented);
        let clause = |allow| GlobClause { allow, except: Vec::new(), condition: None };
        let mut own = self.catalog.of_clause(self.plane, &clause(vec![documented(&claim.pattern)]));
        let needed = least.iter().map(|own| documented(own)).collect();
        own.difference_with(&self.catalog.of_clause(self.plane, &clause(needed)));
        if let Some(first) = own.iter().next() {
            let name = self.catalog.catalog.operations().name(first).to_owned();
            let why =
                Why::OtherStatus { said: "matches nothing else in the catalog".to_owned(), is: format!("matches {name}") };
            faults.push(Fault::at_place(&place, &why));
        }
        let glob = Glob::new(&claim.pattern, self.catalog.wildcards);
        let is_asked = |string: &str| self.needed.iter().any(|own| own.clause.covers(string));
        if let Some(witness) = &claim.witness {
            let string = witness.to_ascii_lowercase();
            if !glob.matches(&string) || is_asked(&string) {
                faults.push(made_up(&format!("{place}.witness"), "strings beyond the need", witness.clone()));
            }
            return;
        }
        let patterns: Vec<&Glob> = self.needed.iter().flat_map(|own| &own.clause.allow).collect();
        let strings = regions(&[&glob], &patterns).strings;
        let beyond = strings.into_iter().find(|string| !is_asked(string));
        faults.extend(beyond.map(|first| left_out(&format!("{place}.witness"), "strings beyond the need", first)));
    }

    /// The actions of the role that the catalog does not know, in lower case.
    fn unknown(&self) -> impl Iterator<Item = String> {
        let operations = self.catalog.catalog.operations();
        let [allow, _] = self.said;
        let is_unknown = |own: &String| !own.contains('*') && operations.lookup(self.plane, own).is_none();
        allow.iter().filter(move |own| is_unknown(own)).map(|own| own.to_ascii_lowercase())
    }
}

/// Whether one pattern contains another under the strict reading.
fn contains(outer: &str, inner: &str) -> bool {
    let [outer, inner] = [outer, inner].map(|text| Glob::new(text, Wildcards::Strict));
    if !start(&inner).starts_with(start(&outer)) {
        return false;
    }
    let found = regions(&[&inner], &[&outer]);
    found.complete && found.strings.iter().all(|string| outer.matches(string))
}
