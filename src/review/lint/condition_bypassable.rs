//! The role can bypass its own condition.
//!
//! A condition restricts the actions that it names, and nothing else. It can be bypassed in three ways:
//!
//! - The role has another action that does the same. Blobs are written by `blobs/write` and by `blobs/add/action`; a condition on the
//!   one leaves the other free.
//! - It forbids some roles instead of allowing some. A principal that may assign every role except Owner can make a custom role that
//!   grants the same, or assign one that exists already.
//! - It restricts the creation of role assignments and not their deletion, or the reverse.
//!
//! ## What to do
//! Name all actions that do the same in the condition, or leave them out of the role. List the roles that may be assigned
//! (`ForAnyOfAnyValues:GuidEquals`) instead of those that may not.
//!
//! ## How it is decided
//! The condition is evaluated with nothing known of the request: an action that it allows in any case is not restricted. A table in
//! `src/review/lint/condition_bypassable.rs` lists the actions that do the same.
//!
//! ## What it cannot see
//! Conditions of assignments, and other roles of the same principal. Pairs that are not in the table.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{LintedBlock, LintedRole};
use super::role_assignments::{ASSIGN, UNASSIGN};
use crate::condition::{Assignee, Condition, Context, Truth};
use crate::model::{Plane, Severity};
use crate::source::Span;

pub(super) const LINT: Lint = Lint {
    id: "condition-bypassable",
    severity: Severity::Warning,
    topic: Topic::Conditions,
    rules: &["R-COND-15"],
    source: include_str!("condition_bypassable.rs"),
    run: LintFunction::Role(run),
};

/// Actions that do the same, or enough of it.
const SAME: [(Plane, &[&str]); 5] = [
    (
        Plane::Data,
        &[
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
        ],
    ),
    (
        Plane::Data,
        &[
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/deleteBlobVersion/action",
        ],
    ),
    (
        Plane::Data,
        &[
            "Microsoft.Storage/storageAccounts/queueServices/queues/messages/write",
            "Microsoft.Storage/storageAccounts/queueServices/queues/messages/add/action",
        ],
    ),
    (
        Plane::Data,
        &[
            "Microsoft.Storage/storageAccounts/queueServices/queues/messages/read",
            "Microsoft.Storage/storageAccounts/queueServices/queues/messages/process/action",
        ],
    ),
    (Plane::Control, &[ASSIGN, UNASSIGN]),
];

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    role.blocks.iter().flat_map(|block| of_block(role, block)).collect()
}

fn of_block(role: &LintedRole<'_>, block: &LintedBlock<'_>) -> Vec<Finding> {
    let (Some(condition), Some(written)) = (&block.condition, &block.written.condition) else { return Vec::new() };
    if !condition.is_decidable() {
        return Vec::new();
    }
    let pairs = SAME.iter().filter_map(|(plane, actions)| free_sibling(role, condition, *plane, actions));
    let mut findings: Vec<Finding> = pairs.map(|(bound, free)| word_sibling(role, written.span, bound, free)).collect();
    findings.extend(deny_list(role, condition, written.span));
    findings
}

/// An action that the condition restricts, and one that does the same and is not restricted.
fn free_sibling<'a>(
    role: &LintedRole<'_>,
    condition: &Condition,
    plane: Plane,
    actions: &[&'a str],
) -> Option<(&'a str, &'a str)> {
    let context = Context::new(role.wildcards);
    let passes = |action: &&&str| condition.evaluate(action, &context) == Truth::True;
    let bound = actions.iter().find(|action| !passes(action) && role.grant(plane, action).is_some())?;
    let granted = |action: &&&str| role.grant(plane, action).is_some_and(|grant| !grant.is_conditional);
    let free = actions.iter().find(|action| passes(action) && granted(action))?;
    Some((bound, free))
}

fn word_sibling(role: &LintedRole<'_>, span: Span, bound: &str, free: &str) -> Finding {
    let message = format!("the condition restricts `{bound}`, but leaves `{free}` free");
    LINT.finding(role, span, message)
        .help(format!("name `{free}` in the condition too, or leave it out of the role"))
        .witness(free)
}

/// A condition under which some roles may not be assigned, and every other may.
fn deny_list(role: &LintedRole<'_>, condition: &Condition, span: Span) -> Option<Finding> {
    role.grant(Plane::Control, ASSIGN)?;
    let delegation = condition.assignable_roles(Assignee::default(), &Context::new(role.wildcards));
    let forbidden = delegation.listed.iter().filter(|(_, truth)| *truth == Truth::False).count();
    if forbidden == 0 || delegation.others != Truth::True {
        return None;
    }
    let roles = if forbidden == 1 { "role" } else { "roles" };
    let message =
        format!("the condition forbids assigning {forbidden} {roles} and allows every other role: a custom role bypasses it");
    let help = "list the roles that may be assigned, with ForAnyOfAnyValues:GuidEquals, instead of those that may not";
    Some(LINT.finding(role, span, message).help(help).witness(ASSIGN))
}
