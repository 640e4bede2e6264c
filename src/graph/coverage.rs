//! [`Coverage`]: for each kind of export and each place, how well it is known that the exports are whole (R-EVAL-9).
//!
//! A list counts as complete if nothing shows that it is not. If a manifest names the request that made the list, that is proved. A `no`
//! rests on such entries, and the answer names those that only look complete.

use rustc_hash::FxHashMap;

use crate::model::scope::{management_group_id, subscription_of, workspace_of};
use crate::model::{Completeness, CoveragePlace, CoverageState, ExportKind, Facts, InputId, PartialSign, ScopeId};

/// The number of an entry in [`Coverage::entries`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct CoverageId(pub(super) u32);

/// Which part of a place an entry is about, where the parts differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoveragePart {
    /// All of it that no other entry is about.
    Whole,
    /// What lies below a subscription: a list of the subscription itself may be whole, and this not.
    Below,
    /// The service principals among the members of a group (R-FMT-25).
    ServicePrincipals,
}

/// How much of one kind there is of one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageEntry {
    /// The kind of export.
    pub kind: ExportKind,
    /// The place; never unknown.
    pub place: CoveragePlace,
    /// The part of the place.
    pub part: CoveragePart,
    /// How well it is known to be whole.
    pub state: CoverageState,
    /// Why it is not, where a sign shows that.
    pub why: Option<PartialSign>,
    /// The user vouches for it.
    pub vouched: bool,
    /// The inputs of this kind and place, in the order of their paths.
    pub inputs: Vec<InputId>,
}

/// The kind, the place and the part of an entry.
pub(super) type EntryKey = (ExportKind, CoveragePlace, CoveragePart);

/// What a list of the whole tenant is of, as reports say it.
pub(super) const TENANT: &str = "tenant";

/// The coverage of a tenant.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    pub(super) entries: Vec<CoverageEntry>,
    pub(super) numbers: FxHashMap<EntryKey, CoverageId>,
    /// The subscriptions that are known, each with what is proved to contain it.
    pub(super) above: FxHashMap<ScopeId, Vec<ScopeId>>,
    /// The member lists that say who holds what groups hold at a scope, as far as they only look whole.
    pub(super) groups_at: FxHashMap<ScopeId, Vec<CoverageId>>,
    /// The same for Entra roles.
    pub(super) groups_of_directory: Vec<CoverageId>,
    /// The management groups at which something is held.
    pub(super) granting: Vec<ScopeId>,
}

impl Coverage {
    /// Every entry: by kind, then by the text of the place.
    pub fn entries(&self) -> &[CoverageEntry] {
        &self.entries
    }

    /// The entry with this number.
    pub fn get(&self, id: CoverageId) -> Option<&CoverageEntry> {
        self.entries.get(id.0 as usize)
    }

    /// The entries with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (CoverageId, &CoverageEntry)> {
        (0..).map(CoverageId).zip(&self.entries)
    }

    /// The entry that answers about a scope rest on, for a kind that is exported by subscription: that of its subscription, and
    /// of what lies below it where the scope does; for a management group or the root the best of the lists that show it.
    pub fn at(&self, facts: &Facts, kind: ExportKind, scope: &str) -> Option<CoverageId> {
        let workspace = workspace_of(scope).and_then(|path| facts.scopes.lookup(path));
        if let Some(own) = workspace.and_then(|own| self.find(kind, CoveragePlace::Scope(own), CoveragePart::Whole)) {
            return Some(own);
        }
        if let Some(subscription) = subscription_of(scope) {
            let place = CoveragePlace::Scope(facts.scopes.lookup(subscription)?);
            let is_below = subscription.len() < scope.trim_end_matches('/').len();
            let below = is_below.then(|| self.find(kind, place, CoveragePart::Below)).flatten();
            return below.or_else(|| self.find(kind, place, CoveragePart::Whole));
        }
        let group = management_group_id(scope).and_then(|_| facts.scopes.lookup(scope));
        let shows = |(_, entry): &(CoverageId, &CoverageEntry)| {
            let CoveragePlace::Scope(place) = entry.place else { return false };
            let inside = || self.above.get(&place).is_some_and(|above| group.is_some_and(|group| above.contains(&group)));
            let whole = entry.kind == kind && entry.part == CoveragePart::Whole;
            whole && (group == Some(place) || inside() || management_group_id(scope).is_none())
        };
        let best = self.iter().filter(shows).max_by_key(|(id, entry)| (entry.state, std::cmp::Reverse(*id)));
        best.map(|(id, _)| id)
    }

    fn find(&self, kind: ExportKind, place: CoveragePlace, part: CoveragePart) -> Option<CoverageId> {
        self.numbers.get(&(kind, place, part)).copied()
    }

    /// The entry of a kind that is exported once for the tenant.
    pub fn of_tenant(&self, kind: ExportKind) -> Option<CoverageId> {
        self.find(kind, CoveragePlace::Tenant, CoveragePart::Whole)
    }

    /// How well it is known that the list of a kind is whole for the tenant.
    pub fn state_of_tenant(&self, kind: ExportKind) -> CoverageState {
        self.of_tenant(kind).map_or(CoverageState::Absent, |id| self.state(id))
    }

    /// How well it is known that what an entry is about is whole.
    pub fn state(&self, id: CoverageId) -> CoverageState {
        self.get(id).map_or(CoverageState::Absent, |entry| entry.state)
    }

    /// The entry of what contains a subscription, where something is held at a management group that is not known to contain it.
    pub fn chain_of(&self, facts: &Facts, scope: &str) -> Option<CoverageId> {
        let place = facts.scopes.lookup(subscription_of(scope)?)?;
        let above = self.above.get(&place).map(Vec::as_slice).unwrap_or_default();
        let matters = self.granting.iter().any(|group| !above.contains(group));
        matters.then(|| self.find(ExportKind::ManagementGroups, CoveragePlace::Scope(place), CoveragePart::Whole)).flatten()
    }

    /// The member lists that say who holds what groups hold at a scope, as far as they only look whole.
    pub fn groups_at(&self, scope: ScopeId) -> &[CoverageId] {
        self.groups_at.get(&scope).map(Vec::as_slice).unwrap_or_default()
    }

    /// The member lists that say who holds the Entra roles of groups, as far as they only look whole.
    pub fn groups_of_directory(&self) -> &[CoverageId] {
        &self.groups_of_directory
    }

    /// How much of a kind there is in all: the summary of its entries.
    pub fn summary(&self, kind: ExportKind) -> Completeness {
        let mut of_kind = self.entries.iter().filter(|entry| entry.kind == kind).map(|entry| entry.state).peekable();
        let Some(&first) = of_kind.peek() else { return Completeness::Absent };
        let (least, best) =
            of_kind.fold((first, first), |(least, best), state| (std::cmp::min(least, state), std::cmp::max(best, state)));
        match (least.carries_a_no(), best) {
            (true, _) => Completeness::Complete,
            (false, CoverageState::Absent) => Completeness::Absent,
            (false, CoverageState::Partial | CoverageState::Listed | CoverageState::Proved) => Completeness::Partial,
        }
    }
}

/// A place as reports name it.
pub fn place_text(facts: &Facts, place: CoveragePlace) -> String {
    match place {
        CoveragePlace::Tenant | CoveragePlace::Unknown => TENANT.to_owned(),
        CoveragePlace::Scope(scope) => facts.scopes.text(scope).to_owned(),
        CoveragePlace::Group(group) => facts.principals.id(group).to_string(),
    }
}
