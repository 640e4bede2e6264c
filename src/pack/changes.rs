//! [`task_changes`]: what a newer pack says otherwise than an older one.

use rustc_hash::FxHashMap;

use super::import::of_the_table;
use crate::model::{Task, TaskPack};

/// A difference between two packs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TaskChange<'p> {
    /// Only the newer one has it.
    Added(&'p Task),
    /// Only the older one has it.
    Dropped(&'p Task),
    /// It is done to something else.
    Target(&'p Task, &'p Task),
    /// It requires something else.
    Requires(&'p Task, &'p Task),
}

/// The differences of two packs in their tasks, in the order of the newer one, then what it dropped. Tasks are the same by id, else by
/// title. What a table cannot say (`covered_by`, `assigns`) is not compared.
pub fn task_changes<'p>(old: &'p TaskPack, new: &'p TaskPack) -> Vec<TaskChange<'p>> {
    let (known, current) = (TaskNames::new(old), TaskNames::new(new));
    let mut changes = Vec::new();
    for task in &new.tasks {
        let Some(before) = known.find(task) else {
            changes.push(TaskChange::Added(task));
            continue;
        };
        if (before.target, &before.resource_type) != (task.target, &task.resource_type) {
            changes.push(TaskChange::Target(before, task));
        }
        if of_the_table(&before.requires) != of_the_table(&task.requires) {
            changes.push(TaskChange::Requires(before, task));
        }
    }
    let is_dropped = |own: &&Task| current.find(own).is_none();
    changes.extend(old.tasks.iter().filter(is_dropped).map(TaskChange::Dropped));
    changes
}

/// The tasks of a pack by id and by title.
struct TaskNames<'p> {
    by_id: FxHashMap<&'p str, &'p Task>,
    by_title: FxHashMap<String, &'p Task>,
}

impl<'p> TaskNames<'p> {
    fn new(pack: &'p TaskPack) -> Self {
        let by_id = pack.tasks.iter().map(|task| (task.id.as_str(), task)).collect();
        Self { by_id, by_title: pack.tasks.iter().map(|task| (task.title.to_lowercase(), task)).collect() }
    }

    fn find(&self, task: &Task) -> Option<&'p Task> {
        self.by_id.get(task.id.as_str()).or_else(|| self.by_title.get(&task.title.to_lowercase())).copied()
    }
}
