//! A NotAction that excludes one verb and not the related verbs.
//!
//! `*` less `Microsoft.Authorization/*/write` looks like Contributor. It is not: the operations that delete role assignments, locks and deny
//! assignments end in `delete`, and `elevateAccess` ends in `action`; all of them are still granted. A role that excludes the writing of
//! something seldom means to allow its deletion.
//!
//! ## What to do
//! Exclude the siblings too, or everything: `Microsoft.Authorization/*/delete`, `Microsoft.Authorization/elevateAccess/action`.
//!
//! ## How it is decided
//! A NotAction that ends in `write` or `delete` is compared with what it would be with the other verb, for each resource type of which it takes
//! something away. If the role still grants that, by any pattern or block, it is left open. The message names the most dangerous one, and
//! speaks of no other resource type.
//!
//! ## Severity
//! A warning if what is left open controls access or is an escalation way; a note otherwise.
//!
//! ## What it cannot see
//! Whether it was intended: some roles may delete and not write.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionEntry, LintedRole};
use crate::catalog::OperationId;
use crate::model::{Plane, Severity};
use crate::role_file::ListKind;

pub(super) const LINT: Lint = Lint {
    id: "sibling-left-open",
    severity: Severity::Warning,
    topic: Topic::Access,
    rules: &[],
    source: include_str!("sibling_left_open.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    let exceptions = role.entries().filter(|entry| entry.list == ListKind::NotActions);
    exceptions.filter_map(|entry| Some(word(role, entry, left_open(role, entry, knowledge)?, knowledge))).collect()
}

/// The most dangerous operation that is granted although the exception takes the other verb of its resource type away.
fn left_open(role: &LintedRole<'_>, entry: &ActionEntry<'_>, knowledge: &Knowledge<'_>) -> Option<OperationId> {
    let (_, verb) = entry.pattern.folded().rsplit_once('/')?;
    let sibling = sibling(entry)?;
    let operations = knowledge.operations();
    let is_left = |id: &OperationId| {
        let Some((kind, _)) = operations.lower_name(*id).rsplit_once('/') else { return false };
        // What the type does not have cannot be taken away.
        let taken = operations.lookup(Plane::Control, &format!("{kind}/{verb}"));
        taken.is_some() && role.grant(Plane::Control, operations.name(*id)).is_some()
    };
    knowledge.by_danger(&sibling).iter().copied().find(is_left)
}

/// The pattern with the other verb.
fn sibling(entry: &ActionEntry<'_>) -> Option<String> {
    let (base, verb) = entry.pattern.folded().rsplit_once('/')?;
    match verb {
        "write" => Some(format!("{base}/delete")),
        "delete" => Some(format!("{base}/write")),
        _ => None,
    }
}

fn word(role: &LintedRole<'_>, entry: &ActionEntry<'_>, open: OperationId, knowledge: &Knowledge<'_>) -> Finding {
    let name = knowledge.operations().name(open);
    let message = format!("`{}` leaves `{name}` open", entry.pattern.text());
    let severity = if knowledge.privileged().contains(open) { Severity::Warning } else { Severity::Note };
    let help = format!("add `{name}` to the NotActions too, if it is not meant to be granted");
    let finding = LINT.finding(role, entry.span, message).severity(severity).help(help).witness(name);
    finding.about(Plane::Control, sibling(entry).as_deref())
}
