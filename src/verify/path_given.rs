//! Roles that a path assigns to somebody else, and memberships of groups that have them.

use super::claims::VerdictClaim;
use super::fault::Why;
use super::path_claims::HopClaim;
use super::records::Records;
use crate::model::{Facts, ObjectId, PrincipalKind};

/// The role that a step assigns, and to a principal of which kind.
pub(super) fn assigned(hop: &HopClaim) -> Option<(&str, &str)> {
    hop.answers.first()?.task.strip_prefix("assign-roles:")?.split_once(':')
}

/// An id that no principal has: it stands for everybody whom no condition names.
const UNNAMED: &str = "ffffffff-ffff-4fff-8fff-fffffffffffe";

/// Whether a principal is of the kind that a role is assigned to, and the one of the id that follows the kind. What is neither a group nor a
/// service principal counts as a user, and a group may be somebody who assigns to its own members.
pub(super) fn is_of(principal: &str, kind: &str, records: &Records<'_>) -> bool {
    let principals = &records.facts.principals;
    let Some(own) = principals.lookup(&ObjectId::parse(principal)).map(|own| principals.kind(own)) else { return false };
    let kind = match kind.split_once(':') {
        Some((kind, UNNAMED)) if !is_named(principal, records.facts) => kind,
        Some((_, id)) => return id.eq_ignore_ascii_case(principal),
        None => kind,
    };
    match PrincipalKind::parse(kind) {
        PrincipalKind::ServicePrincipal => own == PrincipalKind::ServicePrincipal,
        PrincipalKind::Group => own == PrincipalKind::Group,
        _ => own != PrincipalKind::ServicePrincipal,
    }
}

/// Whether some condition names a principal.
fn is_named(principal: &str, facts: &Facts) -> bool {
    let blocks = facts.definitions.iter().flat_map(|row| &row.definition.blocks);
    let mut texts = facts.texts.all().chain(blocks.filter_map(|block| block.condition.as_deref()));
    let principal = principal.to_ascii_lowercase();
    texts.any(|text| text.to_ascii_lowercase().contains(&principal))
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
