//! [`TenantDiff`]: what changed from one state of a tenant to another, and what it means for people.

use rustc_hash::FxHashSet;

use super::access::{AccessMove, access_moves, changed_roles};
use super::aligned::aligned;
use super::concerned::Concerned;
use super::denied::denied_moves;
use super::directory::{DirectoryMove, directory_moves};
use super::fact::{ChangedFact, changed_facts};
use super::fact_kind::FactKind;
use super::facts::{FactDifference, condition_of, shown};
use super::joint::{JointId, JointIds, StateSide};
use super::leads::Leads;
use super::matching::RowPair;
use super::person::Person;
use super::places::{self, Lack, NotCompared, ScheduledGroup};
use super::tasks::{Comparing, Move, moves};
use crate::arrange::Arrange as _;
use crate::graph::TenantGraph;
use crate::model::{ConditionState, ExportKind, Facts, Notes, ObjectId, PrincipalId};
use crate::parallel::both;

/// The difference of two states.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TenantDiff {
    /// What came, went or changed.
    pub facts: Vec<ChangedFact>,
    /// Tasks: people with the same difference; by the id of the first.
    pub moves: Vec<Move>,
    /// Actions, by scope.
    pub access: Vec<AccessMove>,
    /// Microsoft Entra roles.
    pub directory: Vec<DirectoryMove>,
    /// What leads to access without being any.
    pub leads: Leads,
    /// What cannot be compared.
    pub not_compared: Vec<NotCompared>,
    /// What the states lack: the same, unless both are read from one export.
    pub lacking: Vec<NotCompared>,
}

impl TenantDiff {
    /// Compares the facts of two states, and then what follows from those that differ.
    pub fn of(before: &TenantGraph, after: &TenantGraph, by: &Comparing<'_>) -> Self {
        let mut joint = JointIds::new([before, after]);
        let difference = FactDifference::of(&mut joint);
        let facts = changed_facts(&joint, &difference);
        let not_compared = not_compared(&joint, &difference);
        let meaning = match aligned(&joint, &difference) {
            Some([old, new]) => {
                let build =
                    |facts, of: &TenantGraph| TenantGraph::build(facts, of.shared_catalog(), of.at(), &mut Notes::default());
                let (old, new) = (build(old, before), build(new, after));
                let mut joint = JointIds::new([&old, &new]);
                let difference = FactDifference::of_aligned(&mut joint);
                meaning(&mut joint, &difference, by)
            }
            None => meaning(&mut joint, &difference, by),
        };
        let leads = Leads::of([before, after]);
        Self { facts, leads, lacking: not_compared.clone(), not_compared, ..meaning }
    }

    /// Whether somebody can do more, for sure: at least after an activation, or if a condition holds.
    pub fn adds_access(&self) -> bool {
        let tasks = self.moves.iter().any(|moved| !moved.gained.is_empty());
        tasks
            || self.access.iter().any(|moved| moved.gained && !moved.actions.is_empty())
            || self.directory.iter().any(|moved| moved.gained)
    }

    /// Whether something came of which nobody followed whether access comes of it.
    pub fn may_add_access(&self) -> bool {
        self.leads.adds()
    }

    /// Whether something that is at hand could not be compared.
    pub fn is_open(&self) -> bool {
        self.not_compared.iter().any(NotCompared::is_open) || self.access.iter().any(|moved| moved.undecided)
    }

    /// Everyone who gained something, or lost something.
    pub fn people(&self, gained: bool) -> FxHashSet<&ObjectId> {
        let has = |moved: &&Move| if gained { !moved.gained.is_empty() } else { !moved.lost.is_empty() };
        let tasks = self.moves.iter().filter(has).flat_map(|moved| &moved.principals);
        let access = self.access.iter().filter(|moved| moved.gained == gained && !moved.actions.is_empty());
        let directory = self.directory.iter().filter(|moved| moved.gained == gained).flat_map(|moved| &moved.principals);
        let all = tasks.chain(access.flat_map(|moved| &moved.principals)).chain(directory);
        all.map(|person: &Person| &person.id).collect()
    }
}

/// The facts of two states, each with the rows of the other one that cannot be compared; `None` where all can be. `verify` decides
/// again on these, so a row of which one state has no whole list is neither a gain nor a loss for it (R-EVAL-9).
pub fn comparable([before, after]: [&TenantGraph; 2]) -> Option<[Facts; 2]> {
    let mut joint = JointIds::new([before, after]);
    let difference = FactDifference::of(&mut joint);
    aligned(&joint, &difference)
}

/// What differs between two states that both have whatever cannot be compared.
fn meaning(joint: &mut JointIds<'_>, difference: &FactDifference, by: &Comparing<'_>) -> TenantDiff {
    let states = StateSide::BOTH.map(|side| joint.state(side));
    let (moves, held) = both(|| moves(states, by), || held_meaning(joint, difference, by));
    TenantDiff { moves, ..held }
}

/// The same without tasks.
fn held_meaning(joint: &mut JointIds<'_>, difference: &FactDifference, by: &Comparing<'_>) -> TenantDiff {
    let roles = changed_roles(joint);
    let concerned = Concerned::of(joint, difference, &roles);
    let denied = denied_moves(joint, difference, by.wildcards);
    let mut access = access_moves(joint, (&concerned, roles), by.wildcards);
    access.extend(denied);
    access.arrange_by(|a, b| {
        (&a.scope, !a.gained, a.eligible, &a.principals).cmp(&(&b.scope, !b.gained, b.eligible, &b.principals))
    });
    TenantDiff { directory: directory_moves(joint, &concerned), access, ..TenantDiff::default() }
}

/// Everything that cannot be compared, with the rows that do not say their condition.
fn not_compared(joint: &JointIds<'_>, difference: &FactDifference) -> Vec<NotCompared> {
    let mut found = places::not_compared(joint, &groups(joint, difference), &scheduled(joint, difference));
    for own in difference.kinds.iter().filter(|own| !own.unsaid.is_empty()) {
        let lack = |side| lacks_conditions(joint, (side, own.kind), &own.unsaid).then_some(Lack::Conditions);
        let [old, new] = StateSide::BOTH.map(lack);
        found.extend(list_of(own.kind).map(|kind| NotCompared { kind, place: "tenant".to_owned(), name: None, old, new }));
    }
    found.arrange();
    found.dedup();
    found
}

/// The list whose rows have conditions.
const fn list_of(kind: FactKind) -> Option<ExportKind> {
    match kind {
        FactKind::RoleAssignment => Some(ExportKind::RoleAssignments),
        FactKind::RoleEligibility => Some(ExportKind::RoleEligibility),
        FactKind::RoleSchedule => Some(ExportKind::RoleSchedules),
        FactKind::DenyAssignment => Some(ExportKind::DenyAssignments),
        FactKind::Delegation
        | FactKind::RoleDefinition
        | FactKind::Member
        | FactKind::MemberSchedule
        | FactKind::MemberEligibility
        | FactKind::DirectoryRole
        | FactKind::DirectoryRoleEligibility => None,
    }
}

/// Whether some of these rows of a state do not say their condition.
fn lacks_conditions(joint: &JointIds<'_>, (side, kind): (StateSide, FactKind), rows: &[(u32, u32)]) -> bool {
    let facts = joint.facts(side);
    let of = |row: u32| condition_of(facts, kind, row as usize);
    let own = rows.iter().map(|&(old, new)| if side == StateSide::Old { old } else { new });
    own.into_iter().any(|row| of(row) == Some(ConditionState::NotExported))
}

/// The groups of which only one state shows somebody who is eligible, or a member for a time.
fn scheduled(joint: &JointIds<'_>, difference: &FactDifference) -> Vec<ScheduledGroup> {
    let kinds = [FactKind::MemberSchedule, FactKind::MemberEligibility];
    let open = difference.kinds.iter().filter(|own| kinds.contains(&own.kind)).flat_map(|own| &own.open);
    let row = |pair: &RowPair| {
        let (side, row) = shown(*pair);
        let own = joint.facts(side).memberships.get(row as usize)?;
        Some((joint.principal(side, own.group), own.kind))
    };
    open.filter_map(row).collect()
}

/// The groups whose members matter: those that hold something, and those of which only one state shows a member.
fn groups(joint: &JointIds<'_>, difference: &FactDifference) -> Vec<JointId> {
    let mut found: Vec<JointId> = Vec::new();
    for side in StateSide::BOTH {
        let (state, principals) = (joint.state(side), &joint.facts(side).principals);
        let azure = state.grants().iter().map(|grant| grant.principal);
        let holders = azure.chain(state.directory_grants().iter().map(|grant| grant.principal));
        let is_open = |&id: &PrincipalId| state.membership().open_directly_to(id).is_some();
        found.extend(holders.filter(|&id| principals.kind(id).is_group()).filter(is_open).map(|id| joint.principal(side, id)));
    }
    let members = difference.kinds.iter().filter(|own| own.kind == FactKind::Member);
    for pair in members.flat_map(|own| &own.open) {
        let (side, row) = shown(*pair);
        let group = joint.facts(side).memberships.get(row as usize).map(|own| own.group);
        found.extend(group.map(|group| joint.principal(side, group)));
    }
    found.arrange();
    found.dedup();
    found
}
