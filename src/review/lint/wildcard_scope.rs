//! A wildcard in an assignable scope.
//!
//! Assignable scopes are paths, not patterns: Azure refuses `*` in them.
//!
//! ## What to do
//! Name the scopes one by one, or a management group that contains them.
//!
//! ## What it cannot see
//! Scopes that are expressions.

use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{Role, Scope};
use super::{Lint, Run, Topic};
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "wildcard-scope",
    severity: Severity::Error,
    topic: Topic::Scopes,
    rules: &["R-CUS-6"],
    source: include_str!("wildcard_scope.rs"),
    run: Run::Role(run),
};

fn run(role: &Role<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let word = |scope: &Scope<'_>| {
        let message = format!("`{}` has a wildcard: Azure takes none in assignable scopes", scope.text);
        Finding::new(&LINT, role, scope.span, message)
            .help("name the scopes one by one, or a management group that contains them")
    };
    role.scopes.iter().filter(|scope| scope.text.contains('*')).map(word).collect()
}
