//! More than one management group among the assignable scopes.
//!
//! A custom role may name one management group; Azure refuses a second.
//!
//! ## What to do
//! Name the group that contains both, or make a role for each.
//!
//! ## What it cannot see
//! Whether the group exists: Azure does not check that either. Scopes that are expressions, unless their form tells that they are management
//! groups; whether two of these are the same group is not known, and the finding is a warning.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::{ScopePath, Severity};
use crate::role_file::WrittenText;

pub(super) const LINT: Lint = Lint {
    id: "several-management-groups",
    severity: Severity::Error,
    topic: Topic::Scopes,
    rules: &["R-CUS-7"],
    source: include_str!("several_management_groups.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    // One that is known comes first: another one that is known is certainly a second.
    let (known, expressions): (Vec<_>, Vec<_>) = role.management_groups().partition(|group| group.known().is_some());
    let mut groups = known.into_iter().chain(expressions);
    let Some(first) = groups.next() else { return Vec::new() };
    groups.filter(|other| !is_same(first, other)).map(|other| word(role, first, other)).collect()
}

fn is_same(first: &WrittenText, other: &WrittenText) -> bool {
    match (first.known(), other.known()) {
        (Some(first), Some(other)) => ScopePath::parse(first) == ScopePath::parse(other),
        (None, None) => first.shown() == other.shown(),
        _ => false,
    }
}

fn word(role: &LintedRole<'_>, first: &WrittenText, other: &WrittenText) -> Finding {
    let (message, severity) = match (first.known(), other.known()) {
        (Some(_), Some(_)) => ("a second management group among the assignable scopes: Azure takes one", Severity::Error),
        _ => ("this may be a second management group among the assignable scopes: Azure takes one", Severity::Warning),
    };
    LINT.finding(role, other.span, message)
        .severity(severity)
        .help("name the group that contains both, or make a role for each")
        .related(role, first.span, "the first one")
}
