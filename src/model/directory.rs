//! Entra directory roles: definitions and assignments (docs/semantics.md, R-ENT).

use super::assignment::MemberType;
use super::directory_action::DirectoryAction;
use super::guid::ObjectId;
use super::principal::PrincipalId;
use super::provenance::Origin;
use super::validity::Validity;

/// A directory role definition (R-ENT-2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryRole {
    /// The id in the tenant.
    pub id: ObjectId,
    /// The template id; for built-in roles what requirements name (R-ENT-3).
    pub template: Option<ObjectId>,
    /// Display name.
    pub name: Box<str>,
    /// Shipped by Microsoft.
    pub built_in: bool,
    /// Disabled roles grant nothing (R-ENT-11).
    pub enabled: bool,
    /// `allowedResourceActions` of permissions without a condition.
    pub actions: Vec<Box<str>>,
    /// What permissions exclude of the actions that they allow (R-ENT-9).
    pub excluded: Vec<ExcludedAction>,
}

/// An action that the permission of a directory role allows, and one that the same permission excludes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcludedAction {
    /// What is allowed.
    pub allowed: Box<str>,
    /// What is taken away from it.
    pub excluded: Box<str>,
}

impl DirectoryRole {
    /// Whether the role allows an action in the whole tenant (R-ENT-7), and all of it: an action of which a part is excluded is not
    /// allowed (R-ENT-9). A text that is not an action is never allowed.
    pub fn allows(&self, action: &str) -> bool {
        let Some(action) = DirectoryAction::parse(action) else { return false };
        let covers = |own: &str| DirectoryAction::parse(own).is_some_and(|own| own.covers(action));
        let overlaps = |own: &str| DirectoryAction::parse(own).is_some_and(|own| own.overlaps(action));
        let takes = |own: &str| self.excluded.iter().any(|row| *row.allowed == *own && overlaps(&row.excluded));
        self.enabled && self.actions.iter().any(|own| covers(own) && !takes(own))
    }
}

/// Where a directory role is held (R-ENT-5).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectoryScope {
    /// `/`: the whole tenant.
    Tenant,
    /// An administrative unit, by id.
    AdministrativeUnit(Box<str>),
    /// One application, service principal or group, by id.
    Object(Box<str>),
    /// An app scope (`appScopeId`).
    App(Box<str>),
}

impl DirectoryScope {
    /// Its path, as Microsoft Graph writes `directoryScopeId`.
    pub fn path(&self) -> String {
        match self {
            Self::Tenant => "/".to_owned(),
            Self::AdministrativeUnit(id) => ["/administrativeUnits/", id].concat(),
            Self::Object(id) | Self::App(id) => ["/", id].concat(),
        }
    }
}

impl DirectoryScope {
    /// Reads a `directoryScopeId`.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let bare = text.trim_start_matches('/');
        if bare.is_empty() {
            return Self::Tenant;
        }
        let unit = "administrativeUnits/";
        match bare.split_at_checked(unit.len()) {
            Some((head, id)) if head.eq_ignore_ascii_case(unit) => Self::AdministrativeUnit(id.into()),
            _ => Self::Object(bare.into()),
        }
    }
}

/// A directory role held by a principal: active, or eligible through PIM (R-ENT-4, R-ENT-12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryAssignment {
    /// Who.
    pub principal: PrincipalId,
    /// The `roleDefinitionId` of the row: a tenant id or a template id (R-ENT-3).
    pub role: ObjectId,
    /// Where.
    pub scope: DirectoryScope,
    /// Must be activated first.
    pub eligible: bool,
    /// Read from a schedule instance, not from the list of assignments.
    pub scheduled: bool,
    /// When.
    pub validity: Validity,
    /// A row of its own, or a view of a group's.
    pub member_type: MemberType,
    /// Whether `status` counts (R-PIM-7).
    pub effective: bool,
    /// The id of the row.
    pub id: Option<Box<str>>,
    /// Where it was read.
    pub origin: Origin,
}

impl DirectoryAssignment {
    /// A role that is held at the tenant: active, for good, and not by a group.
    pub fn at_tenant(principal: PrincipalId, role: ObjectId, origin: Origin) -> Self {
        Self {
            principal,
            role,
            scope: DirectoryScope::Tenant,
            eligible: false,
            scheduled: false,
            validity: Validity::ALWAYS,
            member_type: MemberType::Direct,
            effective: true,
            id: None,
            origin,
        }
    }
}
