//! Deny assignments that came, went or changed: what is no longer taken from people who hold it, and what is taken now.
//!
//! Principals that a deny assignment names are looked at with the groups that they are in. If it names everyone, only principals that hold
//! role assignments themselves are looked at. A condition of a deny assignment is taken to be true.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::access::{AccessMove, people, scope_text};
use super::concerned::{closure, held, holders, with_members};
use super::fact_kind::FactKind;
use super::facts::FactDifference;
use super::grounds::{Grounds, RoleElement};
use super::joint::{JointId, JointIds, StateSide};
use crate::access::{AccessChange, AccessDiff, Privileged, RoleAccess, Witness};
use crate::arrange::Arrange as _;
use crate::catalog::OperationId;
use crate::graph::Containing;
use crate::model::{DenyAssignment, DenyPrincipal, Plane, PrincipalId};
use crate::pattern::Wildcards;

/// What makes a move: where, the deny assignments that apply in each state, and the roles that are held now.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct DeniedKey {
    scope: JointId,
    /// After an activation.
    eligible: bool,
    applying: [Vec<u32>; 2],
    elements: Vec<RoleElement>,
}

/// The actions that deny assignments no longer take, and those that they take now.
pub(super) fn denied_moves(joint: &mut JointIds<'_>, difference: &FactDifference, wildcards: Wildcards) -> Vec<AccessMove> {
    let places = DeniedPlaces::of(joint, difference);
    if places.denies.is_empty() {
        return Vec::new();
    }
    let mut found: BTreeMap<DeniedKey, Vec<JointId>> = BTreeMap::new();
    for principal in places.candidates(joint) {
        for (key, principal) in places.of_principal(joint, principal) {
            found.entry(key).or_default().push(principal);
        }
    }
    let mut grounds = Grounds::new(joint, wildcards);
    let finder = DeniedFinder { joint, wildcards, privileged: Privileged::new(joint.state(StateSide::New).catalog()) };
    let moves = found.iter().flat_map(|(key, people)| [true, false].map(|gained| (gained, key, people)));
    moves.filter_map(|(gained, key, people)| finder.moved(&mut grounds, gained, (key, people))).collect()
}

/// The scopes of deny assignments that came, went or changed.
struct DeniedPlaces {
    /// For each: what contains it, and the deny assignments that reach it in each state.
    denies: FxHashMap<JointId, PlaceDenies>,
}

#[derive(Default)]
struct PlaceDenies {
    scope: JointId,
    above: FxHashSet<JointId>,
    reaching: [Vec<u32>; 2],
}

impl DeniedPlaces {
    fn of(joint: &JointIds<'_>, difference: &FactDifference) -> Self {
        let mut denies: FxHashMap<JointId, PlaceDenies> = FxHashMap::default();
        for pair in difference.of_kind(FactKind::DenyAssignment) {
            for (side, row) in StateSide::BOTH.into_iter().zip([pair.old, pair.new]) {
                if let Some(own) = row.and_then(|row| joint.facts(side).denies.get(row as usize)) {
                    denies.entry(joint.scope(side, own.scope)).or_default();
                }
            }
        }
        let scopes: Vec<JointId> = denies.keys().copied().collect();
        for scope in scopes {
            let place = PlaceDenies {
                scope,
                above: StateSide::BOTH.iter().flat_map(|&side| above(joint, side, scope)).collect(),
                reaching: StateSide::BOTH.map(|side| reaching(joint, side, scope)),
            };
            denies.insert(scope, place);
        }
        Self { denies }
    }

    /// Whom these deny assignments may concern: those whom they name, and those who hold something near.
    fn candidates(&self, joint: &JointIds<'_>) -> Vec<JointId> {
        let mut near: FxHashMap<(StateSide, JointId), bool> = FxHashMap::default();
        let (mut found, mut named) = (FxHashSet::default(), FxHashSet::default());
        for side in StateSide::BOTH {
            for grant in joint.state(side).grants() {
                let scope = joint.scope(side, grant.gives.scope);
                if *near.entry((side, scope)).or_insert_with(|| self.is_near(joint, side, scope)) {
                    found.insert(joint.principal(side, grant.principal));
                }
            }
            let rows = self.denies.values().flat_map(|place| side.of(&place.reaching));
            let denies = rows.filter_map(|&row| joint.facts(side).denies.get(row as usize));
            named.extend(denies.flat_map(all_named).map(|principal| joint.principal(side, principal)));
        }
        found.extend(with_members(joint, named));
        let mut all: Vec<JointId> = found.into_iter().collect();
        all.arrange();
        all
    }

    fn is_near(&self, joint: &JointIds<'_>, side: StateSide, scope: JointId) -> bool {
        self.denies.values().any(|place| place.above.contains(&scope))
            || above(joint, side, scope).iter().any(|above| self.denies.contains_key(above))
    }

    /// Where other deny assignments apply to a principal than before, with what it holds there.
    fn of_principal(&self, joint: &mut JointIds<'_>, principal: JointId) -> Vec<(DeniedKey, JointId)> {
        let mut found = Vec::new();
        let groups = StateSide::BOTH.map(|side| closure(joint, side, principal));
        for place in self.denies_in_order().into_values() {
            let applying = StateSide::BOTH.map(|side| {
                let groups: &Vec<(JointId, bool)> = side.of(&groups);
                let rows: &Vec<u32> = side.of(&place.reaching);
                rows.iter().copied().filter(|&row| applies(joint, (side, row), groups)).collect::<Vec<u32>>()
            });
            if applying.iter().all(Vec::is_empty) {
                continue;
            }
            for eligible in [false, true] {
                let elements = elements(joint, (principal, eligible), place);
                if !elements.is_empty() {
                    found.push((DeniedKey { scope: place.scope, eligible, applying: applying.clone(), elements }, principal));
                }
            }
        }
        found
    }

    fn denies_in_order(&self) -> BTreeMap<&JointId, &PlaceDenies> {
        self.denies.iter().collect()
    }
}

/// Whom a deny assignment names, and whom it leaves out.
fn all_named(deny: &DenyAssignment) -> Vec<PrincipalId> {
    let named = deny.principals.iter().filter_map(|principal| match principal {
        DenyPrincipal::Everyone => None,
        DenyPrincipal::Principal(principal) => Some(*principal),
    });
    named.chain(deny.exclude.iter().copied()).collect()
}

fn applies(joint: &JointIds<'_>, (side, row): (StateSide, u32), groups: &[(JointId, bool)]) -> bool {
    let Some(deny) = joint.facts(side).denies.get(row as usize) else { return false };
    let is_among = |principal: &PrincipalId| {
        let own = joint.principal(side, *principal);
        groups.iter().any(|(group, eligible)| *group == own && !eligible)
    };
    let is_named = deny.principals.iter().any(|principal| match principal {
        DenyPrincipal::Everyone => true,
        DenyPrincipal::Principal(principal) => is_among(principal),
    });
    is_named && !deny.exclude.iter().any(is_among)
}

/// The roles that a principal holds now at a scope, above it or below it.
fn elements(joint: &mut JointIds<'_>, (principal, eligible): (JointId, bool), place: &PlaceDenies) -> Vec<RoleElement> {
    let holders = holders(joint, StateSide::New, principal);
    let held = held(joint, StateSide::New, &holders);
    let is_near = |at: JointId| place.above.contains(&at) || above(joint, StateSide::New, at).contains(&place.scope);
    let near = held.iter().filter(|terms| terms.eligible == eligible && is_near(terms.scope));
    let mut found: Vec<RoleElement> =
        near.map(|terms| RoleElement { role: terms.role, condition: 0, defined: Some(StateSide::New) }).collect();
    found.arrange();
    found.dedup();
    found
}

/// What contains a scope in a state, itself included.
fn above(joint: &JointIds<'_>, side: StateSide, scope: JointId) -> Vec<JointId> {
    let named = [side, side.other()].into_iter().find_map(|of| Some((of, joint.own_scope(of, scope)?)));
    let Some((of, own)) = named else { return Vec::new() };
    let text = joint.facts(of).scopes.text(own);
    let found = joint.state(side).tree().above(joint.facts(side), text).into_iter();
    found.filter(|(_, how)| *how == Containing::Sure).map(|(above, _)| joint.scope(side, above)).chain([scope]).collect()
}

/// The enforced deny assignments that reach a scope.
fn reaching(joint: &JointIds<'_>, side: StateSide, scope: JointId) -> Vec<u32> {
    let above: FxHashSet<JointId> = above(joint, side, scope).into_iter().collect();
    let reaches = |deny: &DenyAssignment| {
        let at = joint.scope(side, deny.scope);
        !deny.audit_only && (at == scope || !deny.not_to_children && above.contains(&at))
    };
    let rows = (0..).zip(&joint.facts(side).denies);
    rows.filter(|(_, deny)| reaches(deny)).map(|(row, _)| row).collect()
}

struct DeniedFinder<'j, 't> {
    joint: &'j JointIds<'t>,
    wildcards: Wildcards,
    privileged: Privileged<'t>,
}

impl DeniedFinder<'_, '_> {
    fn moved(
        &self,
        grounds: &mut Grounds<'_, '_>,
        gained: bool,
        (DeniedKey { scope, eligible, applying, elements }, principals): (&DeniedKey, &Vec<JointId>),
    ) -> Option<AccessMove> {
        let [old, new] = StateSide::BOTH.map(|side| {
            let rows: &Vec<u32> = side.of(applying);
            self.access(side, rows)
        });
        let (less, more) = if gained { (new, old) } else { (old, new) };
        let (changes, is_all) = AccessDiff::beyond(&less, &more, &self.privileged);
        let held = grounds.operations(elements);
        let known = self.privileged.catalog().operations();
        // Some operations of both planes have one name.
        let kept = |plane: Plane, mut names: Vec<Box<str>>| {
            names.retain(|name| known.lookup(plane, name).is_some_and(|id| held.contains(id)));
            names
        };
        let within = |change: AccessChange| {
            let (operations, privileged) = (kept(change.plane, change.operations), kept(change.plane, change.privileged));
            // What is named as an example has to be held as well, and of what the catalog does not know nobody looks that up.
            let witness = Witness { action: operations.first()?.clone(), in_catalog: true };
            Some(AccessChange { operations, privileged, witness, beyond: None, ..change })
        };
        let actions: Vec<AccessChange> = changes.into_iter().filter_map(within).collect();
        if actions.is_empty() && is_all {
            return None;
        }
        Some(AccessMove {
            principals: people(self.joint, principals),
            scope: scope_text(self.joint, *scope),
            gained,
            eligible: *eligible,
            by_deny: true,
            roles: self.giving(grounds, elements, &actions),
            actions: Arc::new(actions),
            undecided: !is_all,
        })
    }

    /// The roles that give some of the actions, by name; all of them, where the actions were not worked out.
    fn giving(&self, grounds: &mut Grounds<'_, '_>, elements: &[RoleElement], actions: &[AccessChange]) -> Vec<Arc<str>> {
        let known = self.privileged.catalog().operations();
        let names = actions.iter().flat_map(|change| change.operations.iter().map(|name| (change.plane, name)));
        let moved: Vec<OperationId> = names.filter_map(|(plane, name)| known.lookup(plane, name)).collect();
        let mut roles = Vec::new();
        for element in elements {
            let given = grounds.operations(std::slice::from_ref(element));
            if moved.is_empty() || moved.iter().any(|&id| given.contains(id)) {
                roles.push(grounds.name(element));
            }
        }
        roles.arrange();
        roles.dedup();
        roles
    }

    /// What some deny assignments deny.
    fn access(&self, side: StateSide, rows: &[u32]) -> RoleAccess<'_> {
        let denies = rows.iter().filter_map(|&row| self.joint.facts(side).denies.get(row as usize));
        let blocks: Vec<_> = denies.flat_map(|deny| &deny.blocks).cloned().collect();
        RoleAccess::new(&blocks, self.privileged.catalog(), self.wildcards)
    }
}
