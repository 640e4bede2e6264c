//! What a principal may or may not do: a task by id, an action or a pattern, and where.

use super::error::ResolveError;
use super::role::{azure_role, directory_role};
use crate::arrange::Arrange as _;
use crate::audit::{AskedTask, OutcomeTarget, Target, TargetFilter, workspaces};
use crate::explain::{
    AskedScopes, PatternReading, action_targets, action_task, any_action_task, directory_action_task, directory_role_task,
    role_task, scope_targets, task_targets,
};
use crate::graph::TenantGraph;
use crate::model::{TargetKind, Task, TaskPack, is_directory_action};
use crate::suggest::closest;

/// What is asked about, as a user writes it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// A task id, an action, a pattern or a role.
    pub what: &'a str,
    /// How an action or a pattern is read.
    pub reading: PatternReading,
    /// The scopes and workspaces of an action or a role, and what the targets of a task are narrowed to.
    pub filter: &'a TargetFilter,
    /// How far a question about an action or a role reaches below these scopes.
    pub reach: AskedScopes,
}

/// Whether a text is an action or a pattern, not the id of a task.
pub fn is_action(what: &str) -> bool {
    what.contains(['/', '*'])
}

/// The task, action or role, and the targets that it is asked about for.
pub fn asked(tenant: &TenantGraph, packs: &[TaskPack], asked: Asked<'_>) -> Result<(AskedTask, Vec<Target>), ResolveError> {
    if is_directory_action(asked.what) {
        if asked.what.contains('*') {
            return Err(ResolveError::DirectoryPattern(asked.what.to_owned()));
        }
        return Ok((directory_action_task(tenant, asked.what), the_tenant(tenant)));
    }
    if is_action(asked.what) {
        return at_scopes(tenant, asked, |kind| match asked.reading {
            PatternReading::All(plane) => action_task(plane, asked.what, kind),
            PatternReading::Any(plane) => any_action_task(plane, asked.what, kind),
        });
    }
    if let PatternReading::Any(_) = asked.reading {
        return Err(ResolveError::NoPattern(asked.what.to_owned()));
    }
    if find_task(packs, asked.what).is_ok() {
        return task(tenant, packs, asked);
    }
    if let Some((id, role)) = azure_role(tenant, asked.what).and_then(|role| Some((role.id.guid()?, role))) {
        return at_scopes(tenant, asked, |kind| role_task(id, &role.name, kind));
    }
    if let Some((template, name)) = directory_role(tenant, asked.what) {
        return Ok((directory_role_task(template, &name), the_tenant(tenant)));
    }
    task(tenant, packs, asked)
}

fn the_tenant(tenant: &TenantGraph) -> Vec<Target> {
    action_targets(tenant, &["/".to_owned()])
}

/// The task with this id, in the first pack that has it; the error is the id that is closest to it.
pub fn find_task<'p>(packs: &'p [TaskPack], id: &str) -> Result<(&'p TaskPack, &'p Task), Option<&'p str>> {
    let all: Vec<(&TaskPack, &Task)> = packs.iter().flat_map(|pack| pack.tasks.iter().map(move |task| (pack, task))).collect();
    let wanted = id.trim();
    let found = all.iter().find(|(_, task)| task.id == wanted);
    let found = found.or_else(|| all.iter().find(|(_, task)| task.id.eq_ignore_ascii_case(wanted)));
    found.copied().ok_or_else(|| closest(&all, |(_, task)| &task.id, wanted).map(|(_, task)| task.id.as_str()))
}

/// A question about the scopes and workspaces that were named, or about every subscription.
fn at_scopes(
    tenant: &TenantGraph,
    asked: Asked<'_>,
    task: impl Fn(TargetKind) -> AskedTask,
) -> Result<(AskedTask, Vec<Target>), ResolveError> {
    let named = asked.filter.workspaces.iter().flat_map(|name| workspaces(tenant, name));
    let scopes: Vec<String> = asked.filter.scopes.iter().cloned().chain(named.map(|workspace| workspace.id)).collect();
    let targets = scope_targets(tenant, &scopes, asked.reach);
    if asked.reach != AskedScopes::At {
        // Scopes of any kind: each is asked at itself.
        return Ok((task(TargetKind::Resource), targets));
    }
    let kind = |target: &Target| match target.kind {
        OutcomeTarget::Kind(kind) => kind,
        OutcomeTarget::AnyWorkspace | OutcomeTarget::AnyResource => TargetKind::Subscription,
    };
    let first = targets.first().map(kind).ok_or(ResolveError::NoTarget("subscription"))?;
    if targets.iter().any(|target| kind(target) != first) {
        return Err(ResolveError::MixedScopes);
    }
    Ok((task(first), targets))
}

/// A task by id: of the first pack that has it.
fn task(tenant: &TenantGraph, packs: &[TaskPack], asked: Asked<'_>) -> Result<(AskedTask, Vec<Target>), ResolveError> {
    let Ok((pack, task)) = find_task(packs, asked.what) else {
        let role = || tenant.catalog().suggest_role(asked.what).map(|role| &*role.name);
        let close = find_task(packs, asked.what).err().flatten().or_else(role).map(str::to_owned);
        let mut tasks: Vec<String> = packs.iter().flat_map(|pack| &pack.tasks).map(|task| task.id.clone()).collect();
        tasks.arrange();
        tasks.dedup();
        return Err(ResolveError::NoQuestion { what: asked.what.to_owned(), close, tasks });
    };
    let targets = task_targets(tenant, task, asked.filter);
    if targets.is_empty() {
        return Err(ResolveError::NoTarget(task.target.name()));
    }
    Ok((AskedTask { pack: pack.id.as_str().into(), task: task.clone() }, targets))
}
