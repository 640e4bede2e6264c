//! A condition that cannot be read.
//!
//! Azure refuses a condition that does not follow the grammar ("The given role assignment condition is invalid."), one over 8 KB, and
//! every version but 2.0.
//!
//! ## What to do
//! The message says what was expected, and where.
//!
//! ## Severity
//! An error for a fault of the grammar; a warning for an unknown version. A missing version is 2.0.
//!
//! ## What it cannot see
//! Whether an attribute exists, or whether a resource type has it. Conditions that are expressions.

use super::condition_place::place_in;
use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{LintedBlock, LintedRole};
use crate::condition::{Condition, DOCUMENTED_LENGTH};
use crate::model::Severity;
use crate::role_file::WrittenText;

pub(super) const LINT: Lint = Lint {
    id: "condition-malformed",
    severity: Severity::Error,
    topic: Topic::Conditions,
    rules: &[],
    source: include_str!("condition_malformed.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    role.blocks.iter().flat_map(|block| of_block(role, block)).collect()
}

fn of_block(role: &LintedRole<'_>, block: &LintedBlock<'_>) -> Vec<Finding> {
    let (Some(condition), Some(written)) = (&block.condition, &block.written.condition) else { return Vec::new() };
    let faults = condition.errors().iter().filter(|fault| !fault.is_ambiguity());
    let word = |fault: &crate::condition::ConditionError| {
        let finding = LINT.finding(role, place_in(role, written, fault.span()), fault.to_string());
        match miette::Diagnostic::help(fault) {
            Some(help) => finding.help(help.to_string()),
            None => finding,
        }
    };
    let mut findings: Vec<Finding> = faults.map(word).collect();
    findings.extend(too_long(role, condition, written));
    findings.extend(version(role, block));
    findings
}

fn too_long(role: &LintedRole<'_>, condition: &Condition, written: &WrittenText) -> Option<Finding> {
    let length = condition.text().len();
    let message = format!("the condition has {length} bytes: Azure allows {DOCUMENTED_LENGTH}");
    let is_told = condition.errors().iter().any(|fault| matches!(fault, crate::condition::ConditionError::TooLong { .. }));
    (length > DOCUMENTED_LENGTH && !is_told)
        .then(|| LINT.finding(role, written.span, message).help("shorten it, or split the role"))
}

fn version(role: &LintedRole<'_>, block: &LintedBlock<'_>) -> Option<Finding> {
    let version = block.written.condition_version.as_ref()?;
    let text = version.known().filter(|text| text.trim() != "2.0")?;
    let message = format!("`{text}` is not a version of conditions");
    Some(LINT.finding(role, version.span, message).severity(Severity::Warning).help("the only version is `2.0`"))
}
