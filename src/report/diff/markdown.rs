//! A difference for a pull request.

use std::io::{self, Write};

use super::picture::{DiffReport, Move};
use super::tenant::{ChangedFact, FactKind};
use super::tenant_words::{
    answer, answers, directory_role, fact, heading, in_neither, mark, names, not_compared, operations, operations_heading,
    reasons, records,
};
use super::words::{headline, what};
use crate::report::markdown::{code, escape, escape_around_code};
use crate::report::operations::provider;
use crate::report::role_diff::{GainOrLossView, RoleDiffView};
use crate::report::words::count;

/// More operations than this make no readable page.
const OPERATIONS: usize = 200;
/// More groups of people than this are left to JSON.
const MOVES: usize = 50;
/// More facts of a kind than this are.
const FACTS: usize = 100;

pub(crate) fn write(report: &DiffReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# What the change grants\n")?;
    tenant(report, out)?;
    let changed: Vec<RoleDiffView<'_>> = report.roles().filter(|role| !role.is_nothing()).collect();
    let same = report.roles().len() - changed.len();
    for role in &changed {
        write_role(role, out)?;
    }
    if same > 0 {
        let others = if changed.is_empty() { "" } else { "other " };
        writeln!(out, "{} with exactly the access of before.\n", count(same, &format!("{others}role")))?;
    }
    writeln!(out, "Operations are those of the catalog of {}.", report.date())?;
    report.answer().map_or(Ok(()), |found| writeln!(out, "\n**{}**", escape(&answer(found))))
}

/// What changed between two exports, and what it means.
fn tenant(report: &DiffReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (Some(people), Some(found)) = (report.people, report.answer()) else { return Ok(()) };
    writeln!(out, "**{}**\n", escape(&answer(found)))?;
    for kind in FactKind::ALL {
        let own: Vec<&ChangedFact> = people.facts.iter().filter(|fact| fact.kind == kind).collect();
        facts(heading(kind), &own, out)?;
    }
    self::people(&people.moves, out)?;
    access(report, out)?;
    unknown(report, out)?;
    assumptions(report, out)
}

fn facts(title: &str, facts: &[&ChangedFact], out: &mut dyn Write) -> io::Result<()> {
    if facts.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {title}\n\n| | fact | record |\n| --- | --- | --- |")?;
    for own in facts.iter().take(FACTS) {
        writeln!(out, "| {} | {} | {} |", mark(own.change), escape(&fact(own)), escape(&records(own)))?;
    }
    if facts.len() > FACTS {
        writeln!(out, "| | and {} more | |", facts.len() - FACTS)?;
    }
    writeln!(out)
}

fn access(report: &DiffReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (moves, roles) = (report.operations(), report.directory_roles());
    if moves.is_empty() && roles.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Microsoft Entra roles and actions\n")?;
    for moved in roles.iter().take(MOVES) {
        writeln!(out, "- {}: {}", moved.change.name(), escape(&directory_role(moved)))?;
    }
    for moved in moves.iter().take(MOVES) {
        writeln!(out, "- {}", escape(&operations_heading(moved)))?;
        for line in operations(moved) {
            writeln!(out, "  - {}", escape(&line))?;
        }
    }
    let more = moves.len().saturating_sub(MOVES) + roles.len().saturating_sub(MOVES);
    if more > 0 {
        writeln!(out, "- and {} (JSON has them all)", count(more, "more change"))?;
    }
    writeln!(out)
}

fn unknown(report: &DiffReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let all = report.not_compared();
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Cannot be compared\n")?;
    let (neither, some): (Vec<_>, Vec<_>) = all.iter().partition(|found| found.is_in_neither());
    for found in some.iter().take(FACTS) {
        writeln!(out, "- {}: {}", escape(&not_compared(found)), code(&found.remedy))?;
    }
    if some.len() > FACTS {
        writeln!(out, "- and {} more (JSON has them all)", some.len() - FACTS)?;
    }
    if let Some(line) = in_neither(&neither) {
        writeln!(out, "- {}", escape(&line))?;
    }
    writeln!(out)
}

fn assumptions(report: &DiffReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lines = report.assumptions();
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "## What the comparison assumes\n")?;
    lines.iter().take(FACTS).try_for_each(|line| writeln!(out, "- {}", escape_around_code(line)))?;
    if lines.len() > FACTS {
        writeln!(out, "- and {} more", lines.len() - FACTS)?;
    }
    writeln!(out)
}

fn people(moves: &[Move], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Who can do more, and who less\n")?;
    for moved in moves.iter().take(MOVES) {
        writeln!(out, "**{}**\n", escape(&names(moved)))?;
        for (title, tasks) in [("gained", &moved.gained), ("lost", &moved.lost)] {
            for task in tasks {
                let reasons: Vec<String> = reasons(task, title == "gained").iter().map(|reason| escape(reason)).collect();
                writeln!(out, "- {title}: {} {}: {}", code(&task.task), escape(&answers(task)), reasons.join("; "))?;
            }
        }
        writeln!(out)?;
    }
    match moves.len() {
        0 => writeln!(out, "Nobody gained or lost a task.\n"),
        number if number > MOVES => writeln!(out, "And {} of people.\n", count(number - MOVES, "more group")),
        _ => Ok(()),
    }
}

fn write_role(role: &RoleDiffView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let renamed = role.old_name.map(|old| format!(" (was {})", escape(old))).unwrap_or_default();
    writeln!(out, "## {}{renamed}: {}\n", escape(role.name), headline(role))?;
    for change in &role.gained {
        write_change("gained", change, out)?;
    }
    list("Now assignable at", role.scopes_gained.iter().map(|scope| &**scope), out)?;
    list("Now allows the task", role.tasks_gained.iter().map(String::as_str), out)?;
    for change in &role.lost {
        write_change("lost", change, out)?;
    }
    list("No longer assignable at", role.scopes_lost.iter().map(|scope| &**scope), out)?;
    list("No longer allows the task", role.tasks_lost.iter().map(String::as_str), out)?;
    for open in role.open_questions() {
        writeln!(out, "> {}\n", escape(&open))?;
    }
    Ok(())
}

fn list<'t>(title: &str, items: impl Iterator<Item = &'t str>, out: &mut dyn Write) -> io::Result<()> {
    let items: Vec<String> = items.map(code).collect();
    if items.is_empty() { Ok(()) } else { writeln!(out, "**{title}** {}\n", items.join(", ")) }
}

fn write_change(verb: &str, change: &GainOrLossView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let patterns: Vec<String> = change.patterns.iter().map(|pattern| code(pattern)).collect();
    writeln!(out, "**{}** by {}\n", what(verb, change), patterns.join(", "))?;
    if let Some(condition) = change.condition {
        writeln!(out, "if {}\n", code(condition))?;
    }
    if !change.in_catalog {
        return writeln!(out, "No operation of the catalog shows it; the shortest is {}.\n", code(change.witness));
    }
    let (many, close) = (change.count > 20, "</details>\n\n");
    if many {
        writeln!(out, "<details><summary>{} operations</summary>\n", change.count)?;
    }
    let privileged = change.privileged.iter().map(|name| (&**name, true));
    let others = change.operations.iter().filter(|name| !change.privileged.contains(name)).map(|name| (&**name, false));
    writeln!(out, "| provider | operation | |\n| --- | --- | --- |")?;
    for (name, is_privileged) in privileged.chain(others).take(OPERATIONS) {
        let mark = if is_privileged { "**privileged**" } else { "" };
        writeln!(out, "| {} | {} | {mark} |", escape(provider(name)), code(name))?;
    }
    if change.count > OPERATIONS {
        writeln!(out, "| | and {} more | |", change.count - OPERATIONS)?;
    }
    write!(out, "\n{}", if many { close } else { "" })?;
    match change.beyond_catalog {
        Some(beyond) => writeln!(out, "And beyond the catalog, for example {}.\n", code(beyond)),
        None => Ok(()),
    }
}
