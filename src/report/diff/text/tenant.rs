//! What changed between two exports: who can do more and who less, then the facts.

use std::io;

use super::marked::{Direction, GAINED, LOST, write_marked};
use crate::report::diff::fact_words::fact;
use crate::report::diff::lead_words::{LEADS, lead, lead_record, one_sided};
use crate::report::diff::people::Moved;
use crate::report::diff::people_words::{directory_role, grant, names, operations, tasks};
use crate::report::diff::picture::DiffReport;
use crate::report::diff::tenant::{ChangedFact, FactChange, Leads, NotComparedView};
use crate::report::diff::tenant_words::{answer, heading, in_neither, mark, not_compared, records};
use crate::report::page::Page;

/// More groups of people than this are left to JSON: those with the least power.
const PEOPLE: usize = 50;
/// More grants of some people are: those with the least power.
const GRANTS: usize = 20;
/// More facts of a kind, and more of what cannot be compared, than this are left to JSON.
const FACTS: usize = 40;

/// Everything about two exports but the roles.
pub(super) fn write(page: &mut Page<'_>, report: &DiffReport<'_>) -> io::Result<()> {
    if report.people.is_none() {
        return Ok(());
    }
    write_answer(page, report)?;
    page.line("")?;
    write_people(page, report)?;
    for (kind, facts) in report.changed_facts() {
        write_facts(page, report, (heading(kind), &facts))?;
    }
    write_leads(page, report)
}

/// What leads to access without being any.
fn write_leads(page: &mut Page<'_>, report: &DiffReport<'_>) -> io::Result<()> {
    let Some(leads) = report.leads().filter(|leads| **leads != Leads::default()) else { return Ok(()) };
    page.paragraph("", 0, &page.look.heading(LEADS))?;
    for own in leads.changed.iter().take(FACTS) {
        write_marked(page, if own.change == FactChange::Added { GAINED } else { LOST }, &lead(own))?;
        write_record(page, &lead_record(own))?;
    }
    write_more(page, leads.changed.len().saturating_sub(FACTS), "facts")?;
    leads.one_sided.iter().try_for_each(|kind| page.paragraph("  -", 4, &one_sided(*kind)))?;
    page.line("")
}

/// The answer, first and last.
pub(super) fn write_answer(page: &mut Page<'_>, report: &DiffReport<'_>) -> io::Result<()> {
    report.answer().map_or(Ok(()), |found| page.paragraph("", 0, &answer(found)))
}

fn write_people(page: &mut Page<'_>, report: &DiffReport<'_>) -> io::Result<()> {
    let people = report.moved_people();
    if people.is_empty() {
        return Ok(());
    }
    page.line(&page.look.heading("Who can do more, and who less"))?;
    for own in people.iter().take(PEOPLE) {
        page.paragraph("", 0, &names(own))?;
        write_moved(page, report, (GAINED, &own.gained))?;
        write_moved(page, report, (LOST, &own.lost))?;
    }
    write_more(page, people.len().saturating_sub(PEOPLE), "groups of people")?;
    page.line("")
}

fn write_moved(page: &mut Page<'_>, report: &DiffReport<'_>, (direction, moved): (Direction, &Moved<'_>)) -> io::Result<()> {
    for role in &moved.directory_roles {
        write_marked(page, direction, &directory_role(role))?;
    }
    for same in moved.grants().take(GRANTS) {
        write_marked(page, direction, &grant(report, same))?;
        same.iter().take(FACTS).try_for_each(|own| page.faint(6, own.scope))?;
        write_more(page, same.len().saturating_sub(FACTS), "scopes")?;
        same.iter().take(1).flat_map(operations).try_for_each(|line| page.paragraph("", 6, &line))?;
    }
    write_more(page, moved.grants().count().saturating_sub(GRANTS), "grants")?;
    let answers = moved.tasks(report);
    for own in answers.iter().take(GRANTS) {
        write_marked(page, direction, &tasks(report, own))?;
        for (why, record) in &own.reasons {
            page.paragraph("", 6, why)?;
            write_record(page, record)?;
        }
    }
    write_more(page, answers.len().saturating_sub(GRANTS), "answers")
}

fn write_record(page: &mut Page<'_>, record: &str) -> io::Result<()> {
    if record.is_empty() { Ok(()) } else { page.faint(6, record) }
}

fn write_facts(page: &mut Page<'_>, report: &DiffReport<'_>, (title, facts): (&str, &[&ChangedFact])) -> io::Result<()> {
    page.line(&page.look.heading(title))?;
    for own in facts.iter().take(FACTS) {
        let direction = match own.change {
            FactChange::Added => GAINED,
            FactChange::Removed => LOST,
            FactChange::Changed => Direction { mark: mark(own.change), ..GAINED },
        };
        write_marked(page, direction, &fact(report, own))?;
        own.scope.iter().filter(|scope| *scope != "/").try_for_each(|scope| page.faint(6, scope))?;
        records(own).iter().try_for_each(|record| page.faint(6, record))?;
    }
    write_more(page, facts.len().saturating_sub(FACTS), "facts")?;
    page.line("")
}

fn write_more(page: &mut Page<'_>, number: usize, what: &str) -> io::Result<()> {
    if number == 0 {
        return Ok(());
    }
    page.line(&page.look.faint(&format!("  ... and {number} more {what} (--format json has them all)")))
}

/// What cannot be compared.
pub(super) fn write_not_compared(page: &mut Page<'_>, report: &DiffReport<'_>) -> io::Result<()> {
    let all = report.not_compared();
    let (neither, some): (Vec<&NotComparedView<'_>>, Vec<&NotComparedView<'_>>) =
        all.iter().partition(|found| found.is_in_neither());
    if all.is_empty() {
        return Ok(());
    }
    page.line(&page.look.heading("Cannot be compared"))?;
    for found in some.iter().take(FACTS) {
        page.paragraph("  -", 4, &not_compared(found))?;
        if !found.remedy.is_empty() {
            page.command(6, &found.remedy)?;
        }
    }
    write_more(page, some.len().saturating_sub(FACTS), "lists")?;
    if let Some(line) = in_neither(&neither) {
        page.paragraph("  -", 4, &line)?;
    }
    page.line("")
}

/// What the comparison takes for whole.
pub(super) fn write_assumptions(page: &mut Page<'_>, report: &DiffReport<'_>) -> io::Result<()> {
    let lines = report.assumptions();
    if lines.is_empty() {
        return Ok(());
    }
    page.line(&page.look.heading("What the comparison assumes"))?;
    lines.iter().take(FACTS).try_for_each(|line| page.paragraph("  -", 4, line))?;
    write_more(page, lines.len().saturating_sub(FACTS), "lines")?;
    page.line("")
}
