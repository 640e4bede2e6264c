//! A data action among the actions, or the reverse.
//!
//! Actions and DataActions are two worlds: an operation of the one does not exist in the other. Azure refuses a data action under
//! `Actions` ("does not match any of the actions supported by the providers"), and what is meant is not granted.
//!
//! ## What to do
//! Move it to the other list: data actions such as `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read` belong
//! under `DataActions`, exceptions to them under `NotDataActions`.
//!
//! ## Severity
//! An error for an operation, a warning for a wildcard that matches operations of the other plane only.
//!
//! ## What it cannot see
//! For about every fifth operation the plane in the catalog is inferred, not stated by a source.

use super::action_class::ActionClass;
use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::list_kind::{action_of, an_action_of};
use super::role::{ActionEntry, LintedRole};
use crate::model::Severity;
use crate::role_file::ListKind;

pub(super) const LINT: Lint = Lint {
    id: "wrong-plane",
    severity: Severity::Error,
    topic: Topic::Actions,
    rules: &["R-CUS-13"],
    source: include_str!("wrong_plane.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    let elsewhere = |entry: &ActionEntry<'_>| match knowledge.action_class(entry.list.plane(), entry.text) {
        ActionClass::OtherPlane(first) => Some(word(role, entry, first)),
        _ => None,
    };
    role.entries().filter_map(elsewhere).collect()
}

fn word(role: &LintedRole<'_>, entry: &ActionEntry<'_>, first: &str) -> Finding {
    let plane = entry.list.plane();
    let (own, other) = (action_of(plane), action_of(plane.other()));
    let (allow, except) = ListKind::of(plane.other());
    let list = if entry.list.is_exception() { except } else { allow }.title();
    let (severity, message) = if entry.pattern.is_literal() {
        let (is, is_not) = (an_action_of(plane.other()), an_action_of(plane));
        (Severity::Error, format!("`{}` is {is}, not {is_not}", entry.pattern.text()))
    } else {
        (Severity::Warning, format!("`{}` matches no {own}, only {other}s such as `{first}`", entry.pattern.text()))
    };
    let help = format!("list it under {list}");
    LINT.finding(role, entry.span, message).severity(severity).help(help).witness(first)
}
