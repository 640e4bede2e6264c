//! Text for people: the answer, then scope by scope everybody who can come to the role, step by step.

use std::io;
use std::io::Write;

use super::picture::{GoalView, PathView, PathsReport};
use super::words;
use crate::report::answers::phrases::way;
use crate::report::answers::text::{write_gaps, write_grounds};
use crate::report::clean::clean;
use crate::report::page::Page;
use crate::report::style::{Detail, Look};
use crate::report::terms::Verdict;
use crate::report::words::{count, record_in_words, verdict_in_words};

/// More paths to one scope than this are shown only with `-v`.
const PATHS: usize = 10;
/// More scopes than this are shown only with `-v`.
const SCOPES: usize = 20;
/// So many assignments that stand in many paths are named.
const CHOKE_POINTS: usize = 3;

/// The whole report.
pub(crate) fn write(report: &PathsReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    let answer = page.look.heading(&clean(&words::answer(report)));
    page.styled("", 0, &answer)?;
    let goals: Vec<GoalView<'_>> = report.goals().filter(|goal| goal.paths().len() > 0).collect();
    let most = if look.detail == Detail::All { goals.len() } else { SCOPES };
    for goal in goals.iter().take(most) {
        write_goal(&mut page, goal)?;
    }
    more(&mut page, goals.len().saturating_sub(most), "scope")?;
    write_choke_points(&mut page, report)?;
    write_cut(&mut page, report)?;
    page.line("")?;
    page.paragraph("", 2, &format!("Not followed: {}.", words::not_followed(report).join("; ")))?;
    write_gaps(&mut page, &report.answers)?;
    page.line("")?;
    page.styled("", 0, &answer)
}

fn write_goal(page: &mut Page<'_>, goal: &GoalView<'_>) -> io::Result<()> {
    page.heading(&words::place(goal))?;
    page.paragraph("", 2, &words::counts(goal))?;
    let shows_all = page.look.detail == Detail::All || goal.asks_of_some();
    let known = goal.known().count();
    let most = if shows_all { goal.paths().len() } else { known.min(PATHS) };
    goal.paths().take(most).try_for_each(|path| write_path(page, &path))?;
    more(page, known.saturating_sub(most), "path")?;
    let not_known = words::not_known(goal).filter(|_| !shows_all);
    not_known.map_or(Ok(()), |words| {
        page.line("")?;
        page.paragraph(page.look.symbol(Verdict::Unknown), 2, &format!("{words} (-v shows them)"))
    })
}

fn write_path(page: &mut Page<'_>, path: &PathView<'_>) -> io::Result<()> {
    page.line("")?;
    let called = page.look.heading(&clean(&path.principal().called()));
    let surely =
        if path.verdict() == Verdict::Allowed { String::new() } else { format!(", {}", verdict_in_words(path.verdict())) };
    let steps = count(path.hops().len(), "step");
    page.line(&format!("{} {called} ({}): {steps}{surely}", page.look.symbol(path.verdict()), path.principal().kind))?;
    for (number, hop) in path.hops().enumerate() {
        page.paragraph(&format!("  {}", number + 1), 4, &words::does(&hop))?;
        if let Some(unless) = words::unless(&hop) {
            page.paragraph("", 6, &format!("unless {unless}"))?;
        }
        let (input, record) = hop.record();
        if input.is_some() {
            page.paragraph("    -", 6, record_in_words(input, record).trim())?;
        }
        hop.answers().iter().try_for_each(|answer| write_grounds(page, answer))?;
    }
    Ok(())
}

fn write_choke_points(page: &mut Page<'_>, report: &PathsReport<'_>) -> io::Result<()> {
    let points: Vec<_> = report.choke_points().into_iter().filter(|(_, _, paths)| *paths > 1).collect();
    if points.is_empty() {
        return Ok(());
    }
    let all: usize = report.goals().map(|goal| goal.known().count()).sum();
    page.heading("Assignments that stand in several of these paths")?;
    for (_, step, paths) in points.iter().take(CHOKE_POINTS) {
        let record = record_in_words(step.input, step.record);
        page.paragraph("  -", 4, &format!("{paths} of {all}: {}{record}", way(step)))?;
    }
    Ok(())
}

fn write_cut(page: &mut Page<'_>, report: &PathsReport<'_>) -> io::Result<()> {
    let Some(cut) = report.cut() else {
        if report.goals().all(|goal| goal.known().next().is_none()) {
            return Ok(());
        }
        page.line("")?;
        return page.paragraph("", 2, words::NO_CUT);
    };
    page.heading(&words::cut_heading(report, &cut))?;
    for own in &cut.assignments {
        let record = record_in_words(own.input, own.record);
        page.paragraph("  -", 4, &format!("{}{record}", words::cut_grant(own)))?;
    }
    words::cut_note(&cut).map_or(Ok(()), |note| page.paragraph("", 2, &note))
}

fn more(page: &mut Page<'_>, left: usize, what: &str) -> io::Result<()> {
    if left == 0 {
        return Ok(());
    }
    page.line("")?;
    page.faint(2, &format!("... and {} (-v shows them all; --from narrows)", count(left, &format!("more {what}"))))
}
