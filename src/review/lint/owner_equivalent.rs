//! The role grants everything that Owner grants.
//!
//! It grants every known operation of the control plane, however it is written: `*`, or `*/read`, `*/write`, `*/delete` and
//! `*/action` together, or two blocks that fill each other's gaps. Its holder can do everything that Owner can do, and can also assign
//! roles.
//!
//! ## What to do
//! Assign Owner, so that everybody sees what it is; or better, name the providers that are needed. A clone of Contributor does not
//! grant that: it cannot assign roles.
//!
//! ## How it is decided
//! By meaning: every control-plane operation of the catalog is granted without a condition. NotActions count for their own block
//! only.
//!
//! ## What it cannot see
//! Roles that lack some operation but can assign roles: their holders reach Owner in one more step. See can-assign-roles.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::ownership::{is_broad, is_owner};
use super::role::LintedRole;
use crate::model::Severity;
use crate::pattern::Pattern;
use crate::role_file::ListKind;

pub(super) const LINT: Lint = Lint {
    id: "owner-equivalent",
    severity: Severity::Error,
    topic: Topic::Access,
    rules: &[],
    source: include_str!("owner_equivalent.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    if is_owner(role, knowledge) { vec![word(role)] } else { Vec::new() }
}

fn word(role: &LintedRole<'_>) -> Finding {
    let everything = Pattern::parse("*");
    let all = role.granting().find(|entry| entry.list == ListKind::Actions && entry.pattern == everything);
    let first = all.or_else(|| role.granting().find(|entry| is_broad(entry)));
    let message = match all {
        Some(_) => "`*` grants everything that Owner grants: every action of every provider",
        None => "the actions together grant everything that Owner grants: every known operation",
    };
    LINT.finding(role, first.map_or(role.heading(), |entry| entry.span), message)
        .help("name the providers that are needed, or assign Owner where an owner is meant")
}
