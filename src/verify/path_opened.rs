//! Ways that a path opens at a resource by a role that it gives there, worked out again.

use super::claims::VerdictClaim;
use super::glob::Glob;
use super::path_claims::HopClaim;
use super::redecide::Redecision;
use crate::condition::Truth;
use crate::model::{EscalationWay, LeadsTo, Plane, PlanePattern, RoleDefinition};
use crate::pack::escalation;
use crate::pattern::{Pattern, Wildcards};

/// Whether a step goes a way that leads to managed identities, and no answer says that its actor can.
pub(super) fn is_by_new_role(hop: &HopClaim) -> bool {
    way(hop).is_some() && hop.answers.iter().all(|answer| answer.task.ends_with(":also"))
}

fn way(hop: &HopClaim) -> Option<&'static EscalationWay> {
    identity_ways().find(|own| own.id == hop.way)
}

fn identity_ways() -> impl Iterator<Item = &'static EscalationWay> {
    escalation::embedded().iter().filter(|own| own.leads_to == Some(LeadsTo::Identity))
}

/// The actions of the way of a step at its target.
pub(super) fn actions(hop: &HopClaim) -> Vec<&'static PlanePattern> {
    way(hop).into_iter().flat_map(|way| actions_at(way, hop.target.as_deref().unwrap_or_default())).collect()
}

fn actions_at<'w>(way: &'w EscalationWay, target: &str) -> Vec<&'w PlanePattern> {
    of_type(&way.actions, target)
}

/// What a way takes beside its actions, at a resource that an identity can be attached to.
pub(super) fn hosts_at<'w>(way: &'w EscalationWay, target: &str) -> Vec<&'w PlanePattern> {
    of_type(&way.also, target)
}

/// The actions that begin with the type of a resource.
fn of_type<'w>(actions: &'w [PlanePattern], target: &str) -> Vec<&'w PlanePattern> {
    let target = target.to_ascii_lowercase();
    let words: Vec<&str> = target.rsplit_once("/providers/").map_or("", |(_, own)| own).split('/').collect();
    let types: Vec<&str> = words.iter().skip(1).step_by(2).copied().collect();
    let begins = format!("{}/{}/", words.first().copied().unwrap_or_default(), types.join("/"));
    actions.iter().filter(|own| own.pattern.text().to_ascii_lowercase().starts_with(&begins)).collect()
}

/// Whether a role opens some way to the managed identities of a target.
pub(super) fn opens(role: &RoleDefinition, target: &str, wildcards: Wildcards) -> bool {
    identity_ways().flat_map(|way| actions_at(way, target)).any(|own| grants(role, own, wildcards))
}

/// Whether a role grants an action in a block without a condition.
pub(super) fn grants(role: &RoleDefinition, action: &PlanePattern, wildcards: Wildcards) -> bool {
    role.blocks.iter().any(|block| {
        let (allow, except) = match action.plane {
            Plane::Control => (&block.actions, &block.not_actions),
            Plane::Data => (&block.data_actions, &block.not_data_actions),
        };
        let has = |list: &[Pattern]| list.iter().any(|own| Glob::new(own.text(), wildcards).matches(action.pattern.folded()));
        block.condition.is_none() && has(allow) && !has(except)
    })
}

/// How surely deny assignments leave one of some actions to whoever has all of them at the target of a step (R-DENY-8).
pub(super) fn left(hop: &HopClaim, actions: &[&PlanePattern], again: &Redecision<'_>) -> Option<VerdictClaim> {
    let actor = again.records.principal(&hop.actor).ok()?;
    let place = hop.target.as_deref()?.to_ascii_lowercase();
    let decided = again.decided(actor);
    let of_choice = |(choice, denies): (usize, Vec<(usize, bool)>)| {
        let of_action = |own: &&PlanePattern| {
            let evaluator = &again.evaluator;
            match (evaluator.denies.taken(&denies, own.plane, own.pattern.text(), &evaluator.context), choice) {
                (Truth::True, _) => None,
                (Truth::Unknown, _) => Some(VerdictClaim::Unknown),
                (Truth::False, 0) => Some(VerdictClaim::Allowed),
                // A membership has to be activated before.
                (Truth::False, _) => Some(VerdictClaim::Eligible),
            }
        };
        actions.iter().filter_map(of_action).max()
    };
    let standings = decided.standings().iter();
    let denies = standings.map(|standing| standing.denies_at(&place, again.reach, &again.records.facts.denies));
    denies.enumerate().filter_map(of_choice).max()
}
