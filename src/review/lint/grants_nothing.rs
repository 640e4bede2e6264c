//! A role that grants nothing.
//!
//! Azure asks for at least one Action or DataAction. A role without any, or whose NotActions take all of them away again, can do
//! nothing for whoever holds it.
//!
//! ## How it is decided
//! Over all strings: no action is in any block after its exceptions.
//!
//! ## What it cannot see
//! Roles with expressions among their actions or exceptions are left alone, and so are roles that list nothing because the default of a
//! parameter is empty. Whether conditions ever hold is not looked into.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::{Plane, Severity};
use crate::pattern::PatternSet;

pub(super) const LINT: Lint = Lint {
    id: "grants-nothing",
    severity: Severity::Warning,
    topic: Topic::Actions,
    rules: &["R-CUS-3"],
    source: include_str!("grants_nothing.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let nothing = PatternSet::default();
    if !role.is_whole() || !Plane::ALL.iter().all(|&plane| role.set(plane).is_within(&nothing, role.wildcards) == Some(true)) {
        return Vec::new();
    }
    let message = match role.granting().next() {
        Some(_) => "the role grants nothing: its exceptions take away all that it lists",
        None => "the role grants nothing: it has neither Actions nor DataActions",
    };
    vec![LINT.finding(role, role.heading(), message).help("list at least one Action or DataAction")]
}
