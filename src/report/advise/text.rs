//! Advice as text for people.

use std::io::{self, Write};

use super::views::{
    AdviceView, AlternativeView, AnswerView, GroupsView, ItemStatusView, PartialView, PrincipalStatusView, ScopeStatusView,
    ScopedAdviceView,
};
use super::words;
use crate::report::clean::clean;
use crate::report::page::Page;
use crate::report::style::Look;
use crate::report::terms::Verdict;
use crate::report::words::{count, verdict_in_words};

/// More lines of a list than this are left to JSON.
const LINES: usize = 20;
/// More groups than this are left to JSON.
const GROUPS: usize = 5;

/// The whole report.
pub(crate) fn write(view: &AdviceView<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    write_head(&mut page, view)?;
    if view.principals.is_empty() {
        write_alternatives(&mut page, view)?;
    }
    if let Some(groups) = &view.groups {
        write_groups(&mut page, groups)?;
    }
    view.principals.iter().try_for_each(|one| write_principal(&mut page, view, one))?;
    page.assumptions(&view.assumptions)?;
    page.gaps("What the exports lack", &view.lacking)
}

fn write_list(page: &mut Page<'_>, indent: usize, lines: impl ExactSizeIterator<Item = String>) -> io::Result<()> {
    let more = lines.len().saturating_sub(LINES);
    for line in lines.take(LINES) {
        page.paragraph(&format!("{:indent$}-", ""), indent + 2, &line)?;
    }
    if more > 0 {
        let words = format!("{:indent$}... and {more} more (--format json has them all)", "");
        page.line(&page.look.faint(&words))?;
    }
    Ok(())
}

fn write_head(page: &mut Page<'_>, view: &AdviceView<'_>) -> io::Result<()> {
    let question = view.asked;
    for task in &question.tasks {
        page.paragraph("", 0, &format!("{} - {} ({})", task.id, task.title, task.pack))?;
    }
    if let Some(plan) = &question.terraform {
        let unknown = if plan.unknown > 0 { format!(", {} not counted", plan.unknown) } else { String::new() };
        page.paragraph("", 0, &format!("Terraform plan {}: {}{unknown}", plan.path, count(plan.resources, "resource")))?;
    }
    let scopes = if question.scopes.is_empty() { String::new() } else { format!(" at {}", question.scopes.join(", ")) };
    let date = &view.head.catalog.date;
    page.paragraph("", 0, &format!("Roles that cover the need{scopes}, the least first; catalog of {date}"))
}

fn write_alternatives(page: &mut Page<'_>, view: &AdviceView<'_>) -> io::Result<()> {
    let Some((first, others)) = view.alternatives.split_first() else { return Ok(()) };
    if first.directory_roles.len() + first.by_scope.len() > 1 {
        page.line("")?;
        page.paragraph("", 0, &format!("In short: {}", words::alternative_in_short(first)))?;
    }
    write_alternative(page, view, first)?;
    if !others.is_empty() {
        page.heading("Other ways")?;
        write_list(page, 2, others.iter().map(words::alternative_in_short))?;
    }
    if view.alternatives_left_out {
        page.paragraph("", 2, "There are more ways than were looked at: ask for fewer tasks at a time.")?;
    }
    Ok(())
}

fn write_alternative(page: &mut Page<'_>, view: &AdviceView<'_>, alternative: &AlternativeView<'_>) -> io::Result<()> {
    if !alternative.directory_roles.is_empty() {
        page.heading("In Microsoft Entra ID")?;
        write_list(page, 2, alternative.directory_roles.iter().map(words::directory))?;
    }
    for scoped in &alternative.by_scope {
        write_scoped(page, view, scoped)?;
    }
    Ok(())
}

fn write_scoped(page: &mut Page<'_>, view: &AdviceView<'_>, scoped: &ScopedAdviceView<'_>) -> io::Result<()> {
    let place = words::place(scoped);
    page.heading(&format!("Needed{place}"))?;
    write_list(page, 2, scoped.need.iter().map(words::item))?;
    write_answers(page, view, scoped, &format!("{}{place}", words::kinds_of_roles(view.asked)))?;
    page.heading(&format!("A custom role{place}"))?;
    write_custom(page, scoped)
}

fn write_answers(page: &mut Page<'_>, view: &AdviceView<'_>, scoped: &ScopedAdviceView<'_>, heading: &str) -> io::Result<()> {
    page.heading(heading)?;
    for (number, answer) in scoped.answers.iter().enumerate() {
        write_answer(page, &format!("  {}", number + 1), answer)?;
    }
    if let Some(single) = scoped.single.as_ref().filter(|_| !scoped.answers.is_empty()) {
        page.paragraph("", 2, "The least single role:")?;
        write_answer(page, "  -", single)?;
    }
    if scoped.answers.is_empty() {
        page.paragraph("", 2, &words::nothing(scoped.search, view.asked))?;
    }
    if let Some(partial) = &scoped.partial {
        write_partial(page, partial)?;
    }
    if !scoped.conditional.is_empty() {
        page.paragraph("", 2, &words::conditional(&scoped.conditional))?;
    }
    let search = scoped.partial.as_ref().map_or(scoped.search, |partial| scoped.search.plus(partial.search));
    let exactness = words::exactness(search, view.asked);
    page.paragraph("", 2, &format!("({exactness})"))?;
    words::left_out(view.asked).iter().try_for_each(|words| page.paragraph("", 2, words))
}

fn write_answer(page: &mut Page<'_>, mark: &str, answer: &AnswerView<'_>) -> io::Result<()> {
    let documented = if answer.roles.iter().all(|role| role.documented) { ", as documented" } else { "" };
    page.paragraph(mark, 5, &format!("{}{documented}", words::roles(answer)))?;
    page.paragraph("", 7, &words::figures(answer))
}

fn write_partial(page: &mut Page<'_>, partial: &PartialView<'_>) -> io::Result<()> {
    page.paragraph("", 2, "The roles that cover most of it:")?;
    write_answer(page, "  -", &partial.answer)?;
    page.paragraph("", 5, "What remains:")?;
    write_list(page, 5, partial.remains.iter().map(words::remains))
}

fn write_custom(page: &mut Page<'_>, scoped: &ScopedAdviceView<'_>) -> io::Result<()> {
    let role = &scoped.custom_role;
    if let Some(why) = &role.none {
        return page.paragraph("", 2, &format!("None: {why}."));
    }
    let mut key = "";
    let patterns: Vec<_> = words::patterns(role).collect();
    for &(own, pattern) in patterns.iter().take(LINES) {
        if own != key {
            page.line(&format!("  {own}"))?;
            key = own;
        }
        page.line(&format!("    {}", clean(pattern)))?;
    }
    let more = patterns.len().saturating_sub(LINES);
    if more > 0 {
        page.line(&page.look.faint(&format!("    ... and {more} more (--custom-role writes them all)")))?;
    }
    for generalizations in &role.generalizations {
        let witness = generalizations.witness.map(|witness| format!(", for example `{witness}`")).unwrap_or_default();
        let words = format!("`{}` can grow: it also matches operations that Azure may add{witness}", generalizations.pattern);
        page.paragraph("  !", 4, &words)?;
    }
    for action in &role.unknown {
        page.paragraph("  !", 4, &words::unknown(action))?;
    }
    let exactly =
        if role.generalizations.is_empty() { "grants exactly the need" } else { "grants nothing else that is in the catalog" };
    page.paragraph("", 2, &format!("({exactly}; --custom-role az|arm|portal|bicep|terraform|yaml writes it)"))
}

fn write_principal(page: &mut Page<'_>, view: &AdviceView<'_>, one: &PrincipalStatusView<'_>) -> io::Result<()> {
    let name = one.principal.map(|own| own.called()).unwrap_or_default();
    page.heading(&format!("{name} {}", words::met(one)))?;
    for role in &one.directory_roles {
        let verdict = role.verdict.unwrap_or(Verdict::NotAllowed);
        let symbol = page.look.symbol(verdict);
        let words = format!("{}: {}", words::directory(role), words::held_in_words(verdict));
        page.paragraph(&format!("  {symbol}"), 4, &words)?;
    }
    one.by_scope.iter().try_for_each(|scoped| write_scope_status(page, view, scoped))?;
    one.groups.iter().try_for_each(|groups| write_groups(page, groups))
}

/// The groups that have what is needed.
fn write_groups(page: &mut Page<'_>, groups: &GroupsView<'_>) -> io::Result<()> {
    if groups.list.is_empty() && groups.left_out == 0 {
        return Ok(());
    }
    page.heading("Groups that have it already: whoever joins one has it too")?;
    for (number, own) in groups.list.iter().take(GROUPS).enumerate() {
        page.paragraph(&format!("  {}", number + 1), 5, &words::group(own))?;
        page.paragraph("", 7, &words::group_figures(own))?;
        write_list(page, 7, own.gives.iter().map(words::group_grant))?;
    }
    let more = groups.list.len().saturating_sub(GROUPS);
    if more > 0 {
        page.line(&page.look.faint(&format!("  ... and {} (--format json has them all)", count(more, "more group"))))?;
    }
    words::groups_left_out(groups.left_out).iter().try_for_each(|words| page.paragraph("", 2, words))
}

fn write_scope_status(page: &mut Page<'_>, view: &AdviceView<'_>, scoped: &ScopeStatusView<'_>) -> io::Result<()> {
    page.paragraph("", 2, &format!("at {}", scoped.scope))?;
    for item in scoped.items.iter().take(LINES) {
        write_item_status(page, item)?;
    }
    let more = scoped.items.len().saturating_sub(LINES);
    if more > 0 {
        page.line(&page.look.faint(&format!("    ... and {more} more (--format json has them all)")))?;
    }
    let Some(change) = &scoped.change else { return Ok(()) };
    write_answers(page, view, change, "  The smallest change: add one of these roles")?;
    if scoped.custom_roles.is_empty() {
        page.paragraph("", 2, "Or a custom role with:")?;
    } else {
        let names = scoped.custom_roles.join(", ");
        let words = format!("Or add to a custom role that is held there already ({names}), for everyone who holds it:");
        page.paragraph("", 2, &words)?;
    }
    write_custom(page, change)
}

fn write_item_status(page: &mut Page<'_>, item: &ItemStatusView<'_>) -> io::Result<()> {
    let through = if item.through.is_empty() { String::new() } else { format!(", by {}", item.through.join(", ")) };
    let symbol = page.look.symbol(item.verdict);
    let words = format!("{}: {}{through}", item.what, verdict_in_words(item.verdict));
    page.paragraph(&format!("    {symbol}"), 6, &words)?;
    for missing in item.missing.iter().filter(|_| item.verdict > Verdict::NotAllowed) {
        page.paragraph("      -", 8, missing)?;
    }
    Ok(())
}
