//! [`Giving`]: at which scopes somebody is given something, and the groups by whose members that is held (R-EVAL-9).

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::redecide::Redecision;
use crate::arrange::Arrange as _;
use crate::model::{DenyPrincipal, Facts, PrincipalId, PrincipalKind, ScopeId, ScopeKind};

/// The scopes and groups by which somebody may hold something.
#[derive(Debug, Default)]
pub(super) struct Giving {
    /// The groups that hold something at a scope, or that a deny assignment there names, with the groups in them.
    at: BTreeMap<ScopeId, BTreeSet<PrincipalId>>,
    /// The groups that hold Entra roles.
    pub(super) directory: BTreeSet<PrincipalId>,
    /// The management groups at which a role is given.
    pub(super) management_groups: BTreeSet<ScopeId>,
}

impl Giving {
    pub(super) fn new(again: &Redecision<'_>) -> Self {
        let (facts, records) = (again.records.facts, again.records);
        let mut giving = Self::default();
        let inside = GroupsInside::new(again);
        let mut holders: Vec<PrincipalId> = records.rows.keys().copied().collect();
        holders.arrange();
        for &holder in &holders {
            for own in again.standings.own(holder) {
                if again.reach.kind(own.scope) == ScopeKind::ManagementGroup {
                    giving.management_groups.insert(own.scope);
                }
                inside.add(holder, own.scope, &mut giving.at);
            }
        }
        for deny in facts.denies.iter().filter(|deny| !deny.audit_only) {
            let named = deny.principals.iter().filter_map(|principal| match principal {
                DenyPrincipal::Principal(principal) => Some(*principal),
                DenyPrincipal::Everyone => None,
            });
            named.chain(deny.exclude.iter().copied()).for_each(|named| inside.add(named, deny.scope, &mut giving.at));
        }
        let directory = holders.into_iter().filter(|&holder| is_group(facts, holder));
        giving.directory = directory.filter(|&group| !records.settled_directory(group).is_empty()).collect();
        giving
    }

    /// Every group.
    pub(super) fn groups(&self) -> BTreeSet<PrincipalId> {
        self.at.values().flatten().chain(&self.directory).copied().collect()
    }

    /// The scopes at which groups hold something.
    pub(super) fn scopes(&self) -> impl Iterator<Item = ScopeId> {
        self.at.keys().copied()
    }

    /// The groups that hold something at a scope.
    pub(super) fn groups_at(&self, scope: ScopeId) -> Option<&BTreeSet<PrincipalId>> {
        self.at.get(&scope)
    }
}

/// Whether a principal is a group; a member list makes a group of an unknown one.
fn is_group(facts: &Facts, principal: PrincipalId) -> bool {
    match facts.principals.kind(principal) {
        PrincipalKind::Group | PrincipalKind::ForeignGroup => true,
        PrincipalKind::Unknown => facts.member_lists.contains_key(&principal),
        PrincipalKind::User | PrincipalKind::ServicePrincipal | PrincipalKind::Device => false,
    }
}

/// The groups in groups.
struct GroupsInside<'a, 'r> {
    again: &'a Redecision<'r>,
    members: FxHashMap<PrincipalId, Vec<PrincipalId>>,
}

impl<'a, 'r> GroupsInside<'a, 'r> {
    fn new(again: &'a Redecision<'r>) -> Self {
        let mut members: FxHashMap<PrincipalId, Vec<PrincipalId>> = FxHashMap::default();
        let facts = again.records.facts;
        for row in facts.memberships.iter().filter(|row| is_group(facts, row.member)) {
            members.entry(row.group).or_default().push(row.member);
        }
        Self { again, members }
    }

    /// Notes a group and the groups in it at a scope. A flattened list names the members of these.
    fn add(&self, group: PrincipalId, scope: ScopeId, at: &mut BTreeMap<ScopeId, BTreeSet<PrincipalId>>) {
        if !is_group(self.again.records.facts, group) {
            return;
        }
        let (known, mut todo) = (at.entry(scope).or_default(), vec![group]);
        while let Some(group) = todo.pop() {
            if known.insert(group) && !self.again.records.is_flattened(group) {
                todo.extend(self.members.get(&group).into_iter().flatten());
            }
        }
    }
}
