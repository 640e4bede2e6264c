//! [`ListedPlaces`]: for each kind of export and each place, whether a `no` may rest on the lists that are at hand (R-EVAL-9).

use std::collections::{BTreeMap, BTreeSet};

use super::reach::Reach;
use super::requests::list_requests;
use crate::arrange::Arrange as _;
use crate::model::scope::{management_group_id, subscription_of, workspace_of};
use crate::model::{
    Completeness, CoveragePlace, CoverageState, ExportKind, ExportedList, Facts, InputId, ListShape, PartialSign,
    PrincipalKind, RowsShown, ScopeId,
};

/// Which part of a place is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum ListedPart {
    /// All that no other entry is about.
    Whole,
    /// What lies below a subscription.
    Below,
    /// The service principals in a group.
    ServicePrincipals,
}

impl ListedPart {
    /// Its name in reports; the whole has none.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Below => "below",
            Self::ServicePrincipals => "service-principals",
        }
    }
}

/// A kind, the text of a place in lower case, and the part of it.
pub(super) type PlaceKey = (ExportKind, String, ListedPart);

/// How much of one kind there is of one place.
#[derive(Debug, Clone, Default)]
pub(super) struct ListedPlace {
    pub place: Option<CoveragePlace>,
    pub state: CoverageState,
    pub why: Option<PartialSign>,
    pub inputs: Vec<InputId>,
    pub vouched: bool,
}

impl ListedPlace {
    pub(super) fn new(state: CoverageState, why: Option<PartialSign>, inputs: Vec<InputId>) -> Self {
        Self { place: None, state, why, inputs, vouched: false }
    }
}

/// What is listed of which place.
#[derive(Clone)]
pub(super) struct ListedPlaces<'f> {
    facts: &'f Facts,
    pub(super) places: BTreeMap<PlaceKey, ListedPlace>,
}

/// The lists of another state, on which a no rests as well.
#[derive(Clone, Copy)]
pub(super) struct OtherLists<'r> {
    pub listed: &'r ListedPlaces<'r>,
    pub reach: &'r Reach<'r>,
}

const PER_SUBSCRIPTION: [ExportKind; 4] =
    [ExportKind::RoleAssignments, ExportKind::DenyAssignments, ExportKind::RoleEligibility, ExportKind::Lighthouse];

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

const DIRECTORIES: [(PrincipalKind, ExportKind); 3] = [
    (PrincipalKind::User, ExportKind::Users),
    (PrincipalKind::Group, ExportKind::Groups),
    (PrincipalKind::ServicePrincipal, ExportKind::ServicePrincipals),
];

impl<'f> ListedPlaces<'f> {
    pub(super) fn new(facts: &'f Facts, reach: &Reach<'_>) -> Self {
        let subscriptions = subscriptions(facts);
        let mut listed = Self { facts, places: BTreeMap::new() };
        for request in list_requests(facts) {
            let state = if request.lacks.is_some() { CoverageState::Partial } else { CoverageState::Proved };
            let inputs = request.input.into_iter().collect();
            let found = ListedPlace::new(state, request.lacks, inputs);
            listed.take((request.kind, request.place, ListedPart::Whole), found);
        }
        let only = if let [only] = subscriptions.as_slice() { Some(CoveragePlace::Scope(*only)) } else { None };
        for list in facts.lists.iter().filter(|list| list.kind != ExportKind::PimRequests) {
            let place = if list.place == CoveragePlace::Unknown { only } else { Some(list.place) };
            if let Some(place) = place {
                listed.take_list(list, place);
            }
        }
        listed.doubt_all();
        listed.doubt_directories();
        let of_each = subscriptions.iter().flat_map(|&scope| PER_SUBSCRIPTION.map(|kind| (kind, CoveragePlace::Scope(scope))));
        for (kind, place) in of_each.chain(PER_TENANT.map(|kind| (kind, CoveragePlace::Tenant))) {
            listed.entry((kind, place, ListedPart::Whole));
        }
        listed.without_lists();
        listed.vouch(reach);
        listed
    }

    /// Files that no list is written down for.
    fn without_lists(&mut self) {
        let has_inputs = self.places.iter().filter(|(_, entry)| !entry.inputs.is_empty());
        let known: BTreeSet<ExportKind> = has_inputs.map(|((kind, ..), _)| *kind).collect();
        for (file, number) in self.facts.inputs.iter().zip(0..) {
            let listed = known.contains(&file.kind) || self.facts.lists.iter().any(|list| list.kind == file.kind);
            if !listed && file.kind != ExportKind::PimRequests {
                let state = if file.partial { CoverageState::Partial } else { CoverageState::Listed };
                let found = ListedPlace::new(state, None, vec![InputId(number)]);
                self.take((file.kind, CoveragePlace::Tenant, ListedPart::Whole), found);
            }
        }
    }

    /// A kind that somebody vouches for, and of which nothing at all is at hand.
    pub(super) fn vouch_for_rest(&mut self) {
        for &kind in &self.facts.vouched {
            if !self.places.keys().any(|(own, ..)| *own == kind) {
                self.entry((kind, CoveragePlace::Tenant, ListedPart::Whole));
            }
        }
    }

    /// What somebody vouches for is proved: at a place, and at what is known to be in it.
    pub(super) fn vouch(&mut self, reach: &Reach<'_>) {
        let facts = self.facts;
        for &(kind, place) in &facts.vouched_at {
            self.entry((kind, place, ListedPart::Whole));
        }
        let is_subscription = |scope: ScopeId| {
            let text = facts.scopes.text(scope);
            subscription_of(text).is_some_and(|own| own.len() == text.len())
        };
        let contains = |outer: CoveragePlace, inner: Option<CoveragePlace>| match (outer, inner) {
            (_, Some(inner)) if outer == inner => true,
            (CoveragePlace::Scope(outer), Some(CoveragePlace::Scope(inner))) => {
                is_subscription(inner) && reach.contains(outer, facts.scopes.text(inner))
            }
            _ => false,
        };
        for ((kind, ..), entry) in &mut self.places {
            let at = || facts.vouched_at.iter().any(|&(own, at)| own == *kind && contains(at, entry.place));
            if facts.vouched.contains(kind) || at() {
                (entry.state, entry.why, entry.vouched) = (CoverageState::Proved, None, true);
            }
        }
    }

    pub(super) fn entry(&mut self, (kind, place, part): (ExportKind, CoveragePlace, ListedPart)) -> &mut ListedPlace {
        let text = place_text(self.facts, place).to_ascii_lowercase();
        let entry = self.places.entry((kind, text, part)).or_default();
        entry.place = Some(place);
        entry
    }

    fn take(&mut self, key: (ExportKind, CoveragePlace, ListedPart), found: ListedPlace) {
        let entry = self.entry(key);
        if found.state > entry.state {
            (entry.state, entry.why) = (found.state, found.why.filter(|_| !found.state.carries_a_no()));
        }
        entry.inputs.extend(found.inputs);
    }

    fn take_list(&mut self, list: &ExportedList, place: CoveragePlace) {
        let own = self.sign_of(list);
        let shown = list.rows.as_ref().map(|rows| own.or_else(|| sign_at(rows)));
        let below = list.rows.as_ref().map(|rows| own.or_else(|| sign_below(rows)));
        let found = |why: Option<PartialSign>| {
            let state = if why.is_some() { CoverageState::Partial } else { CoverageState::Listed };
            ListedPlace::new(state, why, vec![list.input])
        };
        self.take((list.kind, place, ListedPart::Whole), found(shown.unwrap_or(own)));
        if let Some(below) = below.filter(|_| list.kind == ExportKind::RoleAssignments) {
            self.take((list.kind, place, ListedPart::Below), found(below));
        }
    }

    /// Why a list is not whole, by what surrounds its rows, or by rows that could not be used.
    fn sign_of(&self, list: &ExportedList) -> Option<PartialSign> {
        let file = self.facts.inputs.get(list.input.index()).filter(|file| file.partial);
        let unusable = file.filter(|file| file.used < file.records).map(|_| PartialSign::UnusableRecords);
        list.sign.or(unusable)
    }

    /// A part of a list that does not say what it is of may be of any place; records outside of a list are a part of none.
    fn doubt_all(&mut self) {
        for list in self.facts.lists.iter().filter(|list| list.place == CoveragePlace::Unknown) {
            let Some(sign) = self.sign_of(list).filter(|sign| *sign != PartialSign::SingleObject) else { continue };
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
            let entry = self.places.get_mut(&(kind, TENANT.to_owned(), ListedPart::Whole));
            let is_listed = |entry: &&mut ListedPlace| entry.state == CoverageState::Listed;
            if let Some(entry) = entry.filter(is_listed).filter(|_| principals.ids().any(lacks)) {
                (entry.state, entry.why) = (CoverageState::Partial, Some(PartialSign::LacksObjects));
            }
        }
    }

    /// The place that a no about a scope needs a list of, where no whole one is at hand.
    pub(super) fn uncovered(&self, kind: ExportKind, scope: &str, reach: &Reach<'_>) -> Option<String> {
        if !self.knows_places(kind) || self.facts.vouched.contains(&kind) {
            return None;
        }
        match self.at(kind, scope, reach) {
            Some(entry) if entry.state.carries_a_no() => None,
            Some(entry) => entry.place.map(|place| place_text(self.facts, place)),
            None => Some(subscription_of(scope).unwrap_or(scope).to_owned()),
        }
    }

    /// Whether something tells of which places the lists of a kind are.
    pub(super) fn knows_places(&self, kind: ExportKind) -> bool {
        let vouched = || self.facts.vouched_at.iter().any(|(own, _)| *own == kind);
        self.facts.lists.iter().any(|list| list.kind == kind) || !self.facts.requests.is_empty() || vouched()
    }

    /// Whether a no may rest on the lists of a kind, as far as no place is asked.
    pub(super) fn is_whole(&self, kind: ExportKind) -> bool {
        if kind == ExportKind::RoleAssignments {
            self.facts.completeness(kind) == Completeness::Complete || self.knows_places(kind)
        } else {
            self.of_tenant(kind).carries_a_no()
        }
    }

    /// The entries, without the parts that are as their whole.
    pub(super) fn shown(&self) -> impl Iterator<Item = (&PlaceKey, &ListedPlace)> {
        self.places.iter().filter(|(key, entry)| self.is_shown(key, entry))
    }

    fn is_shown(&self, (kind, place, part): &PlaceKey, entry: &ListedPlace) -> bool {
        let whole = || self.places.get(&(*kind, place.clone(), ListedPart::Whole));
        let differs = |whole: &ListedPlace| whole.state != CoverageState::Proved && whole.state != entry.state;
        *part == ListedPart::Whole || whole().is_none_or(differs)
    }

    /// How much there is of a kind that is exported once for the tenant.
    pub(super) fn of_tenant(&self, kind: ExportKind) -> CoverageState {
        let entry = self.places.get(&(kind, TENANT.to_owned(), ListedPart::Whole));
        entry.map_or(CoverageState::Absent, |entry| entry.state)
    }

    /// What answers about a scope rest on: the list of its workspace, of its subscription, or of what lies below that; above
    /// subscriptions the best of the lists that show it.
    pub(super) fn at(&self, kind: ExportKind, scope: &str, reach: &Reach<'_>) -> Option<&ListedPlace> {
        self.entry_at(kind, scope, reach).map(|(_, entry)| entry)
    }

    /// The same with what the entry is about.
    pub(super) fn entry_at(&self, kind: ExportKind, scope: &str, reach: &Reach<'_>) -> Option<(&PlaceKey, &ListedPlace)> {
        let whole = |place: String| self.places.get_key_value(&(kind, place, ListedPart::Whole));
        if let Some(own) = workspace_of(scope).and_then(|own| whole(own.to_ascii_lowercase())) {
            return Some(own);
        }
        if let Some(subscription) = subscription_of(scope) {
            let place =
                self.facts.scopes.lookup(subscription).map(|place| self.facts.scopes.text(place).to_ascii_lowercase())?;
            let is_below = subscription.len() < scope.trim_end_matches('/').len();
            let below = || self.places.get_key_value(&(kind, place.clone(), ListedPart::Below));
            let below = is_below.then(below).flatten().filter(|(key, entry)| self.is_shown(key, entry));
            return below.or_else(|| whole(place.clone()));
        }
        let is_group = management_group_id(scope).is_some();
        let shows = |place: ScopeId| !is_group || reach.is_at(place, scope) || self.is_inside(scope, place, reach);
        let mut best: Option<(&PlaceKey, &ListedPlace)> = None;
        for (key, entry) in &self.places {
            let Some(CoveragePlace::Scope(place)) = entry.place else { continue };
            let is_better = best.is_none_or(|(_, best)| entry.state > best.state);
            if key.0 == kind && key.2 == ListedPart::Whole && is_better && shows(place) {
                best = Some((key, entry));
            }
        }
        best
    }

    /// Whether a subscription is in a management group. No export has to name the root group of its tenant.
    fn is_inside(&self, group: &str, place: ScopeId, reach: &Reach<'_>) -> bool {
        let place = self.facts.scopes.text(place);
        let Some(group) = self.facts.scopes.lookup(group) else { return reach.is_in_root_group(group, place) };
        subscription_of(place).is_some() && reach.contains(group, place)
    }
}

/// An entry as people read it: its kind, its place, and the part of that, if it is one.
pub(super) fn called(kind: &str, place: &str, part: &str) -> String {
    if part.is_empty() { format!("{kind}@{place}") } else { format!("{kind}@{place} ({part})") }
}

/// The whole tenant as reports name it.
const TENANT: &str = "tenant";

/// A place as reports name it.
pub(super) fn place_text(facts: &Facts, place: CoveragePlace) -> String {
    match place {
        CoveragePlace::Tenant | CoveragePlace::Unknown => TENANT.to_owned(),
        CoveragePlace::Scope(scope) => facts.scopes.text(scope).to_owned(),
        CoveragePlace::Group(group) => facts.principals.id(group).to_string(),
    }
}

/// Every subscription that some scope of the exports is, or lies in.
pub(super) fn subscriptions(facts: &Facts) -> Vec<ScopeId> {
    let paths = facts.scopes.ids().filter_map(|scope| subscription_of(facts.scopes.text(scope)));
    let mut all: Vec<ScopeId> = paths.filter_map(|path| facts.scopes.lookup(path)).collect();
    all.arrange();
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
    let several = rows.count > 1 || rows.of_list > 2 || (rows.count == 0 && !rows.is_named);
    if several && rows.principal.is_one() {
        return Some(PartialSign::OnePrincipal);
    }
    if several && rows.role.is_one() {
        return Some(PartialSign::OneRole);
    }
    match rows.shape {
        ListShape::Az if !rows.below && !rows.above => Some(PartialSign::SubscriptionRowsOnly),
        ListShape::PowerShell if !rows.above => Some(PartialSign::NothingInherited),
        ListShape::AzureHound if !rows.above && !rows.at_subscription => Some(PartialSign::SomeResourceTypes),
        ListShape::Az | ListShape::PowerShell | ListShape::Arm | ListShape::AzureHound | ListShape::ResourceGraph => None,
    }
}

/// The same for what lies below the subscription: az lists what is at a scope and above it, and `AzureHound` asks for some types of
/// resources.
fn sign_below(rows: &RowsShown) -> Option<PartialSign> {
    let own = match rows.shape {
        ListShape::AzureHound => Some(PartialSign::SomeResourceTypes),
        ListShape::Az if !rows.below => Some(PartialSign::SubscriptionRowsOnly),
        ListShape::Az | ListShape::Arm | ListShape::PowerShell | ListShape::ResourceGraph => None,
    };
    sign_at(rows).or(own)
}
