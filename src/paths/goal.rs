//! The role that somebody may come to, and the scopes of it.

use crate::arrange::Arrange as _;
use crate::audit::Target;
use crate::explain::{AskedScopes, scope_targets};
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::{PrincipalId, ScopeKind, ScopePath};
use crate::pattern::Wildcards;

/// The role that somebody may come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GoalRole {
    /// An Azure role.
    Azure {
        /// Its id.
        role: Guid,
        /// Its name.
        name: String,
    },
    /// An Entra role, for the tenant.
    Directory {
        /// Its template id.
        template: Guid,
        /// Its name.
        name: String,
    },
}

impl GoalRole {
    /// The id of an Azure role.
    pub(super) fn azure(&self) -> Option<Guid> {
        match self {
            Self::Azure { role, .. } => Some(*role),
            Self::Directory { .. } => None,
        }
    }
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct PathsQuestion {
    /// The role.
    pub role: GoalRole,
    /// The scopes of an Azure role; the tenant for an Entra role.
    pub scopes: Vec<Target>,
    /// Only paths of these principals; of all where empty.
    pub from: Vec<PrincipalId>,
    /// How middle wildcards are read.
    pub wildcards: Wildcards,
}

/// The role at one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// The scope; `None` for an Entra role.
    pub scope: Option<Target>,
}

/// The scopes that are asked about where none is named: `/`, every management group and every subscription, the highest first.
pub fn goal_targets(tenant: &TenantGraph) -> Vec<Target> {
    let is_wide = |target: &Target| {
        let kind = ScopePath::parse(&target.id).kind();
        target.id == "tenant" || matches!(kind, ScopeKind::ManagementGroup | ScopeKind::Subscription)
    };
    let all = scope_targets(tenant, &[], AskedScopes::Anywhere);
    let named = scope_targets(tenant, &[], AskedScopes::At);
    let mut all: Vec<Target> = all.into_iter().filter(is_wide).chain(named).collect();
    all.arrange_by_cached_key(|target| target.id.to_ascii_lowercase());
    all.dedup_by(|a, b| a.id.eq_ignore_ascii_case(&b.id));
    all
}
