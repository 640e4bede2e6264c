//! An action with a slash too many.
//!
//! Azure reads a slash at the beginning or the end of an action, or two slashes in a row, literally: `Microsoft.Insights/alertRules/`
//! matches no operation and grants nothing.
//!
//! ## What to do
//! Remove the slash; at the end of a resource type write `/*` or the verb that is meant. `--fix=all` removes slashes where what
//! remains is an operation; that makes the role grant what it did not grant before.
//!
//! ## What it cannot see
//! Slashes that an expression puts there.

use super::action_class::ActionClass;
use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionEntry, LintedRole};
use crate::model::Severity;
use crate::role_file::fix::Change;

pub(super) const LINT: Lint = Lint {
    id: "stray-slash",
    severity: Severity::Warning,
    topic: Topic::Actions,
    rules: &["R-CUS-13"],
    source: include_str!("stray_slash.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    let stray = |entry: &&ActionEntry<'_>| knowledge.action_class(entry.list.plane(), entry.text) == ActionClass::StraySlash;
    role.entries().filter(stray).map(|entry| word(role, entry, knowledge)).collect()
}

fn word(role: &LintedRole<'_>, entry: &ActionEntry<'_>, knowledge: &Knowledge<'_>) -> Finding {
    let text = entry.pattern.text();
    let mended: Vec<&str> = text.split('/').filter(|segment| !segment.is_empty()).collect();
    let mended = mended.join("/");
    let message = format!("`{text}` has a slash too many and matches no operation");
    let finding = LINT.finding(role, entry.span, message);
    if knowledge.action_class(entry.list.plane(), &mended) == ActionClass::Known {
        return finding
            .help(format!("write `{mended}`"))
            .risky_fix(format!("write `{mended}`"), Change::Replace(entry.span, mended));
    }
    finding.help(format!("write `{mended}/*`, or the verb that is meant"))
}
