//! Azure role assignments, eligible assignments, deny assignments, and Azure Lighthouse delegations.

use super::guid::Guid;
use super::principal::PrincipalId;
use super::provenance::Origin;
use super::role::{PermissionBlock, RoleId};
use super::scope::ScopeId;
use super::unified_rbac::UnifiedRbacDoubt;
use super::validity::Validity;

/// A number in [`super::Facts::texts`]: conditions and unusual ids, each stored once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId(pub u32);

impl TextId {
    /// The number as an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a row says about its condition (R-COND-17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum ConditionState {
    /// There is no condition.
    #[default]
    None,
    /// This one, version 2.0.
    Text(TextId),
    /// This one, of another version than 2.0: parsed, never decided (R-COND-1).
    OtherVersion(TextId),
    /// The export has no condition column: there may be one.
    NotExported,
    /// Rows for one assignment say different things, and none is newer: which holds nobody knows (R-ASN-3).
    Contradicted,
    /// The row stands for an assignment of Defender unified RBAC, of which this is open (R-URB-5).
    UnifiedRbac(UnifiedRbacDoubt),
}

/// The name of an assignment, from which its resource id is made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AssignmentName {
    /// `{scope}/providers/Microsoft.Authorization/roleAssignments/{guid}`: the ordinary case.
    Guid(Guid),
    /// Any other id, in full.
    Text(TextId),
    /// The row has none.
    None,
}

/// An Azure role assignment (R-ASN-1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Who holds the role.
    pub principal: PrincipalId,
    /// The role.
    pub role: RoleId,
    /// Where.
    pub scope: ScopeId,
    /// Its condition.
    pub condition: ConditionState,
    /// Its name.
    pub name: AssignmentName,
    /// `updatedOn` in seconds since 1970; 0 when not exported. The newer of two rows for one tuple wins (R-ASN-3).
    pub updated: u32,
    /// Where it was read.
    pub origin: Origin,
}

/// How a schedule instance came to its principal (R-PIM-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum MemberType {
    /// Made for this principal at this scope.
    #[default]
    Direct,
    /// A view of a parent scope's row.
    Inherited,
    /// A view of a group's row.
    Group,
}

/// A PIM schedule (or schedule instance) of an Azure role (R-PIM-1, R-PIM-2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleSchedule {
    /// Eligible, or the schedule behind an active assignment.
    pub eligible: bool,
    /// Who.
    pub principal: PrincipalId,
    /// Which role.
    pub role: RoleId,
    /// Where.
    pub scope: ScopeId,
    /// Its condition.
    pub condition: ConditionState,
    /// When.
    pub validity: Validity,
    /// A row of its own, or a view of another.
    pub member_type: MemberType,
    /// Whether `status` counts (R-PIM-7).
    pub effective: bool,
    /// `roleEligibilityScheduleId` (or the id of the assignment schedule): what to count once.
    pub schedule: Option<TextId>,
    /// The role assignment that an active schedule made (`originRoleAssignmentId`).
    pub assignment: Option<TextId>,
    /// The resource id of the row.
    pub id: Option<TextId>,
    /// Where it was read.
    pub origin: Origin,
}

/// Whom a deny assignment names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DenyPrincipal {
    /// All principals (R-DENY-2).
    Everyone,
    /// This one, or the members of it.
    Principal(PrincipalId),
}

/// A deny assignment (R-DENY-1).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the flags that Azure itself defines on a deny assignment")]
pub struct DenyAssignment {
    /// Its resource id, or name.
    pub id: Box<str>,
    /// Display name.
    pub name: Box<str>,
    /// Where.
    pub scope: ScopeId,
    /// What it denies: the patterns of a block less its exceptions.
    pub blocks: Vec<PermissionBlock>,
    /// Whom.
    pub principals: Vec<DenyPrincipal>,
    /// Whom not.
    pub exclude: Vec<PrincipalId>,
    /// Applies at its own scope only.
    pub not_to_children: bool,
    /// `denyAssignmentEffect` is `audit`: logs, never blocks (R-DENY-5).
    pub audit_only: bool,
    /// `isSystemProtected`.
    pub system_protected: bool,
    /// Its condition.
    pub condition: ConditionState,
    /// A part of it was cut to a type name (R-FMT-8): it may deny more than it says, or to others.
    pub unreadable: bool,
    /// Where it was read.
    pub origin: Origin,
}

/// An authorization of Azure Lighthouse: a principal of the managing tenant holds a role here (R-LH-1..3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// The managing tenant, in lower case.
    pub managing_tenant: Box<str>,
    /// The name of that tenant, if exported.
    pub managing_tenant_name: Option<Box<str>>,
    /// The principal, an id of the managing tenant: never one of [`super::Principals`].
    pub principal: Box<str>,
    /// What it is called.
    pub principal_name: Option<Box<str>>,
    /// The role.
    pub role: RoleId,
    /// Subscription or resource group.
    pub scope: ScopeId,
    /// Must be activated first.
    pub eligible: bool,
    /// Where it was read.
    pub origin: Origin,
}

/// A classic administrator: retired, never granting (R-CLA-1, R-CLA-2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassicAdministrator {
    /// Who, as the export writes it.
    pub who: Box<str>,
    /// Which classic role.
    pub role: Box<str>,
    /// The subscription, where the export says.
    pub scope: Option<ScopeId>,
    /// Where it was read.
    pub origin: Origin,
}
