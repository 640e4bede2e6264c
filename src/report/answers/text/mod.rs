//! Answers as text for people, piece by piece: the tasks, the people, the matrix, what is worth knowing, and what would make the answers
//! firmer.

mod cut;
mod matrix;
mod people;
mod tasks;

use std::io;

use cut::{ROWS, shown, write_more};
pub(crate) use matrix::write_matrix;
pub(crate) use people::{Proofs, write_people};
pub(crate) use tasks::write_tasks;

use super::phrases::way;
use super::picture::AnswersView;
use super::views::ResultView;
use crate::report::page::Page;
use crate::report::terms::Verdict;
use crate::report::words::{capital, record_in_words};

pub(crate) fn write_findings(page: &mut Page<'_>, answers: &AnswersView<'_>) -> io::Result<()> {
    let findings: Vec<_> = answers.findings().collect();
    if findings.is_empty() {
        return Ok(());
    }
    let most = shown(page, ROWS);
    page.heading("Worth knowing")?;
    for finding in findings.iter().take(most) {
        let mut words = finding.message.clone();
        if !finding.names.is_empty() {
            let more = finding.principals.len().saturating_sub(6);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let names: Vec<&str> = finding.names.iter().take(6).map(String::as_str).collect();
            words = format!("{words}: {}{more}", names.join(", "));
        }
        page.paragraph("  -", 4, &words)?;
    }
    write_more(page, findings.len().saturating_sub(most), "finding")
}

/// What each `no` assumes.
pub(crate) fn write_assumptions(page: &mut Page<'_>, answers: &AnswersView<'_>) -> io::Result<()> {
    let lines = answers.assumptions();
    if lines.is_empty() {
        return Ok(());
    }
    let most = shown(page, ROWS);
    page.heading("What a `no` assumes")?;
    lines.iter().take(most).try_for_each(|line| page.paragraph("  -", 4, line))?;
    write_more(page, lines.len().saturating_sub(most), "line")
}

pub(crate) fn write_gaps(page: &mut Page<'_>, answers: &AnswersView<'_>) -> io::Result<()> {
    page.gaps("What the exports lack", &answers.gap_groups())
}

/// What proves one answer, or why it is no yes: a line for each.
pub(crate) fn write_grounds(page: &mut Page<'_>, result: &ResultView<'_>) -> io::Result<()> {
    for step in result.proof() {
        page.paragraph("    -", 6, &format!("{}{}", way(&step), record_in_words(step.input, step.record)))?;
        step.example.iter().try_for_each(|example| page.paragraph("", 6, &example.in_words()))?;
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
