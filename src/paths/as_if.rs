//! [`as_if_held`]: the facts as if some principals held a role.
//!
//! Whoever comes to a role by a path does not hold it yet, so no answer of the engine says what deny assignments leave of it (R-DENY-8). It is
//! asked again of these facts.

use rustc_hash::FxHashSet;

use crate::audit::Target;
use crate::graph::TenantGraph;
use crate::model::{
    Assignment, AssignmentName, ConditionState, ExportedRole, Facts, InputId, ObjectId, Origin, PrincipalId, ScopeId,
};

const NOWHERE: Origin = Origin { input: InputId(0), record: 0 };

/// The facts as if these principals held a role at some scopes, and nobody held anything else.
pub(super) fn as_if_held(facts: &Facts, role: &ObjectId, (principals, scopes): (&[PrincipalId], &[&str])) -> Facts {
    let mut own = facts.without_grants();
    let role = own.roles.intern(role.clone());
    let (condition, name) = (ConditionState::None, AssignmentName::None);
    for scope in scopes {
        let scope = own.scopes.intern(scope);
        let row =
            |&principal: &PrincipalId| Assignment { principal, role, scope, condition, name, updated: 0, origin: NOWHERE };
        own.assignments.extend(principals.iter().map(row));
    }
    own
}

/// The same with a role that the exports do not define.
pub(super) fn as_if_defined(facts: Facts, definition: crate::model::RoleDefinition) -> Facts {
    let mut own = facts;
    own.definitions.push(ExportedRole { definition, origin: NOWHERE });
    own
}

/// Tells which targets some deny assignment may reach that is enforced.
pub(super) struct DenyScopes<'t> {
    tenant: &'t TenantGraph,
    scopes: FxHashSet<ScopeId>,
}

impl<'t> DenyScopes<'t> {
    pub(super) fn new(tenant: &'t TenantGraph) -> Self {
        let enforced = tenant.facts().denies.iter().filter(|deny| !deny.audit_only);
        Self { tenant, scopes: enforced.map(|deny| deny.scope).collect() }
    }

    /// Whether one may reach a target.
    pub(super) fn reaches(&self, target: &Target) -> bool {
        let above = || self.tenant.tree().above(self.tenant.facts(), scope_of(target));
        !self.scopes.is_empty() && above().iter().any(|(scope, _)| self.scopes.contains(scope))
    }
}

/// The scope of a target.
pub(super) fn scope_of(target: &Target) -> &str {
    if target.id == "tenant" { "/" } else { &target.id }
}
