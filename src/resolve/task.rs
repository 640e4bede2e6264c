//! What a principal may or may not do: a task by id, an action or a pattern, and where.

use super::error::ResolveError;
use crate::audit::{AskedTask, OutcomeTarget, Target, TargetFilter, workspaces};
use crate::explain::{action_targets, action_task, directory_action_task, task_targets};
use crate::graph::TenantGraph;
use crate::model::{Plane, TargetKind, Task, TaskPack, is_directory_action};
use crate::suggest::closest;

/// What is asked about, as a user writes it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// A task id, an action or a pattern.
    pub what: &'a str,
    /// The plane of an action.
    pub plane: Plane,
    /// The scopes and workspaces of an action, and what the targets of a task are narrowed to.
    pub filter: &'a TargetFilter,
}

/// Whether a text is an action or a pattern, not the id of a task.
pub fn is_action(what: &str) -> bool {
    what.contains(['/', '*'])
}

/// The task or action, and the targets that it is asked about for.
pub fn asked(tenant: &TenantGraph, packs: &[TaskPack], asked: Asked<'_>) -> Result<(AskedTask, Vec<Target>), ResolveError> {
    if is_directory_action(asked.what) {
        return Ok((directory_action_task(tenant, asked.what), action_targets(tenant, &["/".to_owned()])));
    }
    if is_action(asked.what) { action(tenant, asked) } else { task(tenant, packs, asked) }
}

/// The task with this id, in the first pack that has it; the error is the id that is closest to it.
pub fn find_task<'p>(packs: &'p [TaskPack], id: &str) -> Result<(&'p TaskPack, &'p Task), Option<&'p str>> {
    let all: Vec<(&TaskPack, &Task)> = packs.iter().flat_map(|pack| pack.tasks.iter().map(move |task| (pack, task))).collect();
    let wanted = id.trim();
    let found = all.iter().find(|(_, task)| task.id == wanted);
    let found = found.or_else(|| all.iter().find(|(_, task)| task.id.eq_ignore_ascii_case(wanted)));
    found.copied().ok_or_else(|| closest(&all, |(_, task)| &task.id, wanted).map(|(_, task)| task.id.as_str()))
}

/// An action or pattern, at the scopes and workspaces that were named, or at every subscription.
fn action(tenant: &TenantGraph, asked: Asked<'_>) -> Result<(AskedTask, Vec<Target>), ResolveError> {
    let named = asked.filter.workspaces.iter().flat_map(|name| workspaces(tenant, name));
    let scopes: Vec<String> = asked.filter.scopes.iter().cloned().chain(named.map(|workspace| workspace.id)).collect();
    let targets = action_targets(tenant, &scopes);
    let kind = |target: &Target| match target.kind {
        OutcomeTarget::Kind(kind) => kind,
        OutcomeTarget::AnyWorkspace | OutcomeTarget::AnyResource => TargetKind::Subscription,
    };
    let first = targets.first().map(kind).ok_or(ResolveError::NoTarget("subscription"))?;
    if targets.iter().any(|target| kind(target) != first) {
        return Err(ResolveError::MixedScopes);
    }
    Ok((action_task(asked.plane, asked.what, first), targets))
}

/// A task by id: of the first pack that has it.
fn task(tenant: &TenantGraph, packs: &[TaskPack], asked: Asked<'_>) -> Result<(AskedTask, Vec<Target>), ResolveError> {
    let Ok((pack, task)) = find_task(packs, asked.what) else {
        let mut tasks: Vec<String> = packs.iter().flat_map(|pack| &pack.tasks).map(|task| task.id.clone()).collect();
        tasks.sort_unstable();
        tasks.dedup();
        return Err(ResolveError::NoQuestion { what: asked.what.to_owned(), tasks });
    };
    let targets = task_targets(tenant, task, asked.filter);
    if targets.is_empty() {
        return Err(ResolveError::NoTarget(task.target.name()));
    }
    Ok((AskedTask { pack: pack.id.as_str().into(), task: task.clone() }, targets))
}
