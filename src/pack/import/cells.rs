//! The cells of a row, each by what its column says.

use super::article::{ArticleCell, ArticleRow};
use super::columns::{ColumnKind, LONGEST_CELL, is_ticked};
use super::formula::{CellFormula, CellLeaf, CellNeed, CellReading};
use super::grammar;
use super::lexer::{CellContext, tokens};
use super::names::RoleSystem;
use super::reading::{LeftReason, ReviewPoint};
use super::row::{RowReading, length};
use super::rows::RowsReader;
use super::scope_cell::ScopeReading;
use super::tick;
use crate::model::{Guid, ObjectId};

/// A longer text is no name of a role.
const LONGEST_NAME: usize = 80;

impl RowsReader<'_> {
    pub(super) fn formula(&self, cell: &ArticleCell, system: Option<RoleSystem>) -> Result<CellReading, LeftReason> {
        if cell.parts.iter().map(length).sum::<usize>() > LONGEST_CELL {
            return Err(LeftReason::TooLong);
        }
        if cell.is_empty() || tick::tick(cell) == Some(tick::Tick::No) {
            return Ok(CellReading::default());
        }
        let context = CellContext { system: system.or(self.context.system), ..self.context };
        grammar::reading(&tokens(&cell.parts, context), context.names).map_err(|reason| match reason {
            LeftReason::NoRole => self.no_role(&cell.text()),
            other => other,
        })
    }

    /// A cell without a role may be the mistyped name of one.
    fn no_role(&self, text: &str) -> LeftReason {
        let near = Some(text).filter(|text| text.len() <= LONGEST_NAME).and_then(|text| self.context.names.near(text));
        near.map_or(LeftReason::NoRole, |near| LeftReason::UnknownRole(text.to_owned(), Some(near)))
    }

    pub(super) fn scope(&self, cell: &ArticleCell, reading: &mut RowReading) -> Result<(), LeftReason> {
        if cell.parts.iter().map(length).sum::<usize>() > LONGEST_CELL {
            return Err(LeftReason::TooLong);
        }
        if !cell.is_empty() && tick::tick(cell) != Some(tick::Tick::No) {
            reading.scope = Some((ScopeReading::read(&cell.parts, self.context.names)?, cell.text()));
        }
        Ok(())
    }

    /// A role by its name, else by the id in its row.
    pub(super) fn role(
        &self,
        row: &ArticleRow,
        cell: &ArticleCell,
        system: Option<RoleSystem>,
    ) -> Result<CellReading, LeftReason> {
        self.formula(cell, system).or_else(|reason| {
            let by_id = self.id_of(row).and_then(|id| self.context.names.by_id(id));
            let role = by_id.filter(|_| matches!(reason, LeftReason::UnknownRole(..) | LeftReason::NoRole)).ok_or(reason)?;
            let review = vec![ReviewPoint::ById(cell.text(), role.name.clone())];
            Ok(CellReading { formula: Some(CellFormula::leaf(CellNeed::Role(role))), review })
        })
    }

    /// The id in a row.
    fn id_of(&self, row: &ArticleRow) -> Option<Guid> {
        let column = self.column_of(&ColumnKind::Id)?;
        ObjectId::parse(row.cells.get(column)?.text().trim()).guid()
    }

    /// The id has to be that of the role that the row names.
    pub(super) fn id(&self, row: &ArticleRow, cell: &ArticleCell) -> Result<(), LeftReason> {
        let Some(id) = ObjectId::parse(cell.text().trim()).guid() else {
            return if cell.is_empty() { Ok(()) } else { Err(LeftReason::OtherId) };
        };
        let is_own = |leaf: &&CellLeaf| matches!(&leaf.what, CellNeed::Role(role) if role.id == id);
        let roles = self.shape.columns.iter().enumerate().filter(|(_, kind)| matches!(kind, ColumnKind::Role(_)));
        let mut named = roles.filter_map(|(column, _)| self.role(row, row.cells.get(column)?, None).ok()?.formula);
        if named.any(|formula| formula.leaves().iter().any(&is_own)) { Ok(()) } else { Err(LeftReason::OtherId) }
    }

    pub(super) fn ticks(
        &self,
        cell: &ArticleCell,
        column: usize,
        (formula, review): (&CellFormula, &[ReviewPoint]),
    ) -> Result<Option<(Option<RoleSystem>, CellReading)>, LeftReason> {
        if !is_ticked(cell).ok_or(LeftReason::NoTick)? {
            return Ok(None);
        }
        let mut formula = formula.clone();
        if let Some(Some(place)) = self.scopes.get(column) {
            formula.each_leaf(&mut |leaf| leaf.at = leaf.at.or(Some(*place)));
        }
        let footnote = tick::footnote(cell).map(ReviewPoint::Footnote);
        let review = review.iter().cloned().chain(footnote).collect();
        Ok(Some((None, CellReading { formula: Some(formula), review })))
    }
}
