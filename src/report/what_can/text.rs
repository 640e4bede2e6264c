//! Text for people: the answer, then what is held by scope, what is permitted at each scope, and the tasks.

use std::io;
use std::io::Write;

use super::picture::{ComparedView, HoldingView, PartView, ScopePermissionsView, WhatCanReport};
use super::words;
use crate::report::answers::text::write_basis;
use crate::report::clean::clean;
use crate::report::page::Page;
use crate::report::style::{Detail, Look};
use crate::report::words::{count, shortened};

/// More of one list than this is shown only with `-v`.
const MOST: usize = 20;
/// More names in one sentence than this are shown only with `-v`.
const NAMES: usize = 8;

/// The whole report.
pub(crate) fn write(report: &WhatCanReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    let (holdings, scopes) = (report.holdings(), report.scopes());
    let compared = report.compared();
    let answer = words::first_line(report, compared.as_ref(), (&holdings, &scopes));
    page.styled("", 0, &page.look.heading(&clean(&answer)))?;
    page.paragraph("", 2, &words::who(report))?;
    if let Some(compared) = &compared {
        write_compared(&mut page, report, compared)?;
    } else {
        write_holdings(&mut page, &holdings)?;
        write_list(&mut page, &scopes, "more scope", write_scope)?;
        write_tasks(&mut page, report)?;
    }
    write_basis(&mut page, &report.answers)?;
    page.line("")?;
    page.styled("", 0, &page.look.heading(&clean(&answer)))
}

/// The first of a list, and how many are left.
fn write_list<T>(
    page: &mut Page<'_>,
    list: &[T],
    what: &str,
    write: impl Fn(&mut Page<'_>, &T) -> io::Result<()>,
) -> io::Result<()> {
    let shown = if page.look.detail == Detail::All { list.len() } else { list.len().min(MOST) };
    list.iter().take(shown).try_for_each(|own| write(page, own))?;
    let left = list.len() - shown;
    if left == 0 {
        return Ok(());
    }
    page.line(&page.look.faint(&format!("    ... and {} (-v shows all)", count(left, what))))
}

fn write_compared(page: &mut Page<'_>, report: &WhatCanReport<'_>, compared: &ComparedView<'_>) -> io::Result<()> {
    let first = report.principal().called();
    for (who, by) in words::holders([&first, &compared.called]) {
        let held = compared.held(by);
        if held.is_empty() {
            continue;
        }
        page.heading(&format!("{who} ({})", count(held.len(), "role")))?;
        write_list(page, &held, "more role", |page, own| {
            page.paragraph("    -", 6, &words::holding_at(own))?;
            words::conditions(own).iter().try_for_each(|condition| page.paragraph("", 8, condition))
        })?;
    }
    let possible = compared.possible();
    if !possible.is_empty() {
        page.heading(words::POSSIBLE)?;
        write_list(page, &possible, "more role", |page, own| {
            page.paragraph("    -", 6, &words::possible(own, [&first, &compared.called]))
        })?;
    }
    page.heading(words::NOW)?;
    let most = if page.look.detail == Detail::All { usize::MAX } else { NAMES };
    write_list(page, &compared.scopes, "more scope", |page, scope| {
        page.paragraph("", 2, &format!("at {}", shortened(&scope.called, most)))?;
        if !scope.exact {
            page.paragraph("", 4, words::VAGUE)?;
        }
        let lines = words::compared_planes(scope, [&first, &compared.called], most);
        lines.iter().try_for_each(|line| page.paragraph("    -", 6, line))
    })
}

fn write_holdings(page: &mut Page<'_>, holdings: &[HoldingView<'_>]) -> io::Result<()> {
    page.heading("What it holds")?;
    if holdings.is_empty() {
        return page.line("  nothing that the exports show");
    }
    let same = |a: &HoldingView<'_>, b: &HoldingView<'_>| {
        (a.is_deny(), a.is_directory(), &a.place) == (b.is_deny(), b.is_directory(), &b.place)
    };
    let groups: Vec<&[HoldingView<'_>]> = holdings.chunk_by(same).collect();
    write_list(page, &groups, "more scope", |page, group| write_group(page, group))
}

/// What is held at one scope.
fn write_group(page: &mut Page<'_>, group: &[HoldingView<'_>]) -> io::Result<()> {
    let Some(first) = group.first() else { return Ok(()) };
    page.paragraph("", 2, &format!("at {}", first.place))?;
    write_list(page, group, "more", |page, own| {
        page.paragraph("    -", 6, &words::holding(own))?;
        words::conditions(own).iter().try_for_each(|condition| page.paragraph("", 8, condition))
    })
}

fn write_scope(page: &mut Page<'_>, scope: &ScopePermissionsView<'_>) -> io::Result<()> {
    let most = if page.look.detail == Detail::All { usize::MAX } else { NAMES };
    page.heading(&format!("What it may do at {}", words::places(scope, most)))?;
    if !scope.exact {
        page.paragraph("", 2, words::VAGUE)?;
    }
    if scope.permissions.is_empty() {
        return page.line("  nothing that the exports show");
    }
    scope.permissions.iter().try_for_each(|part| write_part(page, part, most))
}

fn write_part(page: &mut Page<'_>, part: &PartView<'_>, most: usize) -> io::Result<()> {
    page.paragraph("", 2, &words::part(part))?;
    part.conditions.iter().try_for_each(|condition| page.paragraph("", 4, condition))?;
    if !part.privileged.is_empty() {
        page.paragraph("    !", 6, &format!("privileged: {}", shortened(&part.privileged, most)))?;
    }
    write_list(page, &part.patterns, "more pattern", |page, line| {
        page.paragraph("    -", 6, &format!("{} ({})", line.pattern, count(line.operations, "operation")))?;
        line.but_not.iter().try_for_each(|except| page.paragraph("", 8, &format!("but not {except}")))
    })?;
    if part.providers.len() < 2 {
        return Ok(());
    }
    page.paragraph("", 4, &page.look.faint(&format!("by provider: {}", words::providers(part, most))))
}

fn write_tasks(page: &mut Page<'_>, report: &WhatCanReport<'_>) -> io::Result<()> {
    let able = report.able();
    page.heading("Tasks that it can do")?;
    if able.is_empty() {
        return page.paragraph("", 2, &format!("none: {}", words::asked(report)));
    }
    for result in &able {
        let symbol = page.look.symbol(result.verdict());
        page.paragraph(&format!("  {symbol}"), 4, &words::task(result))?;
    }
    page.styled("", 2, &page.look.faint(&format!("({})", words::asked(report))))
}
