//! A wildcard inside a segment.
//!
//! `*` usually replaces whole segments, as in `Microsoft.Compute/*/read`. In `Microsoft.Sql/servers*/read` or `Microsoft.Comp*` it is in
//! the middle of a name. There it matches every type whose name begins like that, also types that Azure adds later, and no public page
//! says that Azure reads it in this way. No built-in role has such a pattern.
//!
//! ## What to do
//! Name the types that are meant, or end the pattern at a slash.
//!
//! ## What it cannot see
//! How the service really reads it. Everywhere else rolecall reads this star like any other: it matches any text.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::list_kind::action_of;
use super::role::{ActionEntry, LintedRole};
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "partial-segment-wildcard",
    severity: Severity::Warning,
    topic: Topic::Actions,
    rules: &[],
    source: include_str!("partial_segment_wildcard.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    let partial =
        |entry: &&ActionEntry<'_>| entry.pattern.text().split('/').any(|segment| segment.len() > 1 && segment.contains('*'));
    role.entries().filter(partial).map(|entry| word(role, entry, knowledge)).collect()
}

fn word(role: &LintedRole<'_>, entry: &ActionEntry<'_>, knowledge: &Knowledge<'_>) -> Finding {
    let plane = entry.list.plane();
    let matched = knowledge.operations().matching(&entry.pattern, plane, knowledge.wildcards());
    let text = entry.pattern.text();
    let message =
        format!("the wildcard of `{text}` is inside a name; it matches {} known {}s", matched.len(), action_of(plane));
    let finding = LINT.finding(role, entry.span, message).help("use `*` in place of whole segments, between slashes");
    match matched.iter().next() {
        Some(first) => finding.witness(knowledge.operations().name(first)),
        None => finding,
    }
}
