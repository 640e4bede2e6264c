//! The same role in two files that disagree.
//!
//! A role that is kept twice, as JSON for one pipeline and as Bicep for another, drifts apart. Two definitions are the same role if
//! they have the same id, or the same name and not two different ids; they disagree if they do not grant the same.
//!
//! ## What to do
//! Keep one of them, or make them grant the same. The message names what only one of them grants.
//!
//! ## How it is decided
//! Over all strings and in both planes, whatever the order, the case, and how it is written. The same action under
//! another condition is not the same.
//!
//! ## What it cannot see
//! Definitions that are not among the checked files. What two files give to the same module. Roles with expressions among their actions are left alone.

use super::definition::{Lint, LintFunction, Topic};
use super::example_action::example;
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{LintedBlock, LintedRole, pairs};
use crate::access::{AccessDiff, RoleAccess};
use crate::model::{Plane, Severity};

pub(super) const LINT: Lint = Lint {
    id: "copies-disagree",
    severity: Severity::Warning,
    topic: Topic::Identity,
    rules: &[],
    source: include_str!("copies_disagree.rs"),
    run: LintFunction::All(run),
};

/// So many pairs are compared: each takes a while.
const MOST: usize = 300;

fn run(roles: &[LintedRole<'_>], knowledge: &Knowledge<'_>) -> Vec<Finding> {
    let mut copies = pairs(roles, |role| role.id().map(|id| id.to_string()));
    let named = pairs(roles, |role| role.known_name().map(str::to_lowercase));
    copies.extend(named.into_iter().filter(|(first, again)| first.id().is_none() || again.id().is_none()));
    // What two files give to a module is meant to differ.
    copies.retain(|(first, again)| {
        let (one, other) = (&first.written.called_by, &again.written.called_by);
        one.is_none() || other.is_none() || one == other
    });
    let is_compared = |role: &LintedRole<'_>| role.is_whole() && !role.is_large;
    let whole = copies.into_iter().filter(|(first, again)| is_compared(first) && is_compared(again));
    let same = |(first, again): &(&LintedRole<'_>, &LintedRole<'_>)| {
        Plane::ALL.iter().all(|&plane| {
            first.set(plane) == again.set(plane) && !first.blocks.iter().chain(&again.blocks).any(LintedBlock::is_conditional)
        })
    };
    whole.filter(|pair| !same(pair)).take(MOST).filter_map(|(first, again)| word(first, again, knowledge)).collect()
}

fn word(first: &LintedRole<'_>, again: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Option<Finding> {
    let access = |role: &LintedRole<'_>| RoleAccess::new(&role.written.definition().blocks, knowledge.catalog, role.wildcards);
    let diff = AccessDiff::between(&access(first), &access(again), knowledge.privileged());
    let here = diff.gained.first().map(|change| ("this one", example(change)));
    let (owner, action) = here.or_else(|| diff.lost.first().map(|change| ("the other one", example(change))))?;
    let message = format!("{} is defined twice, and the definitions disagree: only {owner} grants `{action}`", again.shown());
    let finding = LINT
        .finding(again, again.heading(), message)
        .help("keep one definition, or make both grant the same")
        .related(first, first.heading(), "the other definition")
        .witness(action);
    Some(finding)
}
