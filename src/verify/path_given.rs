//! Roles that a path assigns to somebody else, and memberships of groups that have them.

use super::claims::VerdictClaim;
use super::fault::Why;
use super::path_claims::HopClaim;
use super::records::Records;
use crate::model::{ObjectId, PrincipalKind};

/// The role that a step assigns, and to a principal of which kind.
pub(super) fn assigned(hop: &HopClaim) -> Option<(&str, &str)> {
    hop.answers.first()?.task.strip_prefix("assign-roles:")?.split_once(':')
}

/// Whether a principal is of the kind that a role is assigned to. What is neither a group nor a service principal counts as a user, and a group
/// may be somebody who assigns to its own members.
pub(super) fn is_of(principal: &str, kind: &str, records: &Records<'_>) -> bool {
    let principals = &records.facts.principals;
    let Some(own) = principals.lookup(&ObjectId::parse(principal)).map(|own| principals.kind(own)) else { return false };
    match PrincipalKind::parse(kind) {
        PrincipalKind::ServicePrincipal => own == PrincipalKind::ServicePrincipal,
        PrincipalKind::Group => own == PrincipalKind::Group,
        _ => own != PrincipalKind::ServicePrincipal,
    }
}

/// How surely the actor is listed as a member of the group that it acts as, through other groups as well.
pub(super) fn member(hop: &HopClaim, records: &Records<'_>) -> Result<VerdictClaim, Why> {
    let actor = records.principal(&hop.actor)?;
    let group = hop.acts_as.as_deref().map(|group| records.principal(group)).transpose()?;
    let ways = records.ways(actor);
    match group.filter(|group| *group != actor).and_then(|group| ways.get(&group)) {
        Some(false) => Ok(VerdictClaim::Allowed),
        Some(true) => Ok(VerdictClaim::Eligible),
        None => Err(Why::BrokenPath("its actor is no member of the group")),
    }
}
