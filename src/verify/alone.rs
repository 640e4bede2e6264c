//! [`Alone`]: one assignment, decided as if its holder held nothing else.

use super::claims::VerdictClaim;
use super::possessions::OwnInDirectory;
use super::records::Gift;
use super::redecide::{Decided, Redecision};
use super::settled::{SettledDirectoryRole, SettledRole};
use super::standing::{HeldByPrincipal, StandingDirectoryRole, StandingRole};
use crate::model::{DirectoryScope, ObjectId, PrincipalId, RoleId, ScopeId};

/// One assignment of a principal.
pub(super) struct Alone {
    principal: PrincipalId,
    role: Option<StandingRole>,
    directory: Option<StandingDirectoryRole>,
    beside: OwnInDirectory,
}

impl Alone {
    /// That of an Azure role.
    pub(super) fn of_role(principal: PrincipalId, own: SettledRole) -> Self {
        let SettledRole { role, scope, condition, .. } = own;
        let role = StandingRole { role, scope, condition, level: level(own.eligible) };
        Self { principal, role: Some(role), directory: None, beside: OwnInDirectory::default() }
    }

    /// That of an Entra role.
    pub(super) fn of_directory_role(principal: PrincipalId, own: SettledDirectoryRole) -> Self {
        let SettledDirectoryRole { template, scope, eligible, tenant } = own;
        let directory = StandingDirectoryRole { template, scope, tenant, level: level(eligible) };
        Self { principal, role: None, directory: Some(directory), beside: OwnInDirectory::default() }
    }

    /// What a principal has in the directory beside roles, one thing of it.
    pub(super) fn of_possession(principal: PrincipalId, beside: OwnInDirectory) -> Self {
        Self { principal, role: None, directory: None, beside }
    }

    /// Whether it is this application permission, or this group that is owned.
    pub(super) fn is_possession(&self, gift: &Gift) -> bool {
        match gift {
            Gift::AppRole { app_role, sure } => self.beside.app_roles.get(app_role) == Some(sure),
            Gift::Owner { group } => self.beside.owns.contains(group),
            Gift::RoleClauses { .. } | Gift::DirectoryRole { .. } => false,
        }
    }

    pub(super) fn principal(&self) -> PrincipalId {
        self.principal
    }

    pub(super) fn is_directory(&self) -> bool {
        self.directory.is_some()
    }

    pub(super) fn is_role(&self, role: RoleId, scope: ScopeId, eligible: bool) -> bool {
        self.role.is_some_and(|own| (own.role, own.scope, own.level) == (role, scope, level(eligible)))
    }

    pub(super) fn is_directory_role(&self, template: &ObjectId, scope: &DirectoryScope, eligible: bool) -> bool {
        let own = self.directory.as_ref();
        own.is_some_and(|own| (&own.template, &own.scope, own.level) == (template, scope, level(eligible)))
    }
}

const fn level(eligible: bool) -> VerdictClaim {
    if eligible { VerdictClaim::Eligible } else { VerdictClaim::Allowed }
}

impl Redecision<'_> {
    /// One assignment, as if its holder held nothing else; deny assignments count as they do for the holder.
    pub(super) fn decided_alone(&self, own: &Alone) -> Decided {
        let alone = |standing: HeldByPrincipal| HeldByPrincipal {
            may_join: None,
            roles: own.role.into_iter().collect(),
            directory: own.directory.iter().cloned().collect(),
            denies: standing.denies,
            beside: own.beside.clone(),
        };
        Decided::of(self.standings.of(own.principal).into_iter().map(alone).collect())
    }

    /// Whether an assignment alone has an answer that is more than no.
    pub(super) fn gives_anything(&self, own: &Alone) -> bool {
        let decided = self.decided_alone(own);
        (0..self.asked.len()).any(|number| {
            let mut targets = self.targets.of(number).iter();
            targets.any(|&target| self.answer(&decided, number, target).verdict > VerdictClaim::NotAllowed)
        })
    }
}
