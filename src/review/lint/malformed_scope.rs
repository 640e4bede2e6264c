//! An assignable scope that is not a valid scope.
//!
//! A scope is `/subscriptions/ID`, with or without `/resourceGroups/NAME` and a resource, or
//! `/providers/Microsoft.Management/managementGroups/ID`. Anything else is refused, or matches no resource. Placeholders that were
//! left in are found by this too.
//!
//! ## What to do
//! Write the path with its leading slash, and the id of the subscription instead of its name.
//!
//! ## What it cannot see
//! Whether the subscription, group or management group exists. Scopes that are expressions.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{LintedRole, LintedScope};
use crate::guid::Guid;
use crate::model::{ScopeKind, Severity};

pub(super) const LINT: Lint = Lint {
    id: "malformed-scope",
    severity: Severity::Warning,
    topic: Topic::Scopes,
    rules: &["R-CUS-4"],
    source: include_str!("malformed_scope.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    // What a module makes of what it is given, it knows.
    if role.written.is_argument {
        return Vec::new();
    }
    role.scopes.iter().filter_map(|scope| Some((scope, fault(scope)?))).map(|(scope, fault)| word(role, scope, fault)).collect()
}

/// What is wrong with a scope. Wildcards and the root are told elsewhere.
fn fault(scope: &LintedScope<'_>) -> Option<&'static str> {
    let text = scope.text.trim();
    if text.contains('*') || text == "/" {
        return None;
    }
    if !text.starts_with('/') {
        return Some("a scope begins with a slash");
    }
    match scope.kind {
        ScopeKind::Root => Some("a scope names a subscription or a management group"),
        ScopeKind::TenantResource => Some("it is neither in a subscription nor a management group"),
        ScopeKind::ManagementGroup => None,
        ScopeKind::Subscription | ScopeKind::ResourceGroup | ScopeKind::Resource => {
            let id = text.trim_start_matches('/').split('/').nth(1);
            let is_subscription = text.to_ascii_lowercase().starts_with("/subscriptions/");
            (is_subscription && id.and_then(Guid::parse).is_none()).then_some("the id of a subscription is a GUID")
        }
    }
}

fn word(role: &LintedRole<'_>, scope: &LintedScope<'_>, fault: &str) -> Finding {
    let message = format!("`{}` is not an assignable scope: {fault}", scope.text);
    LINT.finding(role, scope.span, message)
        .help("write `/subscriptions/ID`, `/subscriptions/ID/resourceGroups/NAME` or `/providers/Microsoft.Management/managementGroups/ID`")
}
