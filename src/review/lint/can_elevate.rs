//! The role can elevate its holder at the root of the tenant.
//!
//! `Microsoft.Authorization/elevateAccess/action` makes its caller User Access Administrator at `/`, above every management group.
//! Azure lets Global Administrators call it; Contributor takes it away by a NotAction of its own.
//!
//! ## What to do
//! Take it away with NotActions wherever a wildcard of `Microsoft.Authorization` grants it.
//!
//! ## Severity
//! A warning: it is called at `/`, where a custom role cannot be assigned.
//!
//! ## What it cannot see
//! Whether the service ever lets anybody but a Global Administrator use it.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionGrant, LintedRole};
use crate::model::{Plane, Severity};

pub(super) const LINT: Lint = Lint {
    id: "can-elevate",
    severity: Severity::Warning,
    topic: Topic::Access,
    rules: &[],
    source: include_str!("can_elevate.rs"),
    run: LintFunction::Role(run),
};

const ACTION: &str = "Microsoft.Authorization/elevateAccess/action";

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    role.grant(Plane::Control, ACTION).into_iter().map(|grant| word(role, grant)).collect()
}

fn word(role: &LintedRole<'_>, grant: ActionGrant<'_, '_>) -> Finding {
    let text = grant.entry.pattern.text();
    let message =
        format!("`{text}` grants elevateAccess, which makes its caller User Access Administrator of the whole tenant");
    let finding = LINT.finding(role, grant.entry.span, message);
    let help = format!("add `{ACTION}` to the NotActions of the block");
    finding.help(help).witness(ACTION).about(Plane::Control, [ACTION])
}
