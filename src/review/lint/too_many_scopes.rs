//! The role has more assignable scopes than Azure allows.
//!
//! A custom role may list 2,000 assignable scopes.
//!
//! ## What to do
//! Name what contains them: subscriptions instead of resource groups, or one management group.
//!
//! ## What it cannot see
//! How many scopes an expression gives.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "too-many-scopes",
    severity: Severity::Error,
    topic: Topic::Scopes,
    rules: &["R-CUS-4"],
    source: include_str!("too_many_scopes.rs"),
    run: LintFunction::Role(run),
};

const MOST: usize = 2_000;

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let list = role.written.assignable_scopes.as_ref().filter(|list| list.items.len() > MOST);
    let word = |list: &crate::role_file::WrittenList| {
        let message = format!("{} assignable scopes: Azure allows {MOST}", list.items.len());
        let at = list.items.get(MOST).map_or(list.span, |item| item.span);
        LINT.finding(role, at, message).help("name what contains them: subscriptions, or one management group")
    };
    list.map(word).into_iter().collect()
}
