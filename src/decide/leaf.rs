//! One leaf of a requirement, at the scope where it has to be effective.

use std::borrow::Cow;

use super::decision::{Basis, Missing, Step, StepOn, Verdict};
use super::held::{Doubt, Effective, Held, HeldDirectoryRole};
use super::judge::Judge;
use super::part::Part;
use super::question::GrantTerm;
use super::{actions, named_role, verdict};
use crate::condition::{Assignee, Context};
use crate::graph::{Strength, directory};
use crate::model::{
    Assigned, Completeness, DirectoryScope, ExportKind, Guid, Leaf, Need, ObjectId, Plane, PlanePattern, Requirement,
    ScopeKind, TargetKind, Task,
};

/// What a leaf is asked against.
pub(super) struct Scene<'s> {
    pub judge: &'s Judge<'s>,
    pub leaf: &'s Leaf,
    /// The actions that the task is known to use.
    pub uses: &'s [PlanePattern],
    /// What is effective where the leaf is evaluated; conditioned grants are left out where the leaf demands it.
    pub effective: Effective,
    /// What is known of the requests.
    pub context: Cow<'s, Context>,
    /// The directory roles that are held.
    pub directory: &'s [HeldDirectoryRole],
}

impl<'s> Scene<'s> {
    /// What held roles grant in a plane. Where the leaf wants nothing under a condition, that goes for the conditions of a role's
    /// own blocks as well (R-COND-12, R-SEED-3).
    pub(super) fn grants(&self, held: &[Held], plane: Plane) -> Vec<GrantTerm<'s>> {
        let mut grants = self.judge.grants(held, plane);
        if self.leaf.unconditional {
            grants.iter_mut().for_each(GrantTerm::drop_conditioned_clauses);
        }
        grants
    }
}

/// Decides a leaf.
pub(super) fn decide(scene: &Scene<'_>) -> Part {
    let part = match &scene.leaf.what {
        Need::DirectoryRole { template, name } => directory_role(scene, *template, name),
        Need::Role { id, name, covered_by } => {
            on_assignments(scene, named_role::decide(scene, named_role::Wanted { id: *id, name, covered_by }))
        }
        Need::Actions { plane, patterns } => on_assignments(scene, actions::decide(scene, *plane, patterns)),
    };
    debug_assert!(part.verdict > Verdict::Blocked || part.basis.is_none(), "a no has no basis");
    part
}

/// What is held at the scope, less the conditioned grants where the leaf wants none. A role that the task demands without a
/// condition counts nowhere in it under one: it would come back in by what it covers (R-SEED-3).
pub(super) fn effective(judge: &Judge<'_>, task: &Task, leaf: &Leaf, effective: &Effective) -> Effective {
    let roles = &judge.tenant().facts().roles;
    let is_refused = |held: &Held| leaf.unconditional || demands_unconditional(&task.requires, roles.id(held.role));
    let counts = |held: &&Held| judge.condition_of(held).is_none() || !is_refused(held);
    Effective { held: effective.held.iter().filter(counts).copied().collect(), denied: effective.denied.clone() }
}

/// What is known of the requests of a task that makes, and takes back, such an assignment (R-COND-10, R-SEED-3).
pub(super) fn bound(judge: &Judge<'_>, assigned: Assigned) -> Context {
    let to = Assignee { principal_type: Some(assigned.to.name()), id: None };
    judge.context.clone().assigning(assigned.role, to).removing(assigned.role, to)
}

/// Whether some leaf asks for the role without a condition.
fn demands_unconditional(requirement: &Requirement, role: &ObjectId) -> bool {
    match requirement {
        Requirement::Any(parts) | Requirement::All(parts) => parts.iter().any(|part| demands_unconditional(part, role)),
        Requirement::Leaf(Leaf { what: Need::Role { id, .. }, unconditional, .. }) => {
            *unconditional && *role == ObjectId::Guid(*id)
        }
        Requirement::Leaf(_) => false,
    }
}

/// A no about Azure roles rests on complete role assignments (R-EVAL-9).
fn on_assignments(scene: &Scene<'_>, part: Part) -> Part {
    rest_on(scene, part, ExportKind::RoleAssignments, "role assignments")
}

/// A no becomes `unknown` where the exports that it would rest on are not complete.
fn rest_on(scene: &Scene<'_>, part: Part, kind: ExportKind, what: &str) -> Part {
    let completeness = scene.judge.tenant().facts().completeness(kind);
    if part.verdict != Verdict::NotAllowed || completeness == Completeness::Complete {
        return part;
    }
    let (code, message) = match kind {
        ExportKind::DirectoryRoleAssignments => {
            ("directory-role-assignments-not-exported", format!("{what} were not exported in full"))
        }
        _ => ("role-assignments-not-exported", format!("{what} were not exported in full")),
    };
    let missing = Missing { code, subject: kind.name().to_owned(), message, at: Some(scene.leaf.at) };
    Part::without(Verdict::Unknown, vec![missing])
}

/// An Entra directory role: held at the tenant, by the principal itself or by a group that it is directly in (R-SEED-4).
fn directory_role(scene: &Scene<'_>, template: Guid, name: &str) -> Part {
    let id = ObjectId::Guid(template);
    let same = scene.directory.iter().filter(|held| held.gives.template == id);
    let (tenant_wide, narrower): (Vec<_>, Vec<_>) = same.partition(|held| held.gives.scope == DirectoryScope::Tenant);
    if let Some(held) = tenant_wide.into_iter().max_by_key(|held| (held.strength(), std::cmp::Reverse(held.doubt))) {
        holds_directory_role(scene, held, name)
    } else {
        let elsewhere = if narrower.is_empty() { "" } else { "; it is held for a part of the directory only" };
        let message = format!("the Entra role {name} is not held at the tenant{elsewhere}");
        let missing =
            Missing { code: "directory-role-not-held", subject: id.to_string(), message, at: Some(TargetKind::Tenant) };
        let no = Part::without(Verdict::NotAllowed, vec![missing]);
        rest_on(scene, no, ExportKind::DirectoryRoleAssignments, "Entra role assignments")
    }
}

fn holds_directory_role(scene: &Scene<'_>, held: &HeldDirectoryRole, name: &str) -> Part {
    let facts = scene.judge.tenant().facts();
    let shown = directory::role_name(facts, scene.judge.tenant().catalog(), &held.gives.template);
    let name = if shown.is_empty() { name } else { &shown };
    let satisfies = format!("Entra role {name} at tenant").into();
    let verdict = verdict::of_strength(held.strength());
    let missing = match verdict {
        Verdict::Eligible => vec![needs_activation(&held.gives.template.to_string(), name, scene.leaf.at)],
        _ => held.doubt.map(|doubt| doubtful(scene, doubt)).into_iter().collect(),
    };
    let step = Step { on: StepOn::DirectoryRole(held.clone()), at: TargetKind::Tenant, pattern: None, satisfies };
    Part { verdict, basis: Some(Basis::Listed), steps: vec![step], missing, condition: None }
}

impl HeldDirectoryRole {
    fn strength(&self) -> Strength {
        if self.gives.eligible { self.strength.min(Strength::Eligible) } else { self.strength }
    }
}

pub(super) fn needs_activation(role: &str, name: &str, at: TargetKind) -> Missing {
    let message = format!("{name} is only eligible: it has to be activated first");
    Missing { code: "needs-activation", subject: role.to_owned(), message, at: Some(at) }
}

fn tenant_not_told() -> (&'static str, String, String) {
    let message = "it hangs on which tenant a row at / is of, which no file tells".to_owned();
    ("tenant-not-told", "/".to_owned(), message)
}

/// What a doubt is about, in words.
pub(super) fn doubtful(scene: &Scene<'_>, doubt: Doubt) -> Missing {
    let facts = scene.judge.tenant().facts();
    let (code, subject, message) = match doubt {
        Doubt::Members(group) => {
            let id = facts.principals.id(group).to_string();
            let name = facts.principals.facts(group).and_then(|facts| facts.name.as_deref()).unwrap_or(&id).to_owned();
            ("members-not-exported", id, format!("it hangs on the members of group {name}, which were not exported"))
        }
        Doubt::Tenant => tenant_not_told(),
        Doubt::Parents(scope) if facts.scopes.kind(scope) == ScopeKind::Root => tenant_not_told(),
        Doubt::Parents(scope) => {
            let path = facts.scopes.text(scope).to_owned();
            let message = format!("it hangs on whether management group {path} contains this scope, which was not exported");
            ("management-group-parents-not-exported", path, message)
        }
    };
    Missing { code, subject, message, at: Some(scene.leaf.at) }
}
