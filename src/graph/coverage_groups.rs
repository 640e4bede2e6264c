//! The member lists that a `no` rests on: those of groups that hold something, and of groups in them (R-EVAL-9, R-FMT-25, R-FMT-26).

use rustc_hash::{FxHashMap, FxHashSet};

use super::coverage::{Coverage, CoverageId, CoveragePart};
use super::denies;
use super::directory::DirectoryGrant;
use super::grants::Grant;
use crate::model::{
    CoveragePlace, CoverageState, ExportKind, Facts, InputId, Listing, PartialSign, PrincipalId, PrincipalKind, ScopeId,
};

/// The member list of a group.
#[derive(Debug)]
pub(super) struct GroupList {
    /// How well it is known to be whole.
    pub state: CoverageState,
    /// Why it is not.
    pub why: Option<PartialSign>,
    /// Service principals are left out of it.
    pub without_service_principals: bool,
    /// Where it may be read, if it is no list of its own.
    pub inputs: Vec<InputId>,
}

/// The groups by which somebody may hold something.
#[derive(Debug, Default)]
pub(super) struct GroupLists {
    lists: Vec<(PrincipalId, GroupList)>,
    /// The groups that hold something at a scope, or are named by a deny assignment there, with the groups in them.
    at: FxHashMap<ScopeId, FxHashSet<PrincipalId>>,
    /// The groups that hold Entra roles.
    directory: FxHashSet<PrincipalId>,
    /// Groups that share one entry, where there are many.
    pub together: FxHashSet<PrincipalId>,
}

/// More member lists than this that only look whole share one entry: a report names them once.
const MANY: usize = 64;

impl GroupLists {
    /// Every group, with its list.
    pub(super) fn iter(&self) -> impl Iterator<Item = (PrincipalId, &GroupList)> {
        self.lists.iter().map(|(group, list)| (*group, list))
    }
}

/// Finds the groups that hold something, and the groups in them.
pub(super) fn group_lists(facts: &Facts, grants: &[Grant], directory: &[DirectoryGrant]) -> GroupLists {
    let mut groups = GroupLists::default();
    let is_group = |principal: PrincipalId| may_be_group(facts, principal);
    let inside = Inside::new(facts);
    for grant in grants.iter().filter(|grant| is_group(grant.principal)) {
        inside.add(grant.principal, groups.at.entry(grant.gives.scope).or_default());
    }
    for (_, deny) in denies::enforced(facts) {
        for (principal, _) in denies::attached(deny).filter(|(principal, _)| is_group(*principal)) {
            inside.add(principal, groups.at.entry(deny.scope).or_default());
        }
    }
    groups.directory = directory.iter().map(|grant| grant.principal).filter(|&principal| is_group(principal)).collect();
    let mut all: Vec<PrincipalId> = groups.at.values().flatten().chain(&groups.directory).copied().collect();
    all.sort_unstable();
    all.dedup();
    let inline: Vec<InputId> =
        facts.inputs.iter().zip(0..).filter(|(file, _)| file.kind == ExportKind::Groups).map(|(_, id)| InputId(id)).collect();
    groups.lists = all.into_iter().map(|group| (group, list_of(facts, group, &inline))).collect();
    let listed = || groups.lists.iter().filter(|(_, list)| list.state == CoverageState::Listed).map(|(group, _)| *group);
    groups.together = if listed().count() > MANY { listed().collect() } else { FxHashSet::default() };
    groups
}

/// Tells for each scope which member lists only look whole.
pub(super) fn attach(coverage: &mut Coverage, groups: &GroupLists) {
    let together = coverage.of_tenant(ExportKind::GroupMembers);
    let own: FxHashMap<PrincipalId, CoverageId> = coverage
        .iter()
        .filter(|(_, entry)| entry.kind == ExportKind::GroupMembers)
        .filter_map(|(id, entry)| match (entry.place, entry.part) {
            (CoveragePlace::Group(group), CoveragePart::Whole) => Some((group, id)),
            _ => None,
        })
        .collect();
    // A list that is proved has an entry of its own also where the others share one.
    let id = |group: &PrincipalId| {
        let id = own.get(group).copied().or(together.filter(|_| groups.together.contains(group)));
        id.filter(|&id| coverage.state(id) == CoverageState::Listed)
    };
    let ids = |groups: &FxHashSet<PrincipalId>| {
        let mut ids: Vec<CoverageId> = groups.iter().filter_map(id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let at = groups.at.iter().map(|(&scope, groups)| (scope, ids(groups))).collect();
    (coverage.groups_of_directory, coverage.groups_at) = (ids(&groups.directory), at);
}

fn may_be_group(facts: &Facts, principal: PrincipalId) -> bool {
    match facts.principals.kind(principal) {
        PrincipalKind::Group | PrincipalKind::ForeignGroup => true,
        // A member list makes a group of it.
        PrincipalKind::Unknown => facts.member_lists.contains_key(&principal),
        PrincipalKind::User | PrincipalKind::ServicePrincipal | PrincipalKind::Device => false,
    }
}

fn list_of(facts: &Facts, group: PrincipalId, inline: &[InputId]) -> GroupList {
    let lists = facts.member_lists.get(&group).copied().unwrap_or_default();
    let hidden = facts.principals.facts(group).is_some_and(|facts| facts.hidden_members);
    let best = lists.direct.max(lists.transitive);
    let (state, why) = match (best, hidden) {
        (Listing::Absent, _) => (CoverageState::Absent, None),
        (_, true) => (CoverageState::Partial, Some(PartialSign::HiddenMembership)),
        (Listing::Partial, false) => (CoverageState::Partial, None),
        (Listing::WithoutServicePrincipals | Listing::Complete, false) => (CoverageState::Listed, None),
    };
    let without_service_principals = best == Listing::WithoutServicePrincipals && !hidden;
    let inputs = if best == Listing::Absent { Vec::new() } else { inline.to_vec() };
    GroupList { state, why, without_service_principals, inputs }
}

/// The groups in a group, itself included.
struct Inside<'f> {
    facts: &'f Facts,
    members: FxHashMap<PrincipalId, Vec<PrincipalId>>,
}

impl<'f> Inside<'f> {
    fn new(facts: &'f Facts) -> Self {
        let mut members: FxHashMap<PrincipalId, Vec<PrincipalId>> = FxHashMap::default();
        for row in facts.memberships.iter().filter(|row| may_be_group(facts, row.member)) {
            members.entry(row.group).or_default().push(row.member);
        }
        Self { facts, members }
    }

    fn add(&self, group: PrincipalId, to: &mut FxHashSet<PrincipalId>) {
        let mut todo = vec![group];
        while let Some(next) = todo.pop() {
            if to.insert(next) && !self.is_flattened(next) {
                todo.extend(self.members.get(&next).into_iter().flatten());
            }
        }
    }

    /// A flattened list names the members of the groups in it.
    fn is_flattened(&self, group: PrincipalId) -> bool {
        self.facts.member_lists.get(&group).is_some_and(|lists| lists.transitive >= Listing::WithoutServicePrincipals)
    }
}
