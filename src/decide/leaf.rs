//! One leaf of a requirement, at the scope where it must be effective.

use std::sync::Arc;

use super::decision::{Basis, ProofStep, Satisfies, StepOn, Verdict};
use super::held::{Effective, EffectiveGrant, HeldDirectoryRole};
use super::judge::Judge;
use super::missing::{Missing, MissingReason};
use super::part::PartAnswer;
use super::scene::LeafScene;
use super::vaults::asks_for_vault_data;
use super::{actions, any_action, named_role, possession, verdict};
use crate::condition::{Assignee, Context};
use crate::graph::{Strength, TenantGraph, directory};
use crate::model::{Assigned, Completeness, DirectoryScope, ExportKind, Guid, Leaf, Need, ObjectId, Plane, TargetKind, Task};
use crate::pattern::Pattern;

/// Decides a leaf.
pub(super) fn decide(scene: &LeafScene<'_>) -> PartAnswer {
    if let Some(vault) = &scene.effective.by_policies
        && asks_for_vault_data(scene.judge, scene.leaf)
    {
        let reason = MissingReason::AccessPolicies(Arc::clone(vault));
        return PartAnswer::without(Verdict::Unknown, vec![scene.missing(reason)]);
    }
    let part = match &scene.leaf.what {
        Need::DirectoryRole { template, name } => directory_role(scene, *template, name),
        Need::Role { id, name, covered_by, itself } => {
            let wanted = named_role::RequiredRole { id: *id, name, covered_by, itself: *itself };
            on_assignments(scene, named_role::decide(scene, wanted))
        }
        Need::Actions { plane, patterns } => on_assignments(scene, actions::decide(scene, *plane, patterns)),
        Need::AnyAction { plane, pattern } => any_action(scene, *plane, pattern),
        Need::AppRole { id, name } => possession::app_role(scene, *id, name),
        Need::Owner => possession::owner(scene),
    };
    debug_assert!(part.verdict > Verdict::Blocked || part.basis.is_none(), "a no has no basis");
    part
}

/// What is held at the scope, without the conditional grants if the leaf asks for a role without a condition. A role that the
/// task requires without a condition never counts under one in this task: otherwise it would count by what it covers
/// (R-SEED-3).
pub(super) fn effective(judge: &Judge<'_>, task: &Task, leaf: &Leaf, effective: &Effective) -> Effective {
    let roles = &judge.tenant().facts().roles;
    let is_refused = |held: &EffectiveGrant| leaf.unconditional || task.requires.demands_unconditional(roles.id(held.role));
    let counts = |held: &&EffectiveGrant| judge.condition_of(held).is_none() || !is_refused(held);
    Effective { held: effective.held.iter().filter(counts).copied().collect(), ..effective.clone() }
}

/// What is known of the requests of a task that makes, and takes back, such an assignment (R-COND-10, R-SEED-3).
pub(super) fn bound(judge: &Judge<'_>, assigned: Assigned) -> Context {
    let to = Assignee { principal_type: Some(assigned.to.name()), id: assigned.id };
    judge.context.clone().managing(assigned.role, to)
}

/// Any action of a pattern. Where all that is known to be granted is denied, a list that is not whole may grant another one (R-EVAL-9).
fn any_action(scene: &LeafScene<'_>, plane: Plane, pattern: &Pattern) -> PartAnswer {
    let part = any_action::decide(scene, plane, pattern);
    if part.verdict == Verdict::Blocked && any_action::leaves_some(scene, plane, pattern) {
        let rest = on_assignments(scene, PartAnswer::without(Verdict::NotAllowed, Vec::new()));
        return if rest.verdict == Verdict::Unknown { rest } else { part };
    }
    on_assignments(scene, part)
}

/// A no about Azure roles rests on a whole list of the role assignments of the scope and of what contains it (R-EVAL-9).
fn on_assignments(scene: &LeafScene<'_>, part: PartAnswer) -> PartAnswer {
    match (part.verdict, &scene.effective.uncovered) {
        (Verdict::NotAllowed, Some(list)) if !scene.judge.is_closed => {
            let reason = MissingReason::NotCovered { kind: list.kind, place: Arc::clone(&list.place) };
            PartAnswer::without(Verdict::Unknown, vec![scene.missing(reason)])
        }
        _ => rest_on(scene, part, ExportKind::RoleAssignments, MissingReason::RoleAssignmentsNotExported),
    }
}

/// A no becomes `unknown` if the exports that it would rest on are not complete.
fn rest_on(scene: &LeafScene<'_>, part: PartAnswer, kind: ExportKind, otherwise: MissingReason) -> PartAnswer {
    let is_whole = scene.judge.is_closed || is_whole(scene.judge.tenant(), kind);
    if part.verdict != Verdict::NotAllowed || is_whole {
        return part;
    }
    PartAnswer::without(Verdict::Unknown, vec![scene.missing(otherwise)])
}

/// Whether a no rests on whole lists of a kind, as far as its place has not been asked already.
fn is_whole(tenant: &TenantGraph, kind: ExportKind) -> bool {
    if kind != ExportKind::RoleAssignments {
        return tenant.coverage().state_of_tenant(kind).carries_a_no();
    }
    match tenant.facts().completeness(kind) {
        Completeness::Complete => true,
        Completeness::Partial | Completeness::Absent => tenant.knows_places(kind),
    }
}

/// An Entra directory role: held at the tenant, by the principal itself or by a group that it is directly in (R-SEED-4).
fn directory_role(scene: &LeafScene<'_>, template: Guid, name: &str) -> PartAnswer {
    let id = ObjectId::Guid(template);
    let same = scene.directory.roles.iter().filter(|held| held.gives.template == id);
    let (tenant_wide, narrower): (Vec<_>, Vec<_>) = same.partition(|held| held.gives.scope == DirectoryScope::Tenant);
    if let Some(held) = tenant_wide.into_iter().max_by_key(|held| (held.strength(), std::cmp::Reverse(held.doubt))) {
        holds_directory_role(scene, held, name)
    } else {
        let held_in_part = !narrower.is_empty();
        let reason = MissingReason::DirectoryRoleNotHeld { role: template, name: name.into(), held_in_part };
        // Whether a part of the directory has the group in it is in no export.
        let may_reach = narrower.iter().any(|held| possession::may_reach_target(scene, &held.gives.scope));
        let verdict = if may_reach { Verdict::Unknown } else { Verdict::NotAllowed };
        let no = PartAnswer::without(verdict, vec![Missing { reason, at: TargetKind::Tenant, origin: None }]);
        let otherwise = MissingReason::DirectoryRoleAssignmentsNotExported;
        rest_on(scene, no, ExportKind::DirectoryRoleAssignments, otherwise)
    }
}

fn holds_directory_role(scene: &LeafScene<'_>, held: &HeldDirectoryRole, name: &str) -> PartAnswer {
    let facts = scene.judge.tenant().facts();
    let shown = directory::role_name(facts, scene.judge.tenant().catalog(), &held.gives.template);
    let name: Arc<str> = if shown.is_empty() { name.into() } else { shown.into() };
    if !scene.judge.tenant().catalog().defines_directory_role(&held.gives.template, facts) {
        // Only a question about an action asks for such a role: what the role allows is not known.
        let reason = MissingReason::DirectoryRoleDefinitionNotExported(held.gives.template.clone());
        return PartAnswer::without(Verdict::Unknown, vec![scene.missing(reason)]);
    }
    let verdict = verdict::of_strength(held.strength());
    let missing = match verdict {
        Verdict::Eligible => {
            let role = held.gives.template.clone();
            vec![scene.missing(MissingReason::NeedsActivation { role, name: Arc::clone(&name) })]
        }
        Verdict::NotAsked
        | Verdict::NotAllowed
        | Verdict::Blocked
        | Verdict::Unknown
        | Verdict::Conditional
        | Verdict::Allowed => held.doubt.map(|doubt| scene.doubtful(doubt)).into_iter().collect(),
    };
    let on = StepOn::DirectoryRole(held.clone());
    let step = ProofStep { on, at: TargetKind::Tenant, matched: None, satisfies: Satisfies::DirectoryRole(name) };
    PartAnswer { verdict, basis: Some(Basis::Listed), steps: vec![step], missing, conditions: Vec::new() }
}

impl HeldDirectoryRole {
    fn strength(&self) -> Strength {
        if self.gives.eligible { self.strength.min(Strength::Eligible) } else { self.strength }
    }
}
