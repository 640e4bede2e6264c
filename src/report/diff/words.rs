//! Words of a difference: what became of a role, and what people gained and lost.

use super::picture::{Because, Move, Person, TaskMove};
use crate::report::role_diff::{AccessTrend, GainOrLossView, RoleDiffView};
use crate::report::terms::{Plane, StepKind, Verdict};
use crate::report::words::{count, record_in_words, shortened};

/// More names and targets than this are a number.
const NAMES: usize = 4;

/// The change and what must not be overlooked about it.
pub(crate) fn headline(role: &RoleDiffView<'_>) -> String {
    let mut parts = vec![change_in_words(role.change).to_owned()];
    let privileged: usize = role.gained.iter().map(|change| change.privileged.len()).sum();
    if privileged > 0 {
        parts.push(format!("{} gained", count(privileged, "privileged operation")));
    }
    if role.condition_changed {
        parts.push("conditions changed".to_owned());
    }
    if role.change == AccessTrend::Same {
        parts.push("but assignable elsewhere".to_owned());
    }
    parts.join(", ")
}

/// The name of a change in a sentence.
pub(crate) fn change_in_words(change: AccessTrend) -> &'static str {
    match change {
        AccessTrend::Same => "same access",
        AccessTrend::Unknown => "not decided",
        other => other.name(),
    }
}

/// What is gained or lost, in a line.
pub(crate) fn what(verb: &str, change: &GainOrLossView<'_>) -> String {
    let kind = match change.plane {
        Plane::Control => "action",
        Plane::Data => "data action",
    };
    let number = if change.count == 0 { format!("{kind}s beyond the catalog") } else { count(change.count, kind) };
    let under = if change.condition.is_some() { " under a condition" } else { "" };
    let other = match (change.otherwise_conditioned, verb) {
        (false, _) => "",
        (true, "gained") => ", held under other conditions before",
        (true, _) => ", held under other conditions now",
    };
    format!("{number} {verb}{under}{other}")
}

fn called(person: &Person) -> String {
    person.name.as_deref().map_or_else(|| person.id.to_string(), str::to_owned)
}

pub(crate) fn names(moved: &Move) -> String {
    let names: Vec<String> = moved.principals.iter().map(called).collect();
    shortened(&names, NAMES)
}

pub(crate) fn said(task: &TaskMove) -> String {
    format!("{} {}", task.task, answers(task))
}

pub(crate) fn answers(task: &TaskMove) -> String {
    let last = |id: &String| id.rsplit('/').next().unwrap_or(id).to_owned();
    let targets: Vec<String> = task.targets.iter().map(last).collect();
    let words = |verdict: Verdict| verdict.name().replace('_', " ");
    format!("on {}: {}, was {}", shortened(&targets, NAMES), words(task.after), words(task.before))
}

/// Why the answer is another one: what only the better side has, or else that something else changed.
pub(crate) fn reasons(task: &TaskMove, gained: bool) -> Vec<String> {
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
    let place = record_in_words(because.input.as_deref(), because.record);
    format!("{role} of {} @ {}{eligible}{place}", called(&because.holder), because.scope)
}
