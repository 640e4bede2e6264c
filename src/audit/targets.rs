//! The targets of a tenant for tasks, and the scopes at which the leaves of a requirement are evaluated for each.

use rustc_hash::{FxHashMap, FxHashSet};

use super::outcome::{OutcomeTarget, Target};
use super::places;
use super::target_groups::groups_that_matter;
use crate::graph::{Containing, TenantGraph};
use crate::model::scope::{contains, resource_group_of, resource_of, subscription_of, workspace_of};
use crate::model::{ScopeKind, ScopePath, TargetKind, Task};

/// What the user narrows the targets to.
#[derive(Debug, Clone, Default)]
pub struct TargetFilter {
    /// Only these workspaces: resource ids, or names of workspaces in the exports.
    pub workspaces: Vec<String>,
    /// Only targets at or below one of these scopes.
    pub scopes: Vec<String>,
    /// Only this workspace and what contains it.
    pub around: Option<String>,
    /// No resource group stands in for what nobody listed in it. Two states are compared so: which groups stand in depends on who holds
    /// roles there, and what both states hold may be left out.
    pub whole_subscriptions: bool,
}

/// What a task is done to: a kind of target, and of resources their type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WantedTargets {
    pub kind: TargetKind,
    pub resource_type: Option<Box<str>>,
}

impl WantedTargets {
    /// Those of a task.
    pub(crate) fn of(task: &Task) -> Self {
        Self { kind: task.target, resource_type: task.resource_type.clone() }
    }

    /// Those of a kind.
    pub(crate) fn of_kind(kind: TargetKind) -> Self {
        Self { kind, resource_type: None }
    }
}

/// The targets that are wanted, by id; names of ids are those that the exports spell (R-SCO-2).
pub(crate) fn targets(tenant: &TenantGraph, wanted: &WantedTargets, filter: &TargetFilter) -> Vec<Target> {
    let kind = wanted.kind;
    if let Some(workspace) = &filter.around {
        return around(tenant, wanted, workspace).into_iter().collect();
    }
    let mut targets = match (kind, &wanted.resource_type) {
        (TargetKind::Tenant, _) => vec![the_tenant(tenant)],
        (TargetKind::Subscription, _) => subscriptions(tenant),
        (TargetKind::ResourceGroup, _) => all(tenant, kind, resource_group_of),
        (TargetKind::Workspace, _) => workspaces_of(tenant, filter),
        (TargetKind::Resource, Some(of)) => resources_of_type(tenant, of, filter),
        (TargetKind::Resource, None) => resources(tenant, filter),
        (TargetKind::Group, _) => groups(tenant),
    };
    if kind != TargetKind::Tenant && !filter.scopes.is_empty() {
        let facts = tenant.facts();
        let scopes: Vec<ScopePath> = filter.scopes.iter().map(|scope| ScopePath::parse(scope)).collect();
        let below = |scope: &ScopePath, id: &str| {
            contains(scope.as_str(), id)
                || scope.kind() == ScopeKind::ManagementGroup
                    && facts
                        .scopes
                        .lookup(scope.as_str())
                        .is_some_and(|group| tenant.tree().above(facts, id).contains(&(group, Containing::Sure)))
        };
        targets.retain(|target| scopes.iter().any(|scope| below(scope, &target.id)));
    }
    targets.sort_by(|a, b| a.id.cmp(&b.id));
    targets
}

/// The scope at which a leaf is evaluated for a target: the nearest one of that kind at or above it.
pub(crate) fn stand(target: &Target, at: TargetKind) -> String {
    let own = if target.kind == OutcomeTarget::Kind(TargetKind::Tenant) { "/" } else { &target.id };
    nearest(target, at).unwrap_or(own).to_owned()
}

/// Whether a leaf is evaluated for any scope in that one: what stays at a scope itself does not reach it (R-DENY-6).
pub(crate) fn stands_in(target: &Target, at: TargetKind) -> bool {
    matches!(target.kind, OutcomeTarget::AnyWorkspace | OutcomeTarget::AnyResource) && nearest(target, at).is_none()
}

fn nearest(target: &Target, at: TargetKind) -> Option<&str> {
    let id = target.id.as_str();
    match at {
        // Groups are in the tenant, and in no scope of Azure.
        TargetKind::Tenant | TargetKind::Group => Some("/"),
        TargetKind::Subscription => subscription_of(id),
        TargetKind::ResourceGroup => resource_group_of(id),
        TargetKind::Workspace => workspace_of(id),
        TargetKind::Resource => None,
    }
}

/// The target that is a workspace or contains it.
fn around(tenant: &TenantGraph, wanted: &WantedTargets, workspace: &str) -> Option<Target> {
    let id = match (wanted.kind, wanted.resource_type.as_deref()) {
        (TargetKind::Tenant, _) => return Some(the_tenant(tenant)),
        (TargetKind::Subscription, _) => subscription_of(workspace),
        (TargetKind::ResourceGroup, _) => resource_group_of(workspace),
        (TargetKind::Workspace, _) | (TargetKind::Resource, None) => Some(workspace),
        (TargetKind::Resource, Some(of)) => resource_of(workspace, of),
        (TargetKind::Group, _) => None,
    };
    id.map(|id| target(tenant, id, OutcomeTarget::Kind(wanted.kind)))
}

/// The workspaces of an id (which need not be in the exports) or a name (which must).
pub fn workspaces(tenant: &TenantGraph, asked: &str) -> Vec<Target> {
    asked_workspace(tenant, &all(tenant, TargetKind::Workspace, workspace_of), asked)
}

fn the_tenant(tenant: &TenantGraph) -> Target {
    let name = tenant.facts().organizations.iter().filter_map(|organization| organization.name.as_deref()).min();
    Target::new("tenant".to_owned(), OutcomeTarget::Kind(TargetKind::Tenant), name.map(str::to_owned))
}

/// The groups that matter, by id.
fn groups(tenant: &TenantGraph) -> Vec<Target> {
    let principals = &tenant.facts().principals;
    let holds = |group| !tenant.grants_of(group).is_empty() || !tenant.directory_grants_of(group).is_empty();
    let called = |group| {
        let name = principals.facts(group).and_then(|known| known.name.as_deref()).map(str::to_owned);
        Target::new(principals.id(group).to_string(), OutcomeTarget::Kind(TargetKind::Group), name)
    };
    groups_that_matter(tenant.facts(), holds).into_iter().map(called).collect()
}

/// The subscriptions that the exports tell of.
fn subscriptions(tenant: &TenantGraph) -> Vec<Target> {
    let facts = tenant.facts();
    let mut found = all(tenant, TargetKind::Subscription, subscription_of);
    let left_out = places::only_named(facts);
    if !left_out.is_empty() {
        found.retain(|target| facts.scopes.lookup(&target.id).is_none_or(|scope| !left_out.contains(&scope)));
    }
    found
}

/// Whether the exports tell of no subscription at all.
pub(super) fn no_subscription(tenant: &TenantGraph) -> bool {
    subscriptions(tenant).is_empty()
}

/// Every scope of a kind that some scope in the inputs is, or lies in.
fn all(tenant: &TenantGraph, kind: TargetKind, enclosing: impl Fn(&str) -> Option<&str>) -> Vec<Target> {
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
        OutcomeTarget::Kind(TargetKind::Subscription) => subscription(),
        OutcomeTarget::AnyWorkspace | OutcomeTarget::AnyResource if resource_group_of(id).is_none() => subscription(),
        OutcomeTarget::AnyWorkspace | OutcomeTarget::AnyResource | OutcomeTarget::Kind(_) => last(),
    };
    let shares_name = kind == OutcomeTarget::Kind(TargetKind::Subscription) && tenant.facts().shares_name(id);
    Target { id: id.to_owned(), kind, name, shares_name }
}

/// Every workspace in the exports, or those that were asked for; with none at all, each subscription stands in. So does a resource
/// group whose resources nobody listed, where somebody holds a role there (R-EVAL-9).
fn workspaces_of(tenant: &TenantGraph, filter: &TargetFilter) -> Vec<Target> {
    let mut found = all(tenant, TargetKind::Workspace, workspace_of);
    if !filter.workspaces.is_empty() {
        return filter.workspaces.iter().flat_map(|asked| asked_workspace(tenant, &found, asked)).collect();
    }
    let groups =
        if filter.whole_subscriptions { Vec::new() } else { group_stand_ins(tenant, &found, OutcomeTarget::AnyWorkspace) };
    if found.is_empty() {
        found = subscriptions(tenant);
        for target in &mut found {
            target.kind = OutcomeTarget::AnyWorkspace;
        }
    }
    found.extend(groups);
    found
}

/// The resource groups that stand in for what nobody listed in them, beside what is known.
fn group_stand_ins(tenant: &TenantGraph, found: &[Target], kind: OutcomeTarget) -> Vec<Target> {
    let folded = |group: &str| group.to_ascii_lowercase();
    let known: FxHashSet<String> = found.iter().filter_map(|target| resource_group_of(&target.id)).map(folded).collect();
    let groups = places::unlisted_groups(tenant).into_iter().filter(|group| !known.contains(&folded(group)));
    groups.map(|group| target(tenant, group, kind)).collect()
}

/// Every resource of a type: of inventories, of scopes of assignments, and those that were asked for. Where nobody listed resources,
/// a subscription or resource group stands in.
fn resources_of_type(tenant: &TenantGraph, of: &str, filter: &TargetFilter) -> Vec<Target> {
    let mut found = all(tenant, TargetKind::Resource, |path| resource_of(path, of));
    let asked: Vec<ScopePath> = filter.scopes.iter().map(|scope| ScopePath::parse(scope)).collect();
    for path in asked.iter().filter(|path| resource_of(path.as_str(), of) == Some(path.as_str())) {
        if !found.iter().any(|target| target.id.eq_ignore_ascii_case(path.as_str())) {
            found.push(target(tenant, path.as_str(), OutcomeTarget::Kind(TargetKind::Resource)));
        }
    }
    let groups =
        if filter.whole_subscriptions { Vec::new() } else { group_stand_ins(tenant, &found, OutcomeTarget::AnyResource) };
    if found.is_empty() {
        found = subscriptions(tenant);
        found.retain(|target| !places::lists_resources(tenant, &target.id));
        for target in &mut found {
            target.kind = OutcomeTarget::AnyResource;
        }
    }
    found.extend(groups);
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
