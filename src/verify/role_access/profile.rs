//! What a report of `role` says of a role: how it is written, what its patterns stand for, and what they give.

use std::collections::{BTreeMap, BTreeSet};

use super::access::{AccessAgain, matched};
use super::claims::{BlockClaim, BlockPatternClaim, RoleProfileClaim};
use super::ground::{ProfileClaim, RoleGround, doubt, plane};
use super::related::related;
use super::tasks::tasks_of;
use crate::catalog::OperationId;
use crate::condition::ConditionForm;
use crate::model::{PermissionBlock, Plane, RoleDefinition, RoleKind};
use crate::pattern::{Pattern, Wildcards};
use crate::verify::differing::{other_names, other_number};
use crate::verify::fault::{Fault, Why};
use crate::verify::glob::Glob;
use crate::verify::privileged::PrivilegedNames;
use crate::verify::roles::GlobClause;

/// With this one can give out roles, Owner among them.
const GIVES_ROLES: &str = "microsoft.authorization/roleassignments/write";

/// Holds what is said of roles against their definitions.
pub(super) struct ProfileAgain<'a> {
    pub ground: RoleGround<'a>,
    pub privileged: &'a PrivilegedNames,
}

impl ProfileAgain<'_> {
    /// Holds each role of a report against the definition of that name and id: of the files, or else of the catalog.
    pub(super) fn compare(&self, said: &[RoleProfileClaim], given: &[RoleDefinition], faults: &mut Vec<Fault>) -> usize {
        let known: Vec<&RoleDefinition> =
            if given.is_empty() { self.ground.catalog.roles().iter().collect() } else { given.iter().collect() };
        let mut left = known;
        for (number, claim) in said.iter().enumerate() {
            let place = format!("roles[{number}]");
            let is_own = |role: &&RoleDefinition| {
                let id = role.id.guid().map(|id| id.to_string());
                *role.name == *claim.name && id == claim.id.as_ref().map(|id| id.to_ascii_lowercase())
            };
            let Some(role) = left.iter().position(is_own).map(|at| left.remove(at)) else {
                let why = Why::MadeUp { what: "roles", count: 1, first: claim.name.clone() };
                faults.push(Fault::at_place(place, &why));
                continue;
            };
            let own = ProfileClaim { place, claim, role };
            self.written(&own, faults);
            self.given(&own, faults);
        }
        said.len()
    }

    /// How the role is written, and what its patterns stand for.
    fn written(&self, own: &ProfileClaim<'_>, faults: &mut Vec<Fault>) {
        let ProfileClaim { place, claim, role } = own;
        let kind = match role.kind {
            RoleKind::BuiltIn => Some("built-in"),
            RoleKind::Custom => Some("custom"),
            RoleKind::Unknown => None,
        };
        let privileged = self.ground.catalog.is_privileged(&role.id);
        let mut other = |part: &str, said: String, is: String| {
            if said != is {
                faults.push(Fault::at_place(format!("{place}.{part}"), &Why::OtherStatus { said, is }));
            }
        };
        other("kind", claim.kind.clone().unwrap_or_default(), kind.unwrap_or_default().to_owned());
        other("privileged", format!("{:?}", claim.privileged), format!("{privileged:?}"));
        other("assignable_scopes", claim.assignable_scopes.join(", "), role.assignable_scopes.join(", "));
        other("doubt", claim.doubt.clone().unwrap_or_default(), doubt(role).unwrap_or_default().to_owned());
        other("blocks", claim.blocks.len().to_string(), role.blocks.len().to_string());
        let mut unmatched = Vec::new();
        for (number, (said, block)) in claim.blocks.iter().zip(&role.blocks).enumerate() {
            let place = format!("{place}.blocks[{number}]");
            unmatched.extend(self.block(&place, (said, block), faults));
        }
        if claim.unmatched != unmatched {
            let why = Why::OtherStatus { said: claim.unmatched.join(", "), is: unmatched.join(", ") };
            faults.push(Fault::at_place(format!("{place}.unmatched"), &why));
        }
    }

    /// The patterns of a block that stand for nothing.
    fn block(&self, place: &str, (said, block): (&BlockClaim, &PermissionBlock), faults: &mut Vec<Fault>) -> Vec<String> {
        let lists: [(&str, Plane, &[Pattern]); 4] = [
            ("actions", Plane::Control, &block.actions),
            ("notActions", Plane::Control, &block.not_actions),
            ("dataActions", Plane::Data, &block.data_actions),
            ("notDataActions", Plane::Data, &block.not_data_actions),
        ];
        let is = lists.into_iter().flat_map(|(list, plane, patterns)| patterns.iter().map(move |own| (list, plane, own)));
        let is: Vec<(&str, Plane, &Pattern)> = is.collect();
        let shown = |list: &str, pattern: &str| format!("{list} {pattern}");
        let texts: Vec<String> = is.iter().map(|(list, _, own)| shown(list, own.text())).collect();
        let claimed: Vec<String> = said.patterns.iter().map(|own| shown(&own.list, &own.pattern)).collect();
        if claimed != texts || said.condition.as_deref() != block.condition.as_deref() {
            let why = Why::OtherStatus { said: claimed.join(", "), is: texts.join(", ") };
            faults.push(Fault::at_place(place, &why));
            return Vec::new();
        }
        let mut unmatched = Vec::new();
        for (number, (claim, (_, plane, pattern))) in said.patterns.iter().zip(is).enumerate() {
            let allow = vec![Glob::new(pattern.text(), self.ground.wildcards)];
            let clause = GlobClause { allow, except: Vec::new(), condition: None };
            let own = matched(plane, &clause, self.ground.catalog);
            if own.is_empty() {
                unmatched.push(pattern.text().to_owned());
            }
            self.pattern(&format!("{place}.patterns[{number}]"), claim, &own, faults);
        }
        unmatched
    }

    fn pattern(&self, place: &str, claim: &BlockPatternClaim, is: &BTreeSet<OperationId>, faults: &mut Vec<Fault>) {
        other_number(&format!("{place}.count"), [claim.count, is.len()], faults);
        let operations = self.ground.catalog.operations();
        let names: Vec<&str> = is.iter().map(|id| operations.lower_name(*id)).collect();
        let tally = |part: &dyn Fn(&str) -> String| {
            let mut found: BTreeMap<String, usize> = BTreeMap::new();
            for name in &names {
                *found.entry(part(name)).or_default() += 1;
            }
            found
        };
        // Of several spellings of a provider each is counted by itself.
        let said = |of: &BTreeMap<String, usize>| {
            let mut found: BTreeMap<String, usize> = BTreeMap::new();
            for (name, count) in of {
                *found.entry(name.to_ascii_lowercase()).or_default() += count;
            }
            found
        };
        let verbs = tally(&|name| name.rsplit('/').next().unwrap_or(name).to_owned());
        let providers = tally(&|name| name.split('/').next().unwrap_or(name).to_owned());
        for (part, said, is) in [("verbs", said(&claim.verbs), verbs), ("providers", said(&claim.providers), providers)] {
            if said != is {
                let why = Why::OtherStatus { said: format!("{said:?}"), is: format!("{is:?}") };
                faults.push(Fault::at_place(format!("{place}.{part}"), &why));
            }
        }
        if let Some(listed) = &claim.operations {
            other_names(&format!("{place}.operations"), listed, names.iter().map(|name| (*name).to_owned()), faults);
        }
    }

    /// What the role gives.
    fn given(&self, own: &ProfileClaim<'_>, faults: &mut Vec<Fault>) {
        let ProfileClaim { place, claim, role } = own;
        let RoleGround { catalog, wildcards, .. } = self.ground;
        let access = AccessAgain::new(&role.blocks, catalog, wildcards);
        for (number, tally) in claim.operations.iter().enumerate() {
            let place = format!("{place}.operations[{number}]");
            let of = plane(tally.plane);
            other_number(&format!("{place}.count"), [tally.count, access.operations(of, catalog).len()], faults);
            other_number(&format!("{place}.of"), [tally.of, catalog.operations().ids(of).count()], faults);
        }
        other_number(&format!("{place}.operations"), [claim.operations.len(), Plane::ALL.len()], faults);
        self.controlling(own, &access, faults);
        self.ownership(own, &access, faults);
        other_names(
            &format!("{place}.tasks"),
            &claim.tasks,
            tasks_of(Some(*role).filter(|role| !role.losses.open_exceptions), self.ground).into_iter(),
            faults,
        );
        related(own, self.ground, faults);
    }

    /// The operations that control access, each with the condition under which the role gives it.
    fn controlling(&self, own: &ProfileClaim<'_>, access: &AccessAgain, faults: &mut Vec<Fault>) {
        let ProfileClaim { place, claim, .. } = own;
        let (catalog, operations) = (self.ground.catalog, self.ground.catalog.operations());
        let shown = |plane: Plane, name: &str, condition: Option<&str>| {
            format!("{} {} {}", plane.name(), name.to_ascii_lowercase(), condition.unwrap_or_default())
        };
        let mut is = Vec::new();
        for plane in Plane::ALL {
            for id in access.operations(plane, catalog) {
                let name = operations.lower_name(id);
                if !self.privileged.controlling_classes(plane, name).is_empty() {
                    let condition = access.conditions_of(plane, name).into_iter().next().flatten();
                    is.push(shown(plane, name, condition.as_ref().map(ConditionForm::shown)).to_ascii_lowercase());
                }
            }
        }
        let said: Vec<String> = claim
            .privileged_operations
            .iter()
            .map(|own| shown(plane(own.plane), &own.operation, own.condition.as_deref()))
            .collect();
        other_names(&format!("{place}.privileged_operations"), &said, is.into_iter(), faults);
        for (number, own) in claim.privileged_operations.iter().enumerate() {
            let classes = self.privileged.controlling_classes(plane(own.plane), &own.operation.to_ascii_lowercase());
            if !classes.contains(&own.class.as_str()) {
                let why = Why::OtherStatus { said: own.class.clone(), is: classes.join(", ") };
                faults.push(Fault::at_place(format!("{place}.privileged_operations[{number}].class"), &why));
            }
        }
    }

    /// How near the role comes to Owner, counting what it gives without a condition.
    fn ownership(&self, own: &ProfileClaim<'_>, access: &AccessAgain, faults: &mut Vec<Fault>) {
        let ProfileClaim { place, claim, role } = own;
        let said = &claim.ownership;
        let is_free = |action: &str| access.conditions_of(Plane::Control, action).contains(&None);
        let operations = self.ground.catalog.operations();
        let all = operations.ids(Plane::Control).map(|id| operations.lower_name(id));
        let lacking: Vec<String> = all.filter(|name| !is_free(name)).map(str::to_owned).collect();
        other_number(&format!("{place}.ownership.lacking"), [said.lacking, lacking.len()], faults);
        let is_all = |pattern: &Pattern| pattern.text() == "*";
        let says_all = role.blocks.iter().any(|block| block.actions.iter().any(is_all));
        let named = lacking.iter().filter(|_| says_all).cloned();
        other_names(&format!("{place}.ownership.lacking_operations"), &said.lacking_operations, named, faults);
        let (level, lacks) = if role.losses.open_exceptions {
            (Some("unknown"), false)
        } else if lacking.is_empty() {
            self.beyond_catalog(access)
        } else if is_free(GIVES_ROLES) {
            (Some("gives-roles"), false)
        } else {
            (Some(if role.losses.unreadable { "unknown" } else { "none" }), false)
        };
        let shows = said.lacks.as_ref().is_none_or(|action| !action.is_empty() && !is_free(&action.to_ascii_lowercase()));
        let is_level = level.is_none_or(|level| level == said.level) && said.lacks.is_some() == lacks && shows;
        let is_open = said.level == "unknown" && access.has_several_stars(Plane::Control);
        if !(is_level || is_open) {
            let why = Why::OtherStatus { said: said.level.clone(), is: level.unwrap_or("not known").to_owned() };
            faults.push(Fault::at_place(format!("{place}.ownership"), &why));
        }
    }

    /// Whether a role that has every operation has every string; if not, it lacks one.
    fn beyond_catalog(&self, access: &AccessAgain) -> (Option<&'static str>, bool) {
        // The empty string is no action: it must not stand for strings that are.
        let not_actions = vec![Pattern::parse("")];
        let everything =
            PermissionBlock { not_actions, ..PermissionBlock::granting(Plane::Control, vec![Pattern::parse("*")]) };
        let everything = AccessAgain::new(&[everything], self.ground.catalog, Wildcards::Documented);
        let strings = super::access::strings(Plane::Control, &[&everything], &[access]);
        let is_free = |action: &String| action.is_empty() || access.conditions_of(Plane::Control, action).contains(&None);
        match (strings.list.iter().all(is_free), strings.complete) {
            (false, _) => (Some("owner-on-catalog"), true),
            (true, true) => (Some("owner"), false),
            (true, false) => (None, false),
        }
    }
}
