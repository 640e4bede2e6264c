//! What options name: principals, workspaces, tasks and packs.

use super::error::Error;
use super::options::PackChoice;
use crate::audit::{AskedTask, OutcomeTarget, Target, TargetFilter, workspaces};
use crate::explain::{action_targets, action_task, directory_action_task, task_targets};
use crate::graph::TenantGraph;
use crate::model::scope::workspace_of;
use crate::model::{Plane, PrincipalId, ScopePath, TargetKind, TaskPack, is_directory_action};
use crate::pack;

/// The packs that were chosen; the first so many of the library where none were.
pub(super) fn packs(chosen: &[PackChoice], or_first: usize, tenant: &TenantGraph) -> Result<Vec<TaskPack>, Error> {
    let catalog = tenant.catalog();
    let known = || pack::EMBEDDED.iter().map(|(id, _)| (*id).to_owned());
    let default: Vec<PackChoice> = known().take(or_first).map(PackChoice::Embedded).collect();
    let chosen = if chosen.is_empty() { &default } else { chosen };
    let read = |choice: &PackChoice| {
        let source = match choice {
            PackChoice::Embedded(id) => {
                pack::embedded(id).ok_or_else(|| Error::NoPack { id: id.clone(), packs: known().collect() })?
            }
            PackChoice::Text(text) => text.decode()?,
        };
        Ok(pack::pack(&source, catalog)?)
    };
    let packs: Result<Vec<TaskPack>, Error> = chosen.iter().map(read).collect();
    Ok(pack::directory::in_tenant(packs?, tenant.facts(), catalog))
}

/// The principals of some names, sorted, each once.
pub(super) fn principals(tenant: &TenantGraph, names: &[String]) -> Result<Vec<PrincipalId>, Error> {
    let mut found = Vec::new();
    for name in names {
        found.extend(named(tenant, name)?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The one principal of a name.
pub(super) fn principal(tenant: &TenantGraph, name: &str) -> Result<PrincipalId, Error> {
    let found = named(tenant, name)?;
    let [one] = found.as_slice() else {
        let ids = found.iter().map(|&id| tenant.facts().principals.id(id).to_string()).collect();
        return Err(Error::SeveralPrincipals { name: name.to_owned(), ids });
    };
    Ok(*one)
}

fn named(tenant: &TenantGraph, name: &str) -> Result<Vec<PrincipalId>, Error> {
    let principals = &tenant.facts().principals;
    let found = principals.named(name);
    if found.is_empty() {
        return Err(Error::NoPrincipal { name: name.to_owned(), close: principals.suggest(name).map(str::to_owned) });
    }
    Ok(found)
}

/// The filter of some scopes and workspaces; a workspace that is called by its name has to be in the exports.
pub(super) fn filter(tenant: &TenantGraph, scopes: &[String], asked: &[String]) -> Result<TargetFilter, Error> {
    let is_known =
        |name: &&String| workspace_of(ScopePath::parse(name).as_str()).is_some() || !workspaces(tenant, name).is_empty();
    if let Some(unknown) = asked.iter().find(|name| !is_known(name)) {
        return Err(Error::NoWorkspace(unknown.clone()));
    }
    Ok(TargetFilter { workspaces: asked.to_vec(), scopes: scopes.to_vec(), around: None, whole_subscriptions: false })
}

/// The one workspace of an id or name.
pub(super) fn workspace(tenant: &TenantGraph, asked: &str) -> Result<Target, Error> {
    let mut found = workspaces(tenant, asked);
    match found.len() {
        0 => Err(Error::NoWorkspace(asked.to_owned())),
        1 => Ok(found.remove(0)),
        _ => {
            let ids = found.into_iter().map(|target| target.id).collect();
            Err(Error::SeveralWorkspaces { name: asked.to_owned(), ids })
        }
    }
}

/// An action or pattern, at the scopes that were named or every subscription.
pub(super) fn action(
    tenant: &TenantGraph,
    plane: Plane,
    what: &str,
    scopes: &[String],
) -> Result<(AskedTask, Vec<Target>), Error> {
    if is_directory_action(what) {
        return Ok((directory_action_task(tenant, what), action_targets(tenant, &["/".to_owned()])));
    }
    let targets = action_targets(tenant, scopes);
    let kind = |target: &Target| match target.kind {
        OutcomeTarget::Kind(kind) => kind,
        OutcomeTarget::AnyWorkspace | OutcomeTarget::AnyResource => TargetKind::Subscription,
    };
    let first = targets.first().map(kind).ok_or(Error::NoTarget("subscription"))?;
    if targets.iter().any(|target| kind(target) != first) {
        return Err(Error::MixedScopes);
    }
    Ok((action_task(plane, what, first), targets))
}

/// A task by id: of the first pack that has it.
pub(super) fn task(
    tenant: &TenantGraph,
    packs: &[TaskPack],
    what: &str,
    filter: &TargetFilter,
) -> Result<(AskedTask, Vec<Target>), Error> {
    let all = || packs.iter().flat_map(|pack| pack.tasks.iter().map(move |task| (pack, task)));
    let Some((pack, task)) = all().find(|(_, task)| task.id.eq_ignore_ascii_case(what)) else {
        let mut tasks: Vec<String> = all().map(|(_, task)| task.id.clone()).collect();
        tasks.sort_unstable();
        tasks.dedup();
        return Err(Error::NoQuestion { what: what.to_owned(), tasks });
    };
    let targets = task_targets(tenant, task, filter);
    if targets.is_empty() {
        return Err(Error::NoTarget(task.target.name()));
    }
    Ok((AskedTask { pack: pack.id.as_str().into(), task: task.clone() }, targets))
}
