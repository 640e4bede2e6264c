//! [`ScopesAbove`]: what contains each scope for sure, itself included, in each state. What contains a subscription is worked out once for
//! all that lies in it.

use rustc_hash::FxHashMap;

use super::joint::{JointId, JointIds, StateSide};
use crate::graph::Containing;
use crate::model::scope::{prefixes, subscription_of};

/// What was worked out already.
#[derive(Debug, Default)]
pub(super) struct ScopesAbove {
    scopes: FxHashMap<(StateSide, JointId), Vec<JointId>>,
    /// By the number of the subscription.
    subscriptions: FxHashMap<(StateSide, JointId), Vec<JointId>>,
}

impl ScopesAbove {
    /// What contains a scope in a state.
    pub(super) fn of(&mut self, joint: &JointIds<'_>, (side, scope): (StateSide, JointId)) -> &[JointId] {
        let Self { scopes, subscriptions } = self;
        scopes.entry((side, scope)).or_insert_with(|| {
            let Some(text) = text_of(joint, side, scope) else { return Vec::new() };
            let mut found = match subscription_of(text).and_then(|own| Some((own, number(joint, side, own)?))) {
                Some((own, subscription)) => {
                    let inside = prefixes(text).take_while(|path| path.len() > own.len());
                    let known = subscriptions.entry((side, subscription)).or_insert_with(|| above(joint, side, own));
                    inside.filter_map(|path| number(joint, side, path)).chain(known.iter().copied()).collect()
                }
                None => above(joint, side, text),
            };
            found.push(scope);
            found
        })
    }
}

/// A scope as a state spells it, or else as the other one does.
fn text_of<'t>(joint: &JointIds<'t>, side: StateSide, scope: JointId) -> Option<&'t str> {
    let (of, own) = [side, side.other()].into_iter().find_map(|of| Some((of, joint.own_scope(of, scope)?)))?;
    Some(joint.facts(of).scopes.text(own))
}

fn number(joint: &JointIds<'_>, side: StateSide, path: &str) -> Option<JointId> {
    joint.facts(side).scopes.lookup(path).map(|scope| joint.scope(side, scope))
}

fn above(joint: &JointIds<'_>, side: StateSide, path: &str) -> Vec<JointId> {
    let found = joint.state(side).tree().above(joint.facts(side), path).into_iter();
    found.filter(|(_, how)| *how == Containing::Sure).map(|(above, _)| joint.scope(side, above)).collect()
}
