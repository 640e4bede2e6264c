//! `max_scope`: how wide the assignable scopes may be.

use super::role::PolicyRole;
use crate::config::{MaxScope, Policy};
use crate::model::scope::contains;
use crate::model::{ScopeKind, ScopePath};
use crate::review::lint::Finding;

pub(super) fn check(place: &PolicyRole<'_>, policy: &Policy, findings: &mut Vec<Finding>) {
    let Some(limit) = &policy.max_scope else { return };
    for text in place.written.assignable_scopes.iter().flat_map(|scopes| &scopes.items) {
        let Some(known) = text.known() else {
            let message = "whether this scope is within `max_scope` cannot be told from the file".to_owned();
            findings.push(place.finding("undecided-policy", text.span, message));
            continue;
        };
        let scope = ScopePath::parse(known);
        if is_within(&scope, &limit.value) {
            continue;
        }
        let message = format!("`{known}` is wider than the policy allows: at most `{}`", limit.value.text());
        let help = Some("name the narrower scopes at which the role is assigned".to_owned());
        findings.push(Finding { help, ..place.finding("max-scope", text.span, message) });
    }
}

fn is_within(scope: &ScopePath, limit: &MaxScope) -> bool {
    match limit {
        MaxScope::Within(limit) => contains(limit.as_str(), scope.as_str()),
        MaxScope::Kind(kind) => width(scope.kind()) <= width(*kind),
    }
}

/// How wide a kind of scope is. Resources of the tenant itself are in no subscription, but are single resources.
const fn width(kind: ScopeKind) -> u8 {
    match kind {
        ScopeKind::Root => 4,
        ScopeKind::ManagementGroup => 3,
        ScopeKind::Subscription => 2,
        ScopeKind::ResourceGroup => 1,
        ScopeKind::Resource | ScopeKind::TenantResource => 0,
    }
}
