//! A role with more actions than can be compared.
//!
//! Comparing each action with each other one and with every built-in role takes time, and a check has to end soon whatever it is given.
//! Roles of Azure have some hundreds of actions. A role with many thousands, or with many patterns that Azure refuses, is not compared:
//! it may grant what an owner has, and no lint would say so.
//!
//! ## What to do
//! Write a wildcard instead of the actions that it stands for, or several roles instead of one.
//!
//! ## What it cannot see
//! Which actions matter. The lints that look at one text at a time still look at the role, and tell 10,000 findings each at most.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "too-many-actions",
    severity: Severity::Error,
    topic: Topic::Actions,
    rules: &[],
    source: include_str!("too_many_actions.rs"),
    run: LintFunction::Role(run),
};

/// The lints that do not look at such a role.
pub(super) const LEFT_OUT: [&str; 18] = [
    "unknown-action",
    "unknown-provider",
    "wrong-plane",
    "missing-verb",
    "pattern-matches-nothing",
    "partial-segment-wildcard",
    "stray-blank",
    "stray-slash",
    "redundant-action",
    "notaction-takes-nothing",
    "grants-nothing",
    "owner-equivalent",
    "privilege-escalation",
    "sibling-left-open",
    "equals-built-in",
    "within-built-in",
    "exceeds-base",
    "condition-bypassable",
];

/// Of each other lint, such a role has this many findings at most.
pub(super) const MOST_FINDINGS: usize = 10_000;

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    if !role.is_large {
        return Vec::new();
    }
    let message = "the roles of this check have too many actions: this one is not compared with others".to_owned();
    let help = format!(
        "check fewer roles at a time, or write wildcards instead of long lists; these lints left it out: {}",
        LEFT_OUT.join(", ")
    );
    vec![LINT.finding(role, role.heading(), message).help(help)]
}
