//! The role is assignable at the root.
//!
//! `/` is for built-in roles: Azure refuses it in a custom role.
//!
//! ## What to do
//! Name the tenant root management group (its id is the id of the tenant), or better the subscriptions that are meant.
//!
//! ## What it cannot see
//! Scopes that are expressions. Definitions that say they are built-in are left alone.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{LintedRole, LintedScope};
use crate::model::{RoleKind, ScopeKind, Severity};

pub(super) const LINT: Lint = Lint {
    id: "root-scope",
    severity: Severity::Error,
    topic: Topic::Scopes,
    rules: &["R-CUS-5"],
    source: include_str!("root_scope.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    if role.written.kind == RoleKind::BuiltIn {
        return Vec::new();
    }
    let word = |scope: &LintedScope<'_>| {
        LINT.finding(role, scope.span, "a custom role cannot be assignable at `/`: Azure refuses it")
            .help("name the tenant root management group, or the subscriptions that are meant")
    };
    role.scopes.iter().filter(|scope| scope.kind == ScopeKind::Root).map(word).collect()
}
