//! Microsoft Defender unified RBAC: role definitions and role assignments, and what is open about a grant by them (docs/semantics.md,
//! R-URB).

use super::guid::ObjectId;
use super::principal::PrincipalId;
use super::provenance::Origin;

/// A role definition of Microsoft Defender unified RBAC (R-URB-1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefenderRole {
    /// Its id.
    pub id: ObjectId,
    /// Display name.
    pub name: Box<str>,
    /// Disabled roles grant nothing (R-ENT-11).
    pub enabled: bool,
    /// `allowedResourceActions` of all its permissions, in lower case, sorted.
    pub actions: Vec<Box<str>>,
    /// Some permission has a condition, or excludes actions: what the role grants is not certain.
    pub narrowed: bool,
}

/// A role assignment of Microsoft Defender unified RBAC: several principals hold a role over several scopes (R-URB-1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefenderAssignment {
    /// Who.
    pub principals: Vec<PrincipalId>,
    /// The role.
    pub role: ObjectId,
    /// `directoryScopeIds` and `appScopeIds`.
    pub scopes: Vec<Box<str>>,
    /// The id of the row.
    pub id: Option<Box<str>>,
    /// Where it was read.
    pub origin: Origin,
}

/// Why it is not certain that a role assignment of unified RBAC gives something at a workspace (R-URB-5). Where several apply, the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnifiedRbacDoubt {
    /// The definition of its role was not exported.
    Definition,
    /// Which of the documented permissions the role has cannot be told from its actions.
    Permissions,
    /// Whether its data sources include the workspace cannot be told from its scope.
    DataSource,
    /// It is limited to a Microsoft Sentinel scope: to some rows of the workspace.
    SentinelScope,
    /// Whether unified RBAC is activated for the workspace is not known.
    Activation,
}

/// What somebody says about the activation of unified RBAC (`--urbac`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SaidActivation {
    /// Nothing.
    #[default]
    Unsaid,
    /// It is activated for these workspaces, by resource id, and for no other.
    These(Vec<Box<str>>),
}

impl SaidActivation {
    /// Whether it is said to be activated for the workspace that a scope is or lies in; `None` if nobody says anything.
    pub fn of(&self, workspace: &str) -> Option<bool> {
        match self {
            Self::Unsaid => None,
            Self::These(ids) => Some(ids.iter().any(|id| id.eq_ignore_ascii_case(workspace))),
        }
    }

    /// The workspaces that are named; `None` if nobody says anything.
    pub fn named(&self) -> Option<&[Box<str>]> {
        match self {
            Self::Unsaid => None,
            Self::These(ids) => Some(ids),
        }
    }
}
