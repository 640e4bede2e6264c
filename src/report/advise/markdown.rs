//! Advice as Markdown, for a ticket or a pull request.

use std::io::{self, Write};

use super::views::{AdviceView, AnswerView, PortionView, StandingView};
use super::words;
use crate::report::markdown;
use crate::report::markdown::escape;
use crate::report::terms::Verdict;
use crate::report::words::verdict_in_words;

pub(crate) fn write(view: &AdviceView<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# The least that covers the need\n")?;
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
        ways(view, out)?;
    }
    view.principals.iter().try_for_each(|one| principal(view, one, out))?;
    markdown::gaps(&view.gaps, out)
}

fn ways(view: &AdviceView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some((first, others)) = view.ways.split_first() else { return Ok(()) };
    for role in &first.directory_roles {
        writeln!(out, "- {}", escape(&words::directory(role)))?;
    }
    for portion in &first.portions {
        let place = words::place(portion);
        writeln!(out, "## Needed{place}\n")?;
        list(portion.need.iter().map(words::item), out)?;
        writeln!(out, "\n## Built-in roles{place}\n")?;
        answers(view, portion, out)?;
        writeln!(out, "## A role of your own{place}\n")?;
        custom(portion, out)?;
    }
    if !others.is_empty() {
        writeln!(out, "## Other ways\n")?;
        list(others.iter().map(words::way_in_short), out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn list(lines: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    lines.into_iter().try_for_each(|line| writeln!(out, "- {}", escape(&line)))
}

fn answers(view: &AdviceView<'_>, portion: &PortionView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let single = portion.single.as_ref().filter(|_| !portion.answers.is_empty());
    let partial = portion.partial.as_ref().map(|partial| &partial.answer);
    if portion.answers.is_empty() {
        writeln!(out, "{}\n", escape(&words::nothing(portion.search, view.asked.max_roles)))?;
    }
    let rows: Vec<&AnswerView<'_>> = portion.answers.iter().chain(single).chain(partial).collect();
    if !rows.is_empty() {
        writeln!(out, "| roles | covers | times the need | operations more | privileged | data plane |")?;
        writeln!(out, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
    }
    for row in &rows {
        let times = row.times.map_or_else(|| "-".to_owned(), words::number);
        let beyond = row.beyond;
        writeln!(
            out,
            "| {} | {} % | {times} | {} | {} | {} |",
            escape(&words::roles(row)),
            words::number(row.covers.percent),
            beyond.operations,
            beyond.privileged,
            beyond.data
        )?;
    }
    if !portion.conditional.is_empty() {
        writeln!(out, "\n{}", escape(&words::conditional(&portion.conditional)))?;
    }
    if let Some(partial) = &portion.partial {
        writeln!(out, "\nWhat remains:\n")?;
        list(partial.remains.iter().map(words::remains), out)?;
    }
    let search = portion.partial.as_ref().map_or(portion.search, |partial| portion.search.plus(partial.search));
    let exactness = words::exactness(search, view.asked.roles, view.asked.max_roles);
    writeln!(out, "\nThe search: {}.\n", escape(&exactness))
}

fn custom(portion: &PortionView<'_>, out: &mut dyn Write) -> io::Result<()> {
    if let Some(why) = &portion.custom_role.none {
        return writeln!(out, "None: {}.\n", escape(why));
    }
    for (key, pattern) in words::patterns(&portion.custom_role) {
        writeln!(out, "- {key}: {}", escape(pattern))?;
    }
    for growth in &portion.custom_role.growth {
        let witness = growth.witness.map(|witness| format!(", for example {}", escape(witness))).unwrap_or_default();
        writeln!(out, "- **can grow**: {} also stands for operations that Azure may add{witness}", escape(growth.pattern))?;
    }
    for action in &portion.custom_role.unknown {
        writeln!(out, "- {}", escape(&words::unknown(action)))?;
    }
    writeln!(out)
}

fn principal(view: &AdviceView<'_>, one: &StandingView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let name = one.principal.map(|own| own.called()).unwrap_or_default();
    writeln!(out, "## {} {}\n", escape(&name), words::met(one))?;
    for role in &one.directory_roles {
        let held = words::held_in_words(role.verdict.unwrap_or(Verdict::NotAllowed));
        writeln!(out, "- {}: **{held}**", escape(&words::directory(role)))?;
    }
    for portion in &one.portions {
        writeln!(out, "At {}:\n", escape(portion.scope))?;
        for item in &portion.items {
            let through = if item.through.is_empty() { String::new() } else { format!(", by {}", item.through.join(", ")) };
            writeln!(out, "- {}: **{}**{}", escape(item.what), verdict_in_words(item.verdict), escape(&through))?;
            for missing in item.missing.iter().filter(|_| item.verdict > Verdict::NotAllowed) {
                writeln!(out, "  - {}", escape(missing))?;
            }
        }
        writeln!(out)?;
        if let Some(change) = &portion.change {
            writeln!(out, "The smallest change is one of these roles in addition, or a custom role with the actions below.\n")?;
            answers(view, change, out)?;
            custom(change, out)?;
        }
    }
    Ok(())
}
