//! The same action twice in one list.
//!
//! Azure compares actions without regard to case, so `Microsoft.Compute/virtualMachines/Read` and `.../read` are the same. The second
//! one grants nothing more, and hides in reviews.
//!
//! ## What to do
//! `--fix` removes the later one; the role grants the same.
//!
//! ## What it cannot see
//! Texts that are expressions.

use rustc_hash::FxHashMap;

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionEntry, LintedBlock, LintedRole};
use crate::model::Severity;
use crate::role_file::ListKind;
use crate::role_file::fix::Change;

pub(super) const LINT: Lint = Lint {
    id: "duplicate-action",
    severity: Severity::Warning,
    topic: Topic::Actions,
    rules: &[],
    source: include_str!("duplicate_action.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    role.blocks.iter().flat_map(|block| duplicates(role, block)).collect()
}

fn duplicates(role: &LintedRole<'_>, block: &LintedBlock<'_>) -> Vec<Finding> {
    let mut seen: FxHashMap<(ListKind, &str), &ActionEntry<'_>> = FxHashMap::default();
    let mut findings = Vec::new();
    for entry in &block.entries {
        match seen.get(&(entry.list, entry.pattern.folded())) {
            Some(first) => findings.push(word(role, first, entry)),
            None => {
                seen.insert((entry.list, entry.pattern.folded()), entry);
            }
        }
    }
    findings
}

fn word(role: &LintedRole<'_>, first: &ActionEntry<'_>, again: &ActionEntry<'_>) -> Finding {
    let message = format!("`{}` is listed twice under {}", again.pattern.text(), again.list.title());
    LINT.finding(role, again.span, message).help("remove one of them").related(role, first.span, "here already").safe_fix(
        format!("remove the second `{}`", again.pattern.text()),
        Change::Remove(again.span),
        vec![first.span],
    )
}
