//! The role grants exactly what a built-in role grants.
//!
//! A custom role that equals a built-in one has to be kept up to date by hand, counts against the limit of custom roles, and cannot
//! be recognised by tools that know built-in roles by their ids.
//!
//! ## What to do
//! Assign the built-in role. If the custom role is meant to stay as it is when Azure changes the built-in one, allow this lint and
//! say so.
//!
//! ## How it is decided
//! Over all strings and in both planes. The order, the case and how it is written do not matter.
//!
//! ## What it cannot see
//! Built-in roles younger than the catalog, and those with conditions. Roles with expressions or conditions are left alone.

use super::built_ins::BuiltIn;
use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::matching_built_ins::equal;
use super::role::LintedRole;
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "equals-built-in",
    severity: Severity::Warning,
    topic: Topic::Access,
    rules: &["R-CUS-11"],
    source: include_str!("equals_built_in.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    equal(role, knowledge).into_iter().map(|built_in| word(role, built_in)).collect()
}

fn word(role: &LintedRole<'_>, built_in: &BuiltIn<'_>) -> Finding {
    let message = format!("the role grants exactly what the built-in role {} grants", built_in.definition.name);
    let help = format!("assign {} ({}) instead", built_in.definition.name, built_in.definition.id);
    LINT.finding(role, role.heading(), message).help(help)
}
