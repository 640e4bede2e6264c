//! A condition that can be read in two ways.
//!
//! `a AND b OR c` without parentheses leaves open what belongs together, and the documentation asks for them. What Azure makes of it
//! is not public.
//!
//! ## What to do
//! Write `(a AND b) OR c` or `a AND (b OR c)`.
//!
//! ## What it cannot see
//! Conditions that are expressions.

use super::condition_place::place_in;
use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{LintedBlock, LintedRole};
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "condition-ambiguous",
    severity: Severity::Warning,
    topic: Topic::Conditions,
    rules: &[],
    source: include_str!("condition_ambiguous.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    role.blocks.iter().flat_map(|block| of_block(role, block)).collect()
}

fn of_block(role: &LintedRole<'_>, block: &LintedBlock<'_>) -> Vec<Finding> {
    let (Some(condition), Some(written)) = (&block.condition, &block.written.condition) else { return Vec::new() };
    let faults = condition.errors().iter().filter(|fault| fault.is_ambiguity());
    let word = |fault: &crate::condition::ConditionError| {
        LINT.finding(role, place_in(role, written, fault.span()), fault.to_string())
            .help("write `(a AND b) OR c` or `a AND (b OR c)`")
    };
    faults.map(word).collect()
}
