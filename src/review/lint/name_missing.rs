//! The role has no name.
//!
//! Azure asks for a name, and shows roles by it.
//!
//! ## What it cannot see
//! Names that are expressions, and arguments of modules and values of variables: what reads them may set the name.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::Severity;
use crate::role_file::WrittenText;

pub(super) const LINT: Lint = Lint {
    id: "name-missing",
    severity: Severity::Error,
    topic: Topic::Identity,
    rules: &["R-CUS-1"],
    source: include_str!("name_missing.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    if role.written.is_argument {
        return Vec::new();
    }
    let name = role.written.name.as_ref();
    if name.is_some_and(|name| name.known().is_none_or(|text| !text.trim().is_empty())) {
        return Vec::new();
    }
    let span = name.map_or(role.heading(), |name: &WrittenText| name.span);
    vec![LINT.finding(role, span, "the role has no name: Azure refuses it").help("name it, in at most 512 characters")]
}
