//! [`difference`]: what a pack says otherwise than an earlier one (R-PACK-2). Only the packs are compared.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Prerequisite, Task, TaskPack};

/// What changed between two packs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackDifference {
    /// The earlier pack's id.
    pub from: String,
    /// The later pack's id.
    pub to: String,
    /// The changes, prerequisites first, in the order of the packs.
    pub changes: Vec<PackChange>,
}

/// One change of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackChange {
    /// A prerequisite or a task.
    pub what: PackPart,
    /// Its id; that of the later pack, where it has one.
    pub id: String,
    /// The id that it had in the earlier pack, where that was another.
    pub was: Option<String>,
    /// What happened.
    pub change: PackChangeKind,
    /// What the earlier pack says.
    pub before: Option<String>,
    /// What the later pack says.
    pub after: Option<String>,
}

/// A part of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PackPart {
    /// A prerequisite.
    Prerequisite,
    /// A task.
    Task,
}

/// What happened to a part of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PackChangeKind {
    /// The later pack has it.
    Added,
    /// The earlier pack has it.
    Removed,
    /// It decides more, or less.
    WeighsOther,
    /// It is checked by something else.
    LooksElsewhere,
    /// It is done to another kind of target.
    Moved,
    /// It asks for something else.
    RequiresOther,
    /// Other actions are known to be used: only a deny assignment of these blocks it.
    UsesOther,
    /// It has another id.
    Renamed,
}

/// A task of two packs, or of one of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TaskPair<'p> {
    /// As the earlier pack has it.
    pub old: Option<&'p Task>,
    /// As the later pack has it.
    pub new: Option<&'p Task>,
}

impl<'p> TaskPair<'p> {
    /// The task as each pack has it, if both do.
    pub fn both(self) -> Option<[&'p Task; 2]> {
        Some([self.old?, self.new?])
    }
}

/// The tasks of two packs in the order of the earlier one, then those that only the later one has. Each is with the task that
/// continues it: by its id, by the id that it had (`formerly`), else by its title.
pub fn task_pairs<'p>(from: &'p TaskPack, to: &'p TaskPack) -> Vec<TaskPair<'p>> {
    let names = TaskNames::new(to);
    let mut continued = FxHashSet::default();
    let mut pairs = Vec::new();
    for old in &from.tasks {
        let new = names.find(old).filter(|new| continued.insert(new.id.as_str()));
        pairs.push(TaskPair { old: Some(old), new });
    }
    let added = to.tasks.iter().filter(|new| !continued.contains(new.id.as_str()));
    pairs.extend(added.map(|new| TaskPair { old: None, new: Some(new) }));
    pairs
}

/// The tasks of a later pack by id, by the id that they had, and by title.
struct TaskNames<'p> {
    ids: FxHashMap<&'p str, &'p Task>,
    former_ids: FxHashMap<&'p str, &'p Task>,
    titles: FxHashMap<String, &'p Task>,
}

impl<'p> TaskNames<'p> {
    fn new(pack: &'p TaskPack) -> Self {
        let tasks = || pack.tasks.iter();
        Self {
            ids: tasks().map(|task| (task.id.as_str(), task)).collect(),
            former_ids: tasks().filter_map(|task| Some((task.formerly.as_deref()?, task))).collect(),
            titles: tasks().map(|task| (task.title.to_lowercase(), task)).collect(),
        }
    }

    fn find(&self, old: &Task) -> Option<&'p Task> {
        let id = old.id.as_str();
        let by_name = self.ids.get(id).or_else(|| self.former_ids.get(id));
        by_name.or_else(|| self.titles.get(&old.title.to_lowercase())).copied()
    }
}

/// What changed from one pack to another.
pub fn difference(from: &TaskPack, to: &TaskPack) -> PackDifference {
    let mut changes = prerequisites(from, to);
    changes.extend(tasks(from, to));
    PackDifference { from: from.id.clone(), to: to.id.clone(), changes }
}

fn prerequisites(from: &TaskPack, to: &TaskPack) -> Vec<PackChange> {
    let change = |own: &Prerequisite, change, before: Option<&str>, after: Option<&str>| PackChange {
        what: PackPart::Prerequisite,
        id: own.id.clone(),
        was: None,
        change,
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    let mut changes = Vec::new();
    for old in &from.prerequisites {
        let Some(new) = to.prerequisites.iter().find(|new| new.id == old.id) else {
            changes.push(change(old, PackChangeKind::Removed, Some(&old.title), None));
            continue;
        };
        if old.weight != new.weight {
            changes.push(change(new, PackChangeKind::WeighsOther, Some(old.weight.word()), Some(new.weight.word())));
        }
        if old.check != new.check {
            changes.push(change(new, PackChangeKind::LooksElsewhere, Some(&old.title), Some(&new.title)));
        }
    }
    let known = |new: &&Prerequisite| from.prerequisites.iter().any(|old| old.id == new.id);
    changes.extend(
        to.prerequisites.iter().filter(|new| !known(new)).map(|new| change(new, PackChangeKind::Added, None, Some(&new.title))),
    );
    changes
}

fn tasks(from: &TaskPack, to: &TaskPack) -> Vec<PackChange> {
    let changes = |pair: TaskPair<'_>| match pair {
        TaskPair { old: Some(old), new: Some(new) } => task(old, new),
        TaskPair { old: Some(old), new: None } => {
            vec![PackChange { before: Some(old.title.clone()), ..task_change(old, None, PackChangeKind::Removed) }]
        }
        TaskPair { old: None, new: Some(new) } => {
            vec![PackChange { after: Some(new.requires.in_words()), ..task_change(new, None, PackChangeKind::Added) }]
        }
        TaskPair { old: None, new: None } => Vec::new(),
    };
    task_pairs(from, to).into_iter().flat_map(changes).collect()
}

/// Whether a task has this id, or had it in an earlier pack.
pub(crate) fn is_called(task: &Task, id: &str) -> bool {
    task.id == id || task.formerly.as_deref() == Some(id)
}

fn task(old: &Task, new: &Task) -> Vec<PackChange> {
    let was = (old.id != new.id).then(|| old.id.clone());
    let mut changes = Vec::new();
    if (old.target, &old.resource_type) != (new.target, &new.resource_type) {
        let (before, after) = (Some(done_to(old)), Some(done_to(new)));
        changes.push(PackChange { before, after, ..task_change(new, was.clone(), PackChangeKind::Moved) });
    }
    if old.requires != new.requires {
        let (before, after) = (Some(old.requires.in_words()), Some(new.requires.in_words()));
        changes.push(PackChange { before, after, ..task_change(new, was.clone(), PackChangeKind::RequiresOther) });
    }
    if old.uses != new.uses {
        let (before, after) = (Some(used(old)), Some(used(new)));
        changes.push(PackChange { before, after, ..task_change(new, was.clone(), PackChangeKind::UsesOther) });
    }
    if changes.is_empty() && was.is_some() {
        let (before, after) = (Some(old.title.clone()), Some(new.title.clone()));
        changes.push(PackChange { before, after, ..task_change(new, was, PackChangeKind::Renamed) });
    }
    changes
}

/// A change of a task, without what it was and what it is.
fn task_change(task: &Task, was: Option<String>, change: PackChangeKind) -> PackChange {
    PackChange { what: PackPart::Task, id: task.id.clone(), was, change, before: None, after: None }
}

/// What a task is done to.
fn done_to(task: &Task) -> String {
    task.resource_type.as_deref().unwrap_or_else(|| task.target.name()).to_owned()
}

/// The actions that a task is known to use.
fn used(task: &Task) -> String {
    if task.uses.is_empty() {
        return "not documented".to_owned();
    }
    task.uses.iter().map(|used| used.pattern.text()).collect::<Vec<_>>().join(", ")
}
