//! [`Possession`]: what a principal has in the directory beside roles, as far as tasks ask for it: application permissions of Microsoft Graph,
//! and groups that it owns. It has them itself: no group gives them to its members.

use crate::model::{AskedSystem, Facts, Guid, Need, OwnedObject, PrincipalId, PrincipalKind, Requirement};

/// An app role that may be one of Microsoft Graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AppRoleTerms {
    /// The id of the app role.
    pub app_role: Guid,
    /// It is known to be one of Microsoft Graph: the exports name the application id of the API.
    pub of_graph: bool,
}

/// Something of the directory that a principal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Possession {
    /// An app role.
    AppRole(AppRoleTerms),
    /// This group, as one of its owners.
    Owner(PrincipalId),
}

impl Possession {
    /// Whether nothing about it is in doubt.
    const fn is_sure(self) -> bool {
        match self {
            Self::AppRole(terms) => terms.of_graph,
            Self::Owner(_) => true,
        }
    }

    /// The same, whatever API an app role is of.
    const fn of_any_api(self) -> Self {
        match self {
            Self::AppRole(terms) => Self::AppRole(AppRoleTerms { app_role: terms.app_role, of_graph: false }),
            Self::Owner(group) => Self::Owner(group),
        }
    }
}

/// What some tasks ask for of what principals have in the directory.
#[derive(Debug, Clone, Default)]
pub struct AskedPossessions {
    app_roles: Vec<Guid>,
    owners: bool,
}

impl AskedPossessions {
    /// What these requirements ask for.
    pub fn of<'r>(requirements: impl Iterator<Item = &'r Requirement>) -> Self {
        let mut asked = Self::default();
        for leaf in requirements.flat_map(Requirement::leaves) {
            match &leaf.what {
                Need::AppRole { id, .. } => asked.app_roles.push(*id),
                other => asked.owners |= other.system() == AskedSystem::Owners,
            }
        }
        asked
    }

    /// Whether some task asks for an application permission.
    pub(super) fn asks_for_app_roles(&self) -> bool {
        !self.app_roles.is_empty()
    }

    /// Whether nothing of it is asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.app_roles.is_empty() && !self.owners
    }

    /// Whether something is asked for.
    pub(super) fn asks_for(&self, possession: Possession) -> bool {
        match possession {
            Possession::AppRole(terms) => self.app_roles.contains(&terms.app_role),
            Possession::Owner(_) => self.owners,
        }
    }
}

/// Something that a principal has, and the row that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnPossession {
    /// Who has it.
    pub principal: PrincipalId,
    /// What.
    pub possession: Possession,
    /// Index into `EscalationFacts::app_roles`, or into `EscalationFacts::owners`.
    pub row: u32,
}

/// Everything that principals have, by principal. An app role of another API than Microsoft Graph is none, whatever its id.
pub(super) fn build(facts: &Facts) -> Vec<OwnPossession> {
    let app_roles = facts.escalation.app_roles.iter().zip(0..).filter_map(|(own, row)| {
        let of_graph = facts.is_microsoft_graph(&own.resource);
        let terms = AppRoleTerms { app_role: own.app_role, of_graph: of_graph == Some(true) };
        let possession = Possession::AppRole(terms);
        (of_graph != Some(false)).then_some(OwnPossession { principal: own.principal, possession, row })
    });
    let owners = facts.escalation.owners.iter().zip(0..).filter_map(|(own, row)| match &own.owned {
        OwnedObject::Group(group) => Some(OwnPossession { principal: own.owner, possession: Possession::Owner(*group), row }),
        OwnedObject::ServicePrincipal(_) | OwnedObject::Application(_) => None,
    });
    let mut all: Vec<OwnPossession> = app_roles.chain(owners).collect();
    // Of one app role that is stated of several APIs, the one that is known to be of Microsoft Graph counts.
    all.sort_unstable_by_key(|own| (own.principal, own.possession.of_any_api(), !own.possession.is_sure(), own.row));
    all.dedup_by_key(|own| (own.principal, own.possession.of_any_api()));
    all
}

/// Whether a principal is an application, or may be one.
pub fn may_be_application(facts: &Facts, principal: PrincipalId) -> bool {
    matches!(facts.principals.kind(principal), PrincipalKind::ServicePrincipal | PrincipalKind::Unknown)
}
