//! The rows of a table as tasks: what each cell says, and what is left to a person.

use rustc_hash::FxHashMap;

use super::article::{ArticleCell, ArticleRow, ArticleTable};
use super::columns::{ColumnKind, TableShape};
use super::formula::{CellFormula, CellNeed};
use super::lexer::CellContext;
use super::reading::{LeftReason, ReviewPoint};
use super::row::{RowReading, items, joined, title, without_brackets};
use super::scope::ScopePlace;
use super::scope_cell::ScopeReading;

/// What was read of a table.
#[derive(Debug, Default)]
pub(super) struct TableReading {
    /// In the order of the rows.
    pub(super) drafts: Vec<Draft>,
    pub(super) left: Vec<LeftCell>,
    /// All cells.
    pub(super) cells: usize,
    /// Cells that were read.
    pub(super) read: usize,
    /// Cells of columns that say nothing that is asked for.
    pub(super) aside: usize,
    /// Tasks that need nothing, with the line of each.
    pub(super) free: Vec<(usize, String)>,
}

/// A task, before its scopes are settled.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) line: usize,
    pub(super) title: String,
    pub(super) parts: Vec<DraftPart>,
}

/// What a row says of a task.
#[derive(Debug, Clone)]
pub(super) struct DraftPart {
    pub(super) formula: CellFormula,
    pub(super) review: Vec<ReviewPoint>,
    /// The scope cell, where it says more than the kind of scope.
    pub(super) scope_words: Option<String>,
}

/// A cell that is left to a person.
#[derive(Debug)]
pub(super) struct LeftCell {
    pub(super) line: usize,
    pub(super) column: String,
    pub(super) task: String,
    pub(super) text: String,
    pub(super) reason: LeftReason,
}

/// Reads the rows of a table of permissions.
pub(super) fn read(table: &ArticleTable, shape: &TableShape, context: CellContext<'_>) -> TableReading {
    let mut reader = RowsReader {
        table,
        shape,
        context,
        done: TableReading::default(),
        scopes: shape.places.clone(),
        by_title: FxHashMap::default(),
        notes: Vec::new(),
        open: OpenTask::None,
    };
    for row in &table.rows {
        reader.row(row);
    }
    reader.add_notes();
    reader.done
}

/// The task that rows without one of their own belong to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum OpenTask {
    None,
    /// A draft, by its place.
    Draft(usize),
    /// A task with a cell that is left: it is not whole.
    Left(String),
    /// A task that needs nothing so far.
    Free(String),
}

/// A footnote of a no, in a matrix whose tasks are in the header.
pub(super) struct TaskNote {
    pub(super) title: String,
    pub(super) point: ReviewPoint,
    /// What is left where no role may do the task.
    pub(super) left: LeftCell,
}

pub(super) struct RowsReader<'t> {
    pub(super) table: &'t ArticleTable,
    pub(super) shape: &'t TableShape,
    pub(super) context: CellContext<'t>,
    pub(super) done: TableReading,
    /// The scope of each column, as its header says it, or a row below the header of a matrix.
    pub(super) scopes: Vec<Option<ScopePlace>>,
    /// The drafts of a table of roles, by title.
    by_title: FxHashMap<String, usize>,
    /// Footnotes of tasks that may not be read yet.
    pub(super) notes: Vec<TaskNote>,
    pub(super) open: OpenTask,
}

impl RowsReader<'_> {
    fn row(&mut self, row: &ArticleRow) {
        let width = self.table.header.len();
        self.done.cells += width;
        for cell in row.cells.iter().skip(width).filter(|cell| !cell.is_empty()) {
            self.done.cells += 1;
            self.left(row, (usize::MAX, cell), LeftReason::Beyond);
        }
        if self.is_turned() {
            return self.turned_row(row);
        }
        if self.is_scope_row(row) || self.is_section(row) {
            self.done.read += width;
            return;
        }
        let reading = self.cells(row);
        let Some(mut part) = self.combined(row, &reading) else { return };
        let is_first = self.shape.is_of_heading && self.open == OpenTask::None;
        part.review.extend(self.shape.is_inverted.then_some(ReviewPoint::Inverted));
        part.review.extend(is_first.then_some(ReviewPoint::Heading));
        for title in self.titles(row) {
            self.add(row.line, title, part.clone());
        }
    }

    pub(super) fn column_of(&self, wanted: &ColumnKind) -> Option<usize> {
        self.shape.columns.iter().position(|kind| kind == wanted)
    }

    /// The task of a row; nothing where it continues the one above.
    fn titles(&self, row: &ArticleRow) -> Vec<Option<String>> {
        if self.shape.is_of_heading && self.open == OpenTask::None {
            return vec![Some(title(&self.table.heading))];
        }
        let cell = self.column_of(&ColumnKind::Task).and_then(|column| cell(row, column));
        let Some(cell) = cell.filter(|cell| !cell.continues) else { return vec![None] };
        let items = if self.shape.is_inverted { items(cell) } else { Vec::new() };
        if items.len() > 1 { items.into_iter().map(Some).collect() } else { vec![Some(title(&cell.text()))] }
    }

    fn name(&self, row: &ArticleRow) -> String {
        match (self.titles(row).into_iter().flatten().next(), &self.open) {
            (Some(title), _) => title,
            (None, OpenTask::Left(title) | OpenTask::Free(title)) => title.clone(),
            (None, OpenTask::Draft(at)) => self.done.drafts.get(*at).map(|draft| draft.title.clone()).unwrap_or_default(),
            (None, OpenTask::None) => String::new(),
        }
    }

    pub(super) fn left(&mut self, row: &ArticleRow, (column, cell): (usize, &ArticleCell), reason: LeftReason) {
        let left = self.left_cell(row, (column, cell), reason);
        self.done.left.push(left);
    }

    pub(super) fn left_cell(&self, row: &ArticleRow, (column, cell): (usize, &ArticleCell), reason: LeftReason) -> LeftCell {
        let header = self.table.header.get(column).map(ArticleCell::text);
        LeftCell {
            line: row.line,
            column: header.unwrap_or_else(|| "behind the last column".to_owned()),
            task: self.name(row),
            text: cell.text(),
            reason,
        }
    }

    /// Gives footnotes to the tasks that they are for.
    fn add_notes(&mut self) {
        for TaskNote { title, point, left } in std::mem::take(&mut self.notes) {
            let draft = self.by_title.get(&title).and_then(|at| self.done.drafts.get_mut(*at));
            match draft.and_then(|draft| draft.parts.first_mut()) {
                Some(part) if part.review.contains(&point) => {}
                Some(part) => part.review.push(point),
                None => {
                    self.done.read = self.done.read.saturating_sub(1);
                    self.done.left.push(left);
                }
            }
        }
    }

    /// A row below the header of a matrix that says the scope of each column.
    fn is_scope_row(&mut self, row: &ArticleRow) -> bool {
        if !self.done.drafts.is_empty()
            || cell(row, 0).is_some()
            || !self.shape.columns.iter().any(|kind| matches!(kind, ColumnKind::Ticks(..)))
        {
            return false;
        }
        let place = |cell: &ArticleCell| {
            if cell.is_empty() {
                Some(None)
            } else {
                ScopeReading::read(&without_brackets(cell), self.context.names).ok().and_then(|scope| scope.single()).map(Some)
            }
        };
        let places: Option<Vec<Option<ScopePlace>>> = row.cells.iter().map(place).collect();
        let Some(places) = places.filter(|places| places.iter().any(Option::is_some)) else { return false };
        self.scopes = places;
        true
    }

    /// A row that is a heading: nothing but its first cell, or the same in every cell.
    fn is_section(&mut self, row: &ArticleRow) -> bool {
        let is_first_only =
            self.table.header.len() > 1 && cell(row, 0).is_some() && row.cells.iter().skip(1).all(ArticleCell::is_empty);
        let is_ticks = self.shape.columns.iter().any(|kind| matches!(kind, ColumnKind::Ticks(..)));
        if is_first_only && !self.shape.is_inverted && !self.shape.is_of_heading && !is_ticks {
            self.open = OpenTask::None;
            return true;
        }
        row.cells.iter().all(ArticleCell::is_empty)
    }

    fn cells(&mut self, row: &ArticleRow) -> RowReading {
        let mut reading = RowReading::default();
        let empty = ArticleCell::default();
        for (column, kind) in self.shape.columns.iter().enumerate() {
            let cell = row.cells.get(column).unwrap_or(&empty);
            let read = match kind {
                ColumnKind::Aside => {
                    self.done.aside += 1;
                    continue;
                }
                ColumnKind::Task | ColumnKind::TaskTicks => Ok(()),
                ColumnKind::Role(system) => self.role_cell(row, cell, (column, *system)).map(|own| reading.roles.push(own)),
                ColumnKind::Alternative(system) => self.formula(cell, *system).map(|own| reading.alternatives.push(own)),
                ColumnKind::Scope => self.scope(cell, &mut reading),
                ColumnKind::Id => self.id(row, cell),
                ColumnKind::Ticks(formula, review) => {
                    self.ticks(cell, column, (formula, review)).map(|own| reading.roles.push(own))
                }
            };
            match read {
                Ok(()) => self.done.read += 1,
                Err(reason) => {
                    reading.is_left = true;
                    self.left(row, (column, cell), reason);
                }
            }
        }
        reading.beside.extend(self.aside(row, &reading));
        reading
    }

    /// What the columns of a row say together; nothing where it is left, or needs nothing.
    fn combined(&mut self, row: &ArticleRow, reading: &RowReading) -> Option<DraftPart> {
        let own = self.titles(row).into_iter().flatten().next();
        if own.is_none() && self.open == OpenTask::None {
            self.not_whole(row, &LeftReason::NoTask, reading.is_left);
            return None;
        }
        if reading.is_left {
            let name = self.name(row);
            self.withdraw(own.is_none());
            self.open = OpenTask::Left(name);
            return None;
        }
        if own.is_none() && matches!(self.open, OpenTask::Left(_)) {
            self.not_whole(row, &LeftReason::RowLeft, false);
            return None;
        }
        let mut review = Vec::new();
        let Some(mut formula) = joined(reading, self.is_matrix(), &mut review) else {
            if reading.has_beside() {
                self.not_whole(row, &LeftReason::Beside, false);
                self.open = OpenTask::Left(self.name(row));
            } else {
                self.without_roles(row, own.is_some());
            }
            return None;
        };
        review.extend(reading.beside.iter().cloned().chain(self.footnotes(row)));
        let mut scope_words = None;
        if let Some((scope, text)) = &reading.scope {
            scope.place(&mut formula, &mut review);
            scope_words = Some(text.clone()).filter(|_| scope.has_words());
        }
        let mut seen = Vec::new();
        review.retain(|point| {
            !seen.contains(point) && {
                seen.push(point.clone());
                true
            }
        });
        Some(DraftPart { formula, review, scope_words })
    }

    /// A task of which a row is left is not whole without it.
    fn withdraw(&mut self, continues: bool) {
        if let OpenTask::Draft(at) = self.open
            && continues
            && !self.shape.is_inverted
        {
            self.done.drafts.truncate(at);
        }
    }

    /// A row whose cells say that no role is needed; or that say nothing, which is left.
    fn without_roles(&mut self, row: &ArticleRow, has_task: bool) {
        let is_asked =
            |kind: &ColumnKind| matches!(kind, ColumnKind::Role(_) | ColumnKind::Alternative(_) | ColumnKind::Ticks(..));
        let asked: Vec<usize> =
            (0..self.shape.columns.len()).filter(|&at| self.shape.columns.get(at).is_some_and(is_asked)).collect();
        let name = self.name(row);
        if asked.iter().any(|&column| cell(row, column).is_some()) || self.is_matrix() {
            self.done.free.push((row.line, name.clone()));
            if has_task {
                self.open = OpenTask::Free(name);
            }
        } else if has_task {
            self.done.read = self.done.read.saturating_sub(1);
            let column = asked.first().copied().unwrap_or_default();
            self.left(row, (column, &ArticleCell::default()), LeftReason::NoRole);
            self.open = OpenTask::Left(name);
        } else {
            self.not_whole(row, &LeftReason::NoRole, false);
        }
    }

    /// A row that belongs to no whole task: its cells are left.
    fn not_whole(&mut self, row: &ArticleRow, reason: &LeftReason, is_told: bool) {
        if is_told {
            return;
        }
        let filled: Vec<(usize, &ArticleCell)> = row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).collect();
        let asked = |column: &usize| !matches!(self.shape.columns.get(*column), None | Some(ColumnKind::Aside));
        for (column, cell) in filled.into_iter().filter(|(column, _)| asked(column)) {
            self.done.read = self.done.read.saturating_sub(1);
            self.left(row, (column, cell), reason.clone());
        }
    }

    fn is_matrix(&self) -> bool {
        self.shape.columns.iter().any(|kind| matches!(kind, ColumnKind::Ticks(..)))
    }

    fn is_turned(&self) -> bool {
        self.shape.columns.contains(&ColumnKind::TaskTicks)
    }

    pub(super) fn add(&mut self, line: usize, title: Option<String>, mut part: DraftPart) {
        let same = title.as_ref().filter(|_| self.shape.is_inverted).and_then(|title| self.by_title.get(title)).copied();
        let open = if let OpenTask::Draft(at) = self.open { Some(at) } else { None };
        match (same, title) {
            (Some(at), _) => self.alternative(at, part),
            (None, None) if self.shape.is_inverted && open.is_some() => self.alternative(open.unwrap_or_default(), part),
            (None, None) => {
                if let Some(draft) = open.and_then(|at| self.done.drafts.get_mut(at)) {
                    part.review.push(ReviewPoint::Continued);
                    draft.parts.push(part);
                } else {
                    let title = if let OpenTask::Free(title) = &self.open { title.clone() } else { String::new() };
                    self.draft(line, title, part);
                }
            }
            (None, Some(title)) => self.draft(line, title, part),
        }
    }

    fn draft(&mut self, line: usize, title: String, part: DraftPart) {
        let at = self.done.drafts.len();
        self.by_title.insert(title.clone(), at);
        self.done.drafts.push(Draft { line, title, parts: vec![part] });
        self.open = OpenTask::Draft(at);
    }

    /// Another role for the same task.
    fn alternative(&mut self, at: usize, part: DraftPart) {
        let Some(own) = self.done.drafts.get_mut(at).and_then(|draft| draft.parts.first_mut()) else { return };
        // Each role of several is enough; of several permissions each is needed.
        if part.formula.leaves().iter().all(|leaf| matches!(leaf.what, CellNeed::Actions(..))) {
            own.formula.and(part.formula);
            if !own.review.contains(&ReviewPoint::Continued) {
                own.review.push(ReviewPoint::Continued);
            }
        } else {
            own.formula.or(part.formula);
        }
        for point in part.review {
            if !own.review.contains(&point) {
                own.review.push(point);
            }
        }
    }
}

/// A cell that says something.
fn cell(row: &ArticleRow, column: usize) -> Option<&ArticleCell> {
    row.cells.get(column).filter(|cell| !cell.is_empty())
}
