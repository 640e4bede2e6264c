//! What changed between two exports, and what it means: the facts by kind, then tasks, actions and Microsoft Entra roles.

use std::io;

use super::marked::{Direction, GAINED, LOST, write_marked};
use crate::report::clean::clean;
use crate::report::diff::picture::{DiffReport, Move};
use crate::report::diff::tenant::{ChangedFact, FactChange, FactKind, MoveTrend, NotComparedView};
use crate::report::diff::tenant_words::{
    answer, directory_role, fact, heading, in_neither, mark, names, not_compared, operations, operations_heading, reasons,
    records, said,
};
use crate::report::page::Page;
use crate::report::words::count;

/// More groups of people than this are left to JSON.
const MOVES: usize = 50;
/// More facts of a kind, and more of what cannot be compared, than this are left to JSON.
const FACTS: usize = 40;

/// Everything about two exports but the roles.
pub(super) fn write(page: &mut Page<'_>, report: &DiffReport<'_>) -> io::Result<()> {
    let Some(people) = report.people else { return Ok(()) };
    write_answer(page, report)?;
    page.line("")?;
    for kind in FactKind::ALL {
        let own: Vec<&ChangedFact> = people.facts.iter().filter(|fact| fact.kind == kind).collect();
        write_facts(page, heading(kind), &own)?;
    }
    write_tasks(page, &people.moves)?;
    write_access(page, report)
}

/// The answer, first and last.
pub(super) fn write_answer(page: &mut Page<'_>, report: &DiffReport<'_>) -> io::Result<()> {
    report.answer().map_or(Ok(()), |found| page.paragraph("", 0, &answer(found)))
}

fn write_facts(page: &mut Page<'_>, title: &str, facts: &[&ChangedFact]) -> io::Result<()> {
    if facts.is_empty() {
        return Ok(());
    }
    page.line(&page.look.heading(title))?;
    for own in facts.iter().take(FACTS) {
        let direction = match own.change {
            FactChange::Added => GAINED,
            FactChange::Removed => LOST,
            FactChange::Changed => Direction { mark: mark(own.change), ..GAINED },
        };
        write_marked(page, direction, &fact(own))?;
        page.paragraph("", 6, &records(own))?;
    }
    write_more(page, facts.len().saturating_sub(FACTS), "more fact")?;
    page.line("")
}

fn write_more(page: &mut Page<'_>, number: usize, what: &str) -> io::Result<()> {
    if number == 0 {
        return Ok(());
    }
    page.line(&format!("... and {} (--format json has them all)", count(number, what)))
}

fn write_tasks(page: &mut Page<'_>, moves: &[Move]) -> io::Result<()> {
    page.line(&page.look.heading("Tasks"))?;
    for moved in moves.iter().take(MOVES) {
        page.line(&clean(&names(moved)))?;
        for (direction, tasks) in [(GAINED, &moved.gained), (LOST, &moved.lost)] {
            for task in tasks {
                write_marked(page, direction, &said(task))?;
                for reason in reasons(task, direction.verb == GAINED.verb) {
                    page.paragraph("", 6, &reason)?;
                }
            }
        }
    }
    write_more(page, moves.len().saturating_sub(MOVES), "more group of people")?;
    if moves.is_empty() {
        page.line("Nobody gained or lost a task.")?;
    }
    page.line("")
}

const fn direction(change: MoveTrend) -> Direction {
    match change {
        MoveTrend::Gained => GAINED,
        MoveTrend::Lost => LOST,
    }
}

fn write_access(page: &mut Page<'_>, report: &DiffReport<'_>) -> io::Result<()> {
    let (moves, roles) = (report.operations(), report.directory_roles());
    if moves.is_empty() && roles.is_empty() {
        return Ok(());
    }
    page.line(&page.look.heading("Microsoft Entra roles and actions"))?;
    for moved in roles.iter().take(MOVES) {
        write_marked(page, direction(moved.change), &directory_role(moved))?;
    }
    write_more(page, roles.len().saturating_sub(MOVES), "more change")?;
    for moved in moves.iter().take(MOVES) {
        page.paragraph("", 0, &operations_heading(moved))?;
        for line in operations(moved) {
            page.paragraph(&format!("  {} ", direction(moved.change).mark), 4, &line)?;
        }
    }
    write_more(page, moves.len().saturating_sub(MOVES), "more change")?;
    page.line("")
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
        page.command(6, &found.remedy)?;
    }
    write_more(page, some.len().saturating_sub(FACTS), "more")?;
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
    write_more(page, lines.len().saturating_sub(FACTS), "line")?;
    page.line("")
}
