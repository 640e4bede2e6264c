//! A role definition by id, or by its name in the exports or the catalog.

use super::error::ResolveError;
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::ObjectId;

/// The id of a role definition that is named by its id, or by its name in the exports or the catalog.
pub fn role(tenant: &TenantGraph, name: &str) -> Result<Guid, ResolveError> {
    let last = name.rsplit('/').next().unwrap_or(name);
    if let Some(id) = Guid::parse(last) {
        return Ok(id);
    }
    let catalog = tenant.catalog();
    let same = |own: &str| own.eq_ignore_ascii_case(name.trim());
    let custom = tenant.facts().definitions.iter().find(|row| same(&row.definition.name));
    let id = custom.map(|row| &row.definition.id).or_else(|| catalog.role_by_name(name.trim()).map(|role| &role.id));
    id.and_then(ObjectId::guid).ok_or_else(|| ResolveError::NoRole {
        name: name.to_owned(),
        close: catalog.suggest_role(name).map(|close| close.name.to_string()),
    })
}
