//! Data actions in a role that is assignable at a management group.
//!
//! A role with DataActions cannot be assigned at a management group. Whether such a role may name one among its assignable scopes is
//! told in two ways: one page of the documentation allows it, another says that Azure refuses it ("You cannot add data action
//! permissions when you have a management group as an assignable scope").
//!
//! ## What to do
//! Name the subscriptions, or move the data actions to a role of their own.
//!
//! ## Severity
//! A warning, because the documentation contradicts itself.
//!
//! ## What it cannot see
//! Scopes and actions that are expressions, unless their form tells what they are: `managementGroup().id` is a management group.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::{Plane, Severity};

pub(super) const LINT: Lint = Lint {
    id: "data-actions-at-management-group",
    severity: Severity::Warning,
    topic: Topic::Scopes,
    rules: &["R-CUS-8", "R-CUS-9"],
    source: include_str!("data_actions_at_management_group.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let group = role.management_groups().next();
    let data = role.granting().find(|entry| entry.list.plane() == Plane::Data);
    let (Some(group), Some(data)) = (group, data) else { return Vec::new() };
    let message = "a role with data actions cannot be assigned at a management group";
    let finding = LINT
        .finding(role, group.span, message)
        .help("name the subscriptions, or move the data actions to a role of their own")
        .related(role, data.span, "a data action");
    vec![finding]
}
