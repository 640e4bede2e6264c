//! Answers as Markdown: the same as the text, as tables.

use std::io::{self, Write};

use super::grants::{GrantView, by, grant_in_words, grants};
use super::matrix::{Cell, Matrix};
use super::picture::AnswersView;
use super::who::who_can;
use crate::report::markdown::{code, escape, escape_around_code};
use crate::report::terms::{Basis, Verdict};
use crate::report::words::{capital, count, record_in_words, verdict_in_words};

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

/// For each task how many can do it, and who.
pub(crate) fn tasks(answers: &AnswersView<'_>, matrix: &Matrix<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| task | who |\n| --- | --- |")?;
    for (number, task) in answers.tasks().enumerate() {
        let who = who_can(matrix, number);
        let words: Vec<String> = who.iter().map(|line| escape(&line.words)).collect();
        writeln!(out, "| {} ({}) | {} |", escape(task.title), escape(task.id), words.join("<br>"))?;
    }
    Ok(())
}

/// A part that opens only where somebody wants it.
pub(crate) fn folded(
    title: &str,
    out: &mut dyn Write,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    writeln!(out, "<details>\n<summary>{}</summary>\n", escape(title))?;
    content(out)?;
    writeln!(out, "\n</details>\n")
}

/// What people hold, each grant once, and what it gives them.
pub(crate) fn people(answers: &AnswersView<'_>, matrix: &Matrix<'_>, out: &mut dyn Write) -> io::Result<()> {
    for row in matrix.rows.iter().take(ROWS) {
        writeln!(out, "- **{}**", escape(&row.called(6)))?;
        for own in &grants(answers, row.example.results()) {
            grant(own, out)?;
        }
    }
    more(matrix.rows.len().saturating_sub(ROWS), "row", out)
}

fn grant(own: &GrantView<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  - {}: {}", verdict_in_words(own.verdict), escape(&grant_in_words(own)))?;
    for step in &own.steps {
        writeln!(out, "    - {}{}", code(&step.scope), escape(&record_in_words(step.input, step.record)))?;
    }
    for given in &own.gives {
        writeln!(out, "    - {}", escape(&by(given)))?;
    }
    if let Some(condition) = &own.condition {
        writeln!(out, "    - {}", escape(condition))?;
    }
    own.missing.iter().try_for_each(|missing| writeln!(out, "    - {}", escape(&missing.in_words())))
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
