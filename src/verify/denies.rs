//! Deny assignments that certainly apply to a principal at a scope (R-DENY-1..6).

use rustc_hash::FxHashMap;

use super::narrowing::Narrowing;
use super::reach::Reach;
use super::roles::{Clauses, clauses, granted};
use crate::catalog::Catalog;
use crate::condition::{Condition, Context, Truth};
use crate::model::{ConditionState, DenyAssignment, DenyPrincipal, Facts, Plane, PrincipalId};
use crate::pattern::Wildcards;

/// The deny assignments of the exports, with what each denies.
pub(super) struct Denies<'f> {
    facts: &'f Facts,
    list: Vec<(&'f DenyAssignment, Clauses, Option<[Narrowing; 2]>)>,
}

/// The deny assignments that apply, as numbers of [`Denies`].
pub(super) type Applying = Vec<usize>;

impl<'f> Denies<'f> {
    pub(super) fn new(facts: &'f Facts, catalog: &Catalog, wildcards: Wildcards) -> Self {
        let entry = |deny: &'f DenyAssignment| {
            let text = written(facts, deny.condition);
            let in_plane = |plane, (text, version)| Narrowing::new(Condition::new(text, version), plane, catalog, wildcards);
            let condition = text.map(|text| [Plane::Control, Plane::Data].map(|plane| in_plane(plane, text)));
            (deny, clauses(&deny.blocks, catalog, wildcards), condition)
        };
        Self { facts, list: facts.denies.iter().map(entry).collect() }
    }

    /// Those that certainly apply to a principal at a scope: enforced, effective there, naming the principal now and not
    /// excluding it.
    pub(super) fn applying(&self, ways: &FxHashMap<PrincipalId, bool>, reach: &Reach<'_>, stand: &str) -> Applying {
        let indices = self.list.iter().enumerate();
        indices.filter(|(_, (deny, ..))| applies(self.facts, deny, ways, reach, stand)).map(|(index, _)| index).collect()
    }

    /// Whether they deny an action.
    pub(super) fn deny(&self, applying: &[usize], plane: Plane, action: &str, context: &Context) -> Truth {
        let of = |&index: &usize| {
            let Some((deny, clauses, condition)) = self.list.get(index) else { return Truth::False };
            let own = condition.as_ref().and_then(|planes| planes.get(plane as usize));
            let open = if deny.condition == ConditionState::NotExported {
                Truth::Unknown
            } else {
                own.map_or(Truth::True, |condition| condition.evaluate(action, context))
            };
            open.min(granted(clauses, plane, action, context))
        };
        Truth::any(applying.iter().map(of))
    }

    /// The strings that tell them apart from each other.
    pub(super) fn globs(&self, applying: &[usize]) -> impl Iterator<Item = &super::glob::Glob> {
        let clauses = applying.iter().filter_map(|&index| self.list.get(index)).flat_map(|(_, clauses, _)| clauses).flatten();
        clauses.flat_map(|clause| clause.allow.iter().chain(&clause.except))
    }
}

/// The text and version of a condition.
pub(super) fn written(facts: &Facts, condition: ConditionState) -> Option<(&str, Option<&'static str>)> {
    match condition {
        ConditionState::Text(text) => Some((facts.texts.get(text), Some("2.0"))),
        ConditionState::OtherVersion(text) => Some((facts.texts.get(text), Some("1.0"))),
        ConditionState::None | ConditionState::NotExported => None,
    }
}

fn applies(facts: &Facts, deny: &DenyAssignment, ways: &FxHashMap<PrincipalId, bool>, reach: &Reach<'_>, stand: &str) -> bool {
    let is = |principal: &PrincipalId| ways.contains_key(principal);
    let named = deny.principals.iter().any(|named| match named {
        DenyPrincipal::Everyone => true,
        DenyPrincipal::Principal(principal) => is(principal),
    });
    let here = facts.scopes.text(deny.scope).eq_ignore_ascii_case(stand);
    let in_reach = here || !deny.not_to_children && reach.contains(deny.scope, stand);
    // A list that was cut says less than the deny assignment: it proves nothing.
    !deny.audit_only && !deny.unreadable && named && !deny.exclude.iter().any(is) && in_reach
}
