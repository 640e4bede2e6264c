//! What became of the roles since the base, in words: the most privileged first, by name, then how many there are.

use std::cmp::Reverse;

use super::picture::CheckReport;
use crate::access::{AccessChange, AccessTrend, RoleDiff};
use crate::arrange::Arrange as _;
use crate::model::Plane;
use crate::report::clean::clean;
use crate::report::words::shortened;
use crate::review::RoleChange;

/// A role of which something became.
pub(crate) struct ChangedRole {
    /// What it is called, and what became of it.
    pub(crate) heading: String,
    /// What it gained and lost.
    pub(crate) lines: Vec<MarkedLine>,
}

impl CheckReport {
    /// The roles that are not what they were, and how many are; `None`: there is no base.
    pub(crate) fn changed_roles(&self) -> Option<(Vec<ChangedRole>, usize)> {
        let changes = self.access.as_ref()?;
        let mut others: Vec<&RoleChange> = changes.iter().filter(|change| !change.diff.is_nothing()).collect();
        others.arrange_by_key(|change| Reverse(weight(change)));
        let same = changes.len() - others.len();
        Some((others.into_iter().map(|change| self.changed_role(change)).collect(), same))
    }

    fn changed_role(&self, change: &RoleChange) -> ChangedRole {
        let file = change.place.and_then(|place| self.files.get(place.file));
        let file = file.map(|file| format!(" ({})", clean(&file.path))).unwrap_or_default();
        let name = clean(&change.diff.name);
        let renamed = change.diff.old_name.as_ref().map(|old| format!(", until now {}", clean(old))).unwrap_or_default();
        ChangedRole { heading: format!("{name}{file}: {}{renamed}", change.diff.change.name()), lines: lines(&change.diff) }
    }
}

/// New privileged operations weigh most, then other new ones.
fn weight(change: &RoleChange) -> (usize, usize) {
    let gained = &change.diff.access.gained;
    (
        gained.iter().map(|change| change.privileged.len()).sum(),
        gained.iter().map(|change| change.operations.len().max(1)).sum(),
    )
}

/// How many operations a line names.
const OPERATIONS: usize = 4;

/// A line of a difference, with the mark that it begins with: `+`, `-` or a blank.
pub(crate) type MarkedLine = (char, String);

/// What became of a role, in words: privileged operations first.
pub(crate) fn lines(diff: &RoleDiff) -> Vec<MarkedLine> {
    let mut lines = Vec::new();
    for (mark, changes) in [('+', &diff.access.gained), ('-', &diff.access.lost)] {
        let mut changes: Vec<&AccessChange> = changes.iter().collect();
        changes.arrange_by_key(|change| std::cmp::Reverse(change.privileged.len()));
        lines.extend(changes.iter().flat_map(|change| of_change(change)).map(|line| (mark, line)));
    }
    for (mark, scopes) in [('+', &diff.scopes_gained), ('-', &diff.scopes_lost)] {
        lines.extend(scopes.iter().map(|scope| (mark, format!("assignable at {}", clean(scope)))));
    }
    for (mark, tasks) in [('+', &diff.tasks_gained), ('-', &diff.tasks_lost)] {
        lines.extend(tasks.iter().map(|task| (mark, format!("the task \"{}\"", clean(&task.title)))));
    }
    if lines.is_empty() {
        let words = match diff.change {
            AccessTrend::Same => "exactly the same access, however it is written",
            AccessTrend::Unknown => "what it grants cannot be told for certain",
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
    let all: Vec<&str> = change.operations.iter().map(|name| &**name).collect();
    let (privileged, others) = all.split_at(change.privileged.len().min(all.len()));
    for (names, what) in [(privileged, "privileged "), (others, "")] {
        if names.is_empty() {
            continue;
        }
        let named = shortened(names, OPERATIONS);
        let plural = if names.len() == 1 { "" } else { "s" };
        let kind = if names.len() > OPERATIONS { format!("{what}{kind}{plural}") } else { format!("({what}{kind}{plural})") };
        lines.push(format!("{named} {kind}{condition}"));
    }
    lines
}
