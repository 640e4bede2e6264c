//! Text for people: ready or not, then assignment by assignment, the worst first.

use std::io::{self, Write};

use super::picture::{PolicyAssignmentView, PolicyReadinessReport, Readiness, RoleNeedView};
use super::words;
use crate::report::answers::text::{write_assumptions, write_gaps, write_grounds};
use crate::report::clean::clean;
use crate::report::page::Page;
use crate::report::style::{Detail, Look, Tone};
use crate::report::words::{capital, count, record_in_words};

/// More assignments that are ready than this are shown only with `-v`.
const READY: usize = 10;

pub(crate) fn write(report: &PolicyReadinessReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    write_verdict(&mut page, report)?;
    let all: Vec<PolicyAssignmentView<'_>> = report.assignments().collect();
    for readiness in Readiness::ALL {
        let own: Vec<&PolicyAssignmentView<'_>> = all.iter().filter(|own| own.readiness == readiness).collect();
        write_group(&mut page, readiness, &own)?;
    }
    page.line("")?;
    let beside = words::beside(report);
    beside.iter().try_for_each(|line| page.paragraph("", 2, &capital(&format!("{line}."))))?;
    words::CAVEATS.iter().try_for_each(|line| page.paragraph("", 2, line))?;
    write_assumptions(&mut page, &report.answers)?;
    write_gaps(&mut page, &report.answers)?;
    page.line("")?;
    write_verdict(&mut page, report)
}

fn write_verdict(page: &mut Page<'_>, report: &PolicyReadinessReport<'_>) -> io::Result<()> {
    let sign = mark(page, report.readiness());
    let line = format!("{sign} {}, as of {}", words::in_short(report), report.at());
    page.styled("", 0, &page.look.tone(tone(report.readiness()), &clean(&line)))
}

fn tone(readiness: Readiness) -> Tone {
    match readiness {
        Readiness::Ready => Tone::Good,
        Readiness::ReadyAfterActivation => Tone::Depends,
        Readiness::CannotTell => Tone::NotKnown,
        Readiness::NotReady => Tone::ActNow,
    }
}

fn mark(page: &Page<'_>, readiness: Readiness) -> &'static str {
    match (readiness, page.look.unicode) {
        (Readiness::Ready | Readiness::ReadyAfterActivation, true) => "✓",
        (Readiness::Ready | Readiness::ReadyAfterActivation, false) => "y",
        (Readiness::CannotTell, _) => "?",
        (Readiness::NotReady, true) => "✗",
        (Readiness::NotReady, false) => "x",
    }
}

fn write_group(page: &mut Page<'_>, readiness: Readiness, all: &[&PolicyAssignmentView<'_>]) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    page.heading(&capital(words::readiness(readiness)))?;
    let shows_all = page.look.detail == Detail::All || readiness != Readiness::Ready;
    let most = if shows_all { all.len() } else { READY };
    all.iter().take(most).try_for_each(|own| write_assignment(page, own))?;
    match all.len().saturating_sub(most) {
        0 => Ok(()),
        left => page.faint(2, &format!("... and {} (-v shows them all)", count(left, "more assignment"))),
    }
}

fn write_assignment(page: &mut Page<'_>, own: &PolicyAssignmentView<'_>) -> io::Result<()> {
    let first = format!("  {}", mark(page, own.readiness));
    page.paragraph(&first, 4, &words::title(own))?;
    page.faint(4, own.id)?;
    let record = record_in_words(own.input, own.record);
    if let Some(identity) = words::identity_of(own) {
        page.paragraph("", 4, &format!("identity {identity}{record}"))?;
    }
    for open in &own.open {
        page.paragraph("    ?", 6, &open.message)?;
        open.remedy.iter().try_for_each(|command| page.command(6, command))?;
    }
    own.needs.iter().try_for_each(|need| write_need(page, need))
}

fn write_need(page: &mut Page<'_>, need: &RoleNeedView<'_>) -> io::Result<()> {
    let first = format!("    {}", mark(page, need.readiness));
    page.paragraph(&first, 6, &words::need(need))?;
    need.answer.iter().try_for_each(|answer| write_grounds(page, answer))?;
    need.remedy.iter().try_for_each(|command| page.command(6, command))
}
