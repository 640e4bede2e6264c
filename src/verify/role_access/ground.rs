//! What roles are judged with, and what every look at one needs.

use super::claims::RoleProfileClaim;
use crate::catalog::Catalog;
use crate::model::{Plane, RoleDefinition, RoleKind, TaskPack};
use crate::pattern::Wildcards;
use crate::verify::claims::PlaneClaim;

/// What roles are judged with.
#[derive(Clone, Copy)]
pub(crate) struct RoleGround<'g> {
    pub catalog: &'g Catalog,
    pub packs: &'g [TaskPack],
    pub wildcards: Wildcards,
}

/// A role, and what is said of it.
pub(super) struct ProfileClaim<'a> {
    pub place: String,
    pub claim: &'a RoleProfileClaim,
    pub role: &'a RoleDefinition,
}

/// A role before and after; one of them is there.
pub(crate) type RolePairAgain<'r> = (Option<&'r RoleDefinition>, Option<&'r RoleDefinition>);

pub(super) const fn plane(claim: PlaneClaim) -> Plane {
    match claim {
        PlaneClaim::Control => Plane::Control,
        PlaneClaim::Data => Plane::Data,
    }
}

/// Why nobody can tell from a definition what the role grants, under its name in reports.
pub(super) fn doubt(role: &RoleDefinition) -> Option<&'static str> {
    let takes = role.blocks.iter().any(|block| !block.not_actions.is_empty() || !block.not_data_actions.is_empty());
    if role.losses.unreadable {
        Some("unreadable")
    } else if role.losses.blocks_merged && (role.kind != RoleKind::Custom || takes) {
        Some("blocks-merged")
    } else {
        role.losses.no_data_actions.then_some("no-data-actions")
    }
}
