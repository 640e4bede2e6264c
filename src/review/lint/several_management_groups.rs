//! More than one management group among the assignable scopes.
//!
//! A custom role may name one management group; Azure refuses a second.
//!
//! ## What to do
//! Name the group that contains both, or make a role for each.
//!
//! ## What it cannot see
//! Whether the group exists: Azure does not check that either. Scopes that are expressions.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{LintedRole, LintedScope};
use crate::model::{ScopeKind, ScopePath, Severity};

pub(super) const LINT: Lint = Lint {
    id: "several-management-groups",
    severity: Severity::Error,
    topic: Topic::Scopes,
    rules: &["R-CUS-7"],
    source: include_str!("several_management_groups.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let mut groups = role.scopes.iter().filter(|scope| scope.kind == ScopeKind::ManagementGroup);
    let Some(first) = groups.next() else { return Vec::new() };
    let others = groups.filter(|other| ScopePath::parse(other.text) != ScopePath::parse(first.text));
    others.map(|other| word(role, first, other)).collect()
}

fn word(role: &LintedRole<'_>, first: &LintedScope<'_>, other: &LintedScope<'_>) -> Finding {
    LINT.finding(role, other.span, "a second management group among the assignable scopes: Azure takes one")
        .help("name the group that contains both, or make a role for each")
        .related(role, first.span, "the first one")
}
