//! Two definitions with the same id.
//!
//! A role is known by its GUID: whatever is applied last wins, and the other file says something that is not so. Mostly one was
//! copied from the other.
//!
//! ## What to do
//! Give one of them a new GUID if they are different roles; remove one if they are the same.
//!
//! ## Severity
//! An error in one file, a warning across files of one folder. A note where the folders differ: each may be an environment of its own,
//! such as `dev` and `prod`, with a tenant of its own.
//!
//! ## What it cannot see
//! Definitions that are not among the checked files, and ids that are expressions. Where the two grant different things, see
//! copies-disagree. A definition, and the resource of a Terraform or Bicep file that loads it with its name and its actions, are one role.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{LintedRole, pairs};
use super::twins::{elsewhere, is_loaded, severity};
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "duplicate-id",
    severity: Severity::Error,
    topic: Topic::Identity,
    rules: &[],
    source: include_str!("duplicate_id.rs"),
    run: LintFunction::All(run),
};

fn run(roles: &[LintedRole<'_>], _: &Knowledge<'_>) -> Vec<Finding> {
    let same = pairs(roles, |role| role.id().map(|id| id.to_string()));
    same.into_iter().filter(|(first, again)| !is_loaded(first, again)).map(|(first, again)| word(first, again)).collect()
}

fn word(first: &LintedRole<'_>, again: &LintedRole<'_>) -> Finding {
    let id = again.written.id.as_ref();
    let span = id.map_or(again.heading(), |id| id.span);
    let message = format!("{} has the same id as {}{}", again.shown(), first.shown(), elsewhere(first, again));
    let first_span = first.written.id.as_ref().map_or(first.heading(), |id| id.span);
    LINT.finding(again, span, message)
        .severity(severity(first, again))
        .help("give one of them a new GUID, or remove one")
        .related(first, first_span, "the same id")
}
