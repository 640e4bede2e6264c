//! The description of the role is too long.
//!
//! Azure takes at most 2,048 characters.
//!
//! ## What it cannot see
//! Descriptions that are expressions.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "description-too-long",
    severity: Severity::Error,
    topic: Topic::Identity,
    rules: &["R-CUS-2"],
    source: include_str!("description_too_long.rs"),
    run: LintFunction::Role(run),
};

const MOST: usize = 2_048;

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let Some(description) = &role.written.description else { return Vec::new() };
    let length = description.known().map_or(0, |text| text.chars().count());
    let word = || {
        let message = format!("the description has {length} characters: Azure allows {MOST}");
        LINT.finding(role, description.span, message).help("shorten it")
    };
    if length > MOST { vec![word()] } else { Vec::new() }
}
