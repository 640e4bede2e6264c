//! Deny assignments that came, went or changed: at the scope of each, the operations that people hold and that are no longer taken from
//! them, or are taken now, counted again in both states. A condition of a deny assignment is taken to be true.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::rows::rows;
use super::state::StateGround;
use crate::arrange::Arrange as _;
use crate::model::{DenyAssignment, DenyPrincipal, ObjectId, Plane, PrincipalId, ScopeId};
use crate::verify::diff_claims::{ActionsClaim, DiffClaims, OperationsClaim, TrendClaim};
use crate::verify::fault::{Fault, Why};
use crate::verify::privileged::PrivilegedNames;
use crate::verify::scope::compare as compare_named;
use crate::verify::standing::Standings;
use crate::verify::ways::Ways;

/// Who, at which scope, which way, and whether after an activation.
type DeniedMove = (String, String, TrendClaim, bool);

/// The same, with the operations in numbers and with those that are privileged.
type CountedMoves = BTreeMap<(DeniedMove, String), String>;

/// The deny assignments that apply in each state, by number.
type ApplyingInBoth = [Vec<usize>; 2];

/// An operation that one state denies and the other one does not, and what that means.
type MovedOperation = (TrendClaim, Plane, String);

/// Holds what a report says of deny assignments against both states: how many answers that took.
pub(super) fn compare(claims: &DiffClaims, states: [&StateGround<'_>; 2], faults: &mut Vec<Fault>) -> usize {
    let again = DeniedAgain::new(states);
    let mut asked: BTreeSet<(String, String)> = again.candidates();
    let (mut said, mut open) = (CountedMoves::new(), BTreeSet::new());
    for (number, claim) in claims.operations.iter().enumerate().filter(|(_, claim)| claim.by_deny) {
        for person in &claim.principals {
            let (id, scope) = (ObjectId::parse(&person.id).to_string(), claim.scope.to_ascii_lowercase());
            asked.insert((id.clone(), scope.clone()));
            let key = (id, scope, claim.change, claim.eligible);
            if claim.undecided {
                open.insert(key);
                continue;
            }
            let counted = claim.actions.iter().map(counted).collect::<Vec<_>>().join(", ");
            said.insert((key.clone(), counted.clone()), shown(&key, &counted));
        }
        let named = claim.principals.first().and_then(|person| again.unlike(&ObjectId::parse(&person.id), claim));
        faults.extend(named.map(|why| Fault::at_place(format!("operations[{number}]"), &why)));
    }
    let mut is = CountedMoves::new();
    for (id, scope) in &asked {
        for (key, counted) in again.at_place(id, scope) {
            let text = shown(&key, &counted);
            is.insert((key, counted), text);
        }
    }
    is.retain(|(key, _), _| !open.contains(key));
    compare_named("moves by deny assignments", &said, &is, faults);
    asked.len()
}

/// Decides again what deny assignments take.
struct DeniedAgain<'r> {
    states: [&'r StateGround<'r>; 2],
    standings: [Standings<'r>; 2],
    privileged: Option<PrivilegedNames>,
    /// The scopes of the deny assignments that differ, each with those that reach it in each state.
    places: BTreeMap<String, ApplyingInBoth>,
    known: RefCell<FxHashMap<ApplyingInBoth, Rc<[MovedOperation]>>>,
}

impl<'r> DeniedAgain<'r> {
    fn new(states: [&'r StateGround<'r>; 2]) -> Self {
        let places: BTreeMap<String, ApplyingInBoth> = differing_scopes(states)
            .into_iter()
            .map(|place| (place.clone(), states.map(|state| reaching(state, &place))))
            .collect();
        let standings = states.map(|state| Standings::new(&state.records));
        let privileged = (!places.is_empty()).then(|| PrivilegedNames::new(states[1].roles.catalog()));
        Self { states, standings, privileged, places, known: RefCell::default() }
    }

    /// Whoever a deny assignment at one of the places names or leaves out, itself or by a group, or holds a role near one of them itself;
    /// with each place.
    fn candidates(&self) -> BTreeSet<(String, String)> {
        let mut found = BTreeSet::new();
        if self.places.is_empty() {
            return found;
        }
        for (side, state) in self.states.iter().enumerate() {
            let named = self.named(side);
            for id in state.facts.principals.ids() {
                let ways = state.records.ways(id);
                if ways.keys().any(|way| named.contains(way)) || self.holds_near(side, id) {
                    let id = state.facts.principals.id(id).to_string();
                    found.extend(self.places.keys().map(|place| (id.clone(), place.clone())));
                }
            }
        }
        found
    }

    /// Whom the deny assignments at the places name or leave out in a state.
    fn named(&self, side: usize) -> BTreeSet<PrincipalId> {
        let Some(state) = self.states.get(side) else { return BTreeSet::new() };
        let numbers = self.places.values().filter_map(|both| both.get(side)).flatten();
        let denies = numbers.filter_map(|&number| state.facts.denies.get(number));
        let of = |deny: &DenyAssignment| {
            let named = deny.principals.iter().filter_map(|principal| match principal {
                DenyPrincipal::Everyone => None,
                DenyPrincipal::Principal(principal) => Some(*principal),
            });
            named.chain(deny.exclude.iter().copied()).collect::<Vec<_>>()
        };
        denies.flat_map(of).collect()
    }

    fn holds_near(&self, side: usize, id: PrincipalId) -> bool {
        let own = self.standings.get(side).map(|standings| standings.own(id)).unwrap_or_default();
        own.iter().any(|role| self.places.keys().any(|place| self.is_near(side, role.scope, place)))
    }

    /// Whether a scope contains a place in one of the states, or lies in it in its own state.
    fn is_near(&self, side: usize, scope: ScopeId, place: &str) -> bool {
        let Some(state) = self.states.get(side) else { return false };
        let text = state.facts.scopes.text(scope);
        let is_above =
            |state: &&StateGround<'_>| state.facts.scopes.lookup(text).is_some_and(|own| state.reach.contains(own, place));
        let is_below = || state.facts.scopes.lookup(place).is_some_and(|place| state.reach.contains(place, text));
        self.states.iter().any(is_above) || is_below()
    }

    /// What moved for somebody at a place: with the operations in numbers.
    fn at_place(&self, id: &str, place: &str) -> Vec<(DeniedMove, String)> {
        let Some((applying, ways)) = self.applying(&ObjectId::parse(id), place) else { return Vec::new() };
        let moved = self.moved(&applying);
        let mut found = Vec::new();
        for eligible in [false, true] {
            let held = self.roles_near(&ways, place, eligible);
            for trend in [TrendClaim::Gained, TrendClaim::Lost] {
                let counted = self.counted(&held, moved.iter().filter(|(own, ..)| *own == trend));
                if !counted.is_empty() {
                    found.push(((id.to_owned(), place.to_owned(), trend, eligible), counted));
                }
            }
        }
        found
    }

    /// The deny assignments that apply to somebody at a place, and the groups that it is in now.
    fn applying(&self, id: &ObjectId, place: &str) -> Option<(ApplyingInBoth, Ways)> {
        let reaching = self.places.get(place)?;
        let mut ways = self.states.map(|state| match state.principal(id) {
            Some(own) if !state.records.is_deleted(own) => state.records.ways(own),
            _ => Ways::default(),
        });
        let mut applying = ApplyingInBoth::default();
        for (side, own) in applying.iter_mut().enumerate() {
            let (Some(state), Some(ways), Some(numbers)) = (self.states.get(side), ways.get(side), reaching.get(side)) else {
                continue;
            };
            let is_named = |number: &usize| state.facts.denies.get(*number).is_some_and(|deny| names(deny, ways));
            own.extend(numbers.iter().copied().filter(is_named));
        }
        Some((applying, ways.last_mut().map(std::mem::take).unwrap_or_default()))
    }

    /// The operations that one state denies and the other one does not.
    fn moved(&self, applying: &ApplyingInBoth) -> Rc<[MovedOperation]> {
        if let Some(known) = self.known.borrow().get(applying) {
            return Rc::clone(known);
        }
        let operations = self.states[1].roles.catalog().operations();
        let all = Plane::ALL.into_iter().flat_map(|plane| operations.ids(plane).map(move |id| (plane, id)));
        let of = |(plane, id)| {
            let name = operations.lower_name(id);
            Some((self.trend(applying, plane, name)?, plane, name.to_owned()))
        };
        let found: Rc<[MovedOperation]> = all.filter_map(of).collect();
        self.known.borrow_mut().insert(applying.clone(), Rc::clone(&found));
        found
    }

    /// What becomes of an action, as far as deny assignments say: it is gained where they do not take it any longer.
    fn trend(&self, [before, after]: &ApplyingInBoth, plane: Plane, action: &str) -> Option<TrendClaim> {
        let [old, new] = self.states;
        match (takes(old, before, plane, action), takes(new, after, plane, action)) {
            (true, false) => Some(TrendClaim::Gained),
            (false, true) => Some(TrendClaim::Lost),
            _ => None,
        }
    }

    /// The roles that somebody in these groups holds now at a place, above it or below it.
    fn roles_near(&self, ways: &Ways, place: &str, eligible: bool) -> BTreeSet<ObjectId> {
        let [_, standings] = &self.standings;
        let facts = self.states[1].facts;
        let held = ways.iter().flat_map(|(&holder, &behind)| {
            standings.own(holder).into_iter().filter(move |role| (behind || role.eligible) == eligible)
        });
        let near = held.filter(|role| self.is_near(1, role.scope, place));
        near.map(|role| facts.roles.id(role.role).clone()).collect()
    }

    /// Those of some operations that roles give, in numbers; nothing where there is none.
    fn counted<'o>(&self, roles: &BTreeSet<ObjectId>, moved: impl Iterator<Item = &'o MovedOperation>) -> String {
        let texts = &self.states[1].roles;
        let compiled: Vec<_> = roles.iter().map(|role| texts.get(role)).collect();
        let gives = |plane: Plane, name: &str| {
            let possible = compiled.iter().flat_map(|role| &role.possible);
            possible.filter_map(|clauses| clauses.get(plane as usize)).flatten().any(|clause| clause.covers(name))
        };
        let mut by_plane: BTreeMap<Plane, (usize, Vec<String>)> = BTreeMap::new();
        for (_, plane, name) in moved.filter(|(_, plane, name)| gives(*plane, name)) {
            let (count, privileged) = by_plane.entry(*plane).or_default();
            *count += 1;
            let is_privileged = self.privileged.as_ref().is_some_and(|names| names.contains(*plane, name));
            privileged.extend(is_privileged.then(|| name.clone()));
        }
        let all = by_plane.into_iter().map(|(plane, (count, privileged))| in_numbers(plane, count, privileged));
        all.collect::<Vec<_>>().join(", ")
    }

    /// Why what an entry names as an example, or as what brings it, is not that for somebody.
    fn unlike(&self, id: &ObjectId, claim: &OperationsClaim) -> Option<Why> {
        let place = claim.scope.to_ascii_lowercase();
        let (applying, _) = self.applying(id, &place)?;
        claim.actions.iter().find_map(|actions| {
            let is = self.trend(&applying, actions.plane.plane(), &actions.witness.to_ascii_lowercase());
            let is = is.map_or("neither gained nor lost", TrendClaim::name).to_owned();
            (is != claim.change.name()).then(|| Why::OtherStatus { said: claim.change.name().to_owned(), is })
        })
    }
}

/// The scopes at which a deny assignment came, went or changed.
fn differing_scopes(states: [&StateGround<'_>; 2]) -> BTreeSet<String> {
    let all = states.map(|state| {
        let mut denies = rows(state.facts);
        denies.retain(|row| row.fact.kind == "deny-assignment");
        denies
    });
    let [old, new] = &all;
    let beyond = [(old, new), (new, old)].into_iter().flat_map(|(own, other)| {
        own.iter().filter(|row| !other.iter().any(|known| known.about == row.about && known.says == row.says))
    });
    beyond.filter_map(|row| row.fact.scope.clone()).collect()
}

/// The enforced deny assignments that reach a place in a state.
fn reaching(state: &StateGround<'_>, place: &str) -> Vec<usize> {
    let reaches = |deny: &DenyAssignment| {
        let is_wider = || !deny.not_to_children && state.reach.contains(deny.scope, place);
        !deny.audit_only && (state.reach.is_at(deny.scope, place) || is_wider())
    };
    let denies = state.facts.denies.iter().enumerate();
    denies.filter(|(_, deny)| reaches(deny)).map(|(number, _)| number).collect()
}

/// Whether a deny assignment names somebody who is in these groups without an activation, and does not leave it out (R-DENY-2).
fn names(deny: &DenyAssignment, ways: &Ways) -> bool {
    let is = |principal: &PrincipalId| ways.get(principal) == Some(&false);
    let is_named = deny.principals.iter().any(|principal| match principal {
        DenyPrincipal::Everyone => true,
        DenyPrincipal::Principal(principal) => is(principal),
    });
    is_named && !deny.exclude.iter().any(is)
}

/// Whether one of some deny assignments denies an action.
fn takes(state: &StateGround<'_>, applying: &[usize], plane: Plane, action: &str) -> bool {
    let parts = applying.iter().filter_map(|&number| state.denies.parts(number));
    let mut clauses = parts.filter_map(|(clauses, _)| clauses.get(plane as usize)).flatten();
    clauses.any(|clause| clause.covers(action))
}

/// The actions of an entry in numbers.
fn counted(claim: &ActionsClaim) -> String {
    let privileged = claim.privileged.iter().map(|name| name.to_ascii_lowercase()).collect();
    let text = in_numbers(claim.plane.plane(), claim.count, privileged);
    // Nothing is given under a condition here.
    let plain = claim.condition.is_none() && !claim.otherwise_conditioned;
    if plain { text } else { format!("{text} under a condition") }
}

fn in_numbers(plane: Plane, count: usize, mut privileged: Vec<String>) -> String {
    privileged.arrange();
    let named = if privileged.is_empty() { String::new() } else { format!(" with {}", privileged.join(" and ")) };
    format!("{count} of the {} plane{named}", plane.name())
}

fn shown((who, scope, trend, eligible): &DeniedMove, counted: &str) -> String {
    let eligible = if *eligible { ", after an activation" } else { "" };
    format!("{counted} {} by {who} at {scope}{eligible}", trend.name())
}
