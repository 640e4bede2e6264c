//! What deny assignments leave of User Access Administrator of the whole tenant where a path ends, worked out again (R-DENY-8).

use super::claims::VerdictClaim;
use super::evaluate::StringEvaluator;
use super::fault::Why;
use super::path_claims::HopClaim;
use super::redecide::Redecision;
use crate::condition::{Assignee, Truth};
use crate::model::{Guid, Plane, PrincipalKind};

/// How surely the actor of a step, once it is User Access Administrator of the tenant, assigns a role at a scope: nothing but a deny
/// assignment can stop it.
pub(super) fn left_at_root(hop: &HopClaim, role: &str, again: &Redecision<'_>) -> Result<VerdictClaim, Why> {
    let stopped = Why::BrokenPath("a deny assignment stops its last step");
    let actor = again.records.principal(&hop.actor)?;
    let facts = again.records.facts;
    let is_service = facts.principals.kind(actor) == PrincipalKind::ServicePrincipal;
    let kind = if is_service { PrincipalKind::ServicePrincipal } else { PrincipalKind::User };
    let place = hop.target.as_deref().filter(|target| *target != "tenant").unwrap_or("/");
    let role = Guid::parse(role).ok_or(Why::BrokenPath("its role is none"))?;
    let decided = again.decided(actor);
    let under = decided.standings().iter().enumerate().filter_map(|(choice, standing)| {
        let denies = standing.denies_at(&place.to_ascii_lowercase(), again.reach, &facts.denies);
        match (again.evaluator.denies_assigning(&denies, role, kind), choice) {
            (Truth::True, _) => None,
            (Truth::Unknown, _) => Some(VerdictClaim::Unknown),
            (Truth::False, 0) => Some(VerdictClaim::Allowed),
            // A membership has to be activated before.
            (Truth::False, _) => Some(VerdictClaim::Eligible),
        }
    });
    under.max().ok_or(stopped)
}

impl StringEvaluator<'_> {
    /// How surely deny assignments take from somebody to assign a role to a principal of a kind.
    fn denies_assigning(&self, denies: &[(usize, bool)], role: Guid, to: PrincipalKind) -> Truth {
        let to = Assignee { principal_type: Some(to.name()), id: None };
        let context = self.context.clone().assigning(role, to).removing(role, to);
        self.denies.taken(denies, Plane::Control, "microsoft.authorization/roleassignments/write", &context)
    }
}
