//! Works out the [`Coverage`] of a tenant: from what each list shows of itself, and from what a manifest says (R-EVAL-9).

use rustc_hash::{FxHashMap, FxHashSet};

use super::coverage::{Coverage, CoverageEntry, CoverageId, CoveragePart, EntryKey, place_text};
use super::coverage_groups::{self, GroupLists};
use super::grants::Grant;
use super::roles::{RoleBook, RoleDoubt};
use super::scope_tree::{Containing, ScopeTree};
use super::{collected, directory};
use crate::model::{
    CoveragePlace, CoverageState, ExportKind, ExportedList, Facts, InputId, PartialSign, PrincipalKind, ScopeId,
};

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

/// What coverage is worked out from.
pub(super) struct Concluded<'t> {
    /// What the inputs state.
    pub facts: &'t Facts,
    /// Which scopes contain which.
    pub tree: &'t ScopeTree,
    /// What each named role is.
    pub roles: &'t RoleBook,
    /// Every grant of an Azure role.
    pub grants: &'t [Grant],
    /// Every grant of a directory role.
    pub directory_grants: &'t [directory::DirectoryGrant],
}

/// Works out the coverage of every kind and place that the facts name.
pub(super) fn build(known: &Concluded<'_>) -> Coverage {
    let (facts, tree) = (known.facts, known.tree);
    let subscriptions = subscriptions(facts);
    let above = |&scope: &ScopeId| {
        let above = tree.above(facts, facts.scopes.text(scope));
        (scope, above.into_iter().filter(|(_, how)| *how == Containing::Sure).map(|(scope, _)| scope).collect())
    };
    let above = subscriptions.iter().map(above).collect();
    let only = if let [only] = subscriptions.as_slice() { Some(*only) } else { None };
    let mut builder = CoverageBuilder { facts, found: FxHashMap::default(), only, above };
    builder.requests();
    builder.lists();
    builder.unknown_places();
    builder.lacking_objects();
    builder.definitions(known);
    builder.everything_expected(&subscriptions);
    builder.chains(known, &subscriptions);
    let groups = coverage_groups::group_lists(facts, known.grants, known.directory_grants);
    builder.groups(&groups);
    builder.vouch();
    let mut coverage = builder.finish();
    coverage_groups::attach(&mut coverage, &groups);
    coverage.granting = granting(tree.management_groups(), known.grants);
    coverage
}

/// The management groups at which something is held, by number. Grants are many and groups are few: no text of a scope is looked at.
fn granting(groups: &[ScopeId], grants: &[Grant]) -> Vec<ScopeId> {
    let mut held_at: FxHashSet<ScopeId> = FxHashSet::default();
    let groups: FxHashSet<ScopeId> = groups.iter().copied().collect();
    held_at.extend(grants.iter().map(|grant| grant.gives.scope).filter(|scope| groups.contains(scope)));
    let mut held_at: Vec<ScopeId> = held_at.into_iter().collect();
    held_at.sort_unstable();
    held_at
}

/// Every subscription that some scope in the inputs is, or lies in.
fn subscriptions(facts: &Facts) -> Vec<ScopeId> {
    let scopes = &facts.scopes;
    let mut found: Vec<ScopeId> = Vec::new();
    let mut seen: FxHashSet<ScopeId> = FxHashSet::default();
    for subscription in scopes.ids().filter_map(|id| scopes.subscription(id)) {
        if seen.insert(subscription) {
            found.push(subscription);
        }
    }
    found
}

#[derive(Debug, Default)]
struct Found {
    state: CoverageState,
    why: Option<PartialSign>,
    inputs: Vec<InputId>,
    vouched: bool,
}

struct CoverageBuilder<'f> {
    facts: &'f Facts,
    found: FxHashMap<EntryKey, Found>,
    /// The subscription, if only one is known: lists that do not say what they are of are of that one.
    only: Option<ScopeId>,
    /// The subscriptions that are known, each with what is proved to contain it.
    above: FxHashMap<ScopeId, Vec<ScopeId>>,
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
            let key = (answered.kind, answered.place, CoveragePart::Whole);
            match answered.lacks {
                None => self.add(key, (CoverageState::Proved, None), answered.input),
                Some(why) => self.add(key, (CoverageState::Partial, Some(why)), answered.input),
            }
        }
    }

    fn lists(&mut self) {
        let facts = self.facts;
        for list in facts.lists.iter().filter(|list| list.kind != ExportKind::PimRequests) {
            let sign = sign_of(facts, list);
            let (at, below) = match (sign, &list.rows) {
                (Some(sign), _) => (Some(sign), Some(sign)),
                (None, Some(rows)) => (rows.sign(), rows.sign_below()),
                (None, None) => (None, None),
            };
            let state =
                |sign: Option<PartialSign>| (if sign.is_some() { CoverageState::Partial } else { CoverageState::Listed }, sign);
            let Some(place) = self.place_of(list) else { continue };
            self.add((list.kind, place, CoveragePart::Whole), state(at), Some(list.input));
            if list.kind == ExportKind::RoleAssignments && list.rows.is_some() {
                self.add((list.kind, place, CoveragePart::Below), state(below), Some(list.input));
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
    /// is proved. Records outside of a list are a part of none.
    fn unknown_places(&mut self) {
        for list in self.facts.lists.iter().filter(|list| list.place == CoveragePlace::Unknown) {
            let Some(sign) = sign_of(self.facts, list).filter(|sign| *sign != PartialSign::SingleObject) else { continue };
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
            let Some(found) = self.found.get_mut(&(kind, CoveragePlace::Tenant, CoveragePart::Whole)) else { continue };
            let is_lacking =
                |id| facts.principals.kind(id) == principal && facts.principals.facts(id).is_some_and(|own| !own.in_directory);
            if found.state == CoverageState::Listed && facts.principals.ids().any(is_lacking) {
                (found.state, found.why) = (CoverageState::Partial, Some(PartialSign::LacksObjects));
            }
        }
    }

    /// What answers may rest on has an entry even where nothing is at hand.
    fn everything_expected(&mut self, subscriptions: &[ScopeId]) {
        let of_subscriptions = subscriptions
            .iter()
            .flat_map(|&scope| PER_SUBSCRIPTION.map(|kind| (kind, CoveragePlace::Scope(scope), CoveragePart::Whole)));
        let of_tenant = PER_TENANT.map(|kind| (kind, CoveragePlace::Tenant, CoveragePart::Whole));
        for key in of_subscriptions.chain(of_tenant) {
            self.found.entry(key).or_default();
        }
        // Facts that no reader made have no lists.
        let listed: FxHashSet<ExportKind> =
            self.found.iter().filter(|(_, found)| !found.inputs.is_empty()).map(|((kind, ..), _)| *kind).collect();
        for (file, input) in self.facts.inputs.iter().zip(0..).filter(|(file, _)| !listed.contains(&file.kind)) {
            let has_list = self.facts.lists.iter().any(|list| list.kind == file.kind);
            if has_list || file.kind == ExportKind::PimRequests {
                continue;
            }
            let state = if file.partial { CoverageState::Partial } else { CoverageState::Listed };
            self.add((file.kind, CoveragePlace::Tenant, CoveragePart::Whole), (state, None), Some(InputId(input)));
        }
    }

    /// The definitions of roles that are held.
    fn definitions(&mut self, known: &Concluded<'_>) {
        let held: FxHashSet<_> = known.grants.iter().map(|grant| grant.gives.role).collect();
        let doubts = held.into_iter().filter_map(|role| known.roles.get(role)?.doubt);
        let why = |doubt: RoleDoubt| match doubt {
            RoleDoubt::NotExported => PartialSign::LacksObjects,
            RoleDoubt::BlocksMerged
            | RoleDoubt::NoDataActions
            | RoleDoubt::Unreadable
            | RoleDoubt::Contradicting
            | RoleDoubt::OpenScopes => PartialSign::UnusableRecords,
        };
        let Some(why) = doubts.map(why).max() else { return };
        let key = (ExportKind::RoleDefinitions, CoveragePlace::Tenant, CoveragePart::Whole);
        if let Some(found) = self.found.get_mut(&key).filter(|found| found.state > CoverageState::Absent) {
            (found.state, found.why) = (CoverageState::Partial, Some(why));
        }
    }

    /// What contains each subscription: whole where the chain of management groups reaches the root group.
    fn chains(&mut self, known: &Concluded<'_>, subscriptions: &[ScopeId]) {
        if known.tree.management_groups().is_empty() {
            return;
        }
        let tenant = (ExportKind::ManagementGroups, CoveragePlace::Tenant, CoveragePart::Whole);
        let tenant = self.found.get(&tenant).map(|found| (found.state, found.inputs.clone())).unwrap_or_default();
        for &scope in subscriptions {
            let state = match (known.tree.is_finished(scope), tenant.0) {
                (true, CoverageState::Proved) => CoverageState::Proved,
                (true, CoverageState::Absent | CoverageState::Partial | CoverageState::Listed) => CoverageState::Listed,
                (false, _) if known.tree.known_parents(scope).is_empty() => CoverageState::Absent,
                (false, _) => CoverageState::Partial,
            };
            let inputs = if state == CoverageState::Absent { Vec::new() } else { tenant.1.clone() };
            let key = (ExportKind::ManagementGroups, CoveragePlace::Scope(scope), CoveragePart::Whole);
            self.found.insert(key, Found { state, why: None, inputs, vouched: false });
        }
    }

    /// The member lists of groups by which somebody may hold something.
    fn groups(&mut self, groups: &GroupLists) {
        for (group, own) in groups.iter() {
            let own_key = |part| (ExportKind::GroupMembers, CoveragePlace::Group(group), part);
            let known = self.found.remove(&own_key(CoveragePart::Whole)).unwrap_or_default();
            let proved = known.state == CoverageState::Proved;
            let place =
                if proved || !groups.together.contains(&group) { CoveragePlace::Group(group) } else { CoveragePlace::Tenant };
            let key = |part| (ExportKind::GroupMembers, place, part);
            let why = own.why.or(known.why).filter(|_| own.state == CoverageState::Partial);
            let state = if proved && own.state.carries_a_no() { CoverageState::Proved } else { own.state };
            let inputs = if known.inputs.is_empty() { own.inputs.clone() } else { known.inputs };
            if own.without_service_principals && !proved {
                let why = Some(PartialSign::NoServicePrincipals);
                self.put(key(CoveragePart::ServicePrincipals), (CoverageState::Partial, why), &inputs);
            }
            self.put(key(CoveragePart::Whole), (state, why), &inputs);
        }
    }

    fn put(&mut self, key: EntryKey, (state, why): (CoverageState, Option<PartialSign>), inputs: &[InputId]) {
        let found = self.found.entry(key).or_default();
        (found.state, found.why) = (state, why);
        found.inputs.extend_from_slice(inputs);
    }

    /// What the user vouches for is proved.
    fn vouch(&mut self) {
        let facts = self.facts;
        for &(kind, place) in &facts.vouched_at {
            self.found.entry((kind, place, CoveragePart::Whole)).or_default();
        }
        for kind in &facts.vouched {
            let any = self.found.keys().any(|(of, ..)| of == kind);
            if !any {
                self.found.entry((*kind, CoveragePlace::Tenant, CoveragePart::Whole)).or_default();
            }
        }
        let above = &self.above;
        let is_vouched = |(kind, place, _): &EntryKey| {
            let here = |&(of, at): &(ExportKind, CoveragePlace)| of == *kind && covers(above, at, *place);
            facts.vouched.contains(kind) || facts.vouched_at.iter().any(here)
        };
        for (_, found) in self.found.iter_mut().filter(|(key, _)| is_vouched(key)) {
            (found.state, found.why, found.vouched) = (CoverageState::Proved, None, true);
        }
    }

    fn finish(self) -> Coverage {
        // A part has an entry of its own only where it differs.
        let differs = |(kind, place, part): &EntryKey, found: &Found| {
            let whole = || self.found.get(&(*kind, *place, CoveragePart::Whole));
            *part == CoveragePart::Whole
                || whole().is_none_or(|whole| whole.state != CoverageState::Proved && whole.state != found.state)
        };
        let kept: FxHashSet<EntryKey> =
            self.found.iter().filter(|(key, found)| differs(key, found)).map(|(key, _)| *key).collect();
        let facts = self.facts;
        let mut entries: Vec<CoverageEntry> =
            self.found.into_iter().filter(|(key, _)| kept.contains(key)).map(|(key, found)| entry(key, found)).collect();
        entries.sort_by_cached_key(|entry| (entry.kind, place_text(facts, entry.place).to_ascii_lowercase(), entry.part));
        let number = |(number, entry): (u32, &CoverageEntry)| ((entry.kind, entry.place, entry.part), CoverageId(number));
        let numbers = (0..).zip(&entries).map(number).collect();
        Coverage { entries, numbers, above: self.above, ..Coverage::default() }
    }
}

/// Whether what is vouched for at one place is vouched for at another: a management group stands for what it contains.
fn covers(above: &FxHashMap<ScopeId, Vec<ScopeId>>, vouched: CoveragePlace, place: CoveragePlace) -> bool {
    let contains = |outer: ScopeId, inner: ScopeId| above.get(&inner).is_some_and(|above| above.contains(&outer));
    vouched == place
        || matches!((vouched, place), (CoveragePlace::Scope(outer), CoveragePlace::Scope(inner)) if contains(outer, inner))
}

fn entry((kind, place, part): EntryKey, found: Found) -> CoverageEntry {
    let Found { state, why, mut inputs, vouched } = found;
    inputs.sort_unstable();
    inputs.dedup();
    CoverageEntry { kind, place, part, state, why, vouched, inputs }
}

/// Why a list is not whole: by what surrounds its rows, or by rows that could not be used.
fn sign_of(facts: &Facts, list: &ExportedList) -> Option<PartialSign> {
    let file = facts.inputs.get(list.input.index());
    let unusable = || file.is_some_and(|file| file.partial && file.used < file.records).then_some(PartialSign::UnusableRecords);
    list.sign.or_else(unusable)
}
