//! [`TargetGroups`]: the targets of a run that are groups of the directory, and what is known of their owners (R-ENT-17).

use rustc_hash::FxHashMap;

use super::outcome::{OutcomeTarget, Target};
use crate::model::{Facts, Listing, ObjectId, OwnedObject, PrincipalId, PrincipalKind, TargetKind};

/// A target that is a group.
#[derive(Debug, Clone, Copy)]
pub(super) struct TargetGroup {
    /// The group.
    pub(super) group: PrincipalId,
    /// How much of the list of its owners there is.
    pub(super) owners: Listing,
}

/// The targets that are groups.
#[derive(Debug, Default)]
pub(crate) struct TargetGroups {
    by_target: FxHashMap<usize, TargetGroup>,
    targets: FxHashMap<PrincipalId, Vec<usize>>,
}

impl TargetGroups {
    pub(crate) fn new(facts: &Facts, targets: &[Target]) -> Self {
        let mut groups = Self::default();
        for (number, target) in targets.iter().enumerate() {
            let Some(group) = group_of(facts, target) else { continue };
            let owners = facts.escalation.group_owner_lists.get(&group).copied().unwrap_or_default();
            groups.by_target.insert(number, TargetGroup { group, owners });
            groups.targets.entry(group).or_default().push(number);
        }
        groups
    }

    /// The group that a target is.
    pub(super) fn get(&self, target: usize) -> Option<TargetGroup> {
        self.by_target.get(&target).copied()
    }

    /// The targets that are this group.
    pub(super) fn targets_of(&self, group: PrincipalId) -> impl Iterator<Item = usize> + '_ {
        self.targets.get(&group).into_iter().flatten().copied()
    }

    /// Whether the owners of some group among the targets are not all listed.
    pub(crate) fn lacks_owners(&self) -> bool {
        let mut all = self.by_target.values();
        all.any(|group| group.owners != Listing::Complete)
    }
}

/// The group that a target is.
fn group_of(facts: &Facts, target: &Target) -> Option<PrincipalId> {
    let is_group = target.kind == OutcomeTarget::Kind(TargetKind::Group);
    is_group.then(|| facts.principals.lookup(&ObjectId::parse(&target.id))).flatten()
}

/// The groups that tasks on groups are asked of: those of which some export names an owner, and those that hold a role. A tenant has many
/// others, about which an answer would say nothing but who holds Entra roles.
pub(super) fn groups_that_matter(facts: &Facts, holds: impl Fn(PrincipalId) -> bool) -> Vec<PrincipalId> {
    let owned = facts.escalation.owners.iter().filter_map(|row| match &row.owned {
        OwnedObject::Group(group) => Some(*group),
        OwnedObject::ServicePrincipal(_) | OwnedObject::Application(_) => None,
    });
    let is_group = |principal: &PrincipalId| facts.principals.kind(*principal) == PrincipalKind::Group;
    let holding = facts.principals.ids().filter(is_group).filter(|&group| holds(group));
    let mut all: Vec<PrincipalId> = owned.chain(holding).collect();
    all.sort_unstable_by_key(|&group| facts.principals.id(group));
    all.dedup();
    all
}
