//! The role has no description.
//!
//! The documentation lists the description as required; some tools send none, and Azure takes it. Whoever reviews assignments has
//! nothing else to tell what a role is for.
//!
//! ## What it cannot see
//! Whether a description says anything. Arguments of modules and values of variables: what reads them may set it.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "description-missing",
    severity: Severity::Note,
    topic: Topic::Identity,
    rules: &["R-CUS-2"],
    source: include_str!("description_missing.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    if role.written.is_argument {
        return Vec::new();
    }
    let description = role.written.description.as_ref();
    if description.is_some_and(|text| text.known().is_none_or(|text| !text.trim().is_empty())) {
        return Vec::new();
    }
    let span = description.map_or(role.heading(), |text| text.span);
    vec![LINT.finding(role, span, "the role has no description").help("say who needs it, and for what")]
}
