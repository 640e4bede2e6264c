//! Leaves about what a principal has in the directory itself: application permissions of Microsoft Graph (R-ENT-16), and groups that it owns
//! (R-ENT-17).

use super::decision::{Basis, ProofStep, Satisfies, StepOn, Verdict};
use super::held::GroupOwnership;
use super::missing::MissingReason;
use super::part::PartAnswer;
use super::scene::LeafScene;
use crate::graph::Possession;
use crate::model::{DirectoryScope, Guid, ObjectId};

/// An app role of Microsoft Graph. People and groups have none; that an application has none needs the list of those who have some.
pub(super) fn app_role(scene: &LeafScene<'_>, id: Guid, name: &str) -> PartAnswer {
    let mut same: Vec<_> = scene.directory.app_roles.iter().filter(|held| held.app_role == id).collect();
    same.sort_unstable_by_key(|held| std::cmp::Reverse(held.of_graph));
    if let Some(held) = same.first() {
        let on = StepOn::Possession(Possession::AppRole(**held));
        let step = ProofStep { on, at: scene.leaf.at, matched: None, satisfies: Satisfies::AppRole(name.into()) };
        let (verdict, missing) = if held.of_graph {
            (Verdict::Allowed, Vec::new())
        } else {
            (Verdict::Unknown, vec![scene.missing(MissingReason::ApiNotExported)])
        };
        return held_part(verdict, step, missing);
    }
    let is_listed = || scene.judge.is_closed || scene.judge.tenant().facts().lists_app_roles();
    if scene.directory.may_be_application && !is_listed() {
        return PartAnswer::without(Verdict::Unknown, vec![scene.missing(MissingReason::AppRoleAssignmentsNotExported)]);
    }
    let reason = MissingReason::AppRoleNotHeld { app_role: id, name: name.into() };
    PartAnswer::without(Verdict::NotAllowed, vec![scene.missing(reason)])
}

/// To own the group that the task is done to.
pub(super) fn owner(scene: &LeafScene<'_>) -> PartAnswer {
    match scene.directory.owns {
        GroupOwnership::Of(group) => {
            let on = StepOn::Possession(Possession::Owner(group));
            let step = ProofStep { on, at: scene.leaf.at, matched: None, satisfies: Satisfies::Owner };
            held_part(Verdict::Allowed, step, Vec::new())
        }
        GroupOwnership::Unknown if !scene.judge.is_closed => {
            PartAnswer::without(Verdict::Unknown, vec![scene.missing(MissingReason::OwnersNotExported)])
        }
        GroupOwnership::Unknown | GroupOwnership::None | GroupOwnership::NotAsked => {
            PartAnswer::without(Verdict::NotAllowed, vec![scene.missing(MissingReason::NotAnOwner)])
        }
    }
}

fn held_part(verdict: Verdict, step: ProofStep, missing: Vec<super::missing::Missing>) -> PartAnswer {
    PartAnswer { verdict, basis: Some(Basis::Listed), steps: vec![step], missing, conditions: Vec::new() }
}

/// Whether an Entra role that is held for a part of the directory may reach the group that the task is done to: an administrative unit may
/// have it as a member, and a scope may be the group itself.
pub(super) fn may_reach_target(scene: &LeafScene<'_>, scope: &DirectoryScope) -> bool {
    let Some(group) = scene.directory.group else { return false };
    let own = scene.judge.tenant().facts().principals.id(group);
    match scope {
        DirectoryScope::AdministrativeUnit(_) => true,
        DirectoryScope::Object(id) => ObjectId::parse(id) == *own,
        DirectoryScope::Tenant | DirectoryScope::App(_) => false,
    }
}
