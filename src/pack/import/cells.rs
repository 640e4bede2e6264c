//! The cells of a row, each by what its column says.

use super::article::{ArticleCell, ArticleRow};
use super::columns::{ColumnKind, LONGEST_CELL, is_ticked, list_meant};
use super::formula::{CellFormula, CellLeaf, CellNeed, CellReading};
use super::grammar;
use super::lexer::{CellContext, CellToken, tokens};
use super::names::{FoundRole, RoleSystem};
use super::phrases::Phrase;
use super::reading::{LeftReason, ReviewPoint};
use super::row::{RoleCell, RowReading, length};
use super::rows::RowsReader;
use super::scope_cell::{ScopeReading, is_of_tenant};
use super::tick;
use crate::model::{Guid, ObjectId};
use crate::shorten::beginning;

/// So much of a cell beside the others is shown.
const LONGEST_NOTE: usize = 200;

/// A longer text is no name of a role.
const LONGEST_NAME: usize = 80;

impl RowsReader<'_> {
    pub(super) fn formula(&self, cell: &ArticleCell, system: Option<RoleSystem>) -> Result<CellReading, LeftReason> {
        if cell.parts.iter().map(length).sum::<usize>() > LONGEST_CELL {
            return Err(LeftReason::TooLong);
        }
        if cell.is_empty() || tick::tick(cell) == Some(tick::Tick::No) {
            let review = tick::footnote(cell).map(ReviewPoint::Footnote).into_iter().collect();
            return Ok(CellReading { formula: None, review });
        }
        let context = CellContext { system: system.or(self.context.system), ..self.context };
        let tokens = tokens(&cell.parts, context);
        // `N/A (the owner inherits it)` asks for nothing.
        if tokens.starts_with(&[CellToken::Phrase(Phrase::Nothing), CellToken::Open]) {
            return Ok(CellReading { formula: None, review: vec![ReviewPoint::Rest(cell.text())] });
        }
        grammar::reading(&tokens, context.names).map_err(|reason| match reason {
            LeftReason::NoRole => self.no_role(&cell.text()),
            other => other,
        })
    }

    /// The roles of a column, as its header says where they are held and whether all of a list are needed.
    pub(super) fn role_cell(
        &self,
        row: &ArticleRow,
        cell: &ArticleCell,
        (column, system): (usize, Option<RoleSystem>),
    ) -> Result<RoleCell, LeftReason> {
        let mut reading = self.role(row, cell, system)?;
        let at = self.scopes.get(column).copied().flatten();
        let header = self.table.header.get(column).map(ArticleCell::text).unwrap_or_default();
        if let Some(is_all) = list_meant(&header).filter(|_| reading.review.contains(&ReviewPoint::List)) {
            reading.review.retain(|point| *point != ReviewPoint::List);
            if let Some(CellFormula::Any(parts)) =
                reading.formula.take_if(|formula| is_all && matches!(formula, CellFormula::Any(_)))
            {
                reading.formula = Some(CellFormula::All(parts));
            }
        }
        if let Some(formula) = &mut reading.formula {
            formula.each_leaf(&mut |leaf| leaf.at = leaf.at.or(at.filter(|_| !is_of_tenant(leaf))));
        }
        Ok(RoleCell { system, at, reading })
    }

    /// What a column that is set aside says of roles and actions that the row does not ask for.
    pub(super) fn aside(&self, row: &ArticleRow, reading: &RowReading) -> Vec<ReviewPoint> {
        let cells = reading.roles.iter().map(|cell| &cell.reading).chain(&reading.alternatives);
        let asked: Vec<&CellLeaf> = cells.filter_map(|own| own.formula.as_ref()).flat_map(CellFormula::leaves).collect();
        let is_asked =
            |role: &FoundRole| asked.iter().any(|leaf| matches!(&leaf.what, CellNeed::Role(own) if own.id == role.id));
        let has_action = |text: &str| {
            let mut actions = asked.iter().filter_map(|leaf| match &leaf.what {
                CellNeed::Actions(_, actions) => Some(actions),
                CellNeed::Role(_) => None,
            });
            actions.any(|actions| actions.iter().any(|own| own.eq_ignore_ascii_case(text)))
        };
        let says_more = |token: &CellToken| match token {
            CellToken::Role(role) => !is_asked(role),
            CellToken::Action(action) => !has_action(&action.text),
            _ => false,
        };
        let columns = self.shape.columns.iter().enumerate().filter(|(_, kind)| **kind == ColumnKind::Aside);
        let said = columns.filter_map(|(column, _)| {
            let cell = row.cells.get(column).filter(|cell| cell.parts.iter().map(length).sum::<usize>() <= LONGEST_CELL)?;
            let header = self.table.header.get(column).map(ArticleCell::text).unwrap_or_default();
            let is_said = tokens(&cell.parts, self.context).iter().any(says_more);
            is_said.then(|| ReviewPoint::BesideColumn(header, beginning(&cell.text(), LONGEST_NOTE).into_owned()))
        });
        said.collect()
    }

    /// The footnotes of the headers of a row's columns, and of the cell of its task.
    pub(super) fn footnotes(&self, row: &ArticleRow) -> Vec<ReviewPoint> {
        let is_read = |kind: &ColumnKind| {
            matches!(kind, ColumnKind::Task | ColumnKind::Role(_) | ColumnKind::Alternative(_) | ColumnKind::Scope)
        };
        let headers = self.shape.columns.iter().zip(&self.table.header).filter(|(kind, _)| is_read(kind)).map(|(_, cell)| cell);
        let own = self.column_of(&ColumnKind::Task).and_then(|column| row.cells.get(column));
        headers.chain(own.filter(|cell| !cell.continues)).filter_map(tick::footnote).map(ReviewPoint::Footnote).collect()
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
        reading.beside.extend(tick::footnote(cell).map(ReviewPoint::Footnote));
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
    ) -> Result<RoleCell, LeftReason> {
        let is_ticked = is_ticked(cell).ok_or(LeftReason::NoTick)?;
        let footnote = tick::footnote(cell);
        if !is_ticked {
            let review = footnote.map(|mark| self.footnote_of_no(column, mark)).into_iter().collect();
            return Ok(RoleCell { reading: CellReading { formula: None, review }, ..RoleCell::default() });
        }
        let mut formula = formula.clone();
        if let Some(Some(place)) = self.scopes.get(column) {
            formula.each_leaf(&mut |leaf| leaf.at = leaf.at.or(Some(*place)));
        }
        let review = review.iter().cloned().chain(footnote.map(ReviewPoint::Footnote)).collect();
        Ok(RoleCell { reading: CellReading { formula: Some(formula), review }, ..RoleCell::default() })
    }

    /// The footnote of a cell that says no.
    pub(super) fn footnote_of_no(&self, column: usize, mark: String) -> ReviewPoint {
        ReviewPoint::FootnoteOfNo(self.table.header.get(column).map(ArticleCell::text).unwrap_or_default(), mark)
    }
}
