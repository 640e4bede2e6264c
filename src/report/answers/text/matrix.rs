//! The matrix: a row for all principals with the same answers, a column for each task.

use std::io;

use super::cut::{ROWS, shown, write_more};
use crate::report::answers::matrix::{Cell, Matrix};
use crate::report::answers::picture::AnswersView;
use crate::report::clean::clean;
use crate::report::page::Page;
use crate::report::table::fit;
use crate::report::terms::{Basis, Verdict};
use crate::report::words::count;

/// The whole matrix, with what its signs mean.
pub(crate) fn write_matrix(page: &mut Page<'_>, answers: &AnswersView<'_>, matrix: &Matrix<'_>) -> io::Result<()> {
    if matrix.rows.is_empty() {
        return Ok(());
    }
    let (width, most) = (page.look.width, shown(page, ROWS));
    let cells: Vec<usize> = matrix.targets.iter().map(|&targets| cell_width(targets)).collect();
    let names = width.saturating_sub(cells.iter().sum::<usize>() + 2).clamp(16, 60);
    page.heading("The matrix")?;
    for (number, task) in answers.tasks().enumerate() {
        page.paragraph(&format!("  {:>2}", number + 1), 6, &format!("{} ({})", task.id, task.target))?;
    }
    let mut head = fit("Who can do what", names + 2, page.look.unicode);
    for (number, &wide) in cells.iter().enumerate() {
        head.push_str(&fit(&(number + 1).to_string(), wide, page.look.unicode));
    }
    page.line(&page.look.heading(head.trim_end()))?;
    for row in matrix.rows.iter().take(most) {
        let mut line = format!("  {}", fit(&clean(&row.called(2)), names, page.look.unicode));
        for ((cell, &targets), &wide) in row.cells.iter().zip(&matrix.targets).zip(&cells) {
            line.push_str(&page.look.verdict(cell.verdict, &fit(&cell_text(page, *cell, targets), wide, page.look.unicode)));
        }
        page.line(&line)?;
    }
    write_more(page, matrix.rows.len().saturating_sub(most), "row")?;
    if matrix.others > 0 {
        let nothing = format!("  {} {}", count(matrix.others, "other principal"), matrix.none_of_them());
        page.line(&page.look.faint(&nothing))?;
    }
    write_legend(page, matrix)
}

/// A symbol; how many of the targets, where not all; a mark where it is not to the letter.
fn cell_text(page: &Page<'_>, cell: Cell, targets: usize) -> String {
    let some = if cell.targets > 0 && cell.targets < targets { cell.targets.to_string() } else { String::new() };
    let covers = if cell.basis == Some(Basis::Covers) && cell.verdict > Verdict::Blocked { "*" } else { "" };
    format!("{}{some}{covers}", page.look.symbol(cell.verdict))
}

fn write_legend(page: &mut Page<'_>, matrix: &Matrix<'_>) -> io::Result<()> {
    let shown = |verdict: Verdict| matrix.rows.iter().any(|row| row.cells.iter().any(|cell| cell.verdict == verdict));
    let all = [
        (Verdict::Allowed, "allowed"),
        (Verdict::Eligible, "eligible: after a PIM activation"),
        (Verdict::Conditional, "depends on a condition"),
        (Verdict::Unknown, "not known from these exports"),
        (Verdict::Blocked, "blocked by a deny assignment"),
        (Verdict::NotAllowed, "no"),
        (Verdict::NotAsked, "not asked: the exports name no target for the task"),
    ];
    let mut words: Vec<String> = all
        .iter()
        .filter(|(verdict, _)| shown(*verdict))
        .map(|(verdict, words)| format!("{} {words}", page.look.symbol(*verdict)))
        .collect();
    let any = |pick: &dyn Fn(&Cell, usize) -> bool| {
        matrix.rows.iter().any(|row| row.cells.iter().zip(&matrix.targets).any(|(cell, &targets)| pick(cell, targets)))
    };
    if any(&|cell, targets| cell.targets > 0 && cell.targets < targets) {
        words.push("a number: for that many of the targets".to_owned());
    }
    if any(&|cell, _| cell.basis == Some(Basis::Covers)) {
        words.push("*: by other permissions that cover what is asked".to_owned());
    }
    page.line("")?;
    page.paragraph("", 2, &words.join("; "))
}

/// As wide as the longest cell of a task.
fn cell_width(targets: usize) -> usize {
    if targets > 1 { targets.to_string().len() + 4 } else { 4 }
}
