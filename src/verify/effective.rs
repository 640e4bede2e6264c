//! [`EffectiveRolesAt`]: what is effective at each scope, each set once and with a number: most principals have nothing at most scopes but
//! what anybody may have.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::listed::{ListedPlaces, OtherLists};
use super::members::MayJoin;
use super::reach::{Reach, listed_at};
use super::standing::{EffectiveRole, EffectiveRoles, HeldByPrincipal, Standings, best_of_each, roles_at};
use super::vaults::vault_by_policies;
use crate::model::scope::workspace_of;
use crate::model::{ExportKind, Facts};

/// Stands for the place of a list that is not of Azure: what a reason says of it.
pub(super) const DEFENDER: &str = "defender-role-assignments@tenant";

/// What is effective, with a number that no other has.
pub(super) type NumberedRoles = (u32, Rc<EffectiveRoles>);

/// What the exports say of scopes.
#[derive(Clone, Copy)]
pub(super) struct ScopeGround<'g, 'r> {
    pub facts: &'r Facts,
    pub reach: &'r Reach<'r>,
    pub standings: &'g Standings<'r>,
    pub listed: &'g ListedPlaces<'r>,
    /// The lists of another state, on which a no rests as well.
    pub also: Option<OtherLists<'r>>,
}

/// What was worked out already.
#[derive(Default)]
pub(super) struct EffectiveRolesAt {
    numbers: RefCell<FxHashMap<Rc<EffectiveRoles>, u32>>,
    unseen: RefCell<FxHashMap<(Option<MayJoin>, String), NumberedRoles>>,
    uncovered: RefCell<FxHashMap<String, Option<String>>>,
}

impl EffectiveRolesAt {
    /// What somebody holds at a scope, in lower case, and its number.
    pub(super) fn of(&self, ground: ScopeGround<'_, '_>, held: &HeldByPrincipal, scope: &str) -> NumberedRoles {
        let own = roles_at(&held.roles, scope, ground.reach);
        let denies = held.denies_at(scope, ground.reach, &ground.facts.denies);
        let unseen = self.unseen(ground, held.may_join, scope);
        if own.is_empty() && denies.is_empty() {
            return unseen;
        }
        let roles = best_of_each([own, unseen.1.roles.clone()].concat());
        let (uncovered, by_policies) = (unseen.1.uncovered.clone(), unseen.1.by_policies.clone());
        self.numbered(EffectiveRoles { roles, denies, uncovered, by_policies })
    }

    /// What anybody may hold there.
    fn unseen(&self, ground: ScopeGround<'_, '_>, who: Option<MayJoin>, scope: &str) -> NumberedRoles {
        let key = (who, scope.to_owned());
        let known = self.unseen.borrow().get(&key).cloned();
        known.unwrap_or_else(|| {
            let at = |who| roles_at(ground.standings.unseen_roles(who), scope, ground.reach);
            let roles: Vec<EffectiveRole> = who.map(at).unwrap_or_default();
            let uncovered = self.uncovered(ground, scope);
            let by_policies = vault_by_policies(ground.facts, scope);
            let made = self.numbered(EffectiveRoles { roles, denies: Vec::new(), uncovered, by_policies });
            self.unseen.borrow_mut().insert(key, made.clone());
            made
        })
    }

    /// The place of which no whole list of role assignments is at hand for a no about a scope.
    pub(super) fn uncovered(&self, ground: ScopeGround<'_, '_>, scope: &str) -> Option<String> {
        let scope = listed_at(scope);
        let known = self.uncovered.borrow().get(scope).cloned();
        known.unwrap_or_else(|| {
            let own = || ground.listed.uncovered(ExportKind::RoleAssignments, scope, ground.reach);
            let also = |other: OtherLists<'_>| other.listed.uncovered(ExportKind::RoleAssignments, scope, other.reach);
            let place = own().or_else(|| ground.also.and_then(also)).or_else(|| of_defender(ground, scope));
            self.uncovered.borrow_mut().insert(scope.to_owned(), place.clone());
            place
        })
    }

    fn numbered(&self, effective: EffectiveRoles) -> NumberedRoles {
        let mut numbers = self.numbers.borrow_mut();
        if let Some((known, &number)) = numbers.get_key_value(&effective) {
            return (number, Rc::clone(known));
        }
        let (number, effective) = (u32::try_from(numbers.len()).unwrap_or(u32::MAX), Rc::new(effective));
        numbers.insert(Rc::clone(&effective), number);
        (number, effective)
    }
}

/// In a workspace for which unified RBAC is activated a no rests on who holds its roles as well (R-URB-7).
fn of_defender(ground: ScopeGround<'_, '_>, scope: &str) -> Option<String> {
    let is_activated = workspace_of(scope).is_some_and(|workspace| ground.facts.defender.activated.of(workspace) == Some(true));
    let is_listed = || ground.listed.of_tenant(ExportKind::DefenderRoleAssignments).carries_a_no();
    (is_activated && !is_listed()).then(|| DEFENDER.to_owned())
}
