//! The role can change role definitions.
//!
//! Whoever may write role definitions can add `*` to a custom role that they hold, and holds everything at its scopes a minute
//! later. `Microsoft.Authorization/roleDefinitions/write` is needed at every assignable scope of the role that is changed.
//!
//! ## What to do
//! Leave it out, and let a pipeline with its own identity change role definitions.
//!
//! ## How it is decided
//! By meaning: `*`, `Microsoft.Authorization/*` or `*/write` grant it as well, unless a NotAction of the same block takes it away.
//! Under a condition that cannot be decided it is a warning.
//!
//! ## What it cannot see
//! Which custom roles the holder has, and where.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionGrant, LintedRole};
use crate::model::{Plane, Severity};

pub(super) const LINT: Lint = Lint {
    id: "can-write-role-definitions",
    severity: Severity::Error,
    topic: Topic::Access,
    rules: &["R-CUS-14"],
    source: include_str!("can_write_role_definitions.rs"),
    run: LintFunction::Role(run),
};

const ACTION: &str = "Microsoft.Authorization/roleDefinitions/write";

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    role.grant(Plane::Control, ACTION).into_iter().map(|grant| word(role, grant)).collect()
}

fn word(role: &LintedRole<'_>, grant: ActionGrant<'_, '_>) -> Finding {
    let severity = if grant.is_conditional { Severity::Warning } else { Severity::Error };
    let message = format!("`{}` lets its holder widen any custom role, their own included", grant.entry.pattern.text());
    LINT.finding(role, grant.entry.span, message)
        .severity(severity)
        .help(format!("leave `{ACTION}` out, or take it away with NotActions"))
        .witness(ACTION)
        .about(Plane::Control, [ACTION])
}
