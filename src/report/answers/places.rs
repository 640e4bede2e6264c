//! What people call a place: a scope of Azure, or of the directory.

use crate::graph::TenantGraph;
use crate::model::{ObjectId, ScopeId};
use crate::report::terms::StepKind;

/// The display name of a subscription or a management group.
pub(crate) fn displayed(tenant: &TenantGraph, scope: ScopeId) -> Option<&str> {
    let facts = tenant.facts();
    let subscription = facts.subscriptions.iter().find(|row| row.scope == scope);
    let group = || facts.management_groups.iter().find(|row| row.scope == scope)?.name.as_deref();
    subscription.and_then(|row| row.name.as_deref()).or_else(group)
}

/// The name of a scope of Azure: the display name, where it has one, else the last part of its id. Both where two subscriptions have one
/// name.
pub(crate) fn scope_called(tenant: &TenantGraph, id: &str) -> String {
    if id == "/" {
        return "the root of Azure".to_owned();
    }
    let name = tenant.facts().scopes.lookup(id).and_then(|scope| displayed(tenant, scope));
    let last = || id.rsplit('/').next().filter(|name| !name.is_empty());
    match name.zip(last()).filter(|_| tenant.facts().shares_name(id)) {
        Some((name, last)) => format!("{name} ({last})"),
        None => name.or_else(last).unwrap_or(id).to_owned(),
    }
}

/// The name of the place where a step of a proof is held: a scope of Azure, or of the directory.
pub(crate) fn held_at(tenant: &TenantGraph, kind: StepKind, scope: &str) -> String {
    match kind {
        StepKind::Assignment | StepKind::Eligibility | StepKind::Deny => scope_called(tenant, scope),
        StepKind::DirectoryAssignment | StepKind::DirectoryEligibility | StepKind::AppRoleAssignment if scope == "/" => {
            "the tenant".to_owned()
        }
        StepKind::Ownership => group_called(tenant, scope),
        StepKind::DirectoryAssignment | StepKind::DirectoryEligibility | StepKind::AppRoleAssignment => scope.to_owned(),
    }
}

/// What people call a group; its id where no input has a name.
fn group_called(tenant: &TenantGraph, id: &str) -> String {
    let principals = &tenant.facts().principals;
    let known = principals.lookup(&ObjectId::parse(id)).and_then(|group| principals.facts(group)?.name.as_deref());
    known.unwrap_or(id).to_owned()
}
