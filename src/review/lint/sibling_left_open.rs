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
//! A NotAction that ends in `write` or `delete` is compared with what it would be with the other verb; one that ends in `/*/write` or
//! `/*/delete` also with the operations that end in `action` and are escalation ways. If the role still grants any of these, by any
//! pattern or block, they are left open.
//!
//! ## Severity
//! A warning if what is left open controls access; a note otherwise.
//!
//! ## What it cannot see
//! Whether it was intended: some roles may delete and not write.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionEntry, LintedRole};
use crate::catalog::Tier;
use crate::model::{Plane, Severity};
use crate::pattern::Pattern;
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
    exceptions.filter_map(|entry| word(role, entry, &left_open(role, entry, knowledge), knowledge)).collect()
}

/// The operations that are named like those of the exception, do something else, and are granted.
fn left_open<'k>(role: &LintedRole<'_>, entry: &ActionEntry<'_>, knowledge: &Knowledge<'k>) -> Vec<&'k str> {
    let Some((base, verb)) = entry.pattern.folded().rsplit_once('/') else { return Vec::new() };
    let sibling = match verb {
        "write" => "delete",
        "delete" => "write",
        _ => return Vec::new(),
    };
    let operations = knowledge.operations();
    let matched = operations.matching(&Pattern::parse(&format!("{base}/{sibling}")), Plane::Control, role.wildcards);
    let mut names: Vec<&str> = matched.iter().map(|id| operations.name(id)).collect();
    if base.ends_with("/*") {
        let actions = Pattern::parse(&format!("{base}/action"));
        names.extend(knowledge.leading_on().filter(|name| actions.matches(name, role.wildcards)));
    }
    names.retain(|name| role.grant(Plane::Control, name).is_some());
    names
}

fn word(role: &LintedRole<'_>, entry: &ActionEntry<'_>, open: &[&str], knowledge: &Knowledge<'_>) -> Option<Finding> {
    let controls = |name: &&&str| knowledge.catalog.tier(name) == Some(Tier::ControlPlane);
    let worst = open.iter().find(controls);
    let first = worst.or_else(|| open.first())?;
    let more = match open.len() - 1 {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let message = format!("`{}` leaves `{first}`{more} open", entry.pattern.text());
    let severity = if worst.is_some() { Severity::Warning } else { Severity::Note };
    let help = format!("add `{first}` to the NotActions too, if it is not meant to be granted");
    Some(LINT.finding(role, entry.span, message).severity(severity).help(help).witness(*first))
}
