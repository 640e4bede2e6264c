//! [`FactDifference`]: the rows that only one of two states has, or that say something else in the other one, table by table.
//!
//! Rows are compared by what they state, never by how they are written: another tool, another order and another letter case make no
//! difference.

use rustc_hash::FxHashMap;

use super::fact_kind::FactKind;
use super::joint::{ANY_CONDITION, JointId, JointIds, StateSide};
use super::matching::{Alike, FactRow, MatchedRows, RowPair, matched};
use super::places::ComparedPlaces;
use crate::arrange::Arrange as _;
use crate::model::{
    ConditionState, Delegation, DenyAssignment, DenyPrincipal, DirectoryAssignment, DirectoryScope, ExportKind, Facts, Listing,
    MemberKind, MemberType, Membership, ObjectId, PermissionBlock, Plane, PrincipalId, RoleSchedule, Validity,
};
use crate::pattern::Pattern;

/// What became of the rows of one kind.
#[derive(Debug)]
pub(super) struct KindDifference {
    pub kind: FactKind,
    /// What came, went or changed.
    pub changes: Vec<RowPair>,
    /// What only one state shows, at places that cannot be compared.
    pub open: Vec<RowPair>,
    /// Rows of both states of which one does not say its condition.
    pub unsaid: Vec<(u32, u32)>,
}

/// What became of the rows of each kind.
#[derive(Debug)]
pub(super) struct FactDifference {
    pub kinds: Vec<KindDifference>,
}

impl FactDifference {
    /// Compares the rows of two states.
    pub(super) fn of(joint: &mut JointIds<'_>) -> Self {
        let all = FactKind::OF_ROWS.map(|kind| (kind, rows_of(joint, kind)));
        let mut places = ComparedPlaces::new(joint);
        let kinds = all.into_iter().map(|(kind, found)| {
            let is_compared = |pair: &RowPair| is_compared(joint, &mut places, kind, *pair);
            let (changes, open) = found.changes.into_iter().partition(is_compared);
            KindDifference { kind, changes, open, unsaid: found.unsaid }
        });
        Self { kinds: kinds.collect() }
    }

    /// Compares the rows of two states that both have whatever cannot be compared: what still differs can be. A group that one of them
    /// did not know is known to both now, and its members are compared all the same.
    pub(super) fn of_aligned(joint: &mut JointIds<'_>) -> Self {
        let all = FactKind::OF_ROWS.map(|kind| (kind, rows_of(joint, kind)));
        let of = |(kind, found): (FactKind, MatchedRows)| KindDifference {
            kind,
            changes: found.changes,
            open: Vec::new(),
            unsaid: found.unsaid,
        };
        Self { kinds: all.into_iter().map(of).collect() }
    }

    /// The rows of one kind.
    pub(super) fn of_kind(&self, kind: FactKind) -> impl Iterator<Item = RowPair> + '_ {
        self.kinds.iter().filter(move |own| own.kind == kind).flat_map(|own| own.changes.iter().copied())
    }

    /// Whether all that differs can be compared, and says all of itself.
    pub(super) fn is_comparable(&self) -> bool {
        self.kinds.iter().all(|own| own.open.is_empty() && own.unsaid.is_empty())
    }
}

fn rows_of(joint: &mut JointIds<'_>, kind: FactKind) -> MatchedRows {
    match kind {
        FactKind::RoleAssignment => assignments(joint),
        FactKind::RoleEligibility => schedules(joint, true),
        FactKind::RoleSchedule => schedules(joint, false),
        FactKind::Delegation => delegations(joint),
        FactKind::DenyAssignment => denies(joint),
        FactKind::Member => memberships(joint, &[MemberKind::Direct, MemberKind::Transitive]),
        FactKind::MemberSchedule => memberships(joint, &[MemberKind::Scheduled]),
        FactKind::MemberEligibility => memberships(joint, &[MemberKind::Eligible]),
        FactKind::DirectoryRole => directory(joint, false),
        FactKind::DirectoryRoleEligibility => directory(joint, true),
        FactKind::RoleDefinition => MatchedRows::default(),
    }
}

/// The rows of a table, by side.
fn sides<K, D>(mut of: impl FnMut(StateSide) -> Vec<FactRow<K, D>>) -> [Vec<FactRow<K, D>>; 2] {
    StateSide::BOTH.map(&mut of)
}

fn conditions(old: JointId, new: JointId) -> Alike {
    match (old == new, old == ANY_CONDITION || new == ANY_CONDITION) {
        (true, _) => Alike::Same,
        (false, true) => Alike::Unsaid,
        (false, false) => Alike::Other,
    }
}

fn assignments(joint: &mut JointIds<'_>) -> MatchedRows {
    let [old, new] = sides(|side| {
        let facts = joint.facts(side);
        let mut rows = Vec::with_capacity(facts.assignments.len());
        for (row, own) in (0..).zip(&facts.assignments) {
            let key = (joint.principal(side, own.principal), joint.role(side, own.role), joint.scope(side, own.scope));
            rows.push(FactRow { key, detail: joint.condition(side, own.condition), row });
        }
        rows
    });
    matched(old, new, |old, new| conditions(*old, *new))
}

fn schedules(joint: &mut JointIds<'_>, eligible: bool) -> MatchedRows {
    let is_meant = |row: &&(u32, &RoleSchedule)| row.1.eligible == eligible;
    let [old, new] = sides(|side| {
        let facts = joint.facts(side);
        let mut rows = Vec::new();
        for (row, own) in (0..).zip(&facts.schedules).filter(|row| is_meant(&row)) {
            let at = (joint.role(side, own.role), joint.scope(side, own.scope));
            let key = (joint.principal(side, own.principal), at, own.member_type);
            rows.push(FactRow { key, detail: (own.validity, own.effective, joint.condition(side, own.condition)), row });
        }
        rows
    });
    matched(old, new, |old, new| if (old.0, old.1) == (new.0, new.1) { conditions(old.2, new.2) } else { Alike::Other })
}

fn delegations(joint: &JointIds<'_>) -> MatchedRows {
    let [old, new] = sides(|side| {
        let row = |(row, own): (u32, &Delegation)| {
            let at = (joint.role(side, own.role), joint.scope(side, own.scope));
            let whom = (own.managing_tenant.to_ascii_lowercase(), own.principal.to_ascii_lowercase());
            FactRow { key: (whom, at, own.eligible), detail: (), row }
        };
        (0..).zip(&joint.facts(side).delegations).map(row).collect()
    });
    matched(old, new, |(), ()| Alike::Same)
}

fn denies(joint: &mut JointIds<'_>) -> MatchedRows {
    let [old, new] = sides(|side| {
        let facts = joint.facts(side);
        let mut rows = Vec::new();
        for (row, own) in (0..).zip(&facts.denies) {
            let name = own.id.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let condition = joint.condition(side, own.condition);
            rows.push(FactRow { key: name.to_ascii_lowercase(), detail: (deny_text(facts, own), condition), row });
        }
        rows
    });
    matched(old, new, |old, new| if old.0 == new.0 { conditions(old.1, new.1) } else { Alike::Other })
}

/// What a deny assignment denies, where and whom, in one spelling.
fn deny_text(facts: &Facts, deny: &DenyAssignment) -> Vec<String> {
    let id = |principal: &PrincipalId| facts.principals.id(*principal).to_string();
    let named = deny.principals.iter().map(|principal| match principal {
        DenyPrincipal::Everyone => "everyone".to_owned(),
        DenyPrincipal::Principal(principal) => id(principal),
    });
    let sorted = |mut list: Vec<String>| {
        list.arrange();
        list.dedup();
        list.join(",")
    };
    let flags = (deny.not_to_children, deny.audit_only, deny.unreadable);
    vec![
        facts.scopes.text(deny.scope).to_ascii_lowercase(),
        sorted(deny.blocks.iter().map(block_text).collect()),
        sorted(named.collect()),
        sorted(deny.exclude.iter().map(id).collect()),
        format!("{flags:?}"),
    ]
}

/// A permission block in one spelling.
fn block_text(block: &PermissionBlock) -> String {
    let lists = Plane::ALL.map(|plane| match plane {
        Plane::Control => [&block.actions, &block.not_actions],
        Plane::Data => [&block.data_actions, &block.not_data_actions],
    });
    let list = |patterns: &Vec<Pattern>| {
        let mut texts: Vec<&str> = patterns.iter().map(Pattern::folded).collect();
        texts.arrange();
        texts.dedup();
        texts.join(" ")
    };
    let condition = block.condition.as_deref().unwrap_or_default();
    let texts = lists.concat().into_iter().map(list).collect::<Vec<_>>().join(";");
    format!("{texts};{condition}")
}

fn memberships(joint: &JointIds<'_>, kinds: &[MemberKind]) -> MatchedRows {
    let [old, new] = sides(|side| {
        let is_meant = |row: &(u32, &Membership)| kinds.contains(&row.1.kind);
        let row = |(row, own): (u32, &Membership)| {
            let pair = (joint.principal(side, own.group), joint.principal(side, own.member));
            FactRow { key: (pair, own.kind), detail: own.validity, row }
        };
        (0..).zip(&joint.facts(side).memberships).filter(is_meant).map(row).collect()
    });
    let mut found = matched(old, new, |old, new| if old == new { Alike::Same } else { Alike::Other });
    found.changes.retain(|pair| !is_derived(joint, *pair));
    found
}

/// Whether a row is about a member of a flattened list, where direct lists say the same of their groups.
fn is_derived(joint: &JointIds<'_>, pair: RowPair) -> bool {
    let (side, row) = shown(pair);
    let Some(own) = joint.facts(side).memberships.get(row as usize) else { return false };
    let group = joint.principal(side, own.group);
    let has_direct_list = |side: StateSide| {
        let lists = joint.own_principal(side, group).and_then(|own| joint.facts(side).member_lists.get(&own));
        lists.is_some_and(|lists| lists.direct != Listing::Absent)
    };
    own.kind == MemberKind::Transitive && StateSide::BOTH.into_iter().all(has_direct_list)
}

fn directory(joint: &JointIds<'_>, eligible: bool) -> MatchedRows {
    let [old, new] = sides(|side| {
        let facts = joint.facts(side);
        let templates = templates(facts);
        let is_meant =
            |row: &(u32, &DirectoryAssignment)| row.1.eligible == eligible && row.1.member_type != MemberType::Inherited;
        let row = |(row, own): (u32, &DirectoryAssignment)| {
            let template = templates.get(&own.role).copied().unwrap_or(&own.role).clone();
            let at: (ObjectId, DirectoryScope) = (template, own.scope.clone());
            let key = (joint.principal(side, own.principal), at, own.member_type);
            FactRow { key, detail: (own.scheduled, own.validity, own.effective), row }
        };
        (0..).zip(&facts.directory_assignments).filter(is_meant).map(row).collect()
    });
    // A list of assignments does not tell the time that a schedule tells.
    let alike = |old: &(bool, Validity, bool), new: &(bool, Validity, bool)| {
        if old.0 == new.0 && old != new { Alike::Other } else { Alike::Same }
    };
    matched(old, new, alike)
}

/// The template of each role that a tenant numbers in its own way (R-ENT-3).
pub(super) fn templates(facts: &Facts) -> FxHashMap<&ObjectId, &ObjectId> {
    let built_in = facts.directory_roles.iter().filter(|role| role.built_in);
    built_in.filter_map(|role| Some((&role.id, role.template.as_ref()?))).collect()
}

/// The row that shows a change best: where it is now, or else where it was.
pub(super) fn shown(pair: RowPair) -> (StateSide, u32) {
    match (pair.new, pair.old) {
        (Some(row), _) => (StateSide::New, row),
        (None, row) => (StateSide::Old, row.unwrap_or_default()),
    }
}

/// Whether both states have a whole list of the place that a row is about.
fn is_compared(joint: &JointIds<'_>, places: &mut ComparedPlaces<'_, '_>, kind: FactKind, pair: RowPair) -> bool {
    let (side, row) = shown(pair);
    let (facts, row) = (joint.facts(side), row as usize);
    let is_at = |places: &mut ComparedPlaces<'_, '_>, kind, scope| places.at(kind, (side, scope));
    let found = match kind {
        FactKind::RoleAssignment => facts.assignments.get(row).map(|own| is_at(places, ExportKind::RoleAssignments, own.scope)),
        FactKind::RoleEligibility => facts.schedules.get(row).map(|own| is_at(places, ExportKind::RoleEligibility, own.scope)),
        FactKind::RoleSchedule => facts.schedules.get(row).map(|own| is_at(places, ExportKind::RoleSchedules, own.scope)),
        FactKind::Delegation => facts.delegations.get(row).map(|own| is_at(places, ExportKind::Lighthouse, own.scope)),
        FactKind::DenyAssignment => facts.denies.get(row).map(|own| is_at(places, ExportKind::DenyAssignments, own.scope)),
        FactKind::Member | FactKind::MemberSchedule | FactKind::MemberEligibility => facts
            .memberships
            .get(row)
            .map(|own| places.member_row(own.kind, (joint.principal(side, own.group), facts.principals.kind(own.member)))),
        FactKind::DirectoryRole | FactKind::DirectoryRoleEligibility => {
            facts.directory_assignments.get(row).map(|own| places.of_tenant(directory_list(own)))
        }
        FactKind::RoleDefinition => None,
    };
    found.unwrap_or(false)
}

/// The list that a row about a directory role stands in.
const fn directory_list(row: &DirectoryAssignment) -> ExportKind {
    match (row.eligible, row.scheduled) {
        (true, _) => ExportKind::DirectoryRoleEligibility,
        (false, true) => ExportKind::DirectoryRoleSchedules,
        (false, false) => ExportKind::DirectoryRoleAssignments,
    }
}

/// What a row says of its condition.
pub(super) fn condition_of(facts: &Facts, kind: FactKind, row: usize) -> Option<ConditionState> {
    match kind {
        FactKind::RoleAssignment => facts.assignments.get(row).map(|own| own.condition),
        FactKind::RoleEligibility | FactKind::RoleSchedule => facts.schedules.get(row).map(|own| own.condition),
        FactKind::DenyAssignment => facts.denies.get(row).map(|own| own.condition),
        FactKind::Delegation
        | FactKind::RoleDefinition
        | FactKind::Member
        | FactKind::MemberSchedule
        | FactKind::MemberEligibility
        | FactKind::DirectoryRole
        | FactKind::DirectoryRoleEligibility => None,
    }
}
