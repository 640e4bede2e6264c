//! Markdown for a ticket: the answer, and tables of what is held, what is permitted, and the tasks.

use std::io;
use std::io::Write;

use super::picture::{ComparedView, HoldingView, PartView, ScopePermissionsView, WhatCanReport};
use super::words;
use crate::report::answers::markdown::{assumptions, caveats, gaps};
use crate::report::markdown::escape;
use crate::report::words::{capital, count, shortened};

/// More rows than this make no readable page.
const ROWS: usize = 200;
/// More names in one cell than this make no readable page.
const NAMES: usize = 20;

/// More privileged operations of one scope than this are counted.
const DANGEROUS: usize = 8;

/// The whole report.
pub(crate) fn write(report: &WhatCanReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (holdings, scopes) = (report.holdings(), report.scopes());
    writeln!(out, "# What {} can do\n", escape(&report.principal().called()))?;
    let compared = report.compared();
    writeln!(out, "**{}**\n", escape(&words::first_line(report, compared.as_ref(), (&holdings, &scopes))))?;
    writeln!(out, "{}", escape(&words::who(report)))?;
    caveats(&report.answers.caveats(), out)?;
    if let Some(compared) = &compared {
        write_compared(report, compared, out)?;
    } else {
        write_holdings(&holdings, out)?;
        scopes.iter().take(ROWS).try_for_each(|scope| write_scope(scope, out))?;
        more(scopes.len(), "more scope", out)?;
        write_tasks(report, out)?;
    }
    assumptions(&report.answers.assumptions(), out)?;
    gaps(&report.answers, out)
}

fn more(all: usize, what: &str, out: &mut dyn Write) -> io::Result<()> {
    let left = all.saturating_sub(ROWS);
    if left > 0 {
        writeln!(out, "\n... and {} (`--format csv` has them all).", count(left, what))?;
    }
    Ok(())
}

fn write_compared(report: &WhatCanReport<'_>, compared: &ComparedView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let first = report.principal().called();
    for (who, by) in words::holders([&first, &compared.called]) {
        let held = compared.held(by);
        if held.is_empty() {
            continue;
        }
        writeln!(out, "\n## {} ({})\n", escape(&who), count(held.len(), "role"))?;
        for own in held.iter().take(ROWS) {
            writeln!(out, "- {}", escape(&words::holding_at(own)))?;
        }
        more(held.len(), "more role", out)?;
    }
    let possible = compared.possible();
    if !possible.is_empty() {
        writeln!(out, "\n## {}\n", words::POSSIBLE)?;
        for own in possible.iter().take(ROWS) {
            writeln!(out, "- {}", escape(&words::possible(own, [&first, &compared.called])))?;
        }
        more(possible.len(), "more role", out)?;
    }
    writeln!(out, "\n## {}\n", words::NOW)?;
    for scope in compared.scopes.iter().take(ROWS) {
        let vague = if scope.exact { String::new() } else { format!(" ({})", words::VAGUE) };
        writeln!(out, "- at {}{vague}", escape(&shortened(&scope.called, NAMES)))?;
        let lines = words::compared_planes(scope, [&first, &compared.called], DANGEROUS);
        lines.iter().try_for_each(|line| writeln!(out, "  - {}", escape(line)))?;
    }
    more(compared.scopes.len(), "more scope", out)?;
    writeln!(out)
}

fn write_holdings(holdings: &[HoldingView<'_>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n## What it holds\n")?;
    if holdings.is_empty() {
        return writeln!(out, "Nothing that the exports show.");
    }
    writeln!(out, "| where | what | condition |\n| --- | --- | --- |")?;
    for own in holdings.iter().take(ROWS) {
        let conditions: Vec<String> = words::conditions(own).iter().map(|condition| escape(condition)).collect();
        writeln!(out, "| {} | {} | {} |", escape(&own.place), escape(&words::holding(own)), conditions.join("<br>"))?;
    }
    more(holdings.len(), "more", out)
}

fn write_scope(scope: &ScopePermissionsView<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n## What it may do at {}\n", escape(&words::places(scope, NAMES)))?;
    if !scope.exact {
        writeln!(out, "{}.\n", capital(words::VAGUE))?;
    }
    if scope.permissions.is_empty() {
        return writeln!(out, "Nothing that the exports show.");
    }
    scope.permissions.iter().try_for_each(|part| write_part(part, out))
}

fn write_part(part: &PartView<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}.", escape(&words::part(part)))?;
    part.conditions.iter().try_for_each(|condition| writeln!(out, "\n{}.", escape(&capital(condition))))?;
    if !part.privileged.is_empty() {
        writeln!(out, "\nPrivileged: {}.", escape(&shortened(&part.privileged, NAMES)))?;
    }
    writeln!(out, "\n| pattern | but not | operations |\n| --- | --- | --- |")?;
    for line in part.patterns.iter().take(ROWS) {
        let except: Vec<String> = line.but_not.iter().map(|except| escape(except)).collect();
        writeln!(out, "| {} | {} | {} |", escape(line.pattern), except.join("<br>"), line.operations)?;
    }
    more(part.patterns.len(), "more pattern", out)?;
    writeln!(out)
}

fn write_tasks(report: &WhatCanReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let able = report.able();
    writeln!(out, "\n## Tasks that it can do\n")?;
    if able.is_empty() {
        return writeln!(out, "None: {}.\n", escape(&words::asked(report)));
    }
    able.iter().try_for_each(|result| writeln!(out, "- {}", escape(&words::task(result))))?;
    writeln!(out, "\n({})\n", escape(&words::asked(report)))
}
