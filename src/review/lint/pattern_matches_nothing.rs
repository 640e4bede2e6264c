//! A wildcard that matches no known operation.
//!
//! The provider exists, but none of its operations fits the pattern: a misspelt resource type, a verb that the type does not have,
//! or a leftover of an operation that is gone. It grants nothing today, and silently grants whatever Azure may add under it one day.
//!
//! ## What to do
//! Look at what there is with `rolecall catalog find 'Microsoft.Provider/*'`, and correct or remove it.
//!
//! ## What it cannot see
//! Operations that came after the date of the catalog (`rolecall catalog info`). Some patterns of Azure's own built-in roles match
//! nothing either.

use super::action_class::ActionClass;
use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::list_kind::action_of;
use super::role::{ActionEntry, LintedRole};
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "pattern-matches-nothing",
    severity: Severity::Warning,
    topic: Topic::Actions,
    rules: &["R-CUS-13"],
    source: include_str!("pattern_matches_nothing.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    let empty = |entry: &&ActionEntry<'_>| knowledge.action_class(entry.list.plane(), entry.text) == ActionClass::NoMatch;
    role.entries().filter(empty).map(|entry| word(role, entry)).collect()
}

fn word(role: &LintedRole<'_>, entry: &ActionEntry<'_>) -> Finding {
    let message = format!("`{}` matches no known {}", entry.pattern.text(), action_of(entry.list.plane()));
    let provider = entry.pattern.text().split(['/', '*']).next().unwrap_or_default();
    let help = format!("`rolecall catalog find '{provider}/*'` shows what there is");
    LINT.finding(role, entry.span, message).help(help)
}
