//! The role is assignable at a single resource.
//!
//! Azure takes a resource as assignable scope when the role is made from a command line, but advises against it: the definition has
//! to be changed whenever the resource is replaced, and each such role counts against the limit of custom roles.
//!
//! ## What to do
//! Make the role assignable at the resource group or subscription, and assign it at the resource.
//!
//! ## What it cannot see
//! Whether the resource exists. Scopes that are expressions.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{LintedRole, LintedScope};
use crate::model::{ScopeKind, Severity};

pub(super) const LINT: Lint = Lint {
    id: "resource-scope",
    severity: Severity::Note,
    topic: Topic::Scopes,
    rules: &["R-CUS-10"],
    source: include_str!("resource_scope.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let is_resource = |scope: &&LintedScope<'_>| scope.kind == ScopeKind::Resource && !scope.text.contains('*');
    role.scopes.iter().filter(is_resource).map(|scope| word(role, scope)).collect()
}

fn word(role: &LintedRole<'_>, scope: &LintedScope<'_>) -> Finding {
    let message = format!("`{}` is a single resource", scope.text);
    LINT.finding(role, scope.span, message)
        .help("make the role assignable at the resource group, and assign it at the resource")
}
