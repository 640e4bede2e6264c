//! [`OwnRoles`]: the custom roles of a tenant that can be assigned where a need is asked about.

use std::collections::BTreeMap;

use super::requirement::ScopedRequirement;
use crate::graph::{Containing, TenantGraph};
use crate::model::scope::contains;
use crate::model::{Losses, ObjectId, RoleDefinition, RoleKind, ScopeKind, ScopePath};

/// The custom roles of a tenant.
#[derive(Debug, Clone)]
pub struct OwnRoles<'t> {
    tenant: &'t TenantGraph,
    /// The scope that is asked about.
    scope: String,
    roles: Vec<RoleDefinition>,
    open: usize,
}

/// Whether a custom role can be assigned somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Assignable {
    Yes,
    No,
    /// The exports do not tell.
    Open,
}

impl<'t> OwnRoles<'t> {
    /// Those that can be assigned at a scope, by id. A role whose definition, or whose assignable scopes, the exports leave open is not
    /// advised: it is counted.
    pub fn new(tenant: &'t TenantGraph, scope: &str) -> Self {
        let mut own = Self { tenant, scope: scope.to_owned(), roles: Vec::new(), open: 0 };
        let mut scopes_of: BTreeMap<&ObjectId, Vec<Box<str>>> = BTreeMap::new();
        for row in &tenant.facts().definitions {
            scopes_of.entry(&row.definition.id).or_default().extend(row.definition.assignable_scopes.iter().cloned());
        }
        for (id, assignable_scopes) in scopes_of {
            let Some(role) = tenant.roles().by_id(id).filter(|role| role.kind == RoleKind::Custom) else { continue };
            let (id, kind, name) = (role.id.clone(), RoleKind::Custom, Box::from(&*role.name));
            let blocks = role.alternatives.first().cloned().unwrap_or_default();
            let definition = RoleDefinition { id, name, kind, assignable_scopes, blocks, losses: Losses::default() };
            match (own.assignable(&definition, scope), role.doubt) {
                (Assignable::Yes, None) => own.roles.push(definition),
                (Assignable::Yes, Some(_)) | (Assignable::Open, _) => own.open += 1,
                (Assignable::No, _) => {}
            }
        }
        own
    }

    /// The roles.
    pub fn roles(&self) -> &[RoleDefinition] {
        &self.roles
    }

    /// How many more may be assignable there: the exports do not tell where they can be assigned, or what they grant.
    pub fn open(&self) -> usize {
        self.open
    }

    /// Whether a role can be assigned where a part of the need has to be held.
    pub(super) fn is_assignable(&self, role: &RoleDefinition, scoped: &ScopedRequirement) -> bool {
        self.assignable(role, &scoped.place(&self.scope)) == Assignable::Yes
    }

    /// R-CUS-8: custom roles with data actions are not assigned at management groups; R-DEF-9: nor outside their scopes.
    fn assignable(&self, role: &RoleDefinition, scope: &str) -> Assignable {
        let has_data = role.blocks.iter().any(|block| !block.data_actions.is_empty());
        if has_data && ScopePath::parse(scope).kind() == ScopeKind::ManagementGroup {
            return Assignable::No;
        }
        let each = role.assignable_scopes.iter().map(|own| self.within(own, scope));
        let best = each.max_by_key(|own| match own {
            Assignable::Yes => 2,
            Assignable::Open => 1,
            Assignable::No => 0,
        });
        // Every custom role has an assignable scope: one without any was not exported whole.
        best.unwrap_or(Assignable::Open)
    }

    fn within(&self, outer: &str, scope: &str) -> Assignable {
        let (tree, facts) = (self.tenant.tree(), self.tenant.facts());
        let outer = ScopePath::parse(outer);
        if contains(outer.as_str(), scope) {
            return Assignable::Yes;
        }
        let known = facts.scopes.lookup(outer.as_str());
        match known.and_then(|id| tree.contains(facts, id, scope)) {
            Some(Containing::Sure) => Assignable::Yes,
            Some(Containing::Unknown) => Assignable::Open,
            // Of a management group that nothing else names, nobody knows what it contains.
            None if known.is_none() && outer.kind() == ScopeKind::ManagementGroup => Assignable::Open,
            None => Assignable::No,
        }
    }
}
