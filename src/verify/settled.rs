//! What each principal is given by its own rows, each (role, scope) once (R-ASN-3, R-ASN-4, R-PIM-3, R-ENT-3).

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::records::{RecordRow, Records};
use crate::model::{ConditionState, DirectoryScope, MemberType, ObjectId, PrincipalId, RoleId, ScopeId, TextId};

/// An Azure role that a principal is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SettledRole {
    pub role: RoleId,
    pub scope: ScopeId,
    pub condition: ConditionState,
    pub eligible: bool,
}

/// An Entra role that a principal is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SettledDirectoryRole {
    pub template: ObjectId,
    pub scope: DirectoryScope,
    pub eligible: bool,
    /// In which tenant, where there are several, and the exports tell.
    pub tenant: Option<Box<str>>,
}

/// A row as far as it can contradict another one: whether it is an assignment, when it was changed, its condition.
type RowSays = (bool, u32, ConditionState);

/// Schedules of which a row of their own is at hand: their other rows are views of it (R-PIM-3).
pub(super) type OwnSchedules = FxHashSet<(TextId, bool)>;

impl Records<'_> {
    pub(super) fn own_schedules(&self) -> OwnSchedules {
        let own = self.facts.schedules.iter().filter(|row| row.member_type == MemberType::Direct);
        own.filter_map(|row| Some((row.schedule?, row.eligible))).collect()
    }

    /// The Azure roles of a principal's own rows.
    pub(super) fn settled(&self, principal: PrincipalId, own: &OwnSchedules) -> Vec<SettledRole> {
        let mut tuples: BTreeMap<(RoleId, ScopeId, bool), Vec<RowSays>> = BTreeMap::new();
        for &row in self.rows.get(&principal).into_iter().flatten().filter(|&&row| self.counts(row)) {
            match row {
                RecordRow::Assignment(index) => {
                    let row = self.facts.assignments.get(index);
                    if let Some(row) = row {
                        let said = (true, row.updated, row.condition);
                        tuples.entry((row.role, row.scope, false)).or_default().push(said);
                    }
                }
                RecordRow::Schedule(index) => {
                    let row = self.facts.schedules.get(index).filter(|row| {
                        row.member_type == MemberType::Direct
                            || !row.schedule.is_some_and(|id| own.contains(&(id, row.eligible)))
                    });
                    if let Some(row) = row {
                        let said = (false, 0, row.condition);
                        tuples.entry((row.role, row.scope, row.eligible)).or_default().push(said);
                    }
                }
                RecordRow::Directory(_) => {}
            }
        }
        let settle = |((role, scope, eligible), said)| SettledRole { role, scope, condition: settle(said), eligible };
        tuples.into_iter().map(settle).collect()
    }

    /// The Entra roles of a principal's own rows.
    pub(super) fn settled_directory(&self, principal: PrincipalId) -> Vec<SettledDirectoryRole> {
        let rows = self.rows.get(&principal).into_iter().flatten().filter_map(|&row| match row {
            RecordRow::Directory(index) if self.counts(row) => self.facts.directory_assignments.get(index),
            _ => None,
        });
        let role = |row: &crate::model::DirectoryAssignment| {
            let template = self.template(&row.role)?;
            let tenant = self.facts.tenancy.of_input(row.origin.input).map(Into::into);
            Some(SettledDirectoryRole { template, scope: row.scope.clone(), eligible: row.eligible, tenant })
        };
        rows.filter_map(role).collect()
    }
}

/// The condition of rows for one tuple: rows that state one, or its absence, beat those without such a column, the newest beat
/// the others, and where those contradict each other nobody knows.
fn settle(mut said: Vec<RowSays>) -> ConditionState {
    if said.iter().any(|(assigned, ..)| *assigned) {
        said.retain(|(assigned, ..)| *assigned);
    }
    if said.iter().any(|(.., condition)| *condition != ConditionState::NotExported) {
        said.retain(|(.., condition)| *condition != ConditionState::NotExported);
    }
    let same = |said: &[RowSays]| said.windows(2).all(|pair| matches!(pair, [a, b] if a.2 == b.2));
    if !same(&said) {
        let newest = said.iter().map(|&(_, updated, _)| updated).max();
        said.retain(|&(_, updated, _)| Some(updated) == newest);
    }
    let first = said.first().map(|&(.., condition)| condition);
    first.filter(|_| same(&said)).unwrap_or(ConditionState::Contradicted)
}
