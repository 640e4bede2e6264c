//! What people gained and lost between two states of a tenant, in text and Markdown.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::markdown::code;
use super::text::shortened;
use crate::compare::{Because, Move, Person, TaskMove, TenantDiff};
use crate::decide::StepKind;
use crate::report::audit::text::count;
use crate::report::clean::{clean, markdown as escape};
use crate::report::style::Look;
use crate::report::table::wrap;

/// More groups of people than this are left to JSON.
const MOVES: usize = 50;
/// More names and targets than this are a number.
const NAMES: usize = 4;

pub(super) fn text(people: &TenantDiff, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    for moved in people.moves.iter().take(MOVES) {
        writeln!(out, "{}", look.heading(&clean(&names(moved))))?;
        for (mark, colour, tasks) in [("+", AnsiColor::Red, &moved.gained), ("-", AnsiColor::Green, &moved.lost)] {
            for task in tasks {
                let line = format!("  {mark} {}", said(task));
                writeln!(out, "{}", look.paint(Style::new().fg_color(Some(colour.into())), &clean(&line)))?;
                for reason in reasons(task, mark == "+") {
                    for line in wrap(&clean(&reason), look.width.saturating_sub(6).max(20)) {
                        writeln!(out, "      {line}")?;
                    }
                }
            }
        }
        writeln!(out)?;
    }
    if people.moves.len() > MOVES {
        let more = count(people.moves.len() - MOVES, "more group");
        writeln!(out, "... and {more} of people (--format json has them all)\n")?;
    }
    if people.moves.is_empty() {
        writeln!(out, "Nobody gained or lost a task.\n")?;
    }
    Ok(())
}

pub(super) fn markdown(people: &TenantDiff, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Who can do more, and who less\n")?;
    for moved in people.moves.iter().take(MOVES) {
        writeln!(out, "**{}**\n", escape(&names(moved)))?;
        for (title, tasks) in [("gained", &moved.gained), ("lost", &moved.lost)] {
            for task in tasks {
                let reasons: Vec<String> = reasons(task, title == "gained").iter().map(|reason| escape(reason)).collect();
                writeln!(out, "- {title}: {} {}: {}", code(&task.task), escape(&answers(task)), reasons.join("; "))?;
            }
        }
        writeln!(out)?;
    }
    match people.moves.len() {
        0 => writeln!(out, "Nobody gained or lost a task.\n"),
        number if number > MOVES => writeln!(out, "And {} of people.\n", count(number - MOVES, "more group")),
        _ => Ok(()),
    }
}

fn called(person: &Person) -> String {
    person.name.as_deref().map_or_else(|| person.id.to_string(), str::to_owned)
}

fn names(moved: &Move) -> String {
    let names: Vec<String> = moved.principals.iter().map(called).collect();
    shortened(&names, NAMES)
}

fn said(task: &TaskMove) -> String {
    format!("{} {}", task.task, answers(task))
}

fn answers(task: &TaskMove) -> String {
    let last = |id: &String| id.rsplit('/').next().unwrap_or(id).to_owned();
    let targets: Vec<String> = task.targets.iter().map(last).collect();
    let words = |verdict: crate::decide::Verdict| verdict.name().replace('_', " ");
    format!("on {}: {}, was {}", shortened(&targets, NAMES), words(task.after), words(task.before))
}

/// Why the answer is another one: what only the better side has, or else that something else changed.
fn reasons(task: &TaskMove, gained: bool) -> Vec<String> {
    let (since, side) = if gained { ("new", "old") } else { ("gone", "new") };
    let of = |because: &Because| match (because.only_here, because.membership_only_here) {
        (true, _) => Some(format!("{since}: {}", assignment(because))),
        (false, true) => Some(format!("{since}: member of {}, with {}", called(&because.holder), assignment(because))),
        (false, false) => None,
    };
    let here: Vec<String> = task.because.iter().filter_map(of).collect();
    if !here.is_empty() {
        return here;
    }
    if task.targets_differ {
        return vec![format!("the {side} state does not know the target")];
    }
    let what = "both states have it; a role definition, condition, eligibility or deny assignment makes the difference";
    let held = task.because.iter().map(|because| format!("by {}", assignment(because)));
    held.chain([what.to_owned()]).collect()
}

fn assignment(because: &Because) -> String {
    let role = because.role_name.as_deref().or(because.role.as_deref()).unwrap_or("deny assignment");
    let eligible = if because.kind == StepKind::Eligibility { ", eligible" } else { "" };
    let place = match (&because.input, because.record) {
        (Some(input), Some(record)) => format!(" [{input}, record {record}]"),
        _ => String::new(),
    };
    format!("{role} of {} @ {}{eligible}{place}", called(&because.holder), because.scope)
}
