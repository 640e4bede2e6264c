//! [`AccessMove`]: the actions that people gained and lost, and where, whether or not a task of a pack asks for them.
//!
//! At each scope where something changed, what is held there now is compared with what was held there or above, exactly, over all
//! action strings. Access that a wider scope already gives is reported at that scope only.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::concerned::{Concerned, HeldTerms, held};
use super::grounds::{Grounds, RoleElement};
use super::joint::{JointId, JointIds, StateSide};
use super::person::{Person, named};
use super::scopes_above::ScopesAbove;
use crate::access::AccessChange;
use crate::arrange::Arrange as _;
use crate::pattern::Wildcards;

/// Actions that people gained or lost at a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one gain or loss")]
pub struct AccessMove {
    /// Who, by id.
    pub principals: Vec<Person>,
    /// Where; everything below it is meant too.
    pub scope: String,
    /// Gained or lost.
    pub gained: bool,
    /// It needs an activation first.
    pub eligible: bool,
    /// Held as before: a deny assignment no longer takes it, or takes it now.
    pub by_deny: bool,
    /// The roles that give it, by name.
    pub roles: Vec<Arc<str>>,
    /// What was gained or lost; empty where that was not worked out.
    pub actions: Arc<Vec<AccessChange>>,
    /// Not all of it was worked out: a role is not defined, or the search is too large.
    pub undecided: bool,
}

/// What was gained or lost, whoever did.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct MoveKey {
    scope: JointId,
    lost: bool,
    eligible: bool,
    more: Vec<RoleElement>,
    less: Vec<RoleElement>,
}

/// Who gained and who lost which actions; by the scope.
pub(super) fn access_moves(
    joint: &mut JointIds<'_>,
    (concerned, roles): (&Concerned, FxHashSet<JointId>),
    wildcards: Wildcards,
) -> Vec<AccessMove> {
    let classes = concerned.classes(joint);
    let mut finder = MoveFinder { roles, above: ScopesAbove::default(), found: BTreeMap::new() };
    for class in &classes {
        let [old, new] = StateSide::BOTH.map(|side| {
            let holders: &Vec<(JointId, bool)> = side.of(&class.holders);
            held(joint, side, holders)
        });
        finder.compare(joint, &class.principals, [&old, &new]);
    }
    let found = finder.found;
    let mut grounds = Grounds::new(joint, wildcards);
    found.into_iter().filter_map(|(key, people)| one(joint, &mut grounds, (key, people))).collect()
}

fn one(joint: &JointIds<'_>, grounds: &mut Grounds<'_, '_>, (key, people): (MoveKey, Vec<JointId>)) -> Option<AccessMove> {
    let (actions, is_all) = grounds.beyond(&key.less, &key.more);
    if actions.is_empty() && is_all {
        return None;
    }
    let mut roles: Vec<Arc<str>> = key.more.iter().map(|element| grounds.name(element)).collect();
    roles.arrange();
    roles.dedup();
    Some(AccessMove {
        principals: self::people(joint, &people),
        scope: scope_text(joint, key.scope),
        gained: !key.lost,
        eligible: key.eligible,
        by_deny: false,
        roles,
        actions,
        undecided: !is_all,
    })
}

/// Principals by id, with their names.
pub(super) fn people(joint: &JointIds<'_>, principals: &[JointId]) -> Vec<Person> {
    let id = |principal: &JointId| {
        let own = StateSide::BOTH.iter().find_map(|&side| Some((side, joint.own_principal(side, *principal)?)))?;
        Some(joint.facts(own.0).principals.id(own.1))
    };
    let states = StateSide::BOTH.map(|side| joint.state(side));
    let mut found: Vec<Person> = principals.iter().filter_map(id).map(|id| named(states, id)).collect();
    found.arrange_by(|a, b| a.id.cmp(&b.id));
    found.dedup();
    found
}

/// A scope as it is spelled now, or was last.
pub(super) fn scope_text(joint: &JointIds<'_>, scope: JointId) -> String {
    let sides = [StateSide::New, StateSide::Old];
    let own = sides.iter().find_map(|&side| Some((side, joint.own_scope(side, scope)?)));
    own.map(|(side, scope)| joint.facts(side).scopes.text(scope).to_owned()).unwrap_or_default()
}

/// The roles that are not defined as they were.
pub(super) fn changed_roles(joint: &JointIds<'_>) -> FxHashSet<JointId> {
    let old = joint.facts(StateSide::Old);
    let is_changed = |role: &crate::model::RoleId| {
        let number = joint.role(StateSide::Old, *role);
        let there = joint.own_role(StateSide::New, number);
        let [old, new] = [(StateSide::Old, Some(*role)), (StateSide::New, there)]
            .map(|(side, role)| role.and_then(|role| joint.state(side).roles().get(role)));
        old.zip(new).is_some_and(|(old, new)| old.alternatives != new.alternatives)
    };
    old.roles.ids().filter(is_changed).map(|role| joint.role(StateSide::Old, role)).collect()
}

struct MoveFinder {
    roles: FxHashSet<JointId>,
    above: ScopesAbove,
    found: BTreeMap<MoveKey, Vec<JointId>>,
}

/// The scopes at which something differs, with the roles that only one state has there.
type OnlyThere = BTreeMap<JointId, [Vec<HeldTerms>; 2]>;

impl MoveFinder {
    fn compare(&mut self, joint: &JointIds<'_>, people: &[JointId], states: [&[HeldTerms]; 2]) {
        let differing = self.differing(states);
        for (scope, only) in differing {
            let own = StateSide::BOTH.map(|side| {
                let held: &&[HeldTerms] = side.of(&states);
                self.reaching(joint, (side, scope), held)
            });
            for side in StateSide::BOTH {
                let [only, own, other] =
                    [(&only, side), (&own, side), (&own, side.other())].map(|(list, side)| list_of(list, side));
                self.at(people, (side, scope), &ScopeReach { only, own, other });
            }
        }
    }

    fn differing(&self, [old, new]: [&[HeldTerms]; 2]) -> OnlyThere {
        let mut found = OnlyThere::new();
        for (side, own, other) in [(0, old, new), (1, new, old)] {
            let only = |terms: &&HeldTerms| other.binary_search(terms).is_err() || self.roles.contains(&terms.role);
            for terms in own.iter().filter(only) {
                found.entry(terms.scope).or_default().get_mut(side).into_iter().for_each(|list| list.push(*terms));
            }
        }
        found
    }

    /// What is held at a scope in a state, wherever it was assigned.
    fn reaching(&mut self, joint: &JointIds<'_>, (side, scope): (StateSide, JointId), held: &[HeldTerms]) -> Vec<HeldTerms> {
        let above = self.above.of(joint, (side, scope));
        held.iter().filter(|terms| above.contains(&terms.scope)).copied().collect()
    }

    /// What one state alone gives at a scope, for sure and after an activation.
    fn at(&mut self, people: &[JointId], (side, scope): (StateSide, JointId), reach: &ScopeReach<'_>) {
        for eligible in [false, true] {
            let more = self.elements(side, reach.only.iter().filter(|terms| terms.eligible == eligible));
            if more.is_empty() {
                continue;
            }
            let counts = |terms: &&HeldTerms| eligible || !terms.eligible;
            let other = self.elements(side.other(), reach.other.iter().filter(counts));
            let wider = self.elements(side, reach.own.iter().filter(|terms| terms.scope != scope).filter(counts));
            let active = self.elements(side, reach.only.iter().filter(|terms| eligible && !terms.eligible));
            let mut less = [other, wider, active].concat();
            less.arrange();
            less.dedup();
            if more.iter().any(|element| less.binary_search(element).is_err()) {
                let key = MoveKey { scope, lost: side == StateSide::Old, eligible, more, less };
                self.found.entry(key).or_default().extend(people);
            }
        }
    }

    fn elements<'h>(&self, side: StateSide, held: impl Iterator<Item = &'h HeldTerms>) -> Vec<RoleElement> {
        let of = |terms: &HeldTerms| {
            let defined = self.roles.contains(&terms.role).then_some(side);
            RoleElement { role: terms.role, condition: terms.condition, defined }
        };
        let mut found: Vec<RoleElement> = held.map(of).collect();
        found.arrange();
        found.dedup();
        found
    }
}

fn list_of(lists: &[Vec<HeldTerms>; 2], side: StateSide) -> &[HeldTerms] {
    let list: &Vec<HeldTerms> = side.of(lists);
    list
}

/// What is held at a scope, seen from one of the two states.
struct ScopeReach<'h> {
    /// What this state alone has there.
    only: &'h [HeldTerms],
    /// What reaches the scope in this state.
    own: &'h [HeldTerms],
    /// What reaches it in the other one.
    other: &'h [HeldTerms],
}
