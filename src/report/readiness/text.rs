//! Text for people: ready or not, what is to do, then what is fine, and what the verdict rests on.

use std::io::{self, Write};

use super::picture::ReadinessReport;
use super::todo::{ToDo, Urgency, todo};
use super::views::{HoleView, PackView, PrerequisiteView, Readiness, Status, TaskReadinessView};
use super::words;
use crate::report::answers::matrix::Matrix;
use crate::report::answers::text::{Proofs, write_assumptions, write_findings, write_gaps, write_matrix, write_people};
use crate::report::clean::clean;
use crate::report::pack_change::{self, DifferenceView};
use crate::report::page::Page;
use crate::report::parts::TextParts;
use crate::report::remediation::SuggestionView;
use crate::report::style::{Look, Tone};
use crate::report::terms::{GapGroup, Verdict};

pub(crate) fn write(report: &ReadinessReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    write_verdict(&mut page, report)?;
    page.faint(2, report.workspace().id)?;
    for pack in report.packs() {
        write_pack(&mut page, &pack, report)?;
    }
    for difference in report.differences() {
        write_difference(&mut page, &difference)?;
    }
    write_unified_rbac(&mut page, report)?;
    write_answers(&mut page, report)?;
    write_assumptions(&mut page, &report.answers)?;
    write_gaps(&mut page, &report.answers)?;
    write_dates(&mut page, report)?;
    page.line("")?;
    write_verdict(&mut page, report)
}

/// `✗ NOT READY, 2 to do: soc (rg-sentinel, SOC Production) as of ...`: the first and the last line.
fn write_verdict(page: &mut Page<'_>, report: &ReadinessReport<'_>) -> io::Result<()> {
    let sign = readiness_mark(page, report.readiness());
    let (short, name) = (words::in_short(report), report.workspace().name);
    let line = format!("{sign} {short}: workspace {name} ({}) as of {}", report.place(), report.at());
    let tone = match report.readiness() {
        Readiness::Ready => Tone::Good,
        Readiness::ReadyAfterActivation => Tone::Depends,
        Readiness::CannotTell => Tone::NotKnown,
        Readiness::NotReady => Tone::ActNow,
    };
    page.styled("", 0, &page.look.tone(tone, &clean(&line)))
}

/// What an audit says of the same people, as far as it was asked for.
fn write_answers(page: &mut Page<'_>, report: &ReadinessReport<'_>) -> io::Result<()> {
    write_findings(page, &report.answers)?;
    let matrix = Matrix::new(&report.answers);
    if report.parts.why {
        write_people(page, &report.answers, &matrix, Proofs::Full)?;
    }
    if report.parts.matrix {
        write_matrix(page, &report.answers, &matrix)?;
    }
    if report.parts != TextParts::default() {
        return Ok(());
    }
    page.line("")?;
    page.styled("", 2, &page.look.faint("--why shows who can do what and by which grant, --matrix the same in one table"))
}

/// Defender unified RBAC, where an export or somebody speaks of it.
fn write_unified_rbac(page: &mut Page<'_>, report: &ReadinessReport<'_>) -> io::Result<()> {
    let Some(found) = report.unified_rbac() else { return Ok(()) };
    page.line("")?;
    page.styled("", 0, &page.look.heading("Microsoft Defender unified RBAC"))?;
    found.lines.iter().try_for_each(|line| page.paragraph("  -", 4, line))
}

fn write_pack(page: &mut Page<'_>, pack: &PackView<'_>, report: &ReadinessReport<'_>) -> io::Result<()> {
    page.line("")?;
    let title = format!("{}: {}", pack.id, words::readiness(pack.readiness));
    page.styled("", 0, &page.look.heading(&clean(&title)))?;
    let source = format!("{}, of {} ({})", pack.title, pack.source.dated, pack.source.url);
    page.paragraph("  ", 2, &source)?;
    if let Some(retires) = pack.retires {
        page.paragraph("  ", 2, &words::retires(retires))?;
    }
    let open = todo(pack, report.asks_each());
    for urgency in Urgency::ALL {
        let own = open.iter().filter(|own| own.urgency() == urgency);
        write_open(page, urgency.heading(), own)?;
    }
    if open.iter().any(|own| matches!(own, ToDo::Task(..)) && own.urgency() == Urgency::FindOut) {
        write_settles(page, &report.open())?;
    }
    page.line("\n  Tasks")?;
    pack.tasks.iter().try_for_each(|task| write_task(page, task))?;
    write_prerequisites(page, pack, report.parts.why)?;
    if !pack.caveats.is_empty() {
        page.line("\n  Beyond what exports show")?;
    }
    pack.caveats.iter().try_for_each(|caveat| page.paragraph("    -", 6, caveat))
}

/// Things that are open, each with what would close it.
fn write_open<'t>(page: &mut Page<'_>, heading: &str, open: impl Iterator<Item = &'t ToDo<'t, 't>>) -> io::Result<()> {
    for (number, own) in open.enumerate() {
        if number == 0 {
            page.line(&format!("\n  {}", page.look.heading(heading)))?;
        }
        page.paragraph(&format!("  {:>2}.", number + 1), 6, &own.in_words())?;
        match own {
            ToDo::Prerequisite(own) => {
                write_evidence(page, own)?;
                write_settles(page, &own.settled_by)?;
            }
            ToDo::Task(task, holes) => {
                page.paragraph("", 6, &format!("it asks for {}", task.requires))?;
                holes.iter().try_for_each(|hole| write_hole(page, hole, holes.len() > 1))?;
            }
        }
    }
    Ok(())
}

/// What is met in one line; with the records where they are asked for, and what decides nothing or little in full.
fn write_prerequisites(page: &mut Page<'_>, pack: &PackView<'_>, why: bool) -> io::Result<()> {
    if pack.prerequisites.is_empty() {
        return Ok(());
    }
    page.line("\n  Prerequisites")?;
    let is_met = |own: &&PrerequisiteView<'_>| own.status == Status::Met && !why;
    let met: Vec<&str> = pack.prerequisites.iter().filter(is_met).map(|own| own.title).collect();
    if !met.is_empty() {
        let words = format!("{} of {} met: {}", met.len(), pack.prerequisites.len(), met.join("; "));
        page.paragraph(&format!("    {}", mark(page, Status::Met)), 6, &words)?;
    }
    pack.prerequisites.iter().filter(|own| !is_met(own)).try_for_each(|own| write_prerequisite(page, own))
}

fn write_prerequisite(page: &mut Page<'_>, own: &PrerequisiteView<'_>) -> io::Result<()> {
    let decides = words::weight(own.weight);
    let words = format!("{}: {}{decides} - {}", own.title, words::status(own.status), own.message);
    page.paragraph(&format!("    {}", mark(page, own.status)), 6, &words)?;
    // What is open stands above, with its records.
    if own.readiness != Readiness::Ready {
        return Ok(());
    }
    write_evidence(page, own)?;
    write_settles(page, &own.settled_by)
}

fn write_evidence(page: &mut Page<'_>, own: &PrerequisiteView<'_>) -> io::Result<()> {
    own.evidence.iter().try_for_each(|evidence| page.paragraph("", 10, &words::evidence(evidence)))
}

/// What would settle something.
fn write_settles(page: &mut Page<'_>, gaps: &[GapGroup]) -> io::Result<()> {
    gaps.iter().try_for_each(|gap| page.gap("        >", 10, gap))
}

fn write_task(page: &mut Page<'_>, task: &TaskReadinessView<'_>) -> io::Result<()> {
    let mark = task.readiness.map_or("-", |readiness| readiness_mark(page, readiness));
    let words = format!("{}: {} - {}", task.title, words::people(task), task.task);
    page.paragraph(&format!("    {mark}"), 6, &words)
}

/// Why somebody cannot, and what would do: one of several changes.
fn write_hole(page: &mut Page<'_>, hole: &HoleView<'_>, is_named: bool) -> io::Result<()> {
    let who = hole.principal.as_ref().filter(|_| is_named);
    who.iter().try_for_each(|person| page.paragraph("", 6, &words::hole(Some(&person.called), hole.verdict)))?;
    if let Some(condition) = &hole.condition {
        page.paragraph("      -", 8, condition)?;
    }
    for missing in &hole.missing {
        page.paragraph("      -", 8, &missing.in_words())?;
    }
    match hole.nearest.as_slice() {
        [] => {}
        [_] => page.line("      What would do")?,
        _ => page.line("      Do one of")?,
    }
    let letters = ('a'..='z').map(|letter| format!("       {letter}."));
    hole.nearest.iter().zip(letters).try_for_each(|(suggestion, letter)| write_suggestion(page, &letter, suggestion))
}

/// A suggestion to close a hole, with its commands.
fn write_suggestion(page: &mut Page<'_>, letter: &str, suggestion: &SuggestionView<'_>) -> io::Result<()> {
    let summaries: Vec<&str> = suggestion.changes.iter().map(|change| change.summary.as_str()).collect();
    let words = format!("{} ({}{})", summaries.join("; and "), suggestion.gives_in_words(), suggestion.basis_in_words());
    page.paragraph(letter, 10, &words)?;
    suggestion.changes.iter().try_for_each(|change| {
        change.commands.az.iter().try_for_each(|command| page.command(12, command))?;
        change.commands.by_hand.iter().try_for_each(|words| page.paragraph("", 12, words))
    })
}

fn write_difference(page: &mut Page<'_>, difference: &DifferenceView<'_>) -> io::Result<()> {
    page.line("")?;
    let title = format!("From {} to {}", difference.from, difference.to);
    page.styled("", 0, &page.look.heading(&clean(&title)))?;
    for change in &difference.changes {
        page.paragraph("  -", 4, &pack_change::change(change))?;
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

fn readiness_mark(page: &Page<'_>, readiness: Readiness) -> &'static str {
    match readiness {
        Readiness::Ready => mark(page, Status::Met),
        Readiness::ReadyAfterActivation => page.look.symbol(Verdict::Eligible),
        Readiness::CannotTell => mark(page, Status::Unknown),
        Readiness::NotReady => mark(page, Status::NotMet),
    }
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
