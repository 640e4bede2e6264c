//! A form of role file that loses a part of the role.
//!
//! - `az role definition create` and `New-AzRoleDefinition` take flat lists and drop a condition without a word.
//! - Azure PowerShell prints the lists of all permission blocks as one: which NotAction belonged to which Action, and which condition
//!   to which block, is gone. Creating a role from such a file makes another role.
//!
//! ## What to do
//! Export with `az role definition list` or from the portal, which keep the blocks; keep conditions on the assignments.
//!
//! ## What it cannot see
//! Whether a flat file was written by hand or printed from a custom role with several blocks: only built-in roles are known.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::Severity;
use crate::model::role::role_id_of;
use crate::role_file::{Shape, WrittenText};

pub(super) const LINT: Lint = Lint {
    id: "shape-loses-information",
    severity: Severity::Warning,
    topic: Topic::Identity,
    rules: &["R-DEF-14"],
    source: include_str!("shape_loses_information.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    if role.written.shape != Shape::Flat {
        return Vec::new();
    }
    let conditions = role.blocks.iter().filter(|block| block.is_conditional());
    let dropped = conditions.filter_map(|block| block.written.condition.as_ref()).map(|condition| {
        LINT.finding(role, condition.span, "az and Azure PowerShell drop the condition of a flat role file without a word")
            .help("put the condition on the assignments, or write the role as ARM does, with `properties` and `permissions`")
    });
    dropped.chain(merged(role, knowledge)).collect()
}

/// A built-in role with several blocks, all in one list.
fn merged(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Option<Finding> {
    let id = role.written.id.as_ref().and_then(WrittenText::known).map(role_id_of);
    let catalog = knowledge.catalog;
    let known = id.and_then(|id| catalog.role(&id)).or_else(|| catalog.role_by_name(role.name()))?;
    if known.blocks.len() < 2 {
        return None;
    }
    let message = format!("{} has {} permission blocks, which this file writes as one", known.name, known.blocks.len());
    Some(LINT.finding(role, role.heading(), message).help("export it with `az role definition list`, which keeps them apart"))
}
