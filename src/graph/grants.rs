//! Grants: role assignments and eligible assignments, each counted once, joined with their conditions and PIM schedules.

use rustc_hash::FxHashMap;

use crate::model::{
    Assignment, AssignmentName, ConditionState, Facts, Guid, MemberType, Note, NoteCode, Notes, PrincipalId, RoleId,
    RoleSchedule, ScopeId,
};

/// One grant of an Azure role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// Who holds it.
    pub principal: PrincipalId,
    /// What it gives, and where.
    pub gives: GrantTerms,
    /// The record that states it.
    pub source: GrantSource,
}

/// What a grant gives, whoever holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantTerms {
    /// The role.
    pub role: RoleId,
    /// Where.
    pub scope: ScopeId,
    /// Under which condition.
    pub condition: ConditionState,
    /// Needs an activation first (R-PIM-4).
    pub eligible: bool,
}

/// Where a grant was stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GrantSource {
    /// Index into [`Facts::assignments`].
    Assignment(u32),
    /// Index into [`Facts::schedules`].
    Schedule(u32),
}

/// Every grant that counts at the instant, by principal, each once (R-ASN-3, R-ASN-4, R-PIM-3, R-PIM-5, R-PIM-6).
pub(super) fn build(facts: &Facts, at: i64, notes: &mut Notes) -> Vec<Grant> {
    let over = ended_assignments(facts, at);
    let active = facts.assignments.iter().enumerate().filter(|(_, row)| !over.covers(row)).map(|(index, row)| Grant {
        principal: row.principal,
        gives: GrantTerms { role: row.role, scope: row.scope, condition: row.condition, eligible: false },
        source: GrantSource::Assignment(index as u32),
    });
    let mut grants: Vec<Grant> = active.collect();
    grants.extend(scheduled(facts, at));
    let key = |grant: &Grant| (grant.principal, grant.gives.role, grant.gives.scope, grant.gives.eligible);
    grants.sort_unstable_by_key(|grant| (key(grant), grant.gives.condition, grant.source));
    let mut unsettled = 0;
    let mut kept: Vec<Grant> = Vec::with_capacity(grants.len());
    for rows in grants.chunk_by(|a, b| key(a) == key(b)) {
        kept.extend(settle(facts, rows, &mut unsettled));
    }
    if unsettled > 0 {
        let message = format!(
            "the exports list {unsettled} role assignments both with and without a condition, or with different conditions; the newer row counts, and without a newer row the condition is unknown"
        );
        notes.push(
            Note::warning(NoteCode::ContradictingAssignments, message).help("export all role assignments in one run (R-ASN-3)"),
        );
    }
    kept
}

/// One grant from the rows for one principal, role and scope, which are unique together in Azure (R-ASN-3). A row that states a
/// condition, or its absence, beats one without that column (R-COND-17). If rows contradict each other, the newer one counts.
fn settle(facts: &Facts, rows: &[Grant], unsettled: &mut usize) -> Option<Grant> {
    let assigned = |row: &&&Grant| matches!(row.source, GrantSource::Assignment(_));
    let own: Vec<&Grant> = rows.iter().filter(|row| assigned(&row)).collect();
    let rows = if own.is_empty() { rows.iter().collect() } else { own };
    let states = |row: &&&Grant| row.gives.condition != ConditionState::NotExported;
    let said: Vec<&Grant> = rows.iter().filter(states).copied().collect();
    let rows = if said.is_empty() { rows } else { said };
    let newest = rows.iter().map(|row| updated(facts, row)).max()?;
    let first = rows.iter().min_by_key(|row| tie(facts, row))?;
    if rows.iter().all(|row| row.gives.condition == first.gives.condition) {
        return Some(**first);
    }
    *unsettled += 1;
    let mut newer = rows.iter().filter(|row| updated(facts, row) == newest);
    let one = newer.next()?;
    let condition = if newer.all(|row| row.gives.condition == one.gives.condition) {
        one.gives.condition
    } else {
        ConditionState::Contradicted
    };
    Some(Grant { gives: GrantTerms { condition, ..one.gives }, ..**one })
}

fn updated(facts: &Facts, grant: &Grant) -> u32 {
    match grant.source {
        GrantSource::Assignment(index) => facts.assignments.get(index as usize).map_or(0, |row| row.updated),
        GrantSource::Schedule(_) => 0,
    }
}

/// Of equal rows the one with the smallest name counts, so the order of the inputs does not matter.
fn tie(facts: &Facts, grant: &Grant) -> (bool, Option<Guid>, u32) {
    let name = match grant.source {
        GrantSource::Assignment(index) => match facts.assignments.get(index as usize).map(|row| (row.name, row.origin.input)) {
            Some((AssignmentName::Guid(guid), input)) => (false, Some(guid), input.0),
            Some((_, input)) => (false, None, input.0),
            None => (true, None, 0),
        },
        GrantSource::Schedule(_) => (true, None, 0),
    };
    (name.0, name.1, name.2)
}

/// Eligible roles, and active schedule instances, that count at the instant.
fn scheduled(facts: &Facts, at: i64) -> impl Iterator<Item = Grant> + '_ {
    let direct: rustc_hash::FxHashSet<_> = (facts.schedules.iter())
        .filter(|row| row.member_type == MemberType::Direct)
        .filter_map(|row| row.schedule.map(|schedule| (schedule, row.eligible)))
        .collect();
    let counts = move |row: &RoleSchedule| {
        let view = row.member_type != MemberType::Direct && row.schedule.is_some_and(|id| direct.contains(&(id, row.eligible)));
        row.effective && row.validity.contains(at) && !view
    };
    (facts.schedules.iter().enumerate()).filter(move |(_, row)| counts(row)).map(|(index, row)| Grant {
        principal: row.principal,
        gives: GrantTerms { role: row.role, scope: row.scope, condition: row.condition, eligible: row.eligible },
        source: GrantSource::Schedule(index as u32),
    })
}

/// Assignments that a schedule limits to a time other than now (R-PIM-5, R-PIM-6).
struct EndedGrants {
    names: FxHashMap<(ScopeId, Guid), bool>,
    tuples: FxHashMap<(PrincipalId, RoleId, ScopeId), bool>,
}

impl EndedGrants {
    fn covers(&self, row: &Assignment) -> bool {
        let by_name = match row.name {
            AssignmentName::Guid(guid) if !self.names.is_empty() => self.names.get(&(row.scope, guid)),
            _ => None,
        };
        let by_tuple = || if self.tuples.is_empty() { None } else { self.tuples.get(&(row.principal, row.role, row.scope)) };
        by_name.or_else(by_tuple) == Some(&true)
    }
}

/// For every assignment that schedules name: whether all of these are over, or have not begun.
fn ended_assignments(facts: &Facts, at: i64) -> EndedGrants {
    let mut ended = EndedGrants { names: FxHashMap::default(), tuples: FxHashMap::default() };
    for row in facts.schedules.iter().filter(|row| !row.eligible && row.effective) {
        let outside = !row.validity.contains(at);
        let name = row.assignment.and_then(|text| Guid::parse(facts.texts.get(text).rsplit('/').next().unwrap_or_default()));
        if let Some(guid) = name {
            ended.names.entry((facts.scope_of_origin(row), guid)).and_modify(|all| *all &= outside).or_insert(outside)
        } else {
            let tuple = (row.principal, row.role, row.scope);
            ended.tuples.entry(tuple).and_modify(|all| *all &= outside).or_insert(outside)
        };
    }
    ended
}
