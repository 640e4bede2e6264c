//! [`Person`]: a principal as a comparison names it.

use crate::graph::TenantGraph;
use crate::model::{ObjectId, PrincipalId};

/// A principal as both states know it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Person {
    /// Its object id.
    pub id: ObjectId,
    /// Display name, or user principal name.
    pub name: Option<Box<str>>,
}

/// A principal as one state knows it.
pub(super) fn person(tenant: &TenantGraph, principal: PrincipalId) -> Person {
    let principals = &tenant.facts().principals;
    let known = principals.facts(principal);
    let name = known.and_then(|known| known.name.as_deref().or(known.upn.as_deref()));
    Person { id: principals.id(principal).clone(), name: name.map(Into::into) }
}

/// A principal as the states know it that know it best, the new one first.
pub(super) fn named([old, new]: [&TenantGraph; 2], id: &ObjectId) -> Person {
    let known = |tenant: &TenantGraph| tenant.facts().principals.lookup(id).map(|own| person(tenant, own));
    let found = [new, old].into_iter().filter_map(known).find(|person| person.name.is_some());
    found.unwrap_or_else(|| Person { id: id.clone(), name: None })
}
