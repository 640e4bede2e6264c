//! What a principal holds at one scope: the grants and deny assignments that are effective there, and what is in doubt about each.

use std::sync::Arc;

use crate::graph::{AppRoleTerms, Containing, DirectoryGrantTerms, GrantTerms, Strength, UncoveredList};
use crate::model::{ConditionState, PrincipalId, RoleId, ScopeId};

/// Why it is not certain that something is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// The members of this group were not exported (R-PRI-7).
    Members(PrincipalId),
    /// The exports do not say whether this management group contains the scope (R-SCO-5).
    Parents(ScopeId),
    /// Of which tenant it is was not exported, and the exports hold several (R-SCO-12).
    Tenant,
}

/// A role that is effective at a scope, wherever it was assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EffectiveGrant {
    /// The role.
    pub role: RoleId,
    /// The condition of the assignment.
    pub condition: ConditionState,
    /// How surely.
    pub strength: Strength,
    /// What is in doubt, where the strength is unknown.
    pub doubt: Option<Doubt>,
}

impl EffectiveGrant {
    /// A grant as it is held at a scope below it.
    pub fn new(gives: GrantTerms, strength: Strength, doubt: Option<Doubt>) -> Self {
        let strength = if gives.eligible { strength.min(Strength::Eligible) } else { strength };
        Self { role: gives.role, condition: gives.condition, strength, doubt }
    }

    /// The same, where containment in a management group is in doubt.
    #[must_use]
    pub fn within(self, containing: Containing, scope: ScopeId) -> Self {
        match containing {
            Containing::Sure => self,
            Containing::Unknown => {
                Self { strength: Strength::Unknown, doubt: self.doubt.or(Some(Doubt::Parents(scope))), ..self }
            }
        }
    }
}

/// A deny assignment that applies at a scope, or may (R-DENY-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Denied {
    /// Index into `Facts::denies`.
    pub deny: u32,
    /// It applies to this principal here, for sure.
    pub sure: bool,
    /// What is in doubt, where it is not.
    pub doubt: Option<Doubt>,
}

/// An Entra directory role as it is held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeldDirectoryRole {
    /// Which, and where.
    pub gives: DirectoryGrantTerms,
    /// How surely.
    pub strength: Strength,
    /// What is in doubt, where the strength is unknown.
    pub doubt: Option<Doubt>,
}

/// Whether a principal owns what a task is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupOwnership {
    /// The target is no group.
    NotAsked,
    /// It is an owner of this group.
    Of(PrincipalId),
    /// The owners of the group are listed, and it is none of them.
    None,
    /// The owners of the group are not all listed.
    Unknown,
}

/// What a principal holds in the directory, as one target sees it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HeldInDirectory {
    /// Entra roles, sorted.
    pub roles: Vec<HeldDirectoryRole>,
    /// App roles, sorted.
    pub app_roles: Vec<AppRoleTerms>,
    /// Whether the principal is an application, or may be one: nobody else has application permissions.
    pub may_be_application: bool,
    /// Whether it owns the target.
    pub owns: GroupOwnership,
    /// The group that the target is.
    pub group: Option<PrincipalId>,
}

impl Default for HeldInDirectory {
    fn default() -> Self {
        let (roles, app_roles) = (Vec::new(), Vec::new());
        Self { roles, app_roles, may_be_application: false, owns: GroupOwnership::NotAsked, group: None }
    }
}

/// Everything that is effective at one scope.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Effective {
    /// Roles, sorted.
    pub held: Vec<EffectiveGrant>,
    /// Denies, sorted.
    pub denied: Vec<Denied>,
    /// The list of which no whole one is at hand: there may be more than what is held (R-EVAL-9).
    pub uncovered: Option<UncoveredList>,
    /// The key vault here that access policies open, and not Azure roles (R-EVAL-11).
    pub by_policies: Option<Arc<str>>,
}

impl Effective {
    /// Sorts, and keeps of equal roles the best strength.
    #[must_use]
    pub fn normal(mut self) -> Self {
        self.held.sort_unstable_by(|a, b| {
            (a.role, a.condition).cmp(&(b.role, b.condition)).then(b.strength.cmp(&a.strength)).then(a.doubt.cmp(&b.doubt))
        });
        self.held.dedup_by_key(|held| (held.role, held.condition));
        self.denied.sort_unstable_by(|a, b| a.deny.cmp(&b.deny).then(b.sure.cmp(&a.sure)).then(a.doubt.cmp(&b.doubt)));
        self.denied.dedup_by_key(|denied| denied.deny);
        self
    }
}
