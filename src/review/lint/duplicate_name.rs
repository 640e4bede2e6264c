//! Two roles with the same name.
//!
//! Names of custom roles are unique in a tenant: Azure refuses the second (`RoleDefinitionWithSameNameExists`).
//!
//! ## What to do
//! Rename one of them, or remove it.
//!
//! ## Severity
//! An error in one file, a warning across files of one folder. A note where the folders differ: each may be an environment of its own,
//! such as `dev` and `prod`, with a tenant of its own.
//!
//! ## What it cannot see
//! Roles that are not among the checked files, and names that are expressions. Definitions with the same id are one role: see
//! duplicate-id. So are a definition and the resource of a Terraform or Bicep file that loads it, with its name and its actions.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{LintedRole, pairs};
use super::twins::{elsewhere, is_loaded, severity};
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "duplicate-name",
    severity: Severity::Error,
    topic: Topic::Identity,
    rules: &["R-CUS-1"],
    source: include_str!("duplicate_name.rs"),
    run: LintFunction::All(run),
};

fn run(roles: &[LintedRole<'_>], _: &Knowledge<'_>) -> Vec<Finding> {
    let named = pairs(roles, |role| role.known_name().map(str::to_lowercase));
    let others = named.into_iter().filter(|(first, again)| first.id().is_none() || first.id() != again.id());
    others.filter(|(first, again)| !is_loaded(first, again)).map(|(first, again)| word(first, again)).collect()
}

fn word(first: &LintedRole<'_>, again: &LintedRole<'_>) -> Finding {
    let (name, elsewhere) = (again.name(), elsewhere(first, again));
    let message = format!("another role{elsewhere} is called `{name}` too: Azure allows one of that name in a tenant");
    LINT.finding(again, again.heading(), message)
        .severity(severity(first, again))
        .help("rename one of them, or remove it")
        .related(first, first.heading(), "the same name")
}
