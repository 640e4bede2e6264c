//! Deny assignments that certainly apply to a principal at a scope (R-DENY-1..6).

use super::narrowing::Narrowing;
use super::reach::Reach;
use super::roles::{Clauses, clauses, granted};
use super::ways::Ways;
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
    pub(super) fn applying(&self, ways: &Ways, reach: &Reach<'_>, stand: &str) -> Applying {
        let indices = self.list.iter().enumerate();
        indices.filter(|(_, (deny, ..))| self.applies(deny, ways, reach, stand)).map(|(index, _)| index).collect()
    }

    /// How surely they take an action away, each taken as sure as it is said to be: `False` where none does (R-DENY-6).
    pub(super) fn taken(&self, applying: &[(usize, bool)], plane: Plane, action: &str, context: &Context) -> Truth {
        let of = |&(index, sure): &(usize, bool)| {
            let Some((deny, clauses, condition)) = self.list.get(index) else { return Truth::False };
            let all = if deny.unreadable { Truth::True } else { granted(clauses, plane, action, context) };
            let own = condition.as_ref().and_then(|planes| planes.get(plane as usize));
            let own = own.map_or(Truth::True, |condition| condition.evaluate(action, context));
            let sure = if sure && deny.condition != ConditionState::NotExported { Truth::True } else { Truth::Unknown };
            all.min(own).min(sure)
        };
        Truth::any(applying.iter().map(of))
    }

    /// The patterns and conditions of one of them.
    pub(super) fn parts(&self, index: usize) -> Option<(&Clauses, Option<&[Narrowing; 2]>)> {
        self.list.get(index).map(|(_, clauses, condition)| (clauses, condition.as_ref()))
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

    /// Whether one of them certainly applies to a principal at a scope.
    fn applies(&self, deny: &DenyAssignment, ways: &Ways, reach: &Reach<'_>, stand: &str) -> bool {
        let is = |principal: &PrincipalId| ways.contains_key(principal);
        let named = deny.principals.iter().any(|named| match named {
            DenyPrincipal::Everyone => true,
            DenyPrincipal::Principal(principal) => is(principal),
        });
        let here = self.facts.scopes.text(deny.scope).eq_ignore_ascii_case(stand);
        let in_reach = here || !deny.not_to_children && reach.contains(deny.scope, stand);
        // A list that was cut says less than the deny assignment: it proves nothing.
        !deny.audit_only && !deny.unreadable && named && !deny.exclude.iter().any(is) && in_reach
    }

    /// The strings that tell them apart from each other.
    pub(super) fn globs(&self, applying: &[usize]) -> impl Iterator<Item = &super::glob::Glob> {
        let clauses = applying.iter().filter_map(|&index| self.list.get(index)).flat_map(|(_, clauses, _)| clauses).flatten();
        clauses.flat_map(|clause| clause.allow.iter().chain(&clause.except))
    }
}

/// Whether a row states a condition.
pub(super) const fn is_text(state: ConditionState) -> bool {
    matches!(state, ConditionState::Text(_) | ConditionState::OtherVersion(_))
}

/// The text and version of a condition.
pub(super) fn written(facts: &Facts, condition: ConditionState) -> Option<(&str, Option<&'static str>)> {
    match condition {
        ConditionState::Text(text) => Some((facts.texts.get(text), Some("2.0"))),
        ConditionState::OtherVersion(text) => Some((facts.texts.get(text), Some("1.0"))),
        ConditionState::None | ConditionState::NotExported | ConditionState::Contradicted | ConditionState::UnifiedRbac(_) => {
            None
        }
    }
}
