//! An action with more than one wildcard.
//!
//! Azure allows one `*` in an action string and refuses the whole role otherwise: `InvalidActionOrNotAction`, "contains multiple
//! wildcards. Only one is allowed."
//!
//! ## What to do
//! Keep the wildcard that matters. `*` matches any text, slashes included: instead of `Microsoft.CostManagement/*/query/*` write
//! `Microsoft.CostManagement/*`, or list the operations that are meant.
//!
//! ## What it cannot see
//! Strings that are put together elsewhere (template expressions, variables).

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionEntry, LintedRole};
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "multiple-wildcards",
    severity: Severity::Error,
    topic: Topic::Actions,
    rules: &["R-CUS-12"],
    source: include_str!("multiple_wildcards.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let several = role.entries().filter(|entry| entry.text.matches('*').count() > 1);
    let word = |entry: &ActionEntry<'_>| {
        let message = format!("`{}` has more than one wildcard: Azure refuses the role", entry.text);
        LINT.finding(role, entry.span, message).help("keep one `*`; it matches any text, slashes included")
    };
    several.map(word).collect()
}
