//! [`RemovableGrant`]: what somebody could remove, and the tenant without it.

use rustc_hash::FxHashSet;

use super::directory::DirectoryGrantTerms;
use super::tenant::TenantGraph;
use crate::model::{Guid, ObjectId, PrincipalId, RoleId, ScopeId};

/// A grant that could be removed, however many records state it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemovableGrant {
    /// An Azure role: principal, role and scope are unique together (R-ASN-3).
    Role {
        /// Who holds it.
        principal: PrincipalId,
        /// The role.
        role: RoleId,
        /// Where.
        scope: ScopeId,
        /// Needs an activation first.
        eligible: bool,
    },
    /// An Entra role.
    DirectoryRole {
        /// Who holds it.
        principal: PrincipalId,
        /// What it gives, and where.
        gives: DirectoryGrantTerms,
    },
    /// An app role.
    AppRole {
        /// Who has it.
        principal: PrincipalId,
        /// The app role.
        app_role: Guid,
        /// The service principal of its API.
        resource: ObjectId,
    },
}

impl TenantGraph {
    /// The same tenant as if some grants had been removed. What its exports cover, its scopes, roles and groups are the same.
    #[must_use]
    pub fn without(&self, removed: &[RemovableGrant]) -> Self {
        let removed: FxHashSet<&RemovableGrant> = removed.iter().collect();
        let mut tenant = self.clone();
        tenant.grants.retain(|grant| {
            let gives = grant.gives;
            let (principal, role, scope, eligible) = (grant.principal, gives.role, gives.scope, gives.eligible);
            !removed.contains(&RemovableGrant::Role { principal, role, scope, eligible })
        });
        tenant.directory_grants.retain(|grant| {
            !removed.contains(&RemovableGrant::DirectoryRole { principal: grant.principal, gives: grant.gives.clone() })
        });
        tenant.facts.escalation.app_roles.retain(|row| {
            let (principal, app_role, resource) = (row.principal, row.app_role, row.resource.clone());
            !removed.contains(&RemovableGrant::AppRole { principal, app_role, resource })
        });
        tenant
    }
}
