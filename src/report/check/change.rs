//! What became of a role in a few lines: privileged operations first, and a few names of the rest.

use crate::access::{AccessChange, AccessTrend as Change, RoleDiff, foremost_first};
use crate::model::Plane;
use crate::report::clean::clean;

/// How many operations a line names.
const NAMED: usize = 6;

/// A line of a difference, with the mark that it begins with: `+`, `-` or a blank.
pub(crate) type MarkedLine = (char, String);

/// What became of a role, in words: privileged operations first.
pub(crate) fn lines(diff: &RoleDiff) -> Vec<MarkedLine> {
    let mut lines = Vec::new();
    for (mark, changes) in [('+', &diff.access.gained), ('-', &diff.access.lost)] {
        let mut changes: Vec<&AccessChange> = changes.iter().collect();
        changes.sort_by_key(|change| std::cmp::Reverse(change.privileged.len()));
        lines.extend(changes.iter().flat_map(|change| of_change(change)).map(|line| (mark, line)));
    }
    for (mark, scopes) in [('+', &diff.scopes_gained), ('-', &diff.scopes_lost)] {
        lines.extend(scopes.iter().map(|scope| (mark, format!("assignable at {}", clean(scope)))));
    }
    for (mark, tasks) in [('+', &diff.tasks_gained), ('-', &diff.tasks_lost)] {
        lines.extend(tasks.iter().map(|task| (mark, format!("the task {}", clean(task)))));
    }
    if lines.is_empty() {
        let words = match diff.change {
            Change::Same => "exactly the same access, however it is written",
            Change::Unknown => "what it grants cannot be told for certain",
            _ => "grants nothing",
        };
        lines.push((' ', words.to_owned()));
    }
    lines
}

fn of_change(change: &AccessChange) -> Vec<String> {
    let kind = if change.plane == Plane::Data { "data operation" } else { "operation" };
    let condition = change.condition.as_ref().map(|condition| format!(" if {}", clean(condition.as_ref())));
    let condition = condition.unwrap_or_default();
    let mut lines: Vec<String> = Vec::new();
    if change.operations.is_empty() {
        lines.push(format!("{} (no known {kind} shows it yet){condition}", change.action()));
        return lines;
    }
    let others: Vec<&str> =
        change.operations.iter().filter(|name| change.privileged.binary_search(name).is_err()).map(|name| &**name).collect();
    let privileged: Vec<&str> = change.privileged.iter().map(|name| &**name).collect();
    for (names, what) in [(&foremost_first(&privileged), "privileged "), (&others, "")] {
        if names.is_empty() {
            continue;
        }
        let named = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = if names.len() > NAMED { ", ..." } else { "" };
        let plural = if names.len() == 1 { "" } else { "s" };
        lines.push(format!("{} {what}{kind}{plural}{condition}: {named}{more}", names.len()));
    }
    lines
}
