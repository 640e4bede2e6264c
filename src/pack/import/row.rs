//! [`RowReading`]: what the cells of a row say, and what they say together.

use super::article::ArticleCell;
use super::formula::{CellFormula, CellReading};
use super::inline::{Inline, plain};
use super::names::RoleSystem;
use super::reading::ReviewPoint;
use super::scope::ScopePlace;
use super::scope_cell::ScopeReading;

/// What a row says.
#[derive(Default)]
pub(super) struct RowReading {
    pub(super) roles: Vec<RoleCell>,
    pub(super) alternatives: Vec<CellReading>,
    pub(super) scope: Option<(ScopeReading, String)>,
    /// What footnotes and other columns may say beside that.
    pub(super) beside: Vec<ReviewPoint>,
    pub(super) is_left: bool,
}

/// A cell with roles.
#[derive(Default)]
pub(super) struct RoleCell {
    pub(super) system: Option<RoleSystem>,
    /// Where the header says that they are held.
    pub(super) at: Option<ScopePlace>,
    pub(super) reading: CellReading,
}

impl RowReading {
    /// Whether there is more to look at than what is asked for.
    pub(super) fn has_beside(&self) -> bool {
        let cells = self.roles.iter().map(|cell| &cell.reading).chain(&self.alternatives);
        !self.beside.is_empty() || cells.into_iter().any(|own| own.formula.is_none() && !own.review.is_empty())
    }
}

/// What the columns say together: every column with roles of another system is needed, and every column for another scope; columns of the
/// same kind are alternatives.
pub(super) fn joined(reading: &RowReading, is_matrix: bool, review: &mut Vec<ReviewPoint>) -> Option<CellFormula> {
    let mut needed: Vec<CellFormula> = Vec::new();
    let mut kinds: Vec<(Option<RoleSystem>, Option<ScopePlace>)> = Vec::new();
    for RoleCell { system, at, reading: own } in &reading.roles {
        review.extend(own.review.iter().cloned());
        if let Some(formula) = &own.formula {
            needed.push(formula.clone());
            kinds.push((*system, *at));
        }
    }
    let is_of_one = kinds.iter().any(|(system, _)| system.is_none()) || are_equal(kinds.iter().map(|(system, _)| *system));
    let is_at_one = is_matrix || kinds.iter().any(|(_, at)| at.is_none()) || are_equal(kinds.iter().map(|(_, at)| *at));
    let join: fn(Vec<CellFormula>) -> CellFormula = if is_of_one && is_at_one { CellFormula::Any } else { CellFormula::All };
    if needed.len() > 1 && !is_matrix {
        review.push(ReviewPoint::Columns);
    }
    let main = CellFormula::joined(needed, join);
    let mut all: Vec<CellFormula> = main.into_iter().collect();
    for own in &reading.alternatives {
        review.extend(own.review.iter().filter(|point| **point != ReviewPoint::List).cloned());
        all.extend(own.formula.clone());
    }
    CellFormula::joined(all, CellFormula::Any)
}

fn are_equal<T: PartialEq>(mut all: impl Iterator<Item = T>) -> bool {
    let first = all.next();
    all.all(|other| first.as_ref() == Some(&other))
}

pub(super) fn length(part: &Inline) -> usize {
    match part {
        Inline::Text(text) => text.len(),
        Inline::Link { text, to } => text.len() + to.len(),
        Inline::Break | Inline::Footnote(_) => 1,
    }
}

/// The cell without brackets around it.
pub(super) fn without_brackets(cell: &ArticleCell) -> Vec<Inline> {
    let bare = |part: &Inline| match part {
        Inline::Text(text) => Inline::Text(text.replace(['(', ')'], " ")),
        other => other.clone(),
    };
    cell.parts.iter().map(bare).collect()
}

/// The items of a list in a cell.
pub(super) fn items(cell: &ArticleCell) -> Vec<String> {
    let lines = cell.parts.split(|part| *part == Inline::Break).map(plain);
    let bare = |line: String| title(line.trim_start_matches(['-', '*', '•', ' ']));
    lines.map(bare).filter(|line| !line.is_empty()).collect()
}

/// The title of a task: not longer than a line or two.
pub(super) fn title(text: &str) -> String {
    let text = text.trim().trim_start_matches(['•', '·']).trim_end_matches('.').trim();
    crate::shorten::beginning(text, 200).into_owned()
}
