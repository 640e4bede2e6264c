//! What changed from one pack to the next. Only the packs are compared.

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
    /// It has another id.
    Renamed,
}

/// The differences between packs and those named after them.
pub(super) fn differences(packs: &[TaskPack]) -> Vec<PackDifference> {
    let pairs = packs.windows(2).filter_map(|pair| pair.first().zip(pair.get(1)));
    pairs.map(|(from, to)| difference(from, to)).collect()
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
    let mut changes = Vec::new();
    for old in &from.tasks {
        match to.tasks.iter().find(|new| continues(new, old)) {
            Some(new) => changes.extend(task(old, new)),
            None => {
                changes.push(PackChange { before: Some(old.title.clone()), ..task_change(old, None, PackChangeKind::Removed) });
            }
        }
    }
    let new = to.tasks.iter().filter(|new| !from.tasks.iter().any(|old| continues(new, old)));
    changes.extend(
        new.map(|new| PackChange { after: Some(new.requires.in_words()), ..task_change(new, None, PackChangeKind::Added) }),
    );
    changes
}

/// Whether a task is the same step as one of an earlier pack.
pub(super) fn continues(new: &Task, old: &Task) -> bool {
    is_called(new, &old.id)
}

/// Whether a task has this id, or had it in an earlier pack.
pub(super) fn is_called(task: &Task, id: &str) -> bool {
    task.id == id || task.formerly.as_deref() == Some(id)
}

fn task(old: &Task, new: &Task) -> Vec<PackChange> {
    let was = (old.id != new.id).then(|| old.id.clone());
    let mut changes = Vec::new();
    if old.target != new.target {
        let (before, after) = (Some(old.target.name().to_owned()), Some(new.target.name().to_owned()));
        changes.push(PackChange { before, after, ..task_change(new, was.clone(), PackChangeKind::Moved) });
    }
    if old.requires != new.requires {
        let (before, after) = (Some(old.requires.in_words()), Some(new.requires.in_words()));
        changes.push(PackChange { before, after, ..task_change(new, was.clone(), PackChangeKind::RequiresOther) });
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
