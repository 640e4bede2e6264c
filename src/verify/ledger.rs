//! How much of each kind of export there is of each place, worked out again: the coverage and the ledger of a report (R-EVAL-9).

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::beside::COMPLETE;
use super::fault::{Fault, Why};
use super::listed::{ListedPart, ListedPlace, ListedPlaces, PlaceKey, subscriptions};
use super::redecide::Redecision;
use super::roles::RoleInDoubt;
use super::scope::{compare as compare_names, of_report};
use crate::model::{
    Completeness, CoveragePlace, CoverageState, DenyPrincipal, ExportKind, Facts, Listing, PartialSign, PrincipalId,
    PrincipalKind, ScopeId,
};

/// An entry of the coverage as a report shows it: kind, place and part; state, reason, and whether somebody vouches for it.
type ShownEntry = (String, String, String, String, String, bool);

const ABSENT: &str = "absent";
const LISTED: &str = "listed";

/// More member lists than this that only look whole share one entry.
const MANY: usize = 64;

/// Everything that is listed, with what follows from who holds what.
pub(super) fn everything<'r>(again: &Redecision<'r>) -> ListedPlaces<'r> {
    let mut listed = again.listed.clone();
    let given = given(again);
    definitions(again, &given, &mut listed);
    chains(again, &mut listed);
    members(again, &given, &mut listed);
    listed.vouch_for_rest();
    listed.vouch(again.reach);
    listed
}

/// Holds the coverage and the ledger of a report against the exports.
pub(super) fn compare(again: &Redecision<'_>, faults: &mut Vec<Fault>) {
    let listed = everything(again);
    if !again.report.is_older() {
        let said = again.report.coverage.iter().flatten().map(|own| {
            let part = own.part.clone().unwrap_or_default();
            let why = own.why.clone().unwrap_or_default();
            shown((own.kind.clone(), own.place.to_ascii_lowercase(), part, own.state.clone(), why, own.vouched))
        });
        let is = shown_parts(&listed).map(|(key, entry)| shown(entry_of(key, entry)));
        compare_names("entries of the coverage", &said.collect(), &is.collect(), faults);
        assumed(again, faults);
    }
    let name = |name: &str| (name.to_owned(), name.to_owned());
    let said = again.report.ledger.iter().map(|entry| name(&entry.export)).collect();
    compare_names("kinds of export", &said, &ExportKind::ALL.into_iter().map(|(_, own)| name(own)).collect(), faults);
    for (kind, name) in ExportKind::ALL {
        let is = word(summary(&listed, kind));
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

/// What an answer takes for whole is an entry that looks whole, and that nothing proves.
fn assumed(again: &Redecision<'_>, faults: &mut Vec<Fault>) {
    let coverage = again.report.coverage.as_deref().unwrap_or_default();
    let is_listed = |number: &&usize| coverage.get(**number).is_some_and(|entry| entry.state == LISTED);
    let results = again.report.classes.iter().flat_map(|class| &class.results);
    let wrong: Vec<&usize> = results.flat_map(|own| own.assumes.iter().flatten()).filter(|own| !is_listed(own)).collect();
    if let Some(first) = wrong.first() {
        let (what, count) = ("entries of the coverage that an answer assumes", wrong.len());
        faults.push(of_report(&Why::MadeUp { what, count, first: first.to_string() }));
    }
}

fn shown(entry: ShownEntry) -> (ShownEntry, String) {
    let text = format!("{}@{}: {}", entry.0, entry.1, entry.3);
    (entry, text)
}

fn entry_of((kind, place, part): &PlaceKey, entry: &ListedPlace) -> ShownEntry {
    let part = match part {
        ListedPart::Whole => "",
        ListedPart::Below => "below",
        ListedPart::ServicePrincipals => "service-principals",
    };
    let state = match entry.state {
        CoverageState::Absent => "absent",
        CoverageState::Partial => "partial",
        CoverageState::Listed => LISTED,
        CoverageState::Proved => "proved",
    };
    let why = PartialSign::ALL.iter().find(|(sign, _)| Some(*sign) == entry.why).map_or("", |(_, name)| name);
    (kind.name().to_owned(), place.clone(), part.to_owned(), state.to_owned(), why.to_owned(), entry.vouched)
}

/// The entries, without the parts that are as their whole.
fn shown_parts<'a>(listed: &'a ListedPlaces<'_>) -> impl Iterator<Item = (&'a PlaceKey, &'a ListedPlace)> {
    listed.places.iter().filter(|((kind, place, part), entry)| {
        let whole = || listed.places.get(&(*kind, place.clone(), ListedPart::Whole));
        let differs = |whole: &ListedPlace| whole.state != CoverageState::Proved && whole.state != entry.state;
        *part == ListedPart::Whole || whole().is_none_or(differs)
    })
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
        shown_parts(listed).filter(|((own, ..), _)| *own == kind).map(|(_, entry)| entry.state).collect();
    match (states.first(), states.last()) {
        (Some(least), _) if least.carries_a_no() => Completeness::Complete,
        (_, None | Some(CoverageState::Absent)) => Completeness::Absent,
        (_, Some(CoverageState::Partial | CoverageState::Listed | CoverageState::Proved)) => Completeness::Partial,
    }
}

/// Who is given something, where.
type GivenAt = BTreeSet<(PrincipalId, ScopeId)>;

fn given(again: &Redecision<'_>) -> GivenAt {
    let holders = again.records.rows.keys().copied();
    holders.flat_map(|who| again.standings.own(who).into_iter().map(move |own| (who, own.scope))).collect()
}

/// The list of definitions lacks those of roles that are held.
fn definitions(again: &Redecision<'_>, given: &GivenAt, listed: &mut ListedPlaces<'_>) {
    let holders: BTreeSet<PrincipalId> = given.iter().map(|(who, _)| *who).collect();
    let roles: BTreeSet<_> = holders.into_iter().flat_map(|who| again.standings.own(who)).map(|own| own.role).collect();
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
fn members(again: &Redecision<'_>, given: &GivenAt, listed: &mut ListedPlaces<'_>) {
    let facts = again.records.facts;
    let lists: Vec<(PrincipalId, ListedPlace, bool)> = groups(again, given)
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

/// Groups that hold something or that deny assignments name, and the groups in them.
fn groups(again: &Redecision<'_>, given: &GivenAt) -> BTreeSet<PrincipalId> {
    let facts = again.records.facts;
    let is_group = |principal: &PrincipalId| match facts.principals.kind(*principal) {
        PrincipalKind::Group | PrincipalKind::ForeignGroup => true,
        PrincipalKind::Unknown => facts.member_lists.contains_key(principal),
        PrincipalKind::User | PrincipalKind::ServicePrincipal | PrincipalKind::Device => false,
    };
    let mut inside: FxHashMap<PrincipalId, Vec<PrincipalId>> = FxHashMap::default();
    for row in facts.memberships.iter().filter(|row| is_group(&row.member)) {
        inside.entry(row.group).or_default().push(row.member);
    }
    let denies = facts.denies.iter().filter(|deny| !deny.audit_only).flat_map(|deny| {
        let named = deny.principals.iter().filter_map(|principal| match principal {
            DenyPrincipal::Principal(principal) => Some(*principal),
            DenyPrincipal::Everyone => None,
        });
        named.chain(deny.exclude.iter().copied())
    });
    let mut todo: Vec<PrincipalId> = given.iter().map(|(who, _)| *who).chain(denies).filter(is_group).collect();
    let mut all = FxHashSet::default();
    while let Some(group) = todo.pop() {
        if all.insert(group) && !again.records.is_flattened(group) {
            todo.extend(inside.get(&group).into_iter().flatten());
        }
    }
    let directory = again.records.rows.keys().copied().filter(is_group);
    let directory = directory.filter(|group| !again.records.settled_directory(*group).is_empty());
    all.into_iter().chain(directory).collect()
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
