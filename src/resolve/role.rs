//! A role definition by id, or by its name in the exports or the catalog.

use super::error::ResolveError;
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::{ObjectId, RoleDefinition};

/// The id of a role definition that is named by its id, or by its name in the exports or the catalog.
pub fn role(tenant: &TenantGraph, name: &str) -> Result<Guid, ResolveError> {
    let last = name.rsplit('/').next().unwrap_or(name);
    if let Some(id) = Guid::parse(last) {
        return Ok(id);
    }
    let close = || tenant.catalog().suggest_role(name).map(|close| close.name.to_string());
    let role = azure_role(tenant, name).and_then(|role| role.id.guid());
    role.ok_or_else(|| ResolveError::NoRole { name: name.to_owned(), close: close() })
}

/// An Azure role by its name or id, of the exports or the catalog.
pub(super) fn azure_role<'t>(tenant: &'t TenantGraph, what: &str) -> Option<&'t RoleDefinition> {
    let (what, catalog) = (what.trim(), tenant.catalog());
    let id = Guid::parse(what).map(ObjectId::Guid);
    let is_asked = |role: &&RoleDefinition| id.as_ref() == Some(&role.id) || role.name.eq_ignore_ascii_case(what);
    let custom = tenant.facts().definitions.iter().map(|row| &row.definition).find(is_asked);
    custom.or_else(|| id.as_ref().map_or_else(|| catalog.role_by_name(what), |id| catalog.role(id)))
}

/// An Entra role by its name or template id, of the exports or the catalog.
pub(super) fn directory_role(tenant: &TenantGraph, what: &str) -> Option<(Guid, String)> {
    let (what, catalog) = (what.trim(), tenant.catalog());
    let id = Guid::parse(what).map(ObjectId::Guid);
    let shipped = id.as_ref().map_or_else(|| catalog.directory_role_by_name(what), |id| catalog.directory_role(id));
    if let Some(role) = shipped {
        return Some((role.definition.id.guid()?, role.definition.name.to_string()));
    }
    let is_asked = |own: &ObjectId, name: &str| id.as_ref() == Some(own) || name.eq_ignore_ascii_case(what);
    let role = tenant.facts().directory_roles.iter().find(|role| is_asked(&role.id, &role.name))?;
    Some((role.id.guid()?, role.name.to_string()))
}
