//! An action that does not say what may be done.
//!
//! An action ends in what is done: `read`, `write`, `delete`, or a named operation and `action`. A resource type alone, such as
//! `Microsoft.Compute/virtualMachines`, is no action; Azure refuses the role or grants nothing.
//!
//! ## What to do
//! Add the verb, or `/*` for everything that can be done to the type and what is below it.
//!
//! ## What it cannot see
//! Whether a provider has an operation that ends in no verb: the catalog knows one, and does not complain about it.

use super::action_class::ActionClass;
use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionEntry, LintedRole};
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "missing-verb",
    severity: Severity::Error,
    topic: Topic::Actions,
    rules: &["R-CUS-13"],
    source: include_str!("missing_verb.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    let verbless = |entry: &ActionEntry<'_>| match knowledge.action_class(entry.list.plane(), entry.text) {
        ActionClass::NoVerb(below) => Some(word(role, entry, below)),
        _ => None,
    };
    role.entries().filter_map(verbless).collect()
}

fn word(role: &LintedRole<'_>, entry: &ActionEntry<'_>, below: Option<&str>) -> Finding {
    let text = entry.pattern.text();
    let message = format!("`{text}` does not say what may be done: an action ends in a verb");
    match below {
        Some(below) => LINT
            .finding(role, entry.span, message)
            .help(format!("add what is meant, such as `{below}`, or `{text}/*` for all of it")),
        None => LINT
            .finding(role, entry.span, message)
            .severity(Severity::Warning)
            .help("end it in `/read`, `/write`, `/delete` or `/NAME/action`"),
    }
}
