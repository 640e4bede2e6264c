//! [`PlaceNames`]: what people call the places that the exports name.

use rustc_hash::FxHashSet;

use crate::model::scope::{resource_group_of, subscription_of, workspace_of};
use crate::model::{Facts, Guid, ScopeKind, ScopePath};
use crate::suggest::closest;

/// The places of the exports, each by the last part of its id and by its display name. Looking a name up is one walk over the scopes.
#[derive(Clone, Copy)]
pub(crate) struct PlaceNames<'f> {
    facts: &'f Facts,
}

impl<'f> PlaceNames<'f> {
    /// Of all places that the facts name.
    pub(crate) fn new(facts: &'f Facts) -> Self {
        Self { facts }
    }

    /// Every name with the id that it stands for; display names come last, and a place comes as often as something in it does.
    fn every(self) -> impl Iterator<Item = (&'f str, &'f str)> {
        let scopes = &self.facts.scopes;
        let ids = scopes.ids().flat_map(move |scope| {
            let text = scopes.text(scope);
            let own = (scopes.kind(scope) != ScopeKind::TenantResource).then_some(text);
            [own, subscription_of(text), resource_group_of(text), workspace_of(text)].into_iter().flatten()
        });
        let ids = ids.filter_map(|id| Some((id.rsplit('/').next().filter(|name| !name.is_empty())?, id)));
        let subscriptions = self.facts.subscriptions.iter().map(|row| (row.name.as_deref(), row.scope));
        let groups = self.facts.management_groups.iter().map(|row| (row.name.as_deref(), row.scope));
        let displayed = subscriptions.chain(groups).filter_map(move |(name, scope)| Some((name?.trim(), scopes.text(scope))));
        ids.chain(displayed)
    }

    /// The ids of the places that are called so, each once.
    pub(crate) fn called(self, name: &str) -> Vec<String> {
        let name = name.trim().to_lowercase();
        let is_it = |own: &str| own.eq_ignore_ascii_case(&name) || !own.is_ascii() && own.to_lowercase() == name;
        distinct(self.every().filter(|(own, _)| is_it(own)).map(|(_, id)| id))
    }

    /// The ids of all places, each once.
    pub(crate) fn ids(self) -> Vec<String> {
        distinct(self.every().map(|(_, id)| id))
    }

    /// What places of some kinds are called, each once: the display name where there is one.
    pub(crate) fn shown(self, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let wanted: Vec<(&str, &str)> = self.every().filter(|(_, id)| is_wanted(id)).collect();
        let mut seen = FxHashSet::default();
        // The last name is the display name.
        let last = wanted.into_iter().rev().filter(|(_, id)| seen.insert(id.to_ascii_lowercase()));
        last.map(|(name, _)| name.to_owned()).collect()
    }

    /// The name that is closest to a text, in the spelling of the exports; ids are no names.
    pub(crate) fn closest(self, text: &str) -> Option<String> {
        let mut names: Vec<&str> = self.every().map(|(name, _)| name).collect::<FxHashSet<_>>().into_iter().collect();
        names.retain(|name| Guid::parse(name).is_none());
        names.sort_unstable();
        closest(&names, |name| name, text).map(|name| (*name).to_owned())
    }
}

/// Whether a place is a subscription or a management group, which stand for what is in them.
pub(crate) fn is_wide(id: &str) -> bool {
    matches!(ScopePath::parse(id).kind(), ScopeKind::ManagementGroup | ScopeKind::Subscription)
}

/// Each id once, whatever its letter case, by id.
fn distinct<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    let all: FxHashSet<&str> = ids.collect();
    let mut all: Vec<String> = all.into_iter().map(str::to_owned).collect();
    all.sort_by_cached_key(|id| (id.to_ascii_lowercase(), id.clone()));
    all.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
    all
}
