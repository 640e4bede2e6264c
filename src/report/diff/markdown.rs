//! A difference for a pull request.

use std::io::{self, Write};

use super::fact_words::fact;
use super::lead_words::{LEADS, lead, lead_record, one_sided};
use super::people::Moved;
use super::people_words::{directory_role, grant, names, operations, tasks};
use super::picture::DiffReport;
use super::tenant::{ChangedFact, Leads};
use super::tenant_words::{answer, heading, in_neither, mark, not_compared, records};
use super::words::{changes, headline, what};
use crate::report::markdown::{code, escape, escape_around_code};
use crate::report::operations::provider;
use crate::report::role_diff::{GainOrLossView, RoleDiffView};
use crate::report::words::{count, shortened};

/// More operations than this make no readable page.
const OPERATIONS: usize = 200;
/// More groups of people than this are left to JSON: those with the least power.
const PEOPLE: usize = 50;
/// More grants of some people are: those with the least power.
const GRANTS: usize = 20;
/// More facts of a kind than this are.
const FACTS: usize = 100;

pub(crate) fn write(report: &DiffReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# What the change grants\n")?;
    tenant(report, out)?;
    let changed = report.changed_roles();
    if report.people.is_none() && !changed.is_empty() {
        writeln!(out, "**{}.**\n", changes(report))?;
    }
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
    let Some(found) = report.answer() else { return Ok(()) };
    writeln!(out, "**{}**\n", escape(&answer(found)))?;
    people(report, out)?;
    for (kind, own) in report.changed_facts() {
        facts(report, (heading(kind), &own), out)?;
    }
    leads(report, out)?;
    unknown(report, out)?;
    assumptions(report, out)
}

/// What leads to access without being any.
fn leads(report: &DiffReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(leads) = report.leads().filter(|leads| **leads != Leads::default()) else { return Ok(()) };
    writeln!(out, "## {}\n", escape(LEADS))?;
    for own in leads.changed.iter().take(FACTS) {
        writeln!(out, "- {} {} {}", mark(own.change), escape(&lead(own)), escape(&lead_record(own)))?;
    }
    if leads.changed.len() > FACTS {
        writeln!(out, "- and {} more (JSON has them all)", leads.changed.len() - FACTS)?;
    }
    leads.one_sided.iter().try_for_each(|kind| writeln!(out, "- {}", escape(one_sided(*kind).as_str())))?;
    writeln!(out)
}

fn facts(report: &DiffReport<'_>, (title, facts): (&str, &[&ChangedFact]), out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {title}\n\n| | fact | scope | record |\n| --- | --- | --- | --- |")?;
    for own in facts.iter().take(FACTS) {
        let scope = own.scope.as_deref().map(code).unwrap_or_default();
        let records: Vec<String> = records(own).iter().map(|record| escape(record)).collect();
        writeln!(out, "| {} | {} | {scope} | {} |", mark(own.change), escape(&fact(report, own)), records.join("<br>"))?;
    }
    if facts.len() > FACTS {
        writeln!(out, "| | and {} more (JSON has them all) | | |", facts.len() - FACTS)?;
    }
    writeln!(out)
}

fn people(report: &DiffReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let people = report.moved_people();
    if people.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Who can do more, and who less\n")?;
    for own in people.iter().take(PEOPLE) {
        writeln!(out, "**{}**\n", escape(&names(own)))?;
        moved(report, ("gained", &own.gained), out)?;
        moved(report, ("lost", &own.lost), out)?;
        writeln!(out)?;
    }
    if people.len() > PEOPLE {
        writeln!(out, "And {} more groups of people (JSON has them all).\n", people.len() - PEOPLE)?;
    }
    Ok(())
}

fn moved(report: &DiffReport<'_>, (verb, moved): (&str, &Moved<'_>), out: &mut dyn Write) -> io::Result<()> {
    for role in &moved.directory_roles {
        writeln!(out, "- {verb}: {}", escape(&directory_role(role)))?;
    }
    for same in moved.grants().take(GRANTS) {
        let scopes: Vec<String> = same.iter().map(|own| code(own.scope)).collect();
        writeln!(out, "- {verb}: {} ({})", escape(&grant(report, same)), shortened(&scopes, GRANTS))?;
        same.iter().take(1).flat_map(operations).try_for_each(|line| writeln!(out, "  - {}", escape_around_code(&line)))?;
    }
    let answers = moved.tasks(report);
    for own in answers.iter().take(GRANTS) {
        writeln!(out, "- {verb}: {}", escape(&tasks(report, own)))?;
        for (why, record) in &own.reasons {
            writeln!(out, "  - {}", escape(format!("{why} {record}").trim_end()))?;
        }
    }
    let more = moved.grants().count().saturating_sub(GRANTS) + answers.len().saturating_sub(GRANTS);
    if more > 0 { writeln!(out, "- {verb}: {more} more (JSON has them all)") } else { Ok(()) }
}

fn unknown(report: &DiffReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let all = report.not_compared();
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Cannot be compared\n")?;
    let (neither, some): (Vec<_>, Vec<_>) = all.iter().partition(|found| found.is_in_neither());
    for found in some.iter().take(FACTS) {
        match &*found.remedy {
            "" => writeln!(out, "- {}", escape(&not_compared(found)))?,
            remedy => writeln!(out, "- {}: {}", escape(&not_compared(found)), code(remedy))?,
        }
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

fn write_role(role: &RoleDiffView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let renamed = role.old_name.map(|old| format!(" (was {})", escape(old))).unwrap_or_default();
    writeln!(out, "## {}{renamed}: {}\n", escape(role.name), headline(role))?;
    for change in &role.gained {
        write_change("gained", change, out)?;
    }
    list("Now assignable at", role.scopes_gained.iter().map(|scope| code(scope)), out)?;
    list("Now allows the task", role.tasks_gained.iter().map(|task| escape(&task.title)), out)?;
    for change in &role.lost {
        write_change("lost", change, out)?;
    }
    list("No longer assignable at", role.scopes_lost.iter().map(|scope| code(scope)), out)?;
    list("No longer allows the task", role.tasks_lost.iter().map(|task| escape(&task.title)), out)?;
    for open in role.open_questions() {
        writeln!(out, "> {}\n", escape(&open))?;
    }
    Ok(())
}

fn list(title: &str, items: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    let items: Vec<String> = items.collect();
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
