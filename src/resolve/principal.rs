//! Principals by object id, user principal name or display name.

use super::error::ResolveError;
use crate::arrange::Arrange as _;
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::{ObjectId, PrincipalId, PrincipalKind};

/// The principals of some names, sorted, each once. A name that several have is an error.
pub fn principals(tenant: &TenantGraph, names: &[String]) -> Result<Vec<PrincipalId>, ResolveError> {
    let mut found: Vec<PrincipalId> = names.iter().map(|name| principal(tenant, name)).collect::<Result<_, _>>()?;
    found.arrange();
    found.dedup();
    Ok(found)
}

/// The one principal of a name.
pub fn principal(tenant: &TenantGraph, name: &str) -> Result<PrincipalId, ResolveError> {
    let found = named(tenant, name)?;
    let [one] = found.as_slice() else {
        let ids = found.iter().map(|&id| tenant.facts().principals.id(id).to_string()).collect();
        return Err(ResolveError::SeveralPrincipals { name: name.to_owned(), ids });
    };
    Ok(*one)
}

/// Whom a role is assigned to, and its kind if the exports say: somebody in the exports, or any object id.
pub fn assignee(tenant: &TenantGraph, name: &str) -> Result<(Option<Guid>, Option<PrincipalKind>), ResolveError> {
    let principals = &tenant.facts().principals;
    if let Some(id) = Guid::parse(name) {
        let kind = principals.lookup(&ObjectId::Guid(id)).map(|known| principals.kind(known));
        return Ok((Some(id), kind));
    }
    let known = principal(tenant, name)?;
    Ok((principals.id(known).guid(), Some(principals.kind(known))))
}

fn named(tenant: &TenantGraph, name: &str) -> Result<Vec<PrincipalId>, ResolveError> {
    let principals = &tenant.facts().principals;
    let found = principals.named(name);
    if found.is_empty() {
        let close = principals.suggest(name).map(str::to_owned);
        return Err(ResolveError::NoPrincipal { name: name.to_owned(), close });
    }
    Ok(found)
}
