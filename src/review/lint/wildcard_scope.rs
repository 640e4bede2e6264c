//! A wildcard in an assignable scope.
//!
//! Assignable scopes are paths, not patterns: Azure refuses `*` in them.
//!
//! ## What to do
//! Name the scopes one by one, or a management group that contains them.
//!
//! ## What it cannot see
//! Scopes that are expressions.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{LintedRole, LintedScope};
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "wildcard-scope",
    severity: Severity::Error,
    topic: Topic::Scopes,
    rules: &["R-CUS-6"],
    source: include_str!("wildcard_scope.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let word = |scope: &LintedScope<'_>| {
        let message = format!("`{}` has a wildcard: Azure allows none in assignable scopes", scope.text);
        LINT.finding(role, scope.span, message).help("name the scopes one by one, or a management group that contains them")
    };
    role.scopes.iter().filter(|scope| scope.text.contains('*')).map(word).collect()
}
