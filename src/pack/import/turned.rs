//! Rows of a matrix whose tasks are in the header: each row is a role.

use super::article::{ArticleCell, ArticleRow};
use super::columns::is_ticked;
use super::formula::CellReading;
use super::reading::{LeftReason, ReviewPoint};
use super::row::title;
use super::rows::{DraftPart, OpenTask, RowsReader};
use super::tick;

impl RowsReader<'_> {
    /// A row of a matrix whose tasks are in the header.
    pub(super) fn turned_row(&mut self, row: &ArticleRow) {
        let empty = ArticleCell::default();
        self.open = OpenTask::None;
        let first = row.cells.first().unwrap_or(&empty);
        let role = match self.formula(first, None) {
            Ok(CellReading { formula: Some(formula), review }) => (formula, review),
            other => {
                let reason = other.err().unwrap_or(LeftReason::NoRole);
                self.left(row, (0, first), reason);
                for column in 1..self.table.header.len() {
                    match row.cells.get(column).filter(|cell| !cell.is_empty()) {
                        Some(cell) => self.left(row, (column, cell), LeftReason::RowLeft),
                        None => self.done.read += 1,
                    }
                }
                return;
            }
        };
        self.done.read += 1;
        for column in 1..self.table.header.len() {
            let cell = row.cells.get(column).unwrap_or(&empty);
            match is_ticked(cell) {
                None => {
                    self.open = OpenTask::None;
                    self.left(row, (column, cell), LeftReason::NoTick);
                }
                Some(ticked) => {
                    self.done.read += 1;
                    let title = self
                        .table
                        .header
                        .get(column)
                        .map(|cell| title(&cell.text()))
                        .filter(|title| ticked && !title.is_empty());
                    if let Some(title) = title {
                        let footnote = tick::footnote(cell).map(ReviewPoint::Footnote);
                        let review = role.1.iter().cloned().chain(footnote).collect();
                        self.add(row.line, Some(title), DraftPart { formula: role.0.clone(), review, scope_words: None });
                    }
                }
            }
        }
    }
}
