//! Workspaces and scopes by resource id or name.

use super::error::ResolveError;
use crate::audit::{NamedPlace, Target, TargetFilter, close_scope, scope_named, workspace_named, workspace_names, workspaces};
use crate::graph::TenantGraph;
use crate::model::SaidActivation;
use crate::readiness::Connected;
use crate::report::shortened;

/// The filter of some workspaces and scopes, by id or name. A name has to be in the exports; an id of a scope has to be there unless
/// new places may be asked about.
pub fn filter(
    tenant: &TenantGraph,
    asked: &[String],
    scopes: &[String],
    new_places: bool,
) -> Result<TargetFilter, ResolveError> {
    let workspaces = asked.iter().map(|text| workspace_id(tenant, text)).collect::<Result<_, _>>()?;
    let scopes = scopes.iter().map(|text| scope(tenant, text, new_places)).collect::<Result<_, _>>()?;
    Ok(TargetFilter { workspaces, scopes, around: None, whole_subscriptions: false })
}

/// The id of the scope that a text names.
pub fn scope(tenant: &TenantGraph, text: &str, new_places: bool) -> Result<String, ResolveError> {
    let name = text.to_owned();
    match scope_named(tenant, text) {
        NamedPlace::One(id) => Ok(id),
        NamedPlace::NotInExports(id) if new_places => Ok(id),
        NamedPlace::NotInExports(id) => Err(ResolveError::NoScope { name, close: close_scope(tenant, &id) }),
        NamedPlace::Several(ids) => Err(ResolveError::SeveralScopes { name, ids }),
        NamedPlace::Nothing(close) => Err(ResolveError::NoScope { name, close }),
    }
}

fn workspace_id(tenant: &TenantGraph, text: &str) -> Result<String, ResolveError> {
    let name = text.to_owned();
    match workspace_named(tenant, text) {
        NamedPlace::One(id) | NamedPlace::NotInExports(id) => Ok(id),
        NamedPlace::Several(ids) => Err(ResolveError::SeveralWorkspaces { name, ids }),
        NamedPlace::Nothing(Some(close)) => Err(ResolveError::NoSuchWorkspace { name, close }),
        NamedPlace::Nothing(None) => Err(no_workspace(tenant, name)),
    }
}

/// The one workspace of an id or name.
pub fn workspace(tenant: &TenantGraph, asked: &str) -> Result<Target, ResolveError> {
    let id = workspace_id(tenant, asked)?;
    workspaces(tenant, &id).into_iter().next().ok_or_else(|| no_workspace(tenant, asked.to_owned()))
}

/// So many workspaces are named to whom asks for another one.
const NAMED: usize = 8;

fn no_workspace(tenant: &TenantGraph, name: String) -> ResolveError {
    ResolveError::NoWorkspace { name, known: shortened(&workspace_names(tenant), NAMED) }
}

/// The workspaces that are connected to the Defender portal, or `none`.
pub fn connected(tenant: &TenantGraph, said: &[String]) -> Result<Connected, ResolveError> {
    Ok(match these(tenant, said, ResolveError::ConnectedNone)? {
        None => Connected::Unsaid,
        Some(ids) if ids.is_empty() => Connected::None,
        Some(ids) => Connected::These(ids),
    })
}

/// The workspaces for which Defender unified RBAC is activated, or `none`.
pub fn activated(tenant: &TenantGraph, said: &[String]) -> Result<SaidActivation, ResolveError> {
    let these = these(tenant, said, ResolveError::ActivatedNone)?;
    let of = |ids: Vec<String>| SaidActivation::These(ids.into_iter().map(Into::into).collect());
    Ok(these.map_or(SaidActivation::Unsaid, of))
}

/// The ids of the workspaces that somebody names, none of them after `none`; `None` if nobody says anything.
fn these(tenant: &TenantGraph, said: &[String], both: ResolveError) -> Result<Option<Vec<String>>, ResolveError> {
    let none = said.iter().any(|one| one.eq_ignore_ascii_case("none"));
    match (said, none) {
        ([], _) => Ok(None),
        ([_], true) => Ok(Some(Vec::new())),
        (_, true) => Err(both),
        (ids, false) => ids.iter().map(|id| Ok(workspace(tenant, id)?.id)).collect::<Result<_, _>>().map(Some),
    }
}
