//! What became of roles, worked out again: every action that only one definition gives, over the catalog and over the strings that the
//! patterns tell apart.

use std::collections::{BTreeMap, BTreeSet};

use super::access::{AccessAgain, BlockAgain, GivenWhere, is_held, strings};
use super::claims::{AccessChangeClaim, RoleDiffClaim, UndecidedClaim};
use super::ground::{RoleGround, RolePairAgain, doubt, plane};
use super::tasks::tasks_of;
use crate::condition::ConditionForm;
use crate::model::scope::contains;
use crate::model::{Plane, RoleDefinition, ScopePath};
use crate::verify::differing::{other_names, other_number};
use crate::verify::fault::{Fault, Why};
use crate::verify::glob::Glob;
use crate::verify::privileged::PrivilegedNames;

/// Which of two definitions has more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum MoreOnSide {
    New,
    Old,
}

impl MoreOnSide {
    const fn name(self) -> &'static str {
        match self {
            Self::New => "gained",
            Self::Old => "lost",
        }
    }
}

/// Actions that only one side gives, or gives under this condition: the side, the plane, the condition, and whether the other side gives
/// them under another one.
type ChangedGroup = (MoreOnSide, Plane, Option<String>, bool);

/// Holds what a report says of a role against its definitions.
pub(crate) struct DifferenceAgain<'a> {
    pub ground: RoleGround<'a>,
    pub privileged: &'a PrivilegedNames,
    /// The roles that belong together.
    pub pairs: &'a [RolePairAgain<'a>],
}

/// The old and the new access of a role.
struct BothAccesses {
    old: AccessAgain,
    new: AccessAgain,
}

impl BothAccesses {
    /// The groups that an action is in.
    fn groups_of(&self, plane: Plane, action: &str) -> Vec<ChangedGroup> {
        let (old, new) = (self.old.conditions_of(plane, action), self.new.conditions_of(plane, action));
        let of = |side, more: &BTreeSet<GivenWhere>, less: &BTreeSet<GivenWhere>| {
            let group = |own: &GivenWhere| (side, plane, own.as_ref().map(|own| own.shown().to_owned()), !less.is_empty());
            more.iter().filter(|own| !is_held(own, less)).map(group).collect::<Vec<_>>()
        };
        [of(MoreOnSide::New, &new, &old), of(MoreOnSide::Old, &old, &new)].concat()
    }

    fn may_be_undecided(&self, plane: Plane) -> bool {
        self.old.has_several_stars(plane) || self.new.has_several_stars(plane)
    }
}

/// Every group, and the accesses that it comes from.
struct GroupsAgain {
    groups: BTreeMap<ChangedGroup, GroupAgain>,
    /// There is no other group.
    complete: bool,
    both: BothAccesses,
}

/// What is in a group.
#[derive(Default)]
struct GroupAgain {
    operations: BTreeSet<String>,
    /// Strings that are no operation.
    strings: BTreeSet<String>,
}

impl DifferenceAgain<'_> {
    /// Holds an entry of a report against the definitions of its role.
    pub(super) fn compare(&self, place: &str, claim: &RoleDiffClaim, pair: RolePairAgain<'_>, faults: &mut Vec<Fault>) {
        let (old, new) = pair;
        let access = |role: Option<&RoleDefinition>| {
            let blocks = role.map(|role| role.blocks.as_slice()).unwrap_or_default();
            AccessAgain::new(blocks, self.ground.catalog, self.ground.wildcards)
        };
        let both = BothAccesses { old: access(old), new: access(new) };
        let (groups, complete) = if old.zip(new).is_some_and(|(old, new)| old.blocks == new.blocks) {
            (BTreeMap::new(), true)
        } else {
            self.groups(&both)
        };
        let open = |role: Option<&RoleDefinition>| -> BTreeSet<String> {
            role.into_iter().flat_map(RoleDefinition::open_scopes).map(str::to_owned).collect()
        };
        let opens = old.is_some() && new.is_some() && !open(new).is_subset(&open(old));
        let doubts = [old, new].into_iter().flatten().filter_map(doubt).chain(opens.then_some("open-scopes"));
        let doubts: Vec<String> = doubts.map(str::to_owned).collect();
        let mut other = |part: &str, said: String, is: String| {
            if said != is {
                faults.push(Fault::at_place(format!("{place}.{part}"), &Why::OtherStatus { said, is }));
            }
        };
        other("doubts", claim.doubts.join(", "), doubts.join(", "));
        other("change", claim.change.clone(), trend(claim, pair).to_owned());
        let conditioned = claim.gained.iter().chain(&claim.lost).any(|change| change.otherwise_conditioned);
        other("condition_changed", claim.condition_changed.to_string(), conditioned.to_string());
        let old_name = old.zip(new).filter(|(old, new)| old.name != new.name).map(|(old, _)| old.name.to_string());
        other("old_name", claim.old_name.clone().unwrap_or_default(), old_name.unwrap_or_default());
        other("scopes_gained", claim.scopes_gained.join(", "), beyond(new, old));
        other("scopes_lost", claim.scopes_lost.join(", "), beyond(old, new));
        let differs = !claim.gained.is_empty() || !claim.lost.is_empty();
        let tasks = |role| if differs { tasks_of(role, self.ground) } else { BTreeSet::new() };
        let (before, after) = (tasks(old), tasks(new));
        other_names(&format!("{place}.tasks_gained"), &claim.tasks_gained, after.difference(&before).cloned(), faults);
        other_names(&format!("{place}.tasks_lost"), &claim.tasks_lost, before.difference(&after).cloned(), faults);
        undecided(place, claim, &both, faults);
        self.changes(place, claim, &GroupsAgain { groups, complete, both }, faults);
    }

    /// Every group, with its operations and strings, and whether there is no other.
    fn groups(&self, both: &BothAccesses) -> (BTreeMap<ChangedGroup, GroupAgain>, bool) {
        let operations = self.ground.catalog.operations();
        let (mut groups, mut complete): (BTreeMap<ChangedGroup, GroupAgain>, bool) = (BTreeMap::new(), true);
        for plane in Plane::ALL {
            let mut ids = both.old.operations(plane, self.ground.catalog);
            ids.extend(both.new.operations(plane, self.ground.catalog));
            for id in ids {
                let name = operations.lower_name(id);
                for group in both.groups_of(plane, name) {
                    groups.entry(group).or_default().operations.insert(name.to_owned());
                }
            }
            let found = strings(plane, &[&both.old, &both.new], &[]);
            complete &= found.complete;
            for action in found.list {
                for group in both.groups_of(plane, &action) {
                    groups.entry(group).or_default().strings.insert(action.clone());
                }
            }
        }
        (groups, complete)
    }

    fn changes(&self, place: &str, claim: &RoleDiffClaim, again: &GroupsAgain, faults: &mut Vec<Fault>) {
        let mut seen = BTreeSet::new();
        let sides = [(MoreOnSide::New, &claim.gained), (MoreOnSide::Old, &claim.lost)];
        for (side, changes) in sides {
            for (number, change) in changes.iter().enumerate() {
                let place = format!("{place}.{}[{number}]", side.name());
                let group = (side, plane(change.plane), change.condition.clone(), change.otherwise_conditioned);
                let is = ChangeAgain { group: &group, again };
                self.change(&place, change, &is, faults);
                if !seen.insert(group) {
                    faults.push(Fault::at_place(place, &Why::AnsweredTwice));
                }
            }
        }
        for (group, own) in again.groups.iter().filter(|(group, _)| !seen.contains(group)) {
            let (side, of_plane, ..) = group;
            let is_open = |open: &UndecidedClaim| plane(open.plane) == *of_plane && open.side == side.name();
            if claim.undecided.iter().any(is_open) {
                continue;
            }
            let first = own.operations.first().or(own.strings.first()).cloned().unwrap_or_default();
            let what = if *side == MoreOnSide::New { "actions gained" } else { "actions lost" };
            let why = Why::LeftOut { what, count: own.operations.len().max(1), first };
            faults.push(Fault::at_place(format!("{place}.{}", side.name()), &why));
        }
    }

    fn change(&self, place: &str, claim: &AccessChangeClaim, is: &ChangeAgain<'_>, faults: &mut Vec<Fault>) {
        let of = is.group.1;
        let none = GroupAgain::default();
        let own = is.again.groups.get(is.group).unwrap_or(&none);
        other_names(&format!("{place}.operations"), &claim.operations, own.operations.iter().cloned(), faults);
        other_number(&format!("{place}.count"), [claim.count, own.operations.len()], faults);
        let privileged = own.operations.iter().filter(|name| self.privileged.contains(of, name)).cloned();
        other_names(&format!("{place}.privileged"), &claim.privileged, privileged, faults);
        let is_listed = |action: &str| self.ground.catalog.operations().lookup(of, action).is_some();
        let is_in = |action: &str| is.again.both.groups_of(of, &action.to_ascii_lowercase()).contains(is.group);
        let named =
            [("witness", Some(&claim.witness), claim.in_catalog), ("beyond_catalog", claim.beyond_catalog.as_ref(), false)];
        for (part, action, in_catalog) in named {
            let Some(action) = action else { continue };
            let shows = is_in(action) && is_listed(action) == in_catalog && !action.is_empty();
            if !shows || part == "witness" && in_catalog == own.operations.is_empty() {
                let why = Why::OtherStatus { said: action.clone(), is: "an action that does not show this".to_owned() };
                faults.push(Fault::at_place(format!("{place}.{part}"), &why));
            }
        }
        if is.again.complete {
            is.patterns(place, claim, faults);
        }
    }
}

/// A group, and what it is worked out from.
struct ChangeAgain<'a> {
    group: &'a ChangedGroup,
    again: &'a GroupsAgain,
}

impl ChangeAgain<'_> {
    fn more(&self) -> &AccessAgain {
        if self.group.0 == MoreOnSide::New { &self.again.both.new } else { &self.again.both.old }
    }

    fn strings(&self) -> impl Iterator<Item = &String> {
        self.again.groups.get(self.group).into_iter().flat_map(|own| own.strings.iter().chain(&own.operations))
    }

    /// Holds the patterns that are said to bring the actions against those of the side that has more. A condition cuts patterns: then those
    /// that are written are named as long as they bring something, and together everything.
    fn patterns(&self, place: &str, claim: &AccessChangeClaim, faults: &mut Vec<Fault>) {
        let place = format!("{place}.patterns");
        let is = self.bringing();
        if !self.more().has_conditions(self.group.1) {
            other_names(&place, &claim.patterns, is.into_iter(), faults);
            return;
        }
        let written: BTreeMap<&str, &Glob> = self.more().allow(self.group.1).map(|glob| (glob.text(), glob)).collect();
        let known = claim.patterns.iter().filter_map(|text| written.get(text.to_ascii_lowercase().as_str()).copied());
        let said: Vec<&Glob> = known.collect();
        let brings = |glob: &&Glob| self.strings().any(|action| glob.matches(action));
        let is_brought = |action: &String| said.iter().any(|glob| glob.matches(action));
        if said.len() < claim.patterns.len() || !said.iter().all(brings) || !self.strings().all(is_brought) {
            let is = is.into_iter().collect::<Vec<_>>().join(", ");
            faults.push(Fault::at_place(place, &Why::OtherStatus { said: claim.patterns.join(", "), is }));
        }
    }

    /// The patterns of the side that has more, which bring some action of the group; in lower case.
    fn bringing(&self) -> BTreeSet<String> {
        let (_, plane, condition, _) = self.group;
        let is_by = |block: &BlockAgain, action: &str| {
            block.given(action).is_some_and(|given| given.as_ref().map(ConditionForm::shown) == condition.as_deref())
        };
        let mut found = BTreeSet::new();
        for block in self.more().of_plane(*plane) {
            let held: Vec<&String> = self.strings().filter(|action| is_by(block, action)).collect();
            let globs = block.clause.allow.iter().filter(|glob| held.iter().any(|action| glob.matches(action)));
            found.extend(globs.map(|glob| glob.text().to_owned()));
        }
        found
    }
}

/// What was not decided may be so: patterns with several stars.
fn undecided(place: &str, claim: &RoleDiffClaim, both: &BothAccesses, faults: &mut Vec<Fault>) {
    for open in &claim.undecided {
        if !both.may_be_undecided(plane(open.plane)) {
            let why = Why::OtherStatus { said: format!("{} undecided", open.side), is: "decided".to_owned() };
            faults.push(Fault::at_place(format!("{place}.undecided"), &why));
        }
    }
}

/// What became of a role, in a word.
fn trend(claim: &RoleDiffClaim, (old, new): RolePairAgain<'_>) -> &'static str {
    let open = |side: &str| claim.undecided.iter().any(|open| open.side == side);
    match (old, new) {
        (None, _) => return "added",
        (_, None) => return "removed",
        _ if !claim.doubts.is_empty() => return "unknown",
        _ => {}
    }
    match (claim.gained.is_empty(), claim.lost.is_empty()) {
        (false, false) => "changed",
        (false, true) if !open("lost") => "widened",
        (true, false) if !open("gained") => "narrowed",
        (true, true) if claim.undecided.is_empty() => "same",
        _ => "unknown",
    }
}

/// The assignable scopes of one definition that no scope of the other contains.
fn beyond(more: Option<&RoleDefinition>, less: Option<&RoleDefinition>) -> String {
    let paths = |role: Option<&RoleDefinition>| {
        let scopes = role.into_iter().flat_map(RoleDefinition::known_scopes);
        scopes.map(|scope| ScopePath::parse(scope).as_str().to_owned()).collect::<BTreeSet<String>>()
    };
    let held = paths(less);
    let beyond = paths(more).into_iter().filter(|scope| !held.iter().any(|held| contains(held, scope)));
    beyond.collect::<Vec<_>>().join(", ")
}
