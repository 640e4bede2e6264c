//! The same assignable scope twice.
//!
//! Scopes compare without regard to case and trailing slashes. The second one changes nothing.
//!
//! ## What to do
//! `--fix` removes the later one; the role is assignable where it was before.
//!
//! ## What it cannot see
//! Scopes that are expressions, and scopes inside others: those are allowed and do no harm.

use rustc_hash::FxHashMap;

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{LintedRole, LintedScope};
use crate::model::{ScopePath, Severity};
use crate::role_file::fix::Change;

pub(super) const LINT: Lint = Lint {
    id: "duplicate-scope",
    severity: Severity::Warning,
    topic: Topic::Scopes,
    rules: &[],
    source: include_str!("duplicate_scope.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let mut seen: FxHashMap<String, &LintedScope<'_>> = FxHashMap::default();
    let mut findings = Vec::new();
    for scope in &role.scopes {
        let path = ScopePath::parse(scope.text).as_str().to_ascii_lowercase();
        match seen.get(&path) {
            Some(first) => findings.push(word(role, first, scope)),
            None => {
                seen.insert(path, scope);
            }
        }
    }
    findings
}

fn word(role: &LintedRole<'_>, first: &LintedScope<'_>, again: &LintedScope<'_>) -> Finding {
    let message = format!("`{}` is listed twice among the assignable scopes", again.text);
    LINT.finding(role, again.span, message).help("remove one of them").related(role, first.span, "here already").safe_fix(
        format!("remove the second `{}`", again.text),
        Change::Remove(again.span),
        vec![first.span],
    )
}
