//! Advice as Markdown, for a ticket or a pull request.

use std::io::{self, Write};

use super::views::{AdviceView, AnswerView, GroupsView, PrincipalStatusView, ScopedAdviceView};
use super::words;
use crate::report::answers::markdown::assumptions;
use crate::report::markdown;
use crate::report::markdown::escape;
use crate::report::ratio::number;
use crate::report::terms::Verdict;
use crate::report::words::verdict_in_words;

pub(crate) fn write(view: &AdviceView<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Roles that cover the need, the least first\n")?;
    for task in &view.asked.tasks {
        writeln!(out, "- {}: {} ({})", escape(&task.id), escape(&task.title), escape(&task.pack))?;
    }
    if let Some(plan) = &view.asked.terraform {
        writeln!(out, "- Terraform plan {}: {} resources, {} not counted", escape(&plan.path), plan.resources, plan.unknown)?;
    }
    for scope in &view.asked.scopes {
        writeln!(out, "- at {}", escape(scope))?;
    }
    let blank = view.asked.tasks.len() + view.asked.scopes.len() + usize::from(view.asked.terraform.is_some());
    writeln!(out, "{}Catalog of {}.\n", if blank > 0 { "\n" } else { "" }, view.head.catalog.date)?;
    if view.principals.is_empty() {
        alternatives(view, out)?;
    }
    view.groups.iter().try_for_each(|own| groups(own, out))?;
    view.principals.iter().try_for_each(|one| principal(view, one, out))?;
    assumptions(&view.assumptions, out)?;
    markdown::gaps("What the exports lack", &view.lacking, out)
}

fn alternatives(view: &AdviceView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some((first, others)) = view.alternatives.split_first() else { return Ok(()) };
    for role in &first.directory_roles {
        writeln!(out, "- {}", escape(&words::directory(role)))?;
    }
    for scoped in &first.by_scope {
        let place = words::place(scoped);
        writeln!(out, "## Needed{place}\n")?;
        list(scoped.need.iter().map(words::item), out)?;
        writeln!(out, "\n## {}{place}\n", words::kinds_of_roles(view.asked))?;
        answers(view, scoped, out)?;
        writeln!(out, "## A custom role{place}\n")?;
        custom(scoped, out)?;
    }
    if !others.is_empty() {
        writeln!(out, "## Other ways\n")?;
        list(others.iter().map(words::alternative_in_short), out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn list(lines: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    lines.into_iter().try_for_each(|line| writeln!(out, "- {}", escape(&line)))
}

fn answers(view: &AdviceView<'_>, scoped: &ScopedAdviceView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let single = scoped.single.as_ref().filter(|_| !scoped.answers.is_empty());
    let partial = scoped.partial.as_ref().map(|partial| &partial.answer);
    if scoped.answers.is_empty() {
        writeln!(out, "{}\n", escape(&words::nothing(scoped.search, view.asked)))?;
    }
    let rows: Vec<&AnswerView<'_>> = scoped.answers.iter().chain(single).chain(partial).collect();
    if !rows.is_empty() {
        writeln!(out, "| roles | covers | times the need | operations more | privileged | data plane |")?;
        writeln!(out, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
    }
    for row in &rows {
        let times = row.times.map_or_else(|| "-".to_owned(), number);
        let beyond = row.beyond;
        writeln!(
            out,
            "| {} | {} % | {times} | {} | {} | {} |",
            escape(&words::roles(row)),
            number(row.covers.percent),
            beyond.operations,
            beyond.privileged,
            beyond.data
        )?;
    }
    if !scoped.conditional.is_empty() {
        writeln!(out, "\n{}", escape(&words::conditional(&scoped.conditional)))?;
    }
    if let Some(partial) = &scoped.partial {
        writeln!(out, "\nWhat remains:\n")?;
        list(partial.remains.iter().map(words::remains), out)?;
    }
    let search = scoped.partial.as_ref().map_or(scoped.search, |partial| scoped.search.plus(partial.search));
    let exactness = words::exactness(search, view.asked);
    writeln!(out, "\nThe search: {}.\n", escape(&exactness))?;
    words::left_out(view.asked).iter().try_for_each(|words| writeln!(out, "{words}\n"))
}

fn custom(scoped: &ScopedAdviceView<'_>, out: &mut dyn Write) -> io::Result<()> {
    if let Some(why) = &scoped.custom_role.none {
        return writeln!(out, "None: {}.\n", escape(why));
    }
    for (key, pattern) in words::patterns(&scoped.custom_role) {
        writeln!(out, "- {key}: {}", escape(pattern))?;
    }
    for generalizations in &scoped.custom_role.generalizations {
        let witness = generalizations.witness.map(|witness| format!(", for example {}", escape(witness))).unwrap_or_default();
        writeln!(
            out,
            "- **can grow**: {} also matches operations that Azure may add{witness}",
            escape(generalizations.pattern)
        )?;
    }
    for action in &scoped.custom_role.unknown {
        writeln!(out, "- {}", escape(&words::unknown(action)))?;
    }
    writeln!(out)
}

fn principal(view: &AdviceView<'_>, one: &PrincipalStatusView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let name = one.principal.map(|own| own.called()).unwrap_or_default();
    writeln!(out, "## {} {}\n", escape(&name), words::met(one))?;
    for role in &one.directory_roles {
        let held = words::held_in_words(role.verdict.unwrap_or(Verdict::NotAllowed));
        writeln!(out, "- {}: **{held}**", escape(&words::directory(role)))?;
    }
    for scoped in &one.by_scope {
        writeln!(out, "At {}:\n", escape(scoped.scope))?;
        for item in &scoped.items {
            let through = if item.through.is_empty() { String::new() } else { format!(", by {}", item.through.join(", ")) };
            writeln!(out, "- {}: **{}**{}", escape(item.what), verdict_in_words(item.verdict), escape(&through))?;
            for missing in item.missing.iter().filter(|_| item.verdict > Verdict::NotAllowed) {
                writeln!(out, "  - {}", escape(missing))?;
            }
        }
        writeln!(out)?;
        if let Some(change) = &scoped.change {
            writeln!(out, "The smallest change is to add one of these roles, or a custom role with the actions below.\n")?;
            answers(view, change, out)?;
            custom(change, out)?;
        }
    }
    one.groups.iter().try_for_each(|own| groups(own, out))
}

/// The groups that have what is needed.
fn groups(own: &GroupsView<'_>, out: &mut dyn Write) -> io::Result<()> {
    if own.list.is_empty() && own.left_out == 0 {
        return Ok(());
    }
    writeln!(out, "Groups that have it already: whoever joins one has it too.\n")?;
    if !own.list.is_empty() {
        writeln!(out, "| group | operations more | privileged | data plane | actions of Entra | gives |")?;
        writeln!(out, "| --- | ---: | ---: | ---: | ---: | --- |")?;
    }
    for group in &own.list {
        let gives: Vec<String> = group.gives.iter().map(|grant| escape(&words::group_grant(grant))).collect();
        let (beyond, called) = (group.beyond, escape(&words::group(group)));
        let figures = [beyond.operations, beyond.privileged, beyond.data, group.directory_actions].map(|own| own.to_string());
        writeln!(out, "| {called} | {} | {} |", figures.join(" | "), gives.join("<br>"))?;
    }
    writeln!(out)?;
    words::groups_left_out(own.left_out).iter().try_for_each(|words| writeln!(out, "{words}\n"))
}
