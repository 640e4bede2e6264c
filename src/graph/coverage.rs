//! [`Coverage`]: for each kind of export and each place, how well it is known that the exports are whole (R-EVAL-9).
//!
//! A list counts as whole where nothing shows that it is not; where a manifest names the request that made it, that is proved. A
//! `no` rests on such entries, and an answer names those that only look whole.

use rustc_hash::{FxHashMap, FxHashSet};

use super::collected;
use super::scope_tree::{Containing, ScopeTree};
use crate::model::scope::{management_group_id, subscription_of};
use crate::model::{
    CoveragePlace, CoverageState, ExportKind, ExportedList, Facts, InputId, PartialSign, PrincipalKind, ScopeId,
};

/// The number of an entry in [`Coverage::entries`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CoverageId(u32);

/// How much of one kind there is of one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageEntry {
    /// The kind of export.
    pub kind: ExportKind,
    /// The place; never unknown.
    pub place: CoveragePlace,
    /// Of a subscription, this is about what lies below it: a list of the subscription itself may be whole, and this not.
    pub below: bool,
    /// How well it is known to be whole.
    pub state: CoverageState,
    /// Why it is not, where a sign shows that.
    pub why: Option<PartialSign>,
    /// The user vouches for it.
    pub vouched: bool,
    /// The inputs of this kind and place, in the order of their paths.
    pub inputs: Vec<InputId>,
}

/// The coverage of a tenant.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    entries: Vec<CoverageEntry>,
    numbers: FxHashMap<(ExportKind, CoveragePlace, bool), CoverageId>,
    /// The subscriptions that are known, each with what is proved to contain it.
    above: FxHashMap<ScopeId, Vec<ScopeId>>,
}

/// Kinds that are exported subscription by subscription.
const PER_SUBSCRIPTION: [ExportKind; 4] =
    [ExportKind::RoleAssignments, ExportKind::DenyAssignments, ExportKind::RoleEligibility, ExportKind::Lighthouse];

/// Kinds that are exported once for the tenant.
const PER_TENANT: [ExportKind; 8] = [
    ExportKind::ManagementGroups,
    ExportKind::Users,
    ExportKind::Groups,
    ExportKind::ServicePrincipals,
    ExportKind::DirectoryRoleAssignments,
    ExportKind::DirectoryRoleDefinitions,
    ExportKind::DirectoryRoleEligibility,
    ExportKind::DirectoryRoleSchedules,
];

impl Coverage {
    /// Works out the coverage of every kind and place that the facts name.
    pub(super) fn build(facts: &Facts, tree: &ScopeTree) -> Self {
        let subscriptions = subscriptions(facts);
        let mut builder = CoverageBuilder { facts, found: FxHashMap::default(), only: None };
        builder.only = if let [only] = subscriptions.as_slice() { Some(*only) } else { None };
        builder.requests();
        builder.lists();
        builder.unknown_places();
        builder.lacking_objects();
        let above = |&scope: &ScopeId| {
            let above = tree.above(facts, facts.scopes.text(scope));
            (scope, above.into_iter().filter(|(_, how)| *how == Containing::Sure).map(|(scope, _)| scope).collect())
        };
        let above = subscriptions.iter().map(above).collect();
        builder.finish(&subscriptions, above)
    }

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
        if let Some(subscription) = subscription_of(scope) {
            let place = CoveragePlace::Scope(facts.scopes.lookup(subscription)?);
            let is_below = subscription.len() < scope.trim_end_matches('/').len();
            let below = is_below.then(|| self.numbers.get(&(kind, place, true))).flatten();
            return below.or_else(|| self.numbers.get(&(kind, place, false))).copied();
        }
        let group = management_group_id(scope).and_then(|_| facts.scopes.lookup(scope));
        let shows = |(_, entry): &(CoverageId, &CoverageEntry)| {
            let CoveragePlace::Scope(place) = entry.place else { return false };
            let inside = || self.above.get(&place).is_some_and(|above| group.is_some_and(|group| above.contains(&group)));
            entry.kind == kind && !entry.below && (group == Some(place) || inside() || management_group_id(scope).is_none())
        };
        let best = self.iter().filter(shows).max_by_key(|(id, entry)| (entry.state, std::cmp::Reverse(*id)));
        best.map(|(id, _)| id)
    }

    /// The entry of a kind that is exported once for the tenant.
    pub fn of_tenant(&self, kind: ExportKind) -> Option<CoverageId> {
        self.numbers.get(&(kind, CoveragePlace::Tenant, false)).copied()
    }

    /// How well it is known that the list of a kind is whole for the tenant.
    pub fn state_of_tenant(&self, kind: ExportKind) -> CoverageState {
        self.of_tenant(kind).and_then(|id| self.get(id)).map_or(CoverageState::Absent, |entry| entry.state)
    }
}

/// Every subscription that some scope in the inputs is, or lies in.
fn subscriptions(facts: &Facts) -> Vec<ScopeId> {
    let scopes = &facts.scopes;
    let mut found: Vec<ScopeId> = Vec::new();
    let mut seen: FxHashSet<String> = FxHashSet::default();
    let mut last = String::new();
    for id in scopes.ids() {
        let Some(path) = subscription_of(scopes.text(id)) else { continue };
        if last.eq_ignore_ascii_case(path) {
            continue;
        }
        path.clone_into(&mut last);
        if seen.insert(path.to_ascii_lowercase()) {
            found.extend(scopes.lookup(path));
        }
    }
    found
}

type EntryKey = (ExportKind, CoveragePlace, bool);

#[derive(Debug, Default)]
struct Found {
    state: CoverageState,
    why: Option<PartialSign>,
    inputs: Vec<InputId>,
}

struct CoverageBuilder<'f> {
    facts: &'f Facts,
    found: FxHashMap<EntryKey, Found>,
    /// The subscription, if only one is known: lists that do not say what they are of are of that one.
    only: Option<ScopeId>,
}

impl CoverageBuilder<'_> {
    fn add(&mut self, key: EntryKey, (state, why): (CoverageState, Option<PartialSign>), input: Option<InputId>) {
        let found = self.found.entry(key).or_default();
        if state > found.state {
            (found.state, found.why) = (state, why.filter(|_| !state.carries_a_no()));
        }
        found.inputs.extend(input);
    }

    /// What the manifest of a collection proves, or shows to be missing.
    fn requests(&mut self) {
        for answered in collected::answered(self.facts) {
            let key = (answered.kind, answered.place, false);
            match answered.lacks {
                None => self.add(key, (CoverageState::Proved, None), answered.input),
                Some(why) => self.add(key, (CoverageState::Partial, Some(why)), answered.input),
            }
        }
    }

    fn lists(&mut self) {
        let facts = self.facts;
        for list in &facts.lists {
            let sign = sign_of(facts, list);
            let (at, below) = match (sign, &list.rows) {
                (Some(sign), _) => (Some(sign), Some(sign)),
                (None, Some(rows)) => (rows.sign(), rows.sign_below()),
                (None, None) => (None, None),
            };
            let state =
                |sign: Option<PartialSign>| (if sign.is_some() { CoverageState::Partial } else { CoverageState::Listed }, sign);
            let Some(place) = self.place_of(list) else { continue };
            self.add((list.kind, place, false), state(at), Some(list.input));
            if list.rows.is_some() {
                self.add((list.kind, place, true), state(below), Some(list.input));
            }
        }
    }

    /// The place of a list; of one that does not say it, the only subscription.
    fn place_of(&self, list: &ExportedList) -> Option<CoveragePlace> {
        match list.place {
            CoveragePlace::Unknown => self.only.map(CoveragePlace::Scope),
            place => Some(place),
        }
    }

    /// A list that is not whole and does not say what it is of may be of any place: nothing of its kind counts as whole but what
    /// is proved.
    fn unknown_places(&mut self) {
        for list in self.facts.lists.iter().filter(|list| list.place == CoveragePlace::Unknown) {
            let Some(sign) = sign_of(self.facts, list) else { continue };
            for (_, found) in self.found.iter_mut().filter(|((kind, ..), _)| *kind == list.kind) {
                if found.state < CoverageState::Proved {
                    (found.state, found.why) = (CoverageState::Partial, Some(sign));
                    found.inputs.push(list.input);
                }
            }
        }
    }

    /// A directory list that lacks an object which other exports show was filtered, or the object was deleted (R-ASN-5).
    fn lacking_objects(&mut self) {
        let facts = self.facts;
        let kinds = [
            (PrincipalKind::User, ExportKind::Users),
            (PrincipalKind::Group, ExportKind::Groups),
            (PrincipalKind::ServicePrincipal, ExportKind::ServicePrincipals),
        ];
        for (principal, kind) in kinds {
            let Some(found) = self.found.get_mut(&(kind, CoveragePlace::Tenant, false)) else { continue };
            let is_lacking =
                |id| facts.principals.kind(id) == principal && facts.principals.facts(id).is_some_and(|own| !own.in_directory);
            if found.state == CoverageState::Listed && facts.principals.ids().any(is_lacking) {
                (found.state, found.why) = (CoverageState::Partial, Some(PartialSign::LacksObjects));
            }
        }
    }

    fn finish(mut self, subscriptions: &[ScopeId], above: FxHashMap<ScopeId, Vec<ScopeId>>) -> Coverage {
        let of_subscriptions =
            subscriptions.iter().flat_map(|&scope| PER_SUBSCRIPTION.map(|kind| (kind, CoveragePlace::Scope(scope), false)));
        let of_tenant = PER_TENANT.map(|kind| (kind, CoveragePlace::Tenant, false));
        for key in of_subscriptions.chain(of_tenant) {
            self.found.entry(key).or_default();
        }
        // What lies below a subscription has an entry of its own only where it differs.
        let differs = |key: &EntryKey, found: &Found, all: &FxHashMap<EntryKey, Found>| {
            !key.2
                || all.get(&(key.0, key.1, false)).is_none_or(|at| at.state != CoverageState::Proved && at.state != found.state)
        };
        let kept: FxHashSet<EntryKey> =
            self.found.iter().filter(|(key, found)| differs(key, found, &self.found)).map(|(key, _)| *key).collect();
        let facts = self.facts;
        let mut entries: Vec<CoverageEntry> =
            self.found.into_iter().filter(|(key, _)| kept.contains(key)).map(|(key, found)| entry(facts, key, found)).collect();
        entries.sort_by_cached_key(|entry| (entry.kind, place_text(facts, entry.place).to_ascii_lowercase(), entry.below));
        let number = |(number, entry): (u32, &CoverageEntry)| ((entry.kind, entry.place, entry.below), CoverageId(number));
        let numbers = (0..).zip(&entries).map(number).collect();
        Coverage { entries, numbers, above }
    }
}

fn entry(facts: &Facts, (kind, place, below): EntryKey, found: Found) -> CoverageEntry {
    let vouched = facts.vouched.contains(&kind);
    let (state, why) = if vouched { (CoverageState::Proved, None) } else { (found.state, found.why) };
    let mut inputs = found.inputs;
    inputs.sort_unstable();
    inputs.dedup();
    CoverageEntry { kind, place, below, state, why, vouched, inputs }
}

/// A place as reports name it.
pub fn place_text(facts: &Facts, place: CoveragePlace) -> String {
    match place {
        CoveragePlace::Tenant | CoveragePlace::Unknown => "tenant".to_owned(),
        CoveragePlace::Scope(scope) => facts.scopes.text(scope).to_owned(),
        CoveragePlace::Group(group) => facts.principals.id(group).to_string(),
    }
}

/// Why a list is not whole: by what surrounds its rows, or by rows that could not be used.
fn sign_of(facts: &Facts, list: &ExportedList) -> Option<PartialSign> {
    let file = facts.inputs.get(list.input.index());
    let unusable = || file.is_some_and(|file| file.partial && file.used < file.records).then_some(PartialSign::UnusableRecords);
    let single = || {
        file.is_some_and(|file| file.partial && file.records == 1 && is_directory(file.kind))
            .then_some(PartialSign::SingleObject)
    };
    list.sign.or_else(unusable).or_else(single)
}

const fn is_directory(kind: ExportKind) -> bool {
    matches!(kind, ExportKind::Users | ExportKind::Groups | ExportKind::ServicePrincipals)
}
