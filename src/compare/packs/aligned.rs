//! [`aligned`]: two packs with the same tasks in the same order.

use crate::model::{Requirement, Task, TaskPack};
use crate::pack::difference::{TaskPair, task_pairs};

/// Both packs with every task that one of them has, under one id. Where a pack does not have it, nobody can do it.
pub(super) fn aligned([from, to]: [&TaskPack; 2]) -> [TaskPack; 2] {
    let (before, after) = task_pairs(from, to).into_iter().filter_map(sides).unzip();
    [TaskPack { tasks: before, ..from.clone() }, TaskPack { tasks: after, ..to.clone() }]
}

/// A task as each pack asks it.
fn sides(pair: TaskPair<'_>) -> Option<(Task, Task)> {
    match (pair.old, pair.new) {
        (Some(old), Some(new)) => Some((Task { id: new.id.clone(), title: new.title.clone(), ..old.clone() }, new.clone())),
        (Some(old), None) => Some((old.clone(), impossible(old))),
        (None, Some(new)) => Some((impossible(new), new.clone())),
        (None, None) => None,
    }
}

fn impossible(task: &Task) -> Task {
    Task { requires: Requirement::Any(Vec::new()), ..task.clone() }
}
