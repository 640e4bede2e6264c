//! The role has no assignable scope.
//!
//! Azure asks for at least one: without any, the role can be assigned nowhere.
//!
//! ## What to do
//! List the subscriptions, resource groups or the management group where the role may be assigned, and no more.
//!
//! ## What it cannot see
//! Lists that are expressions. For ARM templates, Bicep and ARM's own shape a missing list is a warning: the scope of the deployment
//! is used instead. Arguments of modules and values of variables: what reads them may set the scopes.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::Severity;
use crate::role_file::Shape;

pub(super) const LINT: Lint = Lint {
    id: "scopes-missing",
    severity: Severity::Error,
    topic: Topic::Scopes,
    rules: &["R-CUS-4"],
    source: include_str!("scopes_missing.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    if role.written.is_argument {
        return Vec::new();
    }
    let found = match &role.written.assignable_scopes {
        Some(list) if !list.items.is_empty() => return Vec::new(),
        Some(list) => LINT.finding(role, list.span, "the list of assignable scopes is empty: Azure refuses the role"),
        None => missing(role),
    };
    vec![found.help("list where the role may be assigned, such as `/subscriptions/00000000-0000-0000-0000-000000000000`")]
}

fn missing(role: &LintedRole<'_>) -> Finding {
    let is_deployed =
        matches!(role.written.shape, Shape::Arm | Shape::ArmTemplate | Shape::Bicep | Shape::Azapi | Shape::Pulumi);
    let severity = if is_deployed { Severity::Warning } else { Severity::Error };
    LINT.finding(role, role.heading(), "the role has no assignable scopes: it can be assigned nowhere").severity(severity)
}
