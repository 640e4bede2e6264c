//! The id of the role is not a GUID.
//!
//! Azure takes a GUID as the name of a role definition, alone or at the end of its resource id, and nothing else.
//!
//! ## What to do
//! Use the GUID of the existing role, or make one (`uuidgen`, `New-Guid`).
//!
//! ## What it cannot see
//! Ids that are expressions, such as `guid(...)` in a template, and arguments of modules: what reads them may make a GUID of the id.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::Severity;
use crate::model::role::role_id_of;

pub(super) const LINT: Lint = Lint {
    id: "id-not-guid",
    severity: Severity::Error,
    topic: Topic::Identity,
    rules: &[],
    source: include_str!("id_not_guid.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    // What a module makes of an `id` or `name` of its own, it knows.
    let Some(id) = role.written.id.as_ref().filter(|_| !role.written.is_argument) else { return Vec::new() };
    let Some(text) = id.known().filter(|text| !text.trim().is_empty()) else { return Vec::new() };
    if role_id_of(text).guid().is_some() {
        return Vec::new();
    }
    vec![
        LINT.finding(role, id.span, format!("`{text}` is not a GUID: Azure refuses it as the id of a role"))
            .help("use the GUID of the existing role, or a new one"),
    ]
}
