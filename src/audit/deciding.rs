//! [`undecided`]: the leaves of a task that no example of it hangs on.

use super::examples::ExampleCheck;
use crate::decide::Verdict;
use crate::model::task::{Example, ExampleGrant, ExampleRole};
use crate::model::{Leaf, Need, Requirement, Task};
use crate::pack::is_above;

/// The leaves that decide no allowed example. A leaf decides one that is not allowed without the leaf, or without a grant of the
/// role that the leaf names, held where the leaf asks for it.
pub(super) fn undecided(check: ExampleCheck<'_>, task: &Task) -> Vec<Leaf> {
    let open = task.requires.leaves().enumerate().filter(|&(at, leaf)| !decides(check, task, (at, leaf)));
    open.map(|(_, leaf)| leaf.clone()).collect()
}

fn decides(check: ExampleCheck<'_>, task: &Task, (at, leaf): (usize, &Leaf)) -> bool {
    let allowed = &task.examples.allowed;
    if allowed.iter().any(|example| hangs_on_grant(check, example, leaf)) {
        return true;
    }
    let requires = without(&task.requires, &mut at.clone()).unwrap_or_else(|| Requirement::Any(Vec::new()));
    let less = Task { requires, ..task.clone() };
    allowed.iter().any(|example| check.of(&less).verdict(example) != Verdict::Allowed)
}

/// Whether an example is of the role that a leaf names, and is not allowed without it.
fn hangs_on_grant(check: ExampleCheck<'_>, example: &Example, leaf: &Leaf) -> bool {
    let named = example.grants.iter().position(|grant| names(grant, leaf) && is_above(grant.at, leaf.at));
    named.is_some_and(|named| {
        let others = example.grants.iter().enumerate().filter(|(number, _)| *number != named);
        let less = Example { grants: others.map(|(_, grant)| grant.clone()).collect(), ..example.clone() };
        check.verdict(&less) != Verdict::Allowed
    })
}

/// Whether a grant of an example is of the role that a leaf names.
fn names(grant: &ExampleGrant, leaf: &Leaf) -> bool {
    match (&grant.what, &leaf.what) {
        (ExampleRole::Role(held), Need::Role { id, .. }) | (ExampleRole::AppRole(held), Need::AppRole { id, .. }) => held == id,
        (ExampleRole::DirectoryRole(held), Need::DirectoryRole { template, .. }) => held == template,
        (ExampleRole::Owner, Need::Owner) => true,
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
