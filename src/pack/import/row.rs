//! [`RowReading`]: what the cells of a row say, and what they say together.

use super::article::ArticleCell;
use super::formula::{CellFormula, CellReading};
use super::inline::{Inline, plain};
use super::names::RoleSystem;
use super::reading::ReviewPoint;
use super::scope_cell::ScopeReading;

/// What a row says.
#[derive(Default)]
pub(super) struct RowReading {
    pub(super) roles: Vec<(Option<RoleSystem>, CellReading)>,
    pub(super) alternatives: Vec<CellReading>,
    pub(super) scope: Option<(ScopeReading, String)>,
    pub(super) is_left: bool,
}

/// What the columns say together: every column with roles of another system is needed, columns of the same kind are alternatives.
pub(super) fn joined(reading: &RowReading, is_matrix: bool, review: &mut Vec<ReviewPoint>) -> Option<CellFormula> {
    let mut needed: Vec<CellFormula> = Vec::new();
    let mut systems: Vec<Option<RoleSystem>> = Vec::new();
    for (system, own) in &reading.roles {
        review.extend(own.review.iter().cloned());
        if let Some(formula) = &own.formula {
            needed.push(formula.clone());
            systems.push(*system);
        }
    }
    let are_alike = systems.iter().any(Option::is_none) || systems.iter().all(|system| Some(system) == systems.first());
    let join: fn(Vec<CellFormula>) -> CellFormula = if are_alike { CellFormula::Any } else { CellFormula::All };
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
