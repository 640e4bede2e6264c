//! Words of what people gained and lost: the most dangerous operations by name, then how many there are.

use super::people::{MovedPeople, MovedTasks};
use super::picture::DiffReport;
use super::tenant::{ActionsView, DirectoryMoveView, MoveTrend, OperationsView, TaskMove};
use super::tenant_words::{called, directory_scope};
use crate::report::terms::{Plane, Verdict};
use crate::report::words::{count, shortened};

/// More names and targets than this are a number.
const NAMES: usize = 4;
/// More operations than this are.
const OPERATIONS: usize = 3;

/// Who.
pub(crate) fn names(moved: &MovedPeople<'_>) -> String {
    let names: Vec<String> = moved.principals.iter().map(|person| called(person)).collect();
    shortened(&names, NAMES)
}

/// A Microsoft Entra role that was gained or lost.
pub(crate) fn directory_role(moved: &DirectoryMoveView<'_>) -> String {
    let eligible = if moved.of.eligible { ", eligible" } else { "" };
    format!("{} (Microsoft Entra) @ {}{eligible}", moved.of.name, directory_scope(&moved.of.scope))
}

/// The roles by which actions were gained or lost, and where: the same at each of the scopes.
pub(crate) fn grant(report: &DiffReport<'_>, same: &[OperationsView<'_>]) -> String {
    let Some(moved) = same.first() else { return String::new() };
    let eligible = if moved.eligible { ", after an activation" } else { "" };
    let denied = match (moved.by_deny, moved.change) {
        (false, _) => "",
        (true, MoveTrend::Gained) => ": a deny assignment no longer takes these away",
        (true, MoveTrend::Lost) => ": a deny assignment now takes these away",
    };
    let scopes: Vec<String> = same.iter().map(|moved| report.scope_called(moved.scope)).collect();
    format!("{} @ {}{eligible}{denied}", shortened(moved.roles, NAMES), shortened(&scopes, NAMES))
}

/// The actions, one line for each plane and condition.
pub(crate) fn operations(moved: &OperationsView<'_>) -> Vec<String> {
    let mut lines: Vec<String> =
        moved.actions.iter().map(|actions| format!("{}{}", named(actions), condition(actions, moved.change))).collect();
    if moved.undecided {
        let verb = moved.change.name();
        lines.push(format!("more may be {verb}: the role is not defined, or the search is too large"));
    }
    lines
}

/// Some by name, the others by their number.
fn named(actions: &ActionsView<'_>) -> String {
    let kind = match actions.plane {
        Plane::Control => "action",
        Plane::Data => "data action",
    };
    let privileged = actions.privileged.len();
    let first = actions.operations.iter().take(OPERATIONS).map(|name| &**name);
    let shown: Vec<&str> = if privileged == 0 { first.collect() } else { first.take(privileged).collect() };
    let left = if privileged == 0 { actions.count } else { privileged } - shown.len();
    let names = shown.join(", ");
    let total = if actions.count > privileged { format!("; {} in all", count(actions.count, kind)) } else { String::new() };
    let only_reads = shown.first().is_some_and(|name| name.to_ascii_lowercase().ends_with("/read"));
    match (actions.count, privileged, left) {
        (_, 0, 1..) if only_reads => format!("{} that read", count(actions.count, kind)),
        (0, ..) => format!("{kind}s beyond the catalog, such as `{}`", actions.witness),
        (_, 0, 0) => names,
        (_, 0, _) => format!("{names} and {}", count(left, &format!("more {kind}"))),
        (_, _, 0) => format!("{names} (privileged){total}"),
        _ => format!("{names} and {}{total}", count(left, &format!("more privileged {kind}"))),
    }
}

fn condition(actions: &ActionsView<'_>, change: MoveTrend) -> String {
    let under = if actions.condition.is_some() { ", under a condition" } else { "" };
    let other = match (actions.otherwise_conditioned, change) {
        (false, _) => "",
        (true, MoveTrend::Gained) => ", held under other conditions before",
        (true, MoveTrend::Lost) => ", held under other conditions now",
    };
    format!("{under}{other}")
}

/// Tasks with their targets, and what became of the answer.
pub(crate) fn tasks<'a>(report: &DiffReport<'a>, moved: &MovedTasks<'a>) -> String {
    let words = |verdict: Verdict| verdict.name().replace('_', " ");
    let of_targets = |tasks: &[&'a TaskMove]| {
        let names: Vec<String> = tasks.iter().map(|task| format!("\"{}\"", report.title(task))).collect();
        let targets = tasks.iter().take(1).flat_map(|task| &task.targets);
        let targets: Vec<String> = targets.map(|target| report.target_called(target)).collect();
        format!("{} on {}", names.join(", "), shortened(&targets, NAMES))
    };
    let tasks: Vec<String> = moved.tasks.chunk_by(|one, other| one.targets == other.targets).map(of_targets).collect();
    format!("{}: {}, was {}", tasks.join("; "), words(moved.after), words(moved.before))
}
