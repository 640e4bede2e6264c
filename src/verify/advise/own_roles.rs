//! [`OwnRolesAgain`]: the custom roles of the exports, and where each can be assigned.

use std::collections::BTreeMap;

use super::candidates::{AdvisableRole, grants_anything};
use super::counted::CatalogAgain;
use crate::model::scope::contains;
use crate::model::{Losses, ObjectId, RoleDefinition, RoleKind, ScopeKind, ScopePath};
use crate::verify::reach::{Reach, Within};
use crate::verify::roles::{CustomDefinition, RoleTexts};

/// Whether a custom role can be assigned somewhere, the least sure first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum AssignableAgain {
    No,
    /// The exports do not tell.
    Open,
    Yes,
}

/// Where roles can be assigned, by the hierarchy of the exports.
pub(super) struct OwnRolesAgain<'r> {
    pub roles: &'r RoleTexts<'r>,
    pub reach: &'r Reach<'r>,
}

impl OwnRolesAgain<'_> {
    /// The custom roles that can be assigned at a scope, by id, and how many more there may be.
    pub(super) fn at(&self, scope: &str, catalog: &CatalogAgain<'_>) -> (Vec<AdvisableRole>, usize) {
        let mut rows: BTreeMap<&ObjectId, Vec<&RoleDefinition>> = BTreeMap::new();
        for row in &self.roles.facts().definitions {
            rows.entry(&row.definition.id).or_default().push(&row.definition);
        }
        let (mut found, mut open) = (Vec::new(), 0);
        for (id, rows) in rows {
            let Some(role) = self.roles.custom(id) else { continue };
            let scopes: Vec<&str> = rows.iter().flat_map(|row| &row.assignable_scopes).map(|own| &**own).collect();
            let CustomDefinition { name, blocks, is_sure } = role;
            let has_data = blocks.iter().any(|block| !block.data_actions.is_empty());
            match self.assignable((&scopes, has_data), scope) {
                AssignableAgain::Yes if is_sure => {
                    let assignable_scopes = scopes.iter().map(|own| Box::from(*own)).collect();
                    let (id, kind, name, losses) = (id.clone(), RoleKind::Custom, name.into(), Losses::default());
                    let own = RoleDefinition { id, name, kind, assignable_scopes, blocks, losses };
                    found.extend(grants_anything(&own).then(|| AdvisableRole::new(&own, true, catalog)));
                }
                AssignableAgain::Yes | AssignableAgain::Open => open += 1,
                AssignableAgain::No => {}
            }
        }
        (found, open)
    }

    /// Whether a role can be assigned at a scope.
    pub(super) fn is_assignable(&self, role: &AdvisableRole, scope: &str) -> bool {
        let scopes: Vec<&str> = role.scopes.iter().map(String::as_str).collect();
        self.assignable((&scopes, role.has_data()), scope) == AssignableAgain::Yes
    }

    /// R-CUS-8: a role with data actions not at a management group; R-DEF-9: none outside its scopes. One without any was not exported
    /// whole.
    fn assignable(&self, (scopes, has_data): (&[&str], bool), scope: &str) -> AssignableAgain {
        if has_data && ScopePath::parse(scope).kind() == ScopeKind::ManagementGroup {
            return AssignableAgain::No;
        }
        scopes.iter().map(|own| self.within(own, scope)).max().unwrap_or(AssignableAgain::Open)
    }

    fn within(&self, outer: &str, scope: &str) -> AssignableAgain {
        let outer = ScopePath::parse(outer);
        if contains(outer.as_str(), scope) {
            return AssignableAgain::Yes;
        }
        let Some(known) = self.roles.facts().scopes.lookup(outer.as_str()) else {
            let is_group = outer.kind() == ScopeKind::ManagementGroup;
            return if is_group { AssignableAgain::Open } else { AssignableAgain::No };
        };
        match self.reach.within(known, scope) {
            Some(Within::Sure) => AssignableAgain::Yes,
            Some(Within::Maybe) => AssignableAgain::Open,
            None => AssignableAgain::No,
        }
    }
}
