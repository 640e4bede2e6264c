//! What people mean by the name of a place: a scope or a workspace, by id or by what it is called in the exports.

use super::targets::workspaces;
use crate::graph::TenantGraph;
use crate::graph::place_names::{PlaceNames, is_wide};
use crate::model::scope::{management_group_id, subscription_of, workspace_of};
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
    let places = PlaceNames::new(tenant.facts());
    let found = called(places, text);
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
            let names = workspace_names(tenant);
            NamedPlace::Nothing(closest(&names, |name| name, text).map(|name| (*name).to_owned()))
        }
        [one] => NamedPlace::One(one.clone()),
        _ => NamedPlace::Several(found),
    }
}

/// The names of the workspaces of the exports, each once.
pub fn workspace_names(tenant: &TenantGraph) -> Vec<&str> {
    let scopes = &tenant.facts().scopes;
    let known = scopes.ids().filter_map(|scope| workspace_of(scopes.text(scope)));
    let mut names: Vec<&str> = known.filter_map(|id| id.rsplit('/').next()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The id of a subscription that is at most a few letters from one that no export speaks of.
pub fn close_scope(tenant: &TenantGraph, id: &str) -> Option<String> {
    let own = subscription_of(id)?;
    let known = PlaceNames::new(tenant.facts()).ids();
    let known = known.into_iter().filter(|known| subscription_of(known) == Some(known));
    let (apart, known) = known.map(|known| (distance(&known, own), known)).min()?;
    (apart <= TYPOS).then_some(known)
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

/// The places that are called so: subscriptions or management groups, if there are some.
fn called(places: PlaceNames<'_>, name: &str) -> Vec<String> {
    let all = places.called(name);
    let wide: Vec<String> = all.iter().filter(|id| is_wide(id)).cloned().collect();
    if wide.is_empty() { all } else { wide }
}
