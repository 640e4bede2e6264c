//! An action that no provider has.
//!
//! Azure refuses a role with an action that no resource provider supports, as a whole: `InvalidActionOrNotAction`, "does not match
//! any of the actions supported by the providers." NotActions are held to the same.
//!
//! ## What to do
//! Mostly it is a slip of the pen, and the message names the operation that is closest. `rolecall catalog find WORD` searches all of
//! them.
//!
//! ## Severity
//! An error: Azure refuses the role; a warning for an action with a `{placeholder}`, which roles of Azure itself hold. A provider that the catalog does not know is a finding of `unknown-provider`.
//!
//! ## What it cannot see
//! Operations that came after the date of the catalog (`rolecall catalog info`), or that a provider does not publish. A catalog of
//! today is made with `rolecall catalog build`.

use super::action_class::ActionClass;
use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::list_kind::action_of;
use super::role::{ActionEntry, LintedRole};
use crate::model::Severity;
use crate::suggest::distance;

pub(super) const LINT: Lint = Lint {
    id: "unknown-action",
    severity: Severity::Error,
    topic: Topic::Actions,
    rules: &["R-CUS-13"],
    source: include_str!("unknown_action.rs"),
    run: LintFunction::Role(run),
};

/// So many letters apart, it is a slip.
const SLIP: usize = 2;

fn run(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    let unknown = |entry: &ActionEntry<'_>| match knowledge.action_class(entry.list.plane(), entry.text) {
        ActionClass::Unknown(close) => Some(word(role, entry, close)),
        _ => None,
    };
    role.entries().filter_map(unknown).collect()
}

fn word(role: &LintedRole<'_>, entry: &ActionEntry<'_>, close: Option<&str>) -> Finding {
    let is_slip = close.is_some_and(|close| distance(close, entry.text) <= SLIP);
    let kind = action_of(entry.list.plane());
    let message = format!("no provider has the {kind} `{}`: Azure would refuse the role", entry.pattern.text());
    let help = match close {
        Some(close) if is_slip => format!("did you mean `{close}`?"),
        Some(close) => format!("the closest known one is `{close}`"),
        None => "`rolecall catalog find WORD` searches the known operations".to_owned(),
    };
    let finding = LINT.finding(role, entry.span, message).help(help);
    // Roles of Azure itself hold the address of an operation with its `{placeholder}`.
    if entry.text.contains('{') { finding.severity(Severity::Warning) } else { finding }
}
