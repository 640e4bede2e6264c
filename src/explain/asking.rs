//! What a question asks, and where: a task, an action, a pattern or a role, and the scopes that it is asked at.

use std::sync::Arc;

use crate::arrange::Arrange as _;
use crate::audit::outcome::{AskedTask, OutcomeTarget, Target};
use crate::audit::places::unlisted_root_groups;
use crate::audit::targets::{TargetFilter, WantedTargets, targets};
use crate::graph::{Containing, TenantGraph};
use crate::guid::Guid;
use crate::model::scope::{contains, workspace_of};
use crate::model::{Leaf, Need, Plane, Requirement, ScopeKind, ScopePath, TargetKind, Task};
use crate::pack::directory;
use crate::pattern::Pattern;

/// The id of the pack that questions about actions and roles are said to come from.
pub const OWN_PACK: &str = "question";

/// The scopes that a question about an action or a role is asked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AskedScopes {
    /// Those that are named, else every subscription.
    #[default]
    At,
    /// Those that are named, and every scope of the exports below them.
    Below,
    /// Every scope of the exports.
    Anywhere,
}

/// How a question reads an action or a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatternReading {
    /// Everything that it matches, in this plane.
    All(Plane),
    /// At least one action that it matches: in this plane, or in either.
    Any(Option<Plane>),
}

/// The targets of a task that the filters leave.
pub fn task_targets(tenant: &TenantGraph, task: &Task, filter: &TargetFilter) -> Vec<Target> {
    targets(tenant, &WantedTargets::of(task), filter)
}

/// The scopes of a question: those that are given and, as far as it reaches, those below them.
pub fn scope_targets(tenant: &TenantGraph, scopes: &[String], reach: AskedScopes) -> Vec<Target> {
    let named = match reach {
        AskedScopes::At => return action_targets(tenant, scopes),
        AskedScopes::Anywhere => vec![at_scope(tenant, "/")],
        AskedScopes::Below => action_targets(tenant, scopes),
    };
    let facts = tenant.facts();
    let outer: Vec<ScopePath> = named.iter().map(|target| ScopePath::parse(scope_of(target))).collect();
    let is_below = |id: &str| outer.iter().any(|scope| is_inside(tenant, scope, id));
    let unlisted = unlisted_root_groups(facts);
    let listed = facts.scopes.ids().filter(|scope| !unlisted.contains(scope));
    let known = listed.map(|scope| facts.scopes.text(scope)).filter(|id| is_below(id));
    let mut all: Vec<Target> = known.map(|id| at_scope(tenant, id)).chain(named.iter().cloned()).collect();
    all.arrange_by_cached_key(|target| target.id.to_ascii_lowercase());
    all.dedup_by(|a, b| a.id.eq_ignore_ascii_case(&b.id));
    all
}

/// Whether a scope is another one, or in it.
fn is_inside(tenant: &TenantGraph, outer: &ScopePath, id: &str) -> bool {
    let facts = tenant.facts();
    let in_group = || {
        let group = facts.scopes.lookup(outer.as_str()).filter(|_| outer.kind() == ScopeKind::ManagementGroup);
        group.is_some_and(|group| tenant.tree().above(facts, id).contains(&(group, Containing::Sure)))
    };
    outer.kind() == ScopeKind::Root || contains(outer.as_str(), id) || in_group()
}

/// The scope that a target is.
fn scope_of(target: &Target) -> &str {
    if target.kind == OutcomeTarget::Kind(TargetKind::Tenant) { "/" } else { &target.id }
}

/// The scopes at which actions are asked about: those that are given, else every subscription.
pub fn action_targets(tenant: &TenantGraph, scopes: &[String]) -> Vec<Target> {
    if scopes.is_empty() {
        return targets(tenant, &WantedTargets::of_kind(TargetKind::Subscription), &TargetFilter::default());
    }
    scopes.iter().map(|scope| at_scope(tenant, scope)).collect()
}

/// Any scope as a target.
fn at_scope(tenant: &TenantGraph, scope: &str) -> Target {
    let path = ScopePath::parse(scope);
    if path.kind() == ScopeKind::Root {
        return Target::new("tenant".to_owned(), OutcomeTarget::Kind(TargetKind::Tenant), None);
    }
    let facts = tenant.facts();
    let known = facts.scopes.lookup(path.as_str());
    let is = |kind: ScopeKind| path.kind() == kind;
    let row = facts.subscriptions.iter().find(|row| is(ScopeKind::Subscription) && Some(row.scope) == known);
    let subscription = row.and_then(|row| row.name.as_deref());
    let row = || facts.management_groups.iter().find(|row| is(ScopeKind::ManagementGroup) && Some(row.scope) == known);
    let group = || row().and_then(|row| row.name.as_deref());
    let last = || path.as_str().rsplit('/').next();
    let id = known.map_or(path.as_str(), |id| facts.scopes.text(id)).to_owned();
    let name = subscription.or_else(group).or_else(last).map(str::to_owned);
    let shares_name = subscription.is_some() && facts.shares_name(&id);
    Target { id, kind: OutcomeTarget::Kind(kind_of(&path)), name, shares_name }
}

fn kind_of(path: &ScopePath) -> TargetKind {
    match path.kind() {
        ScopeKind::Root => TargetKind::Tenant,
        ScopeKind::Subscription => TargetKind::Subscription,
        ScopeKind::ResourceGroup => TargetKind::ResourceGroup,
        ScopeKind::Resource if workspace_of(path.as_str()) == Some(path.as_str()) => TargetKind::Workspace,
        ScopeKind::ManagementGroup | ScopeKind::Resource | ScopeKind::TenantResource => TargetKind::Resource,
    }
}

/// A question about an action of Entra: whoever holds a role at the tenant that allows it may do it (R-ENT-15).
pub fn directory_action_task(tenant: &TenantGraph, action: &str) -> AskedTask {
    let requires = directory::roles_for(action, tenant.facts(), tenant.catalog());
    let asked = action_task(Plane::Control, action, TargetKind::Tenant);
    let task = Task { title: "an action of Microsoft Entra".to_owned(), requires, ..asked.task };
    AskedTask { task, ..asked }
}

/// A question about an Azure role, asked right at targets of one kind: whoever holds it, or permissions that cover it (R-PACK-1).
pub fn role_task(id: Guid, name: &str, target: TargetKind) -> AskedTask {
    asked_of(Need::Role { id, name: name.to_owned(), covered_by: Vec::new(), itself: false }, "an Azure role", name, target)
}

/// A question about an Entra role.
pub fn directory_role_task(template: Guid, name: &str) -> AskedTask {
    let what = Need::DirectoryRole { template, name: name.to_owned() };
    asked_of(what, "a role of Microsoft Entra", name, TargetKind::Tenant)
}

/// A question about an action, or about all actions of a pattern, asked right at targets of one kind.
pub fn action_task(plane: Plane, pattern: &str, target: TargetKind) -> AskedTask {
    let asked = Pattern::parse(pattern);
    let title = match (plane, asked.is_literal()) {
        (Plane::Control, true) => "an action",
        (Plane::Data, true) => "a data action",
        (Plane::Control, false) => "every action of it",
        (Plane::Data, false) => "every data action of it",
    };
    asked_of(Need::Actions { plane, patterns: vec![asked] }, title, pattern.trim(), target)
}

/// A question about any action of a pattern, asked right at targets of one kind: in one plane, or in either.
pub fn any_action_task(plane: Option<Plane>, pattern: &str, target: TargetKind) -> AskedTask {
    let title = match plane {
        Some(Plane::Control) => "any action of it",
        Some(Plane::Data) => "any data action of it",
        None => "any action or data action of it",
    };
    let leaf = |plane| leaf_at(Need::AnyAction { plane, pattern: Pattern::parse(pattern) }, target);
    let requires = match plane {
        Some(plane) => leaf(plane),
        None => Requirement::Any(Plane::ALL.map(leaf).to_vec()),
    };
    let task = Task::asking(pattern.trim().to_owned(), title.to_owned(), target, requires);
    AskedTask { pack: Arc::from(OWN_PACK), task }
}

fn asked_of(what: Need, title: &str, id: &str, target: TargetKind) -> AskedTask {
    let task = Task::asking(id.to_owned(), title.to_owned(), target, leaf_at(what, target));
    AskedTask { pack: Arc::from(OWN_PACK), task }
}

fn leaf_at(what: Need, at: TargetKind) -> Requirement {
    Requirement::Leaf(Leaf { what, at, unconditional: false, assigns: None })
}
