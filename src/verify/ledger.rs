//! How much of each kind of export there is of each place, worked out again: the coverage and the ledger of a report (R-EVAL-9).

use std::collections::{BTreeMap, BTreeSet};

use super::assumed;
use super::beside::COMPLETE;
use super::fault::{Fault, Why};
use super::giving::Giving;
use super::listed::{ListedPart, ListedPlace, ListedPlaces, PlaceKey, called, subscriptions};
use super::redecide::Redecision;
use super::roles::RoleInDoubt;
use super::scope::{compare as compare_names, of_report};
use crate::model::{Completeness, CoveragePlace, CoverageState, ExportKind, Facts, Listing, PartialSign, PrincipalId};

/// What an entry of the coverage is about, as a report shows it: kind, place and part.
type StatedPlace = (String, String, String);

/// What it says: the state, the reason, and whether somebody vouches for it.
type StatedCoverage = (String, String, bool);

const ABSENT: &str = "absent";

/// More member lists than this that only look whole share one entry.
const MANY: usize = 64;

/// Everything that is listed, with what follows from who holds what.
pub(super) fn everything<'r>(again: &Redecision<'r>, giving: &Giving) -> ListedPlaces<'r> {
    let mut listed = again.listed.clone();
    definitions(again, &mut listed);
    chains(again, &mut listed);
    members(again, giving, &mut listed);
    listed.vouch_for_rest();
    listed.vouch(again.reach);
    listed
}

/// Holds the coverage and the ledger of a report against the exports, and what its answers take for whole against the coverage.
pub(super) fn compare(again: &Redecision<'_>, faults: &mut Vec<Fault>) {
    let giving = Giving::new(again);
    let listed = everything(again, &giving);
    if !again.report.is_older() {
        let known = faults.len();
        by_place(again, &listed, faults);
        if faults.len() == known {
            assumed::compare(again, (&listed, &giving), faults);
        }
    }
    by_kind(again, &listed, faults);
}

/// The same of the coverage alone, where answers are steps.
pub(super) fn coverage(again: &Redecision<'_>, faults: &mut Vec<Fault>) {
    let listed = everything(again, &Giving::new(again));
    by_place(again, &listed, faults);
    by_kind(again, &listed, faults);
}

/// Holds every entry of the coverage of a report against the exports.
fn by_place(again: &Redecision<'_>, listed: &ListedPlaces<'_>, faults: &mut Vec<Fault>) {
    const WHAT: &str = "entries of the coverage";
    let mut said: BTreeMap<StatedPlace, StatedCoverage> = BTreeMap::new();
    for own in again.report.coverage.iter().flatten() {
        let key = (own.kind.clone(), own.place.to_ascii_lowercase(), own.part.clone().unwrap_or_default());
        if said.contains_key(&key) {
            faults.push(of_report(&Why::MadeUp { what: WHAT, count: 1, first: named(&key) }));
        }
        said.insert(key, (own.state.clone(), own.why.clone().unwrap_or_default(), own.vouched));
    }
    let is: BTreeMap<StatedPlace, StatedCoverage> =
        listed.shown().map(|(key, entry)| (shown_place(key), shown_state(entry))).collect();
    let names = |of: &BTreeMap<StatedPlace, StatedCoverage>| of.keys().map(|key| (key.clone(), named(key))).collect();
    compare_names(WHAT, &names(&said), &names(&is), faults);
    let differing = said.iter().filter_map(|(key, said)| Some((key, said, is.get(key).filter(|is| *is != said)?)));
    faults.extend(differing.map(|(key, said, is)| {
        let (said, is) = (format!("{}: {}", named(key), in_words(said)), format!("{}: {}", named(key), in_words(is)));
        of_report(&Why::OtherStatus { said, is })
    }));
}

/// Holds the summary of the coverage by kind against the exports.
fn by_kind(again: &Redecision<'_>, listed: &ListedPlaces<'_>, faults: &mut Vec<Fault>) {
    let name = |name: &str| (name.to_owned(), name.to_owned());
    let said: BTreeMap<String, String> = again.report.ledger.iter().map(|entry| name(&entry.export)).collect();
    // An older version names no kind that it did not know. A kind of which nothing is at hand, and that the report does not name, is such
    // a one: what is not named is not said to be there.
    let is_named = |(kind, own): &(ExportKind, &str)| said.contains_key(*own) || word(summary(listed, *kind)) != ABSENT;
    let is = ExportKind::ALL.into_iter().filter(is_named).map(|(_, own)| name(own)).collect();
    compare_names("kinds of export", &said, &is, faults);
    for (kind, name) in ExportKind::ALL {
        let is = word(summary(listed, kind));
        let own = again.report.ledger.iter().filter(|entry| entry.export == name);
        // An older version, which knew no places, summed up by file.
        let is_older = again.report.is_older();
        let differs = |said: &str| said != is && !(is_older && (said != COMPLETE || is != ABSENT));
        faults.extend(own.filter(|own| differs(&own.completeness)).map(|own| {
            let (said, is) = (format!("{name}: {}", own.completeness), format!("{name}: {is}"));
            of_report(&Why::OtherStatus { said, is })
        }));
    }
}

fn named((kind, place, part): &StatedPlace) -> String {
    called(kind, place, part)
}

fn in_words((state, why, vouched): &StatedCoverage) -> String {
    let why = if why.is_empty() { String::new() } else { format!(", {why}") };
    format!("{state}{why}{}", if *vouched { ", vouched" } else { "" })
}

fn shown_place((kind, place, part): &PlaceKey) -> StatedPlace {
    (kind.name().to_owned(), place.clone(), part.name().to_owned())
}

fn shown_state(entry: &ListedPlace) -> StatedCoverage {
    let state = match entry.state {
        CoverageState::Absent => "absent",
        CoverageState::Partial => "partial",
        CoverageState::Listed => "listed",
        CoverageState::Proved => "proved",
    };
    let why = PartialSign::ALL.iter().find(|(sign, _)| Some(*sign) == entry.why).map_or("", |(_, name)| name);
    (state.to_owned(), why.to_owned(), entry.vouched)
}

const fn word(completeness: Completeness) -> &'static str {
    match completeness {
        Completeness::Complete => COMPLETE,
        Completeness::Partial => "partial",
        Completeness::Absent => ABSENT,
    }
}

/// How much of a kind there is in all: complete where no place lacks anything.
pub(super) fn summary(listed: &ListedPlaces<'_>, kind: ExportKind) -> Completeness {
    let states: BTreeSet<CoverageState> =
        listed.shown().filter(|((own, ..), _)| *own == kind).map(|(_, entry)| entry.state).collect();
    match (states.first(), states.last()) {
        (Some(least), _) if least.carries_a_no() => Completeness::Complete,
        (_, None | Some(CoverageState::Absent)) => Completeness::Absent,
        (_, Some(CoverageState::Partial | CoverageState::Listed | CoverageState::Proved)) => Completeness::Partial,
    }
}

/// The list of definitions lacks those of roles that are held.
fn definitions(again: &Redecision<'_>, listed: &mut ListedPlaces<'_>) {
    let holders = again.records.rows.keys().copied();
    let roles: BTreeSet<_> = holders.flat_map(|who| again.standings.own(who)).map(|own| own.role).collect();
    let doubts = roles.into_iter().filter_map(|role| again.evaluator.role(role).doubt);
    let why = doubts.map(|doubt| match doubt {
        RoleInDoubt::Undefined => PartialSign::LacksObjects,
        RoleInDoubt::Lossy | RoleInDoubt::Contradicting => PartialSign::UnusableRecords,
    });
    let Some(why) = why.max() else { return };
    if listed.of_tenant(ExportKind::RoleDefinitions) > CoverageState::Absent {
        let entry = listed.entry((ExportKind::RoleDefinitions, CoveragePlace::Tenant, ListedPart::Whole));
        (entry.state, entry.why) = (CoverageState::Partial, Some(why));
    }
}

/// What contains each subscription: whole where the chain of its parents reaches the root group.
fn chains(again: &Redecision<'_>, listed: &mut ListedPlaces<'_>) {
    let (facts, reach) = (again.records.facts, again.reach);
    if !reach.knows_groups() {
        return;
    }
    let proved = listed.of_tenant(ExportKind::ManagementGroups) == CoverageState::Proved;
    for scope in subscriptions(facts) {
        let path = facts.scopes.text(scope).to_ascii_lowercase();
        let state = match (reach.is_finished(&path), reach.has_parent(&path)) {
            (true, _) if proved => CoverageState::Proved,
            (true, _) => CoverageState::Listed,
            (false, true) => CoverageState::Partial,
            (false, false) => CoverageState::Absent,
        };
        let entry = listed.entry((ExportKind::ManagementGroups, CoveragePlace::Scope(scope), ListedPart::Whole));
        (entry.state, entry.why, entry.vouched) = (state, None, false);
    }
}

/// The member lists of groups by which somebody may hold something.
fn members(again: &Redecision<'_>, giving: &Giving, listed: &mut ListedPlaces<'_>) {
    let facts = again.records.facts;
    let lists: Vec<(PrincipalId, ListedPlace, bool)> = giving
        .groups()
        .into_iter()
        .map(|group| {
            let (own, cut) = member_list(facts, group);
            (group, own, cut)
        })
        .collect();
    let whole = lists.iter().filter(|(_, own, _)| own.state == CoverageState::Listed).count();
    for (group, own, cut) in lists {
        let key = |place, part| (ExportKind::GroupMembers, place, part);
        let id = (ExportKind::GroupMembers, facts.principals.id(group).to_string().to_ascii_lowercase(), ListedPart::Whole);
        let known = listed.places.remove(&id).unwrap_or_default();
        let proved = known.state == CoverageState::Proved;
        let together = whole > MANY && own.state == CoverageState::Listed && !proved;
        let place = if together { CoveragePlace::Tenant } else { CoveragePlace::Group(group) };
        if cut && !proved {
            let entry = listed.entry(key(place, ListedPart::ServicePrincipals));
            (entry.state, entry.why) = (CoverageState::Partial, Some(PartialSign::NoServicePrincipals));
        }
        let entry = listed.entry(key(place, ListedPart::Whole));
        entry.why = own.why.or(known.why).filter(|_| own.state == CoverageState::Partial);
        entry.state = if proved && own.state.carries_a_no() { CoverageState::Proved } else { own.state };
    }
}

/// The member list of a group, and whether service principals are left out of it.
fn member_list(facts: &Facts, group: PrincipalId) -> (ListedPlace, bool) {
    let lists = facts.member_lists.get(&group).copied().unwrap_or_default();
    let hidden = facts.principals.facts(group).is_some_and(|known| known.hidden_members);
    let best = lists.direct.max(lists.transitive);
    let (state, why) = match (best, hidden) {
        (Listing::Absent, _) => (CoverageState::Absent, None),
        (_, true) => (CoverageState::Partial, Some(PartialSign::HiddenMembership)),
        (Listing::Partial, false) => (CoverageState::Partial, None),
        (Listing::WithoutServicePrincipals | Listing::Complete, false) => (CoverageState::Listed, None),
    };
    (ListedPlace::new(state, why, Vec::new()), best == Listing::WithoutServicePrincipals && !hidden)
}
