//! The role can remove locks or deny assignments.
//!
//! Resource locks and deny assignments hold back even owners. Whoever may delete them can first remove the protection and then do
//! what it was there to prevent.
//!
//! ## What to do
//! Take `Microsoft.Authorization/locks/delete` and `Microsoft.Authorization/denyAssignments/delete` away with NotActions, or do not
//! grant `Microsoft.Authorization/*` at all.
//!
//! ## How it is decided
//! By meaning: `*/delete` or `Microsoft.Authorization/*` grant both.
//!
//! ## What it cannot see
//! Which locks and deny assignments there are. Most deny assignments belong to a managed application or a deployment stack, and the
//! service removes them with it only.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionGrant, LintedRole};
use crate::model::{Plane, Severity};

pub(super) const LINT: Lint = Lint {
    id: "can-remove-protection",
    severity: Severity::Warning,
    topic: Topic::Access,
    rules: &[],
    source: include_str!("can_remove_protection.rs"),
    run: LintFunction::Role(run),
};

const ACTIONS: [(&str, &str); 2] =
    [("Microsoft.Authorization/locks/delete", "locks"), ("Microsoft.Authorization/denyAssignments/delete", "deny assignments")];

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let grants = ACTIONS.iter().filter_map(|(action, what)| Some((role.grant(Plane::Control, action)?, *action, *what)));
    let grants: Vec<_> = grants.collect();
    let mut findings: Vec<Finding> = Vec::new();
    for (grant, action, _) in &grants {
        let same = |other: &&(ActionGrant<'_, '_>, &str, &str)| other.0.entry.span == grant.entry.span;
        let what: Vec<&str> = grants.iter().filter(same).map(|(.., what)| *what).collect();
        if findings.iter().all(|finding| finding.span != grant.entry.span) {
            let all = grants.iter().filter(same).map(|(_, action, _)| *action);
            findings.push(word(role, *grant, action, &what.join(" and ")).about(Plane::Control, all));
        }
    }
    findings
}

fn word(role: &LintedRole<'_>, grant: ActionGrant<'_, '_>, action: &str, what: &str) -> Finding {
    let message = format!("`{}` lets its holder remove {what}", grant.entry.pattern.text());
    LINT.finding(role, grant.entry.span, message)
        .help(format!("take `{action}` away with NotActions, or leave it out"))
        .witness(action)
}
