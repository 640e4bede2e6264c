//! The targets of a tenant for tasks, and the scopes at which the leaves of a requirement are evaluated for each.

use rustc_hash::FxHashMap;

use super::outcome::{OutcomeTarget, Target};
use crate::graph::TenantGraph;
use crate::model::scope::{contains, resource_group_of, subscription_of, workspace_of};
use crate::model::{ScopePath, TargetKind};

/// What the user narrows the targets to.
#[derive(Debug, Clone, Default)]
pub struct TargetFilter {
    /// Only these workspaces: resource ids, or names of workspaces in the exports.
    pub workspaces: Vec<String>,
    /// Only targets at or below one of these scopes.
    pub scopes: Vec<String>,
    /// Only this workspace and what contains it.
    pub around: Option<String>,
}

/// The targets of a kind, by id; names of ids are those that the exports spell (R-SCO-2).
pub(crate) fn targets(tenant: &TenantGraph, kind: TargetKind, filter: &TargetFilter) -> Vec<Target> {
    if let Some(workspace) = &filter.around {
        return around(tenant, kind, workspace).into_iter().collect();
    }
    let mut targets = match kind {
        TargetKind::Tenant => vec![the_tenant(tenant)],
        TargetKind::Subscription => all(tenant, kind, subscription_of),
        TargetKind::ResourceGroup => all(tenant, kind, resource_group_of),
        TargetKind::Workspace => workspaces_of(tenant, filter),
        TargetKind::Resource => resources(tenant, filter),
    };
    if kind != TargetKind::Tenant && !filter.scopes.is_empty() {
        let scopes: Vec<ScopePath> = filter.scopes.iter().map(|scope| ScopePath::parse(scope)).collect();
        targets.retain(|target| scopes.iter().any(|scope| contains(scope.as_str(), &target.id)));
    }
    targets.sort_by(|a, b| a.id.cmp(&b.id));
    targets
}

/// The scope at which a leaf is evaluated for a target: the nearest one of that kind at or above it.
pub(crate) fn stand(target: &Target, at: TargetKind) -> String {
    let id = target.id.as_str();
    let nearest = match at {
        TargetKind::Tenant => Some("/"),
        TargetKind::Subscription => subscription_of(id),
        TargetKind::ResourceGroup => resource_group_of(id),
        TargetKind::Workspace => workspace_of(id),
        TargetKind::Resource => None,
    };
    let own = if target.kind == OutcomeTarget::Kind(TargetKind::Tenant) { "/" } else { id };
    nearest.unwrap_or(own).to_owned()
}

/// The target of a kind that is a workspace or contains it.
fn around(tenant: &TenantGraph, kind: TargetKind, workspace: &str) -> Option<Target> {
    let id = match kind {
        TargetKind::Tenant => return Some(the_tenant(tenant)),
        TargetKind::Subscription => subscription_of(workspace),
        TargetKind::ResourceGroup => resource_group_of(workspace),
        TargetKind::Workspace | TargetKind::Resource => Some(workspace),
    };
    id.map(|id| target(tenant, id, OutcomeTarget::Kind(kind)))
}

/// The workspaces of an id (which need not be in the exports) or a name (which must).
pub fn workspaces(tenant: &TenantGraph, asked: &str) -> Vec<Target> {
    asked_workspace(tenant, &all(tenant, TargetKind::Workspace, workspace_of), asked)
}

fn the_tenant(tenant: &TenantGraph) -> Target {
    let name = tenant.facts().organizations.iter().filter_map(|organization| organization.name.as_deref()).min();
    Target { id: "tenant".to_owned(), kind: OutcomeTarget::Kind(TargetKind::Tenant), name: name.map(str::to_owned) }
}

/// Every scope of a kind that some scope in the inputs is, or lies in.
fn all(tenant: &TenantGraph, kind: TargetKind, enclosing: fn(&str) -> Option<&str>) -> Vec<Target> {
    let scopes = &tenant.facts().scopes;
    let mut found: FxHashMap<String, &str> = FxHashMap::default();
    let mut last = "";
    for path in scopes.ids().filter_map(|scope| enclosing(scopes.text(scope))) {
        if path == last {
            continue;
        }
        last = path;
        let spelled = found.entry(path.to_ascii_lowercase()).or_insert(path);
        *spelled = path.min(spelled);
    }
    let mut ids: Vec<&str> = found.into_values().collect();
    ids.sort_unstable();
    ids.into_iter().map(|id| target(tenant, id, OutcomeTarget::Kind(kind))).collect()
}

fn target(tenant: &TenantGraph, id: &str, kind: OutcomeTarget) -> Target {
    let subscription = || {
        let facts = tenant.facts();
        let scope = facts.scopes.lookup(id)?;
        let listed = facts.subscriptions.iter().filter(|subscription| subscription.scope == scope);
        listed.filter_map(|subscription| subscription.name.as_deref()).min().map(str::to_owned)
    };
    let last = || id.rsplit('/').next().map(str::to_owned);
    let name = match kind {
        OutcomeTarget::Kind(TargetKind::Subscription) | OutcomeTarget::AnyWorkspace => subscription(),
        OutcomeTarget::Kind(_) => last(),
    };
    Target { id: id.to_owned(), kind, name }
}

/// Every workspace in the exports, or those that were asked for; with none at all, each subscription stands in.
fn workspaces_of(tenant: &TenantGraph, filter: &TargetFilter) -> Vec<Target> {
    let mut found = all(tenant, TargetKind::Workspace, workspace_of);
    if !filter.workspaces.is_empty() {
        return filter.workspaces.iter().flat_map(|asked| asked_workspace(tenant, &found, asked)).collect();
    }
    if found.is_empty() {
        found = all(tenant, TargetKind::Subscription, subscription_of);
        for target in &mut found {
            target.kind = OutcomeTarget::AnyWorkspace;
        }
    }
    found
}

/// A workspace by id (which need not be in the exports) or by name (which must).
fn asked_workspace(tenant: &TenantGraph, found: &[Target], asked: &str) -> Vec<Target> {
    let path = ScopePath::parse(asked);
    let same = |target: &&Target| {
        ScopePath::parse(&target.id) == path || target.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(asked))
    };
    let known: Vec<Target> = found.iter().filter(same).cloned().collect();
    if known.is_empty() && workspace_of(path.as_str()).is_some() {
        return vec![target(tenant, path.as_str(), OutcomeTarget::Kind(TargetKind::Workspace))];
    }
    known
}

/// Every resource of an inventory, and every resource scope that was asked for.
fn resources(tenant: &TenantGraph, filter: &TargetFilter) -> Vec<Target> {
    let facts = tenant.facts();
    let listed = facts.resources.iter().map(|resource| facts.scopes.text(resource.scope).to_owned());
    let asked = filter.scopes.iter().map(|scope| ScopePath::parse(scope).as_str().to_owned());
    let mut ids: Vec<String> = listed.chain(asked).collect();
    ids.sort();
    ids.dedup();
    ids.iter().map(|id| target(tenant, id, OutcomeTarget::Kind(TargetKind::Resource))).collect()
}
