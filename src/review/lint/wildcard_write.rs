//! Every write, delete or action of every provider.
//!
//! `*`, `*/write`, `*/delete` and `*/action` grant an operation of all providers at once, also of those that Azure adds later.
//! Nobody can tell from such a role what it allows.
//!
//! ## What to do
//! Name the providers: `Microsoft.Compute/*` rather than `*`. For everything except access, use the built-in role Contributor.
//!
//! ## How it is decided
//! By meaning: a pattern that covers `*/write`, `*/delete` or `*/action`, unless the NotActions of its block leave nothing of it. Exceptions
//! for some providers do not help: they only take out what somebody thought of.
//!
//! ## What it cannot see
//! Roles that list every provider one by one. For a role that grants everything that Owner grants, see owner-equivalent.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::ownership::is_owner;
use super::role::{ActionEntry, LintedRole};
use super::verbs::{WideGrant, wide_grants};
use crate::model::{Plane, Severity};
use crate::role_file::ListKind;

pub(super) const LINT: Lint = Lint {
    id: "wildcard-write",
    severity: Severity::Warning,
    topic: Topic::Access,
    rules: &[],
    source: include_str!("wildcard_write.rs"),
    run: LintFunction::Role(run),
};

const VERBS: [&str; 3] = ["write", "delete", "action"];

fn run(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    let of_block = |block| {
        let wide = wide_grants(block, ListKind::Actions, &VERBS, role.wildcards);
        wide.into_iter().map(|(entry, wide)| word(role, entry, &wide))
    };
    let findings: Vec<Finding> = role.blocks.iter().flat_map(of_block).collect();
    if findings.is_empty() || is_owner(role, knowledge) { Vec::new() } else { findings }
}

fn word(role: &LintedRole<'_>, entry: &ActionEntry<'_>, wide: &WideGrant<'_>) -> Finding {
    let verbs = match wide.verbs.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        only => only.join(""),
    };
    let but = if wide.is_cut { ", except what NotActions take away" } else { "" };
    let message = format!("`{}` grants every {verbs} of every provider, future ones included{but}", entry.pattern.text());
    let every: Vec<String> = wide.verbs.iter().map(|verb| format!("*/{verb}")).collect();
    let finding =
        LINT.finding(role, entry.span, message).help("name the providers that are meant, such as `Microsoft.Compute/*`");
    finding.about(Plane::Control, every.iter().map(String::as_str))
}
