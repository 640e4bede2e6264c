//! The conditions under which actions are said to be gained or lost: what the assignments of both states, and the blocks of their roles, say
//! of an action.

use std::collections::BTreeSet;

use super::state::StateGround;
use crate::condition::{Condition, ConditionForm, RegionCondition};
use crate::model::{ConditionState, PermissionBlock, Plane};
use crate::verify::claims::VerdictClaim;
use crate::verify::denies::written;
use crate::verify::diff_claims::{ActionsClaim, TrendClaim};
use crate::verify::fault::Why;
use crate::verify::narrowing::Narrowing;
use crate::verify::role_access::access::{AccessAgain, GivenWhere, is_held};
use crate::verify::standing::{EffectiveRole, EffectiveRoles};

/// What gives an action in a state.
struct GivenInState {
    /// Under which conditions: where something gives it whatever holds, nothing else.
    conditions: BTreeSet<GivenWhere>,
    /// How many blocks do.
    count: usize,
}

/// Why an action is not given in one state under the condition that an entry names, or the other state gives it under that one too. Where a
/// role or a condition is not known for certain, nothing is said.
pub(super) fn other_condition(
    actions: &ActionsClaim,
    trend: TrendClaim,
    [old, new]: [(&StateGround<'_>, &EffectiveRoles); 2],
    action: &str,
) -> Option<Why> {
    let (better, worse) = if trend == TrendClaim::Gained { (new, old) } else { (old, new) };
    let (plane, action) = (actions.plane.plane(), action.to_ascii_lowercase());
    let (own, other) = (given(better, plane, &action)?, given(worse, plane, &action)?);
    let said = claimed(better.0, actions, plane, &action);
    let named = own.conditions.iter().find(|given| is_same(given, actions.condition.as_deref(), said.as_ref()));
    let is_new = named.is_some_and(|given| !is_held(given, &other.conditions));
    // What the same state gives from above counts as well.
    let is_otherwise =
        if actions.otherwise_conditioned { !other.conditions.is_empty() || own.count > 1 } else { other.conditions.is_empty() };
    let words = |all: &BTreeSet<GivenWhere>| {
        let all = all.iter().map(|own| own.as_ref().map_or("no condition", ConditionForm::shown));
        all.collect::<Vec<_>>().join("; ")
    };
    let is = || format!("{action} under [{}], in the other state under [{}]", words(&own.conditions), words(&other.conditions));
    let said = || {
        let under = actions.condition.as_deref().unwrap_or("no condition");
        format!("{under}{}", if actions.otherwise_conditioned { ", and otherwise in the other state" } else { "" })
    };
    (!is_new || !is_otherwise).then(|| Why::OtherStatus { said: said(), is: is() })
}

/// The condition that an entry names, as it speaks of an action.
fn claimed(state: &StateGround<'_>, actions: &ActionsClaim, plane: Plane, action: &str) -> Option<ConditionForm> {
    let condition = Condition::new(actions.condition.as_deref()?, Some("2.0"));
    let narrowing = Narrowing::new(condition, plane, state.roles.catalog(), state.context().wildcards());
    match narrowing.of_action(action) {
        RegionCondition::Where(form) => Some(form),
        RegionCondition::Always | RegionCondition::Never => None,
    }
}

/// Whether a condition is the one that an entry names: as it is shown, or by what it says.
fn is_same(given: &GivenWhere, named: Option<&str>, said: Option<&ConditionForm>) -> bool {
    match (given, named) {
        (None, None) => true,
        (Some(form), Some(named)) => form.shown().eq_ignore_ascii_case(named) || said == Some(form),
        _ => false,
    }
}

/// What gives an action in a state; nothing where that is not known for certain.
fn given((state, effective): (&StateGround<'_>, &EffectiveRoles), plane: Plane, action: &str) -> Option<GivenInState> {
    let sure = effective.roles.iter().filter(|(.., level)| *level >= VerdictClaim::Eligible);
    let blocks: Option<Vec<Vec<PermissionBlock>>> = sure.map(|role| blocks(state, *role)).collect();
    let access = AccessAgain::new(&blocks?.concat(), state.roles.catalog(), state.context().wildcards());
    let count = access.of_plane(plane).iter().filter(|block| block.given(action).is_some()).count();
    Some(GivenInState { conditions: access.conditions_of(plane, action), count })
}

/// The blocks of a role as an assignment gives them: both conditions have to hold.
fn blocks(state: &StateGround<'_>, (role, condition, _): EffectiveRole) -> Option<Vec<PermissionBlock>> {
    let own = state.roles.certain(state.facts.roles.id(role))?;
    let text = match condition {
        ConditionState::None => return Some(own),
        ConditionState::Text(_) | ConditionState::OtherVersion(_) => written(state.facts, condition)?,
        ConditionState::NotExported | ConditionState::Contradicted | ConditionState::UnifiedRbac(_) => return None,
    };
    let under = |block: PermissionBlock| {
        let both = match block.condition.as_deref().filter(|own| !own.trim().is_empty()) {
            Some(own) => format!("({own}) AND ({})", text.0),
            None => text.0.to_owned(),
        };
        PermissionBlock { condition: Some(both.into()), condition_version: text.1.map(Into::into), ..block }
    };
    Some(own.into_iter().map(under).collect())
}
