//! How many operations an entry says that people gained or lost, and which of them are privileged. They are counted again where what is held
//! in both states is certain: without conditions, roles that may be anything, and activations.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::state::StateGround;
use crate::model::{ConditionState, ObjectId, Plane};
use crate::verify::claims::VerdictClaim;
use crate::verify::diff_claims::{ActionsClaim, OperationsClaim, TrendClaim};
use crate::verify::fault::Why;
use crate::verify::privileged::PrivilegedNames;
use crate::verify::roles::RoleClauses;
use crate::verify::standing::EffectiveRoles;

/// Counts the operations that moved.
pub(super) struct MovedOperations<'r> {
    states: [&'r StateGround<'r>; 2],
    privileged: PrivilegedNames,
}

/// The operations of one plane that moved, and how many of them are privileged, in lower case.
struct MovedCount<'c> {
    count: usize,
    privileged: Vec<&'c str>,
}

impl<'r> MovedOperations<'r> {
    pub(super) fn new(states: [&'r StateGround<'r>; 2]) -> Self {
        Self { states, privileged: PrivilegedNames::new(states[1].roles.catalog()) }
    }

    /// Why the numbers of an entry are not those of what is effective in both states.
    pub(super) fn other_numbers(&self, claim: &OperationsClaim, effective: &[EffectiveRoles; 2]) -> Option<Why> {
        let is_plain = |actions: &ActionsClaim| actions.condition.is_none() && !actions.otherwise_conditioned;
        if claim.eligible || claim.by_deny || claim.undecided || !claim.actions.iter().all(is_plain) {
            return None;
        }
        let [old, new] = self.states;
        let [before, after] = [(old, effective.first()?), (new, effective.get(1)?)].map(|(state, own)| certain(state, own));
        let (before, after) = (before?, after?);
        let (more, less) = if claim.change == TrendClaim::Gained { (&after, &before) } else { (&before, &after) };
        Plane::ALL.into_iter().find_map(|plane| {
            let said: Vec<&ActionsClaim> = claim.actions.iter().filter(|own| own.plane.plane() == plane).collect();
            let is = self.moved(plane, more, less);
            let said_count: usize = said.iter().map(|own| own.count).sum();
            let mut named: Vec<String> =
                said.iter().flat_map(|own| &own.privileged).map(|name| name.to_ascii_lowercase()).collect();
            named.sort_unstable();
            let shown = |count: usize, privileged: usize| format!("{count} operations, {privileged} privileged");
            let (said_text, is_text) = (shown(said_count, named.len()), shown(is.count, is.privileged.len()));
            let is_same = said_count == is.count && named.iter().map(String::as_str).eq(is.privileged.iter().copied());
            (!is_same).then_some(Why::OtherStatus { said: said_text, is: is_text })
        })
    }

    fn moved(&self, plane: Plane, more: &[Rc<RoleClauses>], less: &[Rc<RoleClauses>]) -> MovedCount<'_> {
        let operations = self.states[1].roles.catalog().operations();
        let has = |all: &[Rc<RoleClauses>], name: &str| {
            let all = all.iter().flat_map(|role| &role.possible);
            let mut own = all.filter_map(|clauses| clauses.get(plane as usize)).flatten();
            own.any(|clause| clause.covers(name))
        };
        let names = operations.ids(plane).map(|id| operations.lower_name(id));
        let moved: Vec<&str> = names.filter(|name| has(more, name) && !has(less, name)).collect();
        let mut privileged: Vec<&str> = moved.iter().copied().filter(|name| self.privileged.contains(plane, name)).collect();
        privileged.sort_unstable();
        MovedCount { count: moved.len(), privileged }
    }
}

/// What is effective, where all of it is certain.
fn certain(state: &StateGround<'_>, effective: &EffectiveRoles) -> Option<Vec<Rc<RoleClauses>>> {
    let mut known: FxHashMap<&ObjectId, Rc<RoleClauses>> = FxHashMap::default();
    for &(role, condition, level) in &effective.roles {
        let id = state.facts.roles.id(role);
        let definition = state.roles.get(id);
        let [clauses] = definition.possible.as_slice() else { return None };
        let is_free = clauses.iter().flatten().all(|clause| clause.condition.is_none());
        let is_certain = definition.doubt.is_none() && condition == ConditionState::None && level == VerdictClaim::Allowed;
        if !is_certain || !is_free {
            return None;
        }
        known.insert(id, Rc::clone(&definition));
    }
    Some(known.into_values().collect())
}
