//! An action with blanks around it or inside.
//!
//! A blank before or after an action string is easily overlooked. It is not known whether Azure trims it; tools that compare texts
//! take the action for another one. A blank inside makes it an action that does not exist.
//!
//! ## What to do
//! `--fix` removes the blanks around it.
//!
//! ## What it cannot see
//! Blanks that an expression puts there.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionEntry, LintedRole};
use crate::model::Severity;
use crate::role_file::fix::Change;

pub(super) const LINT: Lint = Lint {
    id: "stray-blank",
    severity: Severity::Warning,
    topic: Topic::Actions,
    rules: &[],
    source: include_str!("stray_blank.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let blank = |entry: &&ActionEntry<'_>| entry.text.contains(char::is_whitespace) || entry.text.is_empty();
    role.entries().filter(blank).map(|entry| word(role, entry)).collect()
}

fn word(role: &LintedRole<'_>, entry: &ActionEntry<'_>) -> Finding {
    let trimmed = entry.text.trim();
    if trimmed.is_empty() {
        let message = format!("an empty text among the {}", entry.list.title());
        let finding = LINT.finding(role, entry.span, message).help("remove it");
        return finding.risky_fix("remove the empty text", Change::Remove(entry.span));
    }
    if trimmed.contains(char::is_whitespace) {
        let message = format!("`{trimmed}` has a blank inside: no action has one");
        return LINT.finding(role, entry.span, message).help("write one action per text, without blanks");
    }
    let message = format!("blanks around `{trimmed}`");
    LINT.finding(role, entry.span, message).help("remove them").safe_fix(
        format!("remove the blanks around `{trimmed}`"),
        Change::Replace(entry.span, trimmed.to_owned()),
        Vec::new(),
    )
}
