//! What cannot be compared: lists that are not whole in both exports (R-EVAL-9).
//!
//! The lists of subscriptions and of the tenant are looked at. Of groups, of their schedules, of the tree of management groups and of
//! conditions what the report says is believed.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::ReportedDiff;
use super::state::StateGround;
use crate::model::scope::subscription_of;
use crate::model::{CoveragePlace, CoverageState, ExportKind, PartialSign};
use crate::verify::diff_claims::{DiffClaims, NotComparedClaim};
use crate::verify::fault::Fault;
use crate::verify::giving::Giving;
use crate::verify::ledger::everything;
use crate::verify::listed::{ListedPart, ListedPlace, ListedPlaces, place_text};
use crate::verify::scope;

/// The kinds that are compared subscription by subscription.
const BY_SCOPE: [ExportKind; 5] = [
    ExportKind::RoleAssignments,
    ExportKind::DenyAssignments,
    ExportKind::RoleEligibility,
    ExportKind::RoleSchedules,
    ExportKind::Lighthouse,
];

/// The kinds that are compared once for the tenant.
const BY_TENANT: [ExportKind; 5] = [
    ExportKind::RoleDefinitions,
    ExportKind::GroupEligibility,
    ExportKind::DirectoryRoleAssignments,
    ExportKind::DirectoryRoleEligibility,
    ExportKind::DirectoryRoleSchedules,
];

const TENANT: &str = "tenant";
const ABSENT: &str = "absent";
const NO_CONDITIONS: &str = "no-conditions";

/// A state with all that is listed in it.
struct ListedState<'r> {
    state: &'r StateGround<'r>,
    listed: ListedPlaces<'r>,
}

/// A kind and a place in lower case.
type KindAtPlace = (String, String);
/// What each export lacks of it: a code.
type Lacks = [Option<String>; 2];

/// Whether an entry is one of those that are worked out again.
fn is_checked(claim: &NotComparedClaim) -> bool {
    let of_kind = |kinds: &[ExportKind]| kinds.iter().any(|kind| kind.name() == claim.kind);
    let of_tenant = of_kind(&BY_TENANT) && claim.place == TENANT;
    let conditions = [&claim.old, &claim.new].into_iter().flatten().any(|code| code == NO_CONDITIONS);
    (of_kind(&BY_SCOPE) || of_tenant) && !conditions
}

/// Whether a report names lists that are believed to be such.
pub(super) fn believes(claims: &DiffClaims) -> bool {
    !claims.not_compared.iter().all(is_checked)
}

/// Holds what a report says cannot be compared against the lists of both exports.
pub(super) fn compare(reported: ReportedDiff<'_>, states: [&StateGround<'_>; 2], faults: &mut Vec<Fault>) {
    let ReportedDiff { report, claims, .. } = reported;
    let [old, new] = states;
    let report = report.asking_of(Vec::new());
    let listed = [(old, new), (new, old)].map(|(own, other)| {
        let again = own.redecide(&report, Vec::new(), other);
        let giving = Giving::new(&again);
        ListedState { state: own, listed: everything(&again, &giving) }
    });
    let states = listed.each_ref();
    let key = |claim: &NotComparedClaim| (claim.kind.clone(), claim.place.to_ascii_lowercase());
    let lacks = |claim: &NotComparedClaim| [claim.old.clone(), claim.new.clone()];
    let checked = claims.not_compared.iter().filter(|claim| is_checked(claim));
    let said: BTreeMap<KindAtPlace, Lacks> = checked.map(|claim| (key(claim), lacks(claim))).collect();
    let by_scope = BY_SCOPE.into_iter().flat_map(|kind| of_scopes(states, kind));
    let by_tenant = BY_TENANT.into_iter().map(|kind| {
        let lacks = states.map(|state| lack(state, kind, of_tenant(state, kind)));
        ((kind.name().to_owned(), TENANT.to_owned()), lacks)
    });
    let is = by_scope.chain(by_tenant).filter(|(_, lacks)| lacks.iter().any(Option::is_some)).collect();
    let shown = |all: &BTreeMap<KindAtPlace, Lacks>| all.iter().map(line).collect();
    scope::compare("lists that cannot be compared", &shown(&said), &shown(&is), faults);
    let is_open = |claim: &NotComparedClaim| claim.old != claim.new || !is_nothing(claim.old.as_deref());
    let wrong = claims.not_compared.iter().filter(|claim| claim.open != is_open(claim));
    faults.extend(wrong.map(|claim| {
        let name = |open| if open { "open" } else { "not open" }.to_owned();
        let why = crate::verify::fault::Why::OtherStatus { said: name(claim.open), is: name(!claim.open) };
        scope::of_report(&why)
    }));
}

/// What neither export has was not asked, and neither were service principals where both lists leave them out.
fn is_nothing(code: Option<&str>) -> bool {
    code.is_some_and(|code| code == ABSENT || code == PartialSign::NoServicePrincipals.code())
}

/// Every subscription of which either state knows a list; the tenant, where neither has any.
fn of_scopes(states: [&ListedState<'_>; 2], kind: ExportKind) -> Vec<(KindAtPlace, Lacks)> {
    let name = kind.name().to_owned();
    let entries = states.into_iter().flat_map(|state| {
        let own = state.listed.places.iter().filter(move |((known, ..), _)| *known == kind);
        own.map(move |(_, entry)| (state, entry))
    });
    let (mut places, mut is_anything) = (BTreeSet::new(), false);
    for (state, entry) in entries {
        is_anything |= entry.state > CoverageState::Absent;
        if let Some(place @ CoveragePlace::Scope(_)) = entry.place {
            places.insert(place_text(state.state.facts, place).to_ascii_lowercase());
        }
    }
    if !is_anything {
        return vec![((name, TENANT.to_owned()), [Some(ABSENT.to_owned()), Some(ABSENT.to_owned())])];
    }
    let subscriptions = places.into_iter().filter(|place| subscription_of(place).is_some());
    let of_place = |place: String| {
        let at = |own: &ListedState<'_>, scope: &str| lack(own, kind, own.listed.at(kind, scope, &own.state.reach));
        let below = format!("{place}/resourceGroups");
        let lacks = states.map(|state| at(state, &place).or_else(|| at(state, &below)));
        ((name.clone(), place), lacks)
    };
    subscriptions.map(of_place).collect()
}

fn of_tenant<'l>(state: &'l ListedState<'_>, kind: ExportKind) -> Option<&'l ListedPlace> {
    state.listed.places.get(&(kind, TENANT.to_owned(), ListedPart::Whole))
}

/// What is lacking of a list: a code.
fn lack(own: &ListedState<'_>, kind: ExportKind, found: Option<&ListedPlace>) -> Option<String> {
    if own.state.facts.vouched.contains(&kind) {
        return None;
    }
    match found.map(|found| (found.state, found.why)) {
        Some((CoverageState::Proved | CoverageState::Listed, _)) => None,
        Some((CoverageState::Partial, why)) => Some(why.map_or("partial", PartialSign::code).to_owned()),
        None | Some((CoverageState::Absent, _)) => Some(ABSENT.to_owned()),
    }
}

fn line((place, lacks): (&KindAtPlace, &Lacks)) -> ((KindAtPlace, Lacks), String) {
    let code = |lack: &Option<String>| lack.clone().unwrap_or_else(|| "whole".to_owned());
    let [old, new] = [0, 1].map(|side| lacks.get(side).map(code).unwrap_or_default());
    let shown = format!("{} of {} (old: {old}, new: {new})", place.0, place.1);
    ((place.clone(), lacks.clone()), shown)
}
