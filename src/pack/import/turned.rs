//! Rows of a matrix whose tasks are in the header: each row is a role.

use super::article::{ArticleCell, ArticleRow};
use super::columns::is_ticked;
use super::formula::{CellLeaf, CellReading};
use super::reading::{LeftReason, ReviewPoint};
use super::row::title;
use super::rows::{DraftPart, LeftCell, OpenTask, RowsReader, TaskNote};
use super::tick;

impl RowsReader<'_> {
    /// A row of a matrix whose tasks are in the header.
    pub(super) fn turned_row(&mut self, row: &ArticleRow) {
        let empty = ArticleCell::default();
        self.open = OpenTask::None;
        let first = row.cells.first().unwrap_or(&empty);
        let role = match self.formula(first, None) {
            Ok(CellReading { formula: Some(formula), review }) => DraftPart { formula, review, scope_words: None },
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
                Some(is_ticked) => {
                    self.done.read += 1;
                    self.turned_cell(row, (column, is_ticked), &role);
                }
            }
        }
    }

    /// A tick or a dash of a role.
    fn turned_cell(&mut self, row: &ArticleRow, (column, is_ticked): (usize, bool), role: &DraftPart) {
        let empty = ArticleCell::default();
        let Some(header) = self.table.header.get(column) else { return };
        let cell = row.cells.get(column).unwrap_or(&empty);
        let (title, footnote) = (title(&header.text()), tick::footnote(cell));
        if title.is_empty() {
            return;
        }
        if is_ticked {
            let marks = footnote.into_iter().chain(tick::footnote(header)).map(ReviewPoint::Footnote);
            let review = role.review.iter().cloned().chain(marks).collect();
            self.add(row.line, Some(title), DraftPart { review, ..role.clone() });
        } else if let Some(mark) = footnote {
            let names: Vec<&str> = role.formula.leaves().into_iter().filter_map(CellLeaf::role_name).collect();
            let point = ReviewPoint::FootnoteOfNo(names.join(", "), mark);
            let left = LeftCell { task: title.clone(), ..self.left_cell(row, (column, cell), LeftReason::Beside) };
            self.notes.push(TaskNote { title, point, left });
        }
    }
}
