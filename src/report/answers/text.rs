//! Answers as text for people: who can do what, why, what is worth knowing, and what would make the answers firmer.

use std::io;

use super::matrix::{Cell, Matrix, MatrixRow};
use super::phrases::{answer_basis, targets_in_words, way};
use super::picture::AnswersView;
use super::views::{PrincipalView, ProofView, ResultView};
use crate::report::clean::clean;
use crate::report::page::Page;
use crate::report::table::fit;
use crate::report::terms::{Basis, StepKind, Verdict};
use crate::report::words::{capital, count, record_in_words, verdict_in_words};

/// More rows than this are left to the other formats.
const ROWS: usize = 60;
/// More rows than this are not explained.
const EXPLAINED: usize = 20;

pub(crate) fn write_matrix(page: &mut Page<'_>, answers: &AnswersView<'_>, matrix: &Matrix<'_>) -> io::Result<()> {
    page.heading("Tasks")?;
    let mut pack = "";
    for (number, task) in answers.tasks().enumerate() {
        if task.pack != pack {
            pack = task.pack;
            page.line(&format!("  {}", page.look.faint(&clean(pack))))?;
        }
        let title = format!("{} - {} ({})", task.id, task.title, task.target);
        page.paragraph(&format!("  {:>2}", number + 1), 6, &title)?;
    }
    page.line("")?;
    if matrix.rows.is_empty() {
        let nobody = answers.principals().is_empty();
        let words = if nobody { "The exports name no principal.".to_owned() } else { matrix.nobody(answers) };
        return page.paragraph("", 0, &words);
    }
    let width = page.look.width;
    let cells: Vec<usize> = matrix.targets.iter().map(|&targets| cell_width(targets)).collect();
    let names = width.saturating_sub(cells.iter().sum::<usize>() + 2).clamp(16, 60);
    let mut head = fit("Who can do what", names + 2, page.look.unicode);
    for (number, &wide) in cells.iter().enumerate() {
        head.push_str(&fit(&(number + 1).to_string(), wide, page.look.unicode));
    }
    page.line(&page.look.heading(head.trim_end()))?;
    for row in matrix.rows.iter().take(ROWS) {
        let mut line = format!("  {}", fit(&clean(&row.called(2)), names, page.look.unicode));
        for ((cell, &targets), &wide) in row.cells.iter().zip(&matrix.targets).zip(&cells) {
            line.push_str(&page.look.verdict(cell.verdict, &fit(&cell_text(page, *cell, targets), wide, page.look.unicode)));
        }
        page.line(&line)?;
    }
    write_more(page, matrix.rows.len().saturating_sub(ROWS), "row")?;
    if matrix.others > 0 {
        let nothing = format!("  {} {}", count(matrix.others, "other principal"), matrix.none_of_them());
        page.line(&page.look.faint(&nothing))?;
    }
    write_legend(page, matrix)?;
    answers.caveats().iter().try_for_each(|caveat| page.paragraph("", 2, &capital(caveat)))
}

fn write_more(page: &mut Page<'_>, left: usize, what: &str) -> io::Result<()> {
    if left == 0 {
        return Ok(());
    }
    let text =
        format!("  ... and {} (--format csv or json has them all; --principal narrows)", count(left, &format!("more {what}")));
    page.line(&page.look.faint(&text))
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

pub(crate) fn write_reasons(page: &mut Page<'_>, matrix: &Matrix<'_>) -> io::Result<()> {
    if matrix.rows.is_empty() {
        return Ok(());
    }
    page.heading("Why")?;
    for row in matrix.rows.iter().take(EXPLAINED) {
        write_row(page, row)?;
    }
    write_more(page, matrix.rows.len().saturating_sub(EXPLAINED), "row")
}

fn write_row(page: &mut Page<'_>, row: &MatrixRow<'_>) -> io::Result<()> {
    let who = row.called(6);
    page.styled("", 2, &page.look.heading(&clean(&who)))?;
    if row.principals.len() > 1 {
        let first = row.principals.first().map(PrincipalView::called).unwrap_or_default();
        page.line(&page.look.faint(&format!("    shown for {}", clean(&first))))?;
    }
    row.example.results().try_for_each(|result| write_result(page, &result))
}

fn write_result(page: &mut Page<'_>, result: &ResultView<'_>) -> io::Result<()> {
    let verdict = result.verdict();
    let basis = answer_basis(result);
    let strict = if result.strict_differs() { "; another answer under --strict-wildcards" } else { "" };
    let targets = targets_in_words(result);
    let words = format!("{}: {}{basis}{strict}{targets}", result.task().id, verdict_in_words(verdict));
    page.paragraph(&format!("    {}", page.look.symbol(verdict)), 6, &words)?;
    for step in result.proof() {
        page.paragraph("", 10, &step_text(page, &step, result.basis()))?;
    }
    if let Some(condition) = result.condition() {
        page.paragraph("", 10, &condition)?;
    }
    for missing in result.missing() {
        page.paragraph("        -", 10, &missing.in_words())?;
    }
    Ok(())
}

/// `Alice -> SOC -> Owner @ scope`, with the record.
fn step_text(page: &Page<'_>, step: &ProofView<'_>, basis: Option<Basis>) -> String {
    let arrow = page.look.arrow();
    let role = match (step.kind, step.role_name.as_deref()) {
        (StepKind::Deny, _) => "deny assignment".to_owned(),
        (StepKind::Eligibility | StepKind::DirectoryEligibility, Some(name)) => format!("{name} (eligible)"),
        (_, Some(name)) => name.to_owned(),
        (_, None) => step.role.clone().unwrap_or_default(),
    };
    // Where the role itself is what is asked for, none of its patterns says more than its name.
    let pattern = step.pattern.as_deref().filter(|_| basis != Some(Basis::Listed));
    let pattern = pattern.map(|pattern| format!(", by {pattern}")).unwrap_or_default();
    let record = record_in_words(step.input, step.record);
    format!("{}{arrow}{role} @ {}{pattern}{record}", step.names.join(arrow), step.scope)
}

pub(crate) fn write_findings(page: &mut Page<'_>, answers: &AnswersView<'_>) -> io::Result<()> {
    let findings: Vec<_> = answers.findings().collect();
    if findings.is_empty() {
        return Ok(());
    }
    page.heading("Worth knowing")?;
    for finding in findings.iter().take(ROWS) {
        let mut words = finding.message.clone();
        if !finding.names.is_empty() {
            let more = finding.principals.len().saturating_sub(6);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let names: Vec<&str> = finding.names.iter().take(6).map(String::as_str).collect();
            words = format!("{words}: {}{more}", names.join(", "));
        }
        page.paragraph("  -", 4, &words)?;
    }
    write_more(page, findings.len().saturating_sub(ROWS), "finding")
}

/// What each `no` assumes.
pub(crate) fn write_assumptions(page: &mut Page<'_>, answers: &AnswersView<'_>) -> io::Result<()> {
    let lines = answers.assumptions();
    if lines.is_empty() {
        return Ok(());
    }
    page.heading("What a `no` assumes")?;
    lines.iter().take(ROWS).try_for_each(|line| page.paragraph("  -", 4, line))?;
    write_more(page, lines.len().saturating_sub(ROWS), "line")
}

pub(crate) fn write_gaps(page: &mut Page<'_>, answers: &AnswersView<'_>) -> io::Result<()> {
    page.gaps("What the exports lack", &answers.gap_groups())
}

/// What proves one answer, or why it is no yes: a line for each.
pub(crate) fn write_grounds(page: &mut Page<'_>, result: &ResultView<'_>) -> io::Result<()> {
    for step in result.proof() {
        page.paragraph("    -", 6, &format!("{}{}", way(&step), record_in_words(step.input, step.record)))?;
    }
    if let Some(condition) = result.condition() {
        page.paragraph("    -", 6, &condition)?;
    }
    if result.verdict() == Verdict::Allowed {
        return Ok(());
    }
    result.missing().try_for_each(|missing| page.paragraph("    -", 6, &missing.in_words()))
}

/// What the answers to one question rest on: what they say nothing of, what each `no` assumes, and what the exports lack.
pub(crate) fn write_basis(page: &mut Page<'_>, answers: &AnswersView<'_>) -> io::Result<()> {
    let caveats = answers.caveats();
    if !caveats.is_empty() {
        page.line("")?;
    }
    caveats.iter().try_for_each(|caveat| page.paragraph("", 2, &capital(caveat)))?;
    page.assumptions(&answers.assumptions())?;
    write_gaps(page, answers)
}

/// As wide as the longest cell of a task.
fn cell_width(targets: usize) -> usize {
    if targets > 1 { targets.to_string().len() + 4 } else { 4 }
}
