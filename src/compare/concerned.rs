//! [`Concerned`]: the principals whose access may differ between two states, and what each of them holds in both.
//!
//! A change concerns the principals that it names. If it names a group, it concerns everyone who is in the group in either state.

use rustc_hash::{FxHashMap, FxHashSet};

use super::fact_kind::FactKind;
use super::facts::{FactDifference, shown};
use super::joint::{JointId, JointIds, StateSide};
use crate::arrange::Arrange as _;
use crate::graph::{GrantTerms, Strength};

/// A role as it is held somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct HeldTerms {
    pub scope: JointId,
    pub role: JointId,
    pub condition: JointId,
    /// Needs an activation: of the role, or of a membership.
    pub eligible: bool,
}

/// Who holds what a principal holds: itself and its groups, with whether a membership needs an activation first.
pub(super) type PrincipalHolders = Vec<(JointId, bool)>;

/// Principals that hold the same through the same holders, in both states.
#[derive(Debug)]
pub(super) struct ConcernedClass {
    pub principals: Vec<JointId>,
    pub holders: [PrincipalHolders; 2],
}

/// The principals that a difference concerns.
#[derive(Debug)]
pub(super) struct Concerned {
    pub principals: Vec<JointId>,
}

impl Concerned {
    /// Whom changes of Azure roles, memberships and these roles concern.
    pub(super) fn of(joint: &JointIds<'_>, difference: &FactDifference, roles: &FxHashSet<JointId>) -> Self {
        let mut seeds: FxHashSet<JointId> = FxHashSet::default();
        for kind in FactKind::OF_ROWS {
            seeds.extend(difference.of_kind(kind).filter_map(|pair| named(joint, kind, shown(pair))));
        }
        if !roles.is_empty() {
            for side in StateSide::BOTH {
                let grants = joint.state(side).grants().iter();
                let changed = grants.filter(|grant| roles.contains(&joint.role(side, grant.gives.role)));
                seeds.extend(changed.map(|grant| joint.principal(side, grant.principal)));
            }
        }
        let mut principals: Vec<JointId> = with_members(joint, seeds).into_iter().collect();
        principals.arrange();
        Self { principals }
    }

    /// The same principals, by what they hold through whom.
    pub(super) fn classes(&self, joint: &JointIds<'_>) -> Vec<ConcernedClass> {
        let mut numbers: FxHashMap<[PrincipalHolders; 2], usize> = FxHashMap::default();
        let mut classes: Vec<ConcernedClass> = Vec::new();
        for &principal in &self.principals {
            let holders = StateSide::BOTH.map(|side| holders(joint, side, principal));
            if holders.iter().all(Vec::is_empty) {
                continue;
            }
            if let Some(class) = numbers.get(&holders).and_then(|&number| classes.get_mut(number)) {
                class.principals.push(principal);
            } else {
                numbers.insert(holders.clone(), classes.len());
                classes.push(ConcernedClass { principals: vec![principal], holders });
            }
        }
        classes
    }
}

/// The principal that a changed row is about: who holds the role, or is the member.
fn named(joint: &JointIds<'_>, kind: FactKind, (side, row): (StateSide, u32)) -> Option<JointId> {
    let (facts, row) = (joint.facts(side), row as usize);
    let own = match kind {
        FactKind::RoleAssignment => facts.assignments.get(row).map(|own| own.principal),
        FactKind::RoleEligibility | FactKind::RoleSchedule => facts.schedules.get(row).map(|own| own.principal),
        FactKind::Member | FactKind::MemberSchedule | FactKind::MemberEligibility => {
            facts.memberships.get(row).map(|own| own.member)
        }
        FactKind::DirectoryRole | FactKind::DirectoryRoleEligibility => {
            facts.directory_assignments.get(row).map(|own| own.principal)
        }
        // Nobody of this tenant holds a delegated role, and a deny assignment grants nothing.
        FactKind::Delegation | FactKind::DenyAssignment | FactKind::RoleDefinition => None,
    };
    own.map(|principal| joint.principal(side, principal))
}

/// These principals and everyone who is in one of them in either state.
pub(super) fn with_members(joint: &JointIds<'_>, seeds: FxHashSet<JointId>) -> FxHashSet<JointId> {
    let mut members: FxHashMap<JointId, Vec<JointId>> = FxHashMap::default();
    if !seeds.is_empty() {
        for side in StateSide::BOTH {
            for row in &joint.facts(side).memberships {
                members.entry(joint.principal(side, row.group)).or_default().push(joint.principal(side, row.member));
            }
        }
    }
    let mut todo: Vec<JointId> = seeds.into_iter().collect();
    let mut found = FxHashSet::default();
    while let Some(principal) = todo.pop() {
        if found.insert(principal) {
            todo.extend(members.get(&principal).into_iter().flatten());
        }
    }
    found
}

/// A principal and every group that it is in, with whether a membership on the way needs an activation first.
pub(super) fn closure(joint: &JointIds<'_>, side: StateSide, principal: JointId) -> PrincipalHolders {
    let state = joint.state(side);
    let Some(own) = joint.own_principal(side, principal).filter(|&own| !state.is_orphan(own)) else { return Vec::new() };
    let mut seen: FxHashMap<_, bool> = FxHashMap::default();
    let mut todo = vec![(own, false)];
    while let Some((at, eligible)) = todo.pop() {
        let known = seen.get(&at).copied();
        if known.is_none_or(|known| known && !eligible) {
            seen.insert(at, eligible);
            let edges = state.membership().groups_of(at).iter();
            todo.extend(edges.map(|edge| (edge.group, eligible || edge.strength != Strength::Sure)));
        }
    }
    seen.into_iter().map(|(group, eligible)| (joint.principal(side, group), eligible)).collect()
}

/// Through whom a principal holds Azure roles in a state.
pub(super) fn holders(joint: &JointIds<'_>, side: StateSide, principal: JointId) -> PrincipalHolders {
    let holds = |(holder, _): &(JointId, bool)| {
        joint.own_principal(side, *holder).is_some_and(|own| !joint.state(side).grants_of(own).is_empty())
    };
    let mut found: PrincipalHolders = closure(joint, side, principal).into_iter().filter(holds).collect();
    found.arrange();
    found
}

/// What holders hold in a state; each once, by scope.
pub(super) fn held(joint: &mut JointIds<'_>, side: StateSide, holders: &[(JointId, bool)]) -> Vec<HeldTerms> {
    let mut found: Vec<HeldTerms> = Vec::new();
    for &(holder, eligible) in holders {
        let Some(own) = joint.own_principal(side, holder) else { continue };
        for grant in joint.state(side).grants_of(own) {
            found.push(terms(joint, side, (grant.gives, eligible)));
        }
    }
    found.arrange();
    found.dedup();
    found
}

fn terms(joint: &mut JointIds<'_>, side: StateSide, (gives, eligible): (GrantTerms, bool)) -> HeldTerms {
    HeldTerms {
        scope: joint.scope(side, gives.scope),
        role: joint.role(side, gives.role),
        condition: joint.condition(side, gives.condition),
        eligible: eligible || gives.eligible,
    }
}
