//! Answers as Markdown: the same as the text, as tables.

use std::io::{self, Write};

use super::matrix::{Cell, Matrix};
use super::phrases::{answer_basis, targets_in_words};
use super::picture::AnswersView;
use super::views::ResultView;
use crate::report::markdown::{escape, escape_around_code};
use crate::report::terms::{Basis, Verdict};
use crate::report::words::{capital, count, verdict_in_words};

/// More rows than this make no readable page.
const ROWS: usize = 200;

pub(crate) fn table(answers: &AnswersView<'_>, matrix: &Matrix<'_>, out: &mut dyn Write) -> io::Result<()> {
    let tasks: Vec<_> = answers.tasks().collect();
    write!(out, "| who |")?;
    for task in &tasks {
        write!(out, " {} |", escape(task.id))?;
    }
    writeln!(out, "\n| --- |{}", " --- |".repeat(tasks.len()))?;
    for row in matrix.rows.iter().take(ROWS) {
        write!(out, "| {} |", escape(&row.called(3)))?;
        for (cell, &targets) in row.cells.iter().zip(&matrix.targets) {
            write!(out, " {} |", in_cell(*cell, targets))?;
        }
        writeln!(out)?;
    }
    more(matrix.rows.len().saturating_sub(ROWS), "row", out)?;
    if matrix.others > 0 {
        writeln!(out, "\n{} can do none of this.", count(matrix.others, "other principal"))?;
    }
    caveats(&answers.caveats(), out)?;
    writeln!(out)
}

/// What the answers say nothing of.
pub(crate) fn caveats(lines: &[String], out: &mut dyn Write) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(out, "\n{}.", escape_around_code(&capital(line))))
}

fn more(left: usize, what: &str, out: &mut dyn Write) -> io::Result<()> {
    if left > 0 {
        writeln!(out, "\n... and {}.", count(left, &format!("more {what}")))?;
    }
    Ok(())
}

fn in_cell(cell: Cell, targets: usize) -> String {
    match cell.verdict {
        Verdict::NotAllowed => return "no".to_owned(),
        Verdict::NotAsked => return "–".to_owned(),
        Verdict::Allowed | Verdict::Eligible | Verdict::Conditional | Verdict::Unknown | Verdict::Blocked => {}
    }
    let some = if cell.targets < targets { format!(" ({} of {targets})", cell.targets) } else { String::new() };
    let covers = if cell.basis == Some(Basis::Covers) { ", covers" } else { "" };
    format!("**{}**{covers}{some}", verdict_in_words(cell.verdict))
}

pub(crate) fn reasons(matrix: &Matrix<'_>, out: &mut dyn Write) -> io::Result<()> {
    if matrix.rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Why\n")?;
    for row in matrix.rows.iter().take(ROWS) {
        writeln!(out, "### {}\n", escape(&row.called(6)))?;
        for result in row.example.results() {
            reason(&result, out)?;
        }
        writeln!(out)?;
    }
    more(matrix.rows.len().saturating_sub(ROWS), "row", out)
}

fn reason(result: &ResultView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let basis = answer_basis(result);
    let strict = if result.strict_differs() { "; another answer under `--strict-wildcards`" } else { "" };
    let task = escape(result.task().id);
    let targets = escape(&targets_in_words(result));
    writeln!(out, "- {task}: **{}**{basis}{strict}{targets}", verdict_in_words(result.verdict()))?;
    for step in result.proof() {
        let role = step.role_name.as_deref().unwrap_or("deny assignment");
        let path: Vec<String> = step.names.iter().map(|name| escape(name)).collect();
        writeln!(out, "  - {} → {} @ {}", path.join(" → "), escape(role), escape(&step.scope))?;
    }
    if let Some(condition) = result.condition() {
        writeln!(out, "  - {}", escape(&condition))?;
    }
    for missing in result.missing() {
        writeln!(out, "  - {}", escape(&missing.in_words()))?;
    }
    Ok(())
}

pub(crate) fn findings(answers: &AnswersView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings: Vec<_> = answers.findings().collect();
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Worth knowing\n")?;
    for finding in findings.iter().take(ROWS) {
        let names: Vec<String> = finding.names.iter().take(6).map(|name| escape(name)).collect();
        let names = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
        writeln!(out, "- {}{names}", escape(&finding.message))?;
    }
    more(findings.len().saturating_sub(ROWS), "finding", out)?;
    writeln!(out)
}

/// What each `no` assumes.
pub(crate) fn assumptions(lines: &[String], out: &mut dyn Write) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "## What a `no` assumes\n")?;
    lines.iter().take(ROWS).try_for_each(|line| writeln!(out, "- {}", escape_around_code(line)))?;
    more(lines.len().saturating_sub(ROWS), "line", out)?;
    writeln!(out)
}

pub(crate) fn gaps(answers: &AnswersView<'_>, out: &mut dyn Write) -> io::Result<()> {
    crate::report::markdown::gaps("What the exports lack", &answers.gap_groups(), out)
}
