//! Escalation ways, as data: permissions that let their holder get more access.

use super::guid::{Guid, ObjectId};
use super::principal::PrincipalId;
use super::provenance::Origin;
use super::task::PlanePattern;

/// The application id of Microsoft Graph, the same in every tenant.
pub const MICROSOFT_GRAPH: &str = "00000003-0000-0000-c000-000000000000";

/// An app role that a service principal has for an API: for Microsoft Graph, an application permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppRoleAssignment {
    /// Who has it.
    pub principal: PrincipalId,
    /// Which app role; ids of app roles are those of their API.
    pub app_role: Guid,
    /// The service principal of the API.
    pub resource: ObjectId,
    /// The id of the assignment.
    pub id: Option<Box<str>>,
    /// Where it was read.
    pub origin: Origin,
}

/// A managed identity that an application trusts by a federated identity credential: with its own token it signs in as the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedIdentity {
    /// The application id.
    pub application: ObjectId,
    /// The service principal of the identity, as the credential names it.
    pub identity: ObjectId,
    /// The tenant whose tokens it trusts.
    pub tenant: Guid,
    /// Where it was read.
    pub origin: Origin,
}

/// A way in which a permission lets its holder get more access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscalationWay {
    /// Stable id, such as `run-on-virtual-machines`.
    pub id: String,
    /// What it lets its holder do.
    pub gains: String,
    /// The lint of custom roles that speaks of it by itself.
    pub lint: Option<String>,
    /// Whoever holds one of these has the way open.
    pub actions: Vec<PlanePattern>,
    /// Of these, one is needed as well, at the resource group of what the way is open to; empty: none.
    pub also: Vec<PlanePattern>,
    /// What it hangs on, and no export shows: a path by it is not known.
    pub hangs_on: Option<String>,
    /// What the holder comes to, where the exports show it.
    pub leads_to: Option<LeadsTo>,
}

/// A way in which an Entra role, or an application permission of Microsoft Graph, lets its holder get more access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryWay {
    /// Stable id, such as `add-credentials`.
    pub id: String,
    /// What it lets its holder do.
    pub gains: String,
    /// Whoever holds a role that allows one of these has the way open (R-ENT-15).
    pub actions: Vec<String>,
    /// Whoever holds one of these roles has the way open, by template id and name.
    pub roles: Vec<(Guid, String)>,
    /// Which service principals have the way open: those with one of these app roles of Microsoft Graph, by id and name.
    pub app_roles: Vec<(Guid, String)>,
    /// What the holder comes to.
    pub leads_to: LeadsTo,
    /// Whoever has it open enables disabled accounts as well.
    pub enables_accounts: bool,
    /// What may close the way, and no export shows.
    pub unless: Option<String>,
    /// The roles that a user may hold and still be reached, by template id and name.
    pub reaches: Vec<(Guid, String)>,
}

/// What the holder of a permission comes to by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeadsTo {
    /// Any Azure role at the scope at which the permission is held.
    AnyRole,
    /// The managed identities of the resource.
    Identity,
    /// User Access Administrator at `/`.
    Root,
    /// Any Entra role.
    AnyDirectoryRole,
    /// Membership of any group whose members are set by hand, and that cannot hold Entra roles.
    Groups,
    /// Membership of any security group of those.
    SecurityGroups,
    /// Membership of any Microsoft 365 group of those.
    UnifiedGroups,
    /// Membership of any group that can hold Entra roles.
    RoleAssignableGroups,
    /// Signing in as any service principal that is no managed identity.
    ServicePrincipals,
    /// Signing in as any user.
    Users,
    /// Signing in as a user who holds no Entra role but those that the way reaches.
    UsersWithoutOtherRoles,
}

impl LeadsTo {
    /// Every kind with the name that rules use.
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::AnyRole, "any-role"),
        (Self::Identity, "identity"),
        (Self::Root, "root"),
        (Self::AnyDirectoryRole, "any-directory-role"),
        (Self::Groups, "groups"),
        (Self::SecurityGroups, "security-groups"),
        (Self::UnifiedGroups, "unified-groups"),
        (Self::RoleAssignableGroups, "role-assignable-groups"),
        (Self::ServicePrincipals, "service-principals"),
        (Self::Users, "users"),
        (Self::UsersWithoutOtherRoles, "users-without-other-roles"),
    ];
}
