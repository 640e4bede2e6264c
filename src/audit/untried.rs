//! [`untried`]: the leaves of tasks that no example of the pack tries.

use std::sync::Arc;

use super::examples::ExampleCheck;
use crate::catalog::Catalog;
use crate::decide::Verdict;
use crate::model::task::{ExampleGrant, ExampleRole};
use crate::model::{Leaf, Need, Requirement, Task, TaskPack};

/// The leaves that no allowed example names the role of, and without which each stays allowed; with the ids of their tasks. A task without
/// examples has none: nothing of it is tried at all.
pub fn untried(pack: &TaskPack, catalog: &Arc<Catalog>) -> Vec<(String, Leaf)> {
    let of = |task: &Task| -> Vec<(String, Leaf)> {
        let check = ExampleCheck::new(task, catalog);
        let open = task.requires.leaves().enumerate().filter(|&(at, leaf)| !is_tried(check, task, (at, leaf)));
        open.map(|(_, leaf)| (task.id.clone(), leaf.clone())).collect()
    };
    pack.tasks.iter().filter(|task| !task.examples.allowed.is_empty()).flat_map(of).collect()
}

fn is_tried(check: ExampleCheck<'_>, task: &Task, (at, leaf): (usize, &Leaf)) -> bool {
    let allowed = &task.examples.allowed;
    if allowed.iter().flat_map(|example| &example.grants).any(|grant| names(grant, leaf)) {
        return true;
    }
    let requires = without(&task.requires, &mut at.clone()).unwrap_or_else(|| Requirement::Any(Vec::new()));
    let less = Task { requires, ..task.clone() };
    allowed.iter().any(|example| check.of(&less).verdict(example) != Verdict::Allowed)
}

/// Whether a grant of an example is of the role that a leaf names.
fn names(grant: &ExampleGrant, leaf: &Leaf) -> bool {
    match (&grant.what, &leaf.what) {
        (ExampleRole::Role(held), Need::Role { id, .. }) => held == id,
        (ExampleRole::DirectoryRole(held), Need::DirectoryRole { template, .. }) => held == template,
        _ => false,
    }
}

/// A requirement as if the leaf of a number could not be met; nothing where it cannot be met then.
fn without(requirement: &Requirement, left: &mut usize) -> Option<Requirement> {
    match requirement {
        Requirement::Leaf(leaf) => {
            let is_it = *left == 0;
            *left = left.wrapping_sub(1);
            (!is_it).then(|| Requirement::Leaf(leaf.clone()))
        }
        Requirement::Any(parts) => {
            let kept: Vec<Requirement> = parts.iter().filter_map(|part| without(part, left)).collect();
            (!kept.is_empty()).then_some(Requirement::Any(kept))
        }
        Requirement::All(parts) => {
            let kept: Vec<Option<Requirement>> = parts.iter().map(|part| without(part, left)).collect();
            kept.into_iter().collect::<Option<Vec<_>>>().map(Requirement::All)
        }
    }
}
