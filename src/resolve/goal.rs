//! The role that somebody may come to, and where: `Owner`, `Owner@SOC Production`, `Global Administrator`.

use super::error::ResolveError;
use super::role::{azure_role, directory_role};
use super::workspace::scope;
use crate::audit::Target;
use crate::explain::{AskedScopes, scope_targets};
use crate::graph::TenantGraph;
use crate::paths::{GoalRole, goal_targets};

/// The role and the scopes of a goal, written `ROLE` or `ROLE@SCOPE`. Without a scope: `/`, every management group and every subscription.
pub fn goal(tenant: &TenantGraph, text: &str) -> Result<(GoalRole, Vec<Target>), ResolveError> {
    let (name, place) = text.split_once('@').map_or((text, None), |(name, place)| (name.trim(), Some(place.trim())));
    if let Some((role, own)) = azure_role(tenant, name).and_then(|own| Some((own.id.guid()?, own))) {
        let scopes = match place {
            Some(place) => scope_targets(tenant, &[scope(tenant, place, true)?], AskedScopes::At),
            None => goal_targets(tenant),
        };
        return Ok((GoalRole::Azure { role, name: own.name.to_string() }, scopes));
    }
    if let Some((template, name)) = directory_role(tenant, name) {
        return match place.filter(|place| *place != "/") {
            None => Ok((GoalRole::Directory { template, name }, Vec::new())),
            Some(place) => Err(ResolveError::RoleOfTenant { name, place: place.to_owned() }),
        };
    }
    let close = tenant.catalog().suggest_role(name).map(|close| close.name.to_string());
    Err(ResolveError::NoRole { name: name.to_owned(), close })
}
