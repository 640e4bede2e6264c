//! What people mean by the name of a place: a scope or a workspace, by id or by what it is called in the exports.

use std::collections::BTreeMap;

use super::targets::workspaces;
use crate::graph::TenantGraph;
use crate::model::scope::{management_group_id, resource_group_of, subscription_of, workspace_of};
use crate::model::{Guid, ScopeKind, ScopePath};
use crate::suggest::{closest, distance};

/// What a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedPlace {
    /// One place, by resource id.
    One(String),
    /// Several places that are called so, by resource id.
    Several(Vec<String>),
    /// A resource id that no export speaks of.
    NotInExports(String),
    /// Nothing; the closest name, if one is close.
    Nothing(Option<String>),
}

/// Ids that are further apart than this are not mistyped.
const TYPOS: usize = 3;

/// The scope that a text names: a resource id, the id of a subscription or management group, or a name.
pub fn scope_named(tenant: &TenantGraph, text: &str) -> NamedPlace {
    let text = text.trim();
    if text.starts_with('/') {
        let path = ScopePath::parse(text);
        let id = path.as_str().to_owned();
        return if is_known(tenant, &path) { NamedPlace::One(id) } else { NamedPlace::NotInExports(id) };
    }
    let places = PlaceNames::new(tenant);
    let found = places.called(text);
    if let Some(id) = Guid::parse(text).filter(|_| found.is_empty()) {
        return NamedPlace::NotInExports(ScopePath::subscription(&id.to_string()).as_str().to_owned());
    }
    match found.as_slice() {
        [] => NamedPlace::Nothing(places.closest(text)),
        [one] => NamedPlace::One(one.clone()),
        _ => NamedPlace::Several(found),
    }
}

/// The workspace that a text names: a resource id, which need not be in the exports, or a name, which must.
pub fn workspace_named(tenant: &TenantGraph, text: &str) -> NamedPlace {
    let found: Vec<String> = workspaces(tenant, text).into_iter().map(|target| target.id).collect();
    match found.as_slice() {
        [] => {
            let scopes = &tenant.facts().scopes;
            let known = scopes.ids().filter_map(|scope| workspace_of(scopes.text(scope)));
            let mut names: Vec<&str> = known.filter_map(|id| id.rsplit('/').next()).collect();
            names.sort_unstable();
            names.dedup();
            NamedPlace::Nothing(closest(&names, |name| name, text).map(|name| (*name).to_owned()))
        }
        [one] => NamedPlace::One(one.clone()),
        _ => NamedPlace::Several(found),
    }
}

/// The id of a subscription that is at most a few letters from one that no export speaks of.
pub fn close_scope(tenant: &TenantGraph, id: &str) -> Option<String> {
    let own = subscription_of(id)?;
    let places = PlaceNames::new(tenant);
    let known = places.by_name.values().flatten().filter(|known| subscription_of(known) == Some(known));
    let near = known.map(|known| (distance(known, own), known)).min()?;
    (near.0 <= TYPOS).then(|| near.1.clone())
}

/// Whether the exports speak of a scope, of what contains it, or of something in it.
fn is_known(tenant: &TenantGraph, path: &ScopePath) -> bool {
    let facts = tenant.facts();
    let speaks_of = |own: &str| facts.scopes.lookup(own).is_some();
    match path.kind() {
        ScopeKind::Root | ScopeKind::TenantResource => true,
        ScopeKind::ManagementGroup => {
            let group = management_group_id(path.as_str());
            let is_tenant = facts.organizations.iter().any(|own| group.is_some_and(|id| own.id.eq_ignore_ascii_case(id)));
            is_tenant || speaks_of(path.as_str())
        }
        ScopeKind::Subscription | ScopeKind::ResourceGroup | ScopeKind::Resource => {
            let Some(subscription) = subscription_of(path.as_str()) else { return speaks_of(path.as_str()) };
            speaks_of(subscription)
                || facts.scopes.ids().any(|scope| {
                    subscription_of(facts.scopes.text(scope)).is_some_and(|own| own.eq_ignore_ascii_case(subscription))
                })
        }
    }
}

/// The places of a tenant by what they are called, in lower case.
struct PlaceNames {
    by_name: BTreeMap<String, Vec<String>>,
}

impl PlaceNames {
    fn new(tenant: &TenantGraph) -> Self {
        let mut places = Self { by_name: BTreeMap::new() };
        let facts = tenant.facts();
        for scope in facts.scopes.ids() {
            let text = facts.scopes.text(scope);
            if facts.scopes.kind(scope) != ScopeKind::TenantResource {
                places.add(text);
            }
            [subscription_of(text), resource_group_of(text), workspace_of(text)]
                .into_iter()
                .flatten()
                .for_each(|id| places.add(id));
        }
        for row in &facts.subscriptions {
            if let Some(name) = row.name.as_deref() {
                places.also(name, facts.scopes.text(row.scope));
            }
        }
        for row in &facts.management_groups {
            if let Some(name) = row.name.as_deref() {
                places.also(name, facts.scopes.text(row.scope));
            }
        }
        places
    }

    fn add(&mut self, id: &str) {
        if let Some(name) = id.rsplit('/').next().filter(|name| !name.is_empty()) {
            self.also(name, id);
        }
    }

    fn also(&mut self, name: &str, id: &str) {
        let ids = self.by_name.entry(name.trim().to_lowercase()).or_default();
        if !ids.iter().any(|known| known.eq_ignore_ascii_case(id)) {
            ids.push(id.to_owned());
            ids.sort_unstable();
        }
    }

    /// Those that are called so: a subscription or management group, if one is.
    fn called(&self, name: &str) -> Vec<String> {
        let all = self.by_name.get(&name.to_lowercase()).cloned().unwrap_or_default();
        let is_wide =
            |id: &&String| matches!(ScopePath::parse(id).kind(), ScopeKind::ManagementGroup | ScopeKind::Subscription);
        let wide: Vec<String> = all.iter().filter(is_wide).cloned().collect();
        if wide.is_empty() { all } else { wide }
    }

    fn closest(&self, name: &str) -> Option<String> {
        let names: Vec<(&String, &Vec<String>)> = self.by_name.iter().filter(|(name, _)| Guid::parse(name).is_none()).collect();
        closest(&names, |(name, _)| name, name).map(|(name, _)| (*name).clone())
    }
}
