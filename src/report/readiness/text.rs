//! Text for people: ready or not, and what that rests on.

use std::io::{self, Write};

use super::picture::ReadinessReport;
use super::views::{DifferenceView, PackView, PrerequisiteView, Readiness, Status, TaskReadinessView};
use super::words;
use crate::report::answers::matrix::Matrix;
use crate::report::answers::text::{write_assumptions, write_findings, write_gaps, write_matrix, write_reasons};
use crate::report::clean::clean;
use crate::report::page::Page;
use crate::report::remediation::SuggestionView;
use crate::report::style::Look;
use crate::report::terms::{GapGroup, Verdict};

pub(crate) fn write(report: &ReadinessReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    write_verdict(&mut page, report)?;
    for pack in report.packs() {
        write_pack(&mut page, &pack, report)?;
    }
    for difference in report.differences() {
        write_difference(&mut page, &difference)?;
    }
    let matrix = Matrix::new(&report.answers);
    write_matrix(&mut page, &report.answers, &matrix)?;
    write_reasons(&mut page, &matrix)?;
    write_findings(&mut page, &report.answers)?;
    write_assumptions(&mut page, &report.answers)?;
    write_gaps(&mut page, &report.answers)?;
    write_dates(&mut page, report)
}

fn write_verdict(page: &mut Page<'_>, report: &ReadinessReport<'_>) -> io::Result<()> {
    let workspace = report.workspace();
    let word = words::readiness(report.readiness()).to_uppercase();
    let line = format!("{word}: workspace {} at {}", workspace.name, report.at());
    page.styled("", 0, &page.look.heading(&clean(&line)))?;
    page.paragraph("", 2, workspace.id)
}

fn write_pack(page: &mut Page<'_>, pack: &PackView<'_>, report: &ReadinessReport<'_>) -> io::Result<()> {
    page.line("")?;
    let title = format!("{}: {}", pack.id, words::readiness(pack.readiness));
    page.styled("", 0, &page.look.heading(&clean(&title)))?;
    let source = format!("{}, of {} ({})", pack.title, pack.source.dated, pack.source.url);
    page.paragraph("  ", 2, &source)?;
    if !pack.prerequisites.is_empty() {
        page.line("\n  Prerequisites")?;
    }
    for prerequisite in &pack.prerequisites {
        write_prerequisite(page, prerequisite)?;
    }
    page.line("\n  Tasks")?;
    for task in &pack.tasks {
        write_task(page, task)?;
    }
    if pack.tasks.iter().any(|task| task.readiness == Some(Readiness::CannotTell)) {
        write_settles(page, &report.open())?;
    }
    if !pack.caveats.is_empty() {
        page.line("\n  Beyond what exports show")?;
    }
    pack.caveats.iter().try_for_each(|caveat| page.paragraph("    -", 6, caveat))
}

fn write_prerequisite(page: &mut Page<'_>, own: &PrerequisiteView<'_>) -> io::Result<()> {
    let decides = words::weight(own.weight);
    let words = format!("{}: {}{decides} - {}", own.title, words::status(own.status), own.message);
    page.paragraph(&format!("    {}", mark(page, own.status)), 6, &words)?;
    for evidence in &own.evidence {
        page.paragraph("", 10, &words::evidence(evidence))?;
    }
    write_settles(page, &own.settled_by)
}

/// What would settle something.
fn write_settles(page: &mut Page<'_>, gaps: &[GapGroup]) -> io::Result<()> {
    gaps.iter().try_for_each(|gap| page.gap("        >", 10, gap))
}

fn write_task(page: &mut Page<'_>, task: &TaskReadinessView<'_>) -> io::Result<()> {
    let mark = match task.readiness {
        Some(Readiness::Ready) => mark(page, Status::Met),
        Some(Readiness::ReadyAfterActivation) => page.look.symbol(Verdict::Eligible),
        Some(Readiness::CannotTell) => mark(page, Status::Unknown),
        Some(Readiness::NotReady) => mark(page, Status::NotMet),
        None => "-",
    };
    let word = task.readiness.map_or("nobody's task", words::readiness);
    let words = format!("{}: {word} - {}", task.task, words::people(task));
    page.paragraph(&format!("    {mark}"), 6, &words)?;
    if !task.holes.is_empty() {
        page.paragraph("", 10, &format!("it asks for {}", task.requires))?;
    }
    for hole in &task.holes {
        let who = hole.principal.as_ref().map(|person| person.called.as_str());
        page.paragraph("", 10, &words::hole(who, hole.verdict))?;
        if let Some(condition) = &hole.condition {
            page.paragraph("          -", 12, condition)?;
        }
        for missing in &hole.missing {
            page.paragraph("          -", 12, &missing.in_words())?;
        }
        hole.nearest.iter().try_for_each(|suggestion| write_suggestion(page, suggestion))?;
    }
    Ok(())
}

/// A suggestion to close a hole, with its commands.
fn write_suggestion(page: &mut Page<'_>, suggestion: &SuggestionView<'_>) -> io::Result<()> {
    let summaries: Vec<&str> = suggestion.changes.iter().map(|change| change.summary.as_str()).collect();
    let words = format!("{} ({}{})", summaries.join("; and "), suggestion.gives_in_words(), suggestion.basis_in_words());
    page.paragraph("          >", 12, &words)?;
    for change in &suggestion.changes {
        for command in [&change.commands.az, &change.commands.by_hand].into_iter().flatten() {
            page.command(14, command)?;
        }
    }
    Ok(())
}

fn write_difference(page: &mut Page<'_>, difference: &DifferenceView<'_>) -> io::Result<()> {
    page.line("")?;
    let title = format!("From {} to {}", difference.from, difference.to);
    page.styled("", 0, &page.look.heading(&clean(&title)))?;
    for change in &difference.changes {
        page.paragraph("  -", 4, &words::change(change))?;
        for (word, says) in [("before", change.before), ("now", change.after)] {
            if let Some(says) = says {
                page.paragraph("", 6, &format!("{word}: {says}"))?;
            }
        }
    }
    Ok(())
}

fn write_dates(page: &mut Page<'_>, report: &ReadinessReport<'_>) -> io::Result<()> {
    page.heading("When the exports were made")?;
    words::dates(report.inputs()).iter().try_for_each(|line| page.paragraph("  -", 4, line))
}

fn mark(page: &Page<'_>, status: Status) -> &'static str {
    match (status, page.look.unicode) {
        (Status::Met, true) => "✓",
        (Status::Met, false) => "y",
        (Status::Probable, true) => "≈",
        (Status::Probable, false) => "~",
        (Status::Indeterminate | Status::Unknown, _) => "?",
        (Status::NotMet, true) => "✗",
        (Status::NotMet, false) => "x",
    }
}
