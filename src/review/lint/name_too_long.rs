//! The name of the role is too long.
//!
//! Azure takes at most 512 characters.
//!
//! ## What it cannot see
//! Names that are expressions.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "name-too-long",
    severity: Severity::Error,
    topic: Topic::Identity,
    rules: &["R-CUS-1"],
    source: include_str!("name_too_long.rs"),
    run: LintFunction::Role(run),
};

const MOST: usize = 512;

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let Some(name) = &role.written.name else { return Vec::new() };
    let length = name.known().map_or(0, |text| text.chars().count());
    let word = || {
        let message = format!("the name has {length} characters: Azure allows {MOST}");
        LINT.finding(role, name.span, message).help("shorten it; the description has room for 2,048")
    };
    if length > MOST { vec![word()] } else { Vec::new() }
}
