//! Workspaces by resource id or name.

use super::error::ResolveError;
use crate::audit::{Target, TargetFilter, workspaces};
use crate::graph::TenantGraph;
use crate::model::ScopePath;
use crate::model::scope::workspace_of;
use crate::readiness::Connected;

/// The filter of some workspaces and scopes; a workspace that is called by its name has to be in the exports.
pub fn filter(tenant: &TenantGraph, asked: &[String], scopes: &[String]) -> Result<TargetFilter, ResolveError> {
    let is_known =
        |name: &&String| workspace_of(ScopePath::parse(name).as_str()).is_some() || !workspaces(tenant, name).is_empty();
    if let Some(unknown) = asked.iter().find(|name| !is_known(name)) {
        return Err(ResolveError::NoWorkspace(unknown.clone()));
    }
    Ok(TargetFilter { workspaces: asked.to_vec(), scopes: scopes.to_vec(), around: None })
}

/// The one workspace of an id or name.
pub fn workspace(tenant: &TenantGraph, asked: &str) -> Result<Target, ResolveError> {
    let mut found = workspaces(tenant, asked);
    match found.len() {
        0 => Err(ResolveError::NoWorkspace(asked.to_owned())),
        1 => Ok(found.remove(0)),
        _ => {
            let ids = found.into_iter().map(|target| target.id).collect();
            Err(ResolveError::SeveralWorkspaces { name: asked.to_owned(), ids })
        }
    }
}

/// The workspaces that are connected to the Defender portal, or `none`.
pub fn connected(tenant: &TenantGraph, said: &[String]) -> Result<Connected, ResolveError> {
    let none = said.iter().any(|one| one.eq_ignore_ascii_case("none"));
    match (said, none) {
        ([], _) => Ok(Connected::Unsaid),
        ([_], true) => Ok(Connected::None),
        (_, true) => Err(ResolveError::ConnectedNone),
        (ids, false) => {
            let found: Result<Vec<String>, ResolveError> = ids.iter().map(|id| Ok(workspace(tenant, id)?.id)).collect();
            Ok(Connected::These(found?))
        }
    }
}
