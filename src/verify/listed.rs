//! [`ListedPlaces`]: for each kind of export and each place, whether a `no` may rest on the lists that are at hand (R-EVAL-9).

use std::collections::BTreeMap;

use super::reach::Reach;
use super::requests::list_requests;
use crate::model::scope::{management_group_id, subscription_of};
use crate::model::{
    CoveragePlace, CoverageState, ExportKind, ExportedList, Facts, InputId, ListShape, PartialSign, PrincipalKind, RowsShown,
    ScopeId,
};

/// A kind, the text of a place in lower case, and whether it is about what lies below a subscription.
type PlaceKey = (ExportKind, String, bool);

/// How much of one kind there is of one place.
#[derive(Debug, Clone, Default)]
pub(super) struct ListedPlace {
    place: Option<CoveragePlace>,
    pub state: CoverageState,
    pub why: Option<PartialSign>,
    pub inputs: Vec<InputId>,
}

/// What is listed of which place.
pub(super) struct ListedPlaces<'f> {
    facts: &'f Facts,
    places: BTreeMap<PlaceKey, ListedPlace>,
}

const PER_SUBSCRIPTION: [ExportKind; 4] =
    [ExportKind::RoleAssignments, ExportKind::DenyAssignments, ExportKind::RoleEligibility, ExportKind::Lighthouse];

const DIRECTORIES: [(PrincipalKind, ExportKind); 3] = [
    (PrincipalKind::User, ExportKind::Users),
    (PrincipalKind::Group, ExportKind::Groups),
    (PrincipalKind::ServicePrincipal, ExportKind::ServicePrincipals),
];

impl<'f> ListedPlaces<'f> {
    pub(super) fn new(facts: &'f Facts) -> Self {
        let subscriptions = subscriptions(facts);
        let mut listed = Self { facts, places: BTreeMap::new() };
        for request in list_requests(facts) {
            let state = if request.lacks.is_some() { CoverageState::Partial } else { CoverageState::Proved };
            let inputs = request.input.into_iter().collect();
            let found = ListedPlace { place: None, state, why: request.lacks, inputs };
            listed.take((request.kind, request.place, false), found);
        }
        let only = if let [only] = subscriptions.as_slice() { Some(CoveragePlace::Scope(*only)) } else { None };
        for list in &facts.lists {
            let place = if list.place == CoveragePlace::Unknown { only } else { Some(list.place) };
            if let Some(place) = place {
                listed.take_list(list, place);
            }
        }
        listed.doubt_all();
        listed.doubt_directories();
        let of_each = subscriptions.iter().flat_map(|&scope| PER_SUBSCRIPTION.map(|kind| (kind, CoveragePlace::Scope(scope))));
        for (kind, place) in of_each {
            listed.entry((kind, place, false));
        }
        listed
    }

    fn entry(&mut self, (kind, place, below): (ExportKind, CoveragePlace, bool)) -> &mut ListedPlace {
        let text = place_text(self.facts, place).to_ascii_lowercase();
        let entry = self.places.entry((kind, text, below)).or_default();
        entry.place = Some(place);
        entry
    }

    fn take(&mut self, key: (ExportKind, CoveragePlace, bool), found: ListedPlace) {
        let entry = self.entry(key);
        if found.state > entry.state {
            (entry.state, entry.why) = (found.state, found.why);
        }
        entry.inputs.extend(found.inputs);
    }

    fn take_list(&mut self, list: &ExportedList, place: CoveragePlace) {
        let own = self.sign_of(list);
        let shown = list.rows.as_ref().map(|rows| own.or_else(|| sign_at(rows)));
        let below = list.rows.as_ref().map(|rows| own.or_else(|| sign_below(rows)));
        let found = |why: Option<PartialSign>| {
            let state = if why.is_some() { CoverageState::Partial } else { CoverageState::Listed };
            ListedPlace { place: None, state, why, inputs: vec![list.input] }
        };
        self.take((list.kind, place, false), found(shown.unwrap_or(own)));
        if let Some(below) = below {
            self.take((list.kind, place, true), found(below));
        }
    }

    /// Why a list is not whole, by what surrounds its rows, or by rows that could not be used.
    fn sign_of(&self, list: &ExportedList) -> Option<PartialSign> {
        let file = self.facts.inputs.get(list.input.index()).filter(|file| file.partial);
        let unusable = file.filter(|file| file.used < file.records).map(|_| PartialSign::UnusableRecords);
        let is_directory = |kind| DIRECTORIES.iter().any(|&(_, own)| own == kind);
        let single = file.filter(|file| file.records == 1 && is_directory(file.kind)).map(|_| PartialSign::SingleObject);
        list.sign.or(unusable).or(single)
    }

    /// A part of a list that does not say what it is of may be of any place.
    fn doubt_all(&mut self) {
        for list in self.facts.lists.iter().filter(|list| list.place == CoveragePlace::Unknown) {
            let Some(sign) = self.sign_of(list) else { continue };
            let same = self.places.iter_mut().filter(|((kind, ..), _)| *kind == list.kind).map(|(_, entry)| entry);
            for entry in same.filter(|entry| entry.state < CoverageState::Proved) {
                (entry.state, entry.why) = (CoverageState::Partial, Some(sign));
                entry.inputs.push(list.input);
            }
        }
    }

    /// A directory list that lacks what other exports show (R-ASN-5).
    fn doubt_directories(&mut self) {
        let principals = &self.facts.principals;
        for (own, kind) in DIRECTORIES {
            let lacks =
                |id| principals.kind(id) == own && principals.facts(id).is_some_and(|principal| !principal.in_directory);
            let entry = self.places.get_mut(&(kind, "tenant".to_owned(), false));
            let is_listed = |entry: &&mut ListedPlace| entry.state == CoverageState::Listed;
            if let Some(entry) = entry.filter(is_listed).filter(|_| principals.ids().any(lacks)) {
                (entry.state, entry.why) = (CoverageState::Partial, Some(PartialSign::LacksObjects));
            }
        }
    }

    /// The place that a no about a scope needs a list of, where no whole one is at hand.
    pub(super) fn uncovered(&self, kind: ExportKind, scope: &str, reach: &Reach<'_>) -> Option<String> {
        let knows_places = self.facts.lists.iter().any(|list| list.kind == kind);
        if !knows_places || self.facts.vouched.contains(&kind) {
            return None;
        }
        match self.best(kind, scope, reach) {
            Some(entry) if entry.state.carries_a_no() => None,
            Some(entry) => entry.place.map(|place| place_text(self.facts, place)),
            None => Some(subscription_of(scope).unwrap_or(scope).to_owned()),
        }
    }

    /// What answers about a scope rest on: the list of its subscription, or of what lies below it; above subscriptions the best of
    /// the lists that show it.
    fn best(&self, kind: ExportKind, scope: &str, reach: &Reach<'_>) -> Option<&ListedPlace> {
        if let Some(subscription) = subscription_of(scope) {
            let place =
                self.facts.scopes.lookup(subscription).map(|place| self.facts.scopes.text(place).to_ascii_lowercase())?;
            let at = self.places.get(&(kind, place.clone(), false));
            let is_below = subscription.len() < scope.trim_end_matches('/').len();
            let below = is_below.then(|| self.places.get(&(kind, place, true))).flatten();
            let below = below.filter(|_| at.is_none_or(|at| at.state != CoverageState::Proved));
            return below.or(at);
        }
        let is_group = management_group_id(scope).is_some();
        let group = self.facts.scopes.lookup(scope).filter(|_| is_group);
        let shows = |place: ScopeId| {
            let inside = |group| place == group || self.is_inside(group, place, reach);
            if is_group { group.is_some_and(inside) } else { true }
        };
        let mut best: Option<&ListedPlace> = None;
        for ((of, _, below), entry) in &self.places {
            let Some(CoveragePlace::Scope(place)) = entry.place else { continue };
            let is_better = best.is_none_or(|best| entry.state > best.state);
            if *of == kind && !below && is_better && shows(place) {
                best = Some(entry);
            }
        }
        best
    }

    fn is_inside(&self, group: ScopeId, place: ScopeId, reach: &Reach<'_>) -> bool {
        let place = self.facts.scopes.text(place);
        subscription_of(place).is_some() && reach.contains(group, place)
    }
}

/// A place as reports name it.
fn place_text(facts: &Facts, place: CoveragePlace) -> String {
    match place {
        CoveragePlace::Tenant | CoveragePlace::Unknown => "tenant".to_owned(),
        CoveragePlace::Scope(scope) => facts.scopes.text(scope).to_owned(),
        CoveragePlace::Group(group) => facts.principals.id(group).to_string(),
    }
}

/// Every subscription that some scope of the exports is, or lies in.
fn subscriptions(facts: &Facts) -> Vec<ScopeId> {
    let paths = facts.scopes.ids().filter_map(|scope| subscription_of(facts.scopes.text(scope)));
    let mut all: Vec<ScopeId> = paths.filter_map(|path| facts.scopes.lookup(path)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The sign that rows are not all that there are of a subscription and of what contains it.
const fn sign_at(rows: &RowsShown) -> Option<PartialSign> {
    if matches!(rows.shape, ListShape::ResourceGraph) {
        return Some(PartialSign::ResourceGraph);
    }
    if rows.resource_group.is_one() && !rows.at_subscription && !rows.above {
        return Some(PartialSign::OneResourceGroup);
    }
    if rows.count > 1 && rows.principal.is_one() {
        return Some(PartialSign::OnePrincipal);
    }
    if rows.count > 1 && rows.role.is_one() {
        return Some(PartialSign::OneRole);
    }
    match rows.shape {
        ListShape::Az if !rows.below && !rows.above => Some(PartialSign::SubscriptionRowsOnly),
        ListShape::PowerShell if !rows.above => Some(PartialSign::NothingInherited),
        ListShape::Az | ListShape::PowerShell | ListShape::Arm | ListShape::AzureHound | ListShape::ResourceGraph => None,
    }
}

/// The same for what lies below the subscription: az and `AzureHound` list what is at a scope and above it.
fn sign_below(rows: &RowsShown) -> Option<PartialSign> {
    let at_scope = matches!(rows.shape, ListShape::Az | ListShape::AzureHound) && !rows.below;
    sign_at(rows).or_else(|| at_scope.then_some(PartialSign::SubscriptionRowsOnly))
}
