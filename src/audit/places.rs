//! The places that the exports name: subscriptions that can be asked about, and places whose resources are not listed.

use fixedbitset::FixedBitSet;
use rustc_hash::FxHashSet;

use crate::graph::TenantGraph;
use crate::model::scope::{contains, subscription_of};
use crate::model::{ExportKind, Facts, ScopeId, ScopeKind, ScopePath};

/// The subscriptions that only the ids of role definitions name, in rows from above: nothing says that they are places to ask about.
pub(super) fn only_named(facts: &Facts) -> FxHashSet<ScopeId> {
    if facts.listed_at.is_empty() {
        return FxHashSet::default();
    }
    let mut left: FxHashSet<ScopeId> = facts.listed_at.iter().filter_map(|path| facts.scopes.lookup(path)).collect();
    for text in facts.scopes.ids().map(|scope| facts.scopes.text(scope)) {
        if let Some(own) = subscription_of(text).filter(|own| own.len() < text.len())
            && let Some(place) = facts.scopes.lookup(own)
        {
            left.remove(&place);
        }
    }
    let listed = facts.containments.iter().filter(|row| row.direct).map(|row| row.child);
    for place in facts.subscriptions.iter().map(|row| row.scope).chain(listed).chain(with_access(facts)) {
        if left.is_empty() {
            break;
        }
        left.remove(&place);
    }
    left
}

/// The scopes at which access is given or denied.
fn with_access(facts: &Facts) -> impl Iterator<Item = ScopeId> {
    (facts.delegations.iter().map(|row| row.scope))
        .chain(facts.denies.iter().map(|row| row.scope))
        .chain(facts.schedules.iter().map(|row| row.scope))
        .chain(facts.assignments.iter().map(|row| row.scope))
}

/// The root groups of which only the ids of tenants tell: no list and no row of access names them.
pub(crate) fn unlisted_root_groups(facts: &Facts) -> FxHashSet<ScopeId> {
    let tenants = facts.subscriptions.iter().filter_map(|row| row.tenant.as_ref());
    let roots = tenants.filter_map(|tenant| facts.scopes.lookup(ScopePath::management_group(tenant).as_str()));
    let mut left: FxHashSet<ScopeId> = roots.collect();
    let listed = facts.containments.iter().filter(|row| row.direct).flat_map(|row| [row.child, row.parent]);
    for place in listed.chain(with_access(facts)) {
        left.remove(&place);
    }
    left
}

/// The resource groups at which somebody holds a role and of which no list of resources is at hand, each once: whatever is in them may
/// be reached (R-EVAL-9).
pub(super) fn unlisted_groups(tenant: &TenantGraph) -> Vec<&str> {
    let facts = tenant.facts();
    // Grants are many more than scopes: the text of each scope is looked at once.
    let mut held_at = FixedBitSet::with_capacity(facts.scopes.len());
    held_at.extend(tenant.grants().iter().map(|grant| grant.gives.scope.index()));
    let held_at = facts.scopes.ids().filter(|scope| held_at.contains(scope.index()));
    let groups = held_at.filter(|&scope| facts.scopes.kind(scope) == ScopeKind::ResourceGroup);
    let mut groups: Vec<&str> = groups.map(|scope| facts.scopes.text(scope)).collect();
    groups.sort_unstable();
    groups.retain(|group| !lists_resources(tenant, group));
    groups
}

/// Whether a list of resources is at hand for a place.
pub(super) fn lists_resources(tenant: &TenantGraph, place: &str) -> bool {
    let facts = tenant.facts();
    if facts.vouched.contains(&ExportKind::Resources) {
        return true;
    }
    if let Some(entry) = tenant.coverage().at(facts, ExportKind::Resources, place).and_then(|id| tenant.coverage().get(id)) {
        return entry.state.carries_a_no();
    }
    // Facts that were put together by hand have no lists.
    let subscription = subscription_of(place).unwrap_or(place);
    !tenant.knows_places(ExportKind::Resources)
        && facts.resources.iter().any(|row| contains(subscription, facts.scopes.text(row.scope)))
}
