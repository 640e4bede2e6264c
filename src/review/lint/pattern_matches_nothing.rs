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

use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{Entry, Role, action_of};
use super::standing::Standing;
use super::{Lint, Run, Topic};
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "pattern-matches-nothing",
    severity: Severity::Warning,
    topic: Topic::Actions,
    rules: &["R-CUS-13"],
    source: include_str!("pattern_matches_nothing.rs"),
    run: Run::Role(run),
};

fn run(role: &Role<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    let empty = |entry: &&Entry<'_>| knowledge.standing(entry.list.plane(), entry.text) == Standing::NoMatch;
    role.entries().filter(empty).map(|entry| word(role, entry)).collect()
}

fn word(role: &Role<'_>, entry: &Entry<'_>) -> Finding {
    let message = format!("`{}` matches no known {}", entry.pattern.text(), action_of(entry.list.plane()));
    let provider = entry.pattern.text().split(['/', '*']).next().unwrap_or_default();
    let help = format!("`rolecall catalog find '{provider}/*'` shows what there is");
    Finding::new(&LINT, role, entry.span, message).help(help)
}
