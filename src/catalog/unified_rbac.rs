//! What Microsoft documents of Defender unified RBAC for Microsoft Sentinel: which permissions make up which role, and the Azure roles that
//! stand for them (docs/semantics.md, R-URB). It is a table of facts; what follows from it is worked out elsewhere.
//!
//! The permissions of each role: <https://learn.microsoft.com/defender-xdr/compare-rbac-roles#microsoft-sentinel>. That assignments of
//! unified RBAC are synchronized with Azure RBAC, and that an application gets User Access Administrator in a workspace that is
//! activated: <https://learn.microsoft.com/defender-xdr/manage-rbac>. No page lists the names that Microsoft Graph has for the
//! permissions; those that pages of Microsoft name are here: `compare-rbac-roles` of 2022-11-10, and the page on the role groups of
//! Defender for Identity (<https://learn.microsoft.com/defender-for-identity/role-groups>).

use crate::model::Guid;

/// A permission of Defender unified RBAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DefenderPermission {
    /// The actions of Microsoft Graph that are it, as far as pages of Microsoft name them; each by itself.
    pub actions: &'static [&'static str],
    /// How the actions of its section begin: `SECTION*/manage` is all permissions of the section.
    pub section: &'static str,
    /// The last segment of its actions. Of all permissions of a section, `manage` includes `read`.
    pub level: &'static str,
}

/// Actions that are known to be other permissions than those of [`UNIFIED_ROLES`].
pub const OTHER_PERMISSIONS: [&str; 3] = [
    "microsoft.xdr/configuration/authorization/manage",
    "microsoft.xdr/configuration/security/core/manage",
    "microsoft.xdr/configuration/system/manage",
];

/// A role of unified RBAC for Microsoft Sentinel.
#[derive(Debug, Clone, Copy)]
pub struct UnifiedRole {
    /// The Azure role that stands for it at an activated workspace; the catalog has what it grants.
    pub azure: Guid,
    /// All permissions that it consists of.
    pub permissions: &'static [DefenderPermission],
    /// Those of them that the role before it does not have: whoever has none of these does not have this role.
    pub own: &'static [DefenderPermission],
}

/// Security operations \ Security data \ Security data basics (read).
const SECURITY_DATA_BASICS: DefenderPermission = DefenderPermission {
    actions: &["microsoft.xdr/secops/securitydata/basics/read", "microsoft.xdr/secops/securitydata/read"],
    section: "microsoft.xdr/secops/securitydata/",
    level: "read",
};
/// Security operations \ Security data \ Alerts (manage).
const ALERTS: DefenderPermission = DefenderPermission {
    actions: &["microsoft.xdr/secops/securitydata/alerts/manage"],
    section: "microsoft.xdr/secops/securitydata/",
    level: "manage",
};
/// Security operations \ Security data \ Response (manage).
const RESPONSE: DefenderPermission = DefenderPermission {
    actions: &["microsoft.xdr/secops/securitydata/response/manage"],
    section: "microsoft.xdr/secops/securitydata/",
    level: "manage",
};
/// Authorization and settings \ Security settings \ Detection tuning (manage). No page names its action.
const DETECTION_TUNING: DefenderPermission =
    DefenderPermission { actions: &[], section: "microsoft.xdr/configuration/security/", level: "manage" };
/// Data operations \ Data management \ Data (manage). No page names its action.
const DATA: DefenderPermission = DefenderPermission { actions: &[], section: "microsoft.xdr/dataops/", level: "manage" };

/// The roles, each after the one that it adds to.
pub const UNIFIED_ROLES: [UnifiedRole; 4] = [
    // Defender Unified RBAC Reader.
    UnifiedRole {
        azure: Guid::from_u128(0x78b7_345a_1e1b_483a_ac62_6222_8c6e_a89d),
        permissions: &[SECURITY_DATA_BASICS],
        own: &[SECURITY_DATA_BASICS],
    },
    // Defender Unified RBAC Responder.
    UnifiedRole {
        azure: Guid::from_u128(0x1bac_ae94_6c0f_4d2d_8dfa_408d_5a28_e6ec),
        permissions: &[SECURITY_DATA_BASICS, ALERTS, RESPONSE],
        own: &[ALERTS, RESPONSE],
    },
    // Defender Unified RBAC Contributor and Responder.
    UnifiedRole {
        azure: Guid::from_u128(0x625a_1cea_653b_4a19_bd3a_df1d_66ab_6637),
        permissions: &[SECURITY_DATA_BASICS, ALERTS, RESPONSE, DETECTION_TUNING],
        own: &[DETECTION_TUNING],
    },
    // Defender Unified RBAC Data Manager.
    UnifiedRole { azure: Guid::from_u128(0x40ea_d2a5_466e_4039_8a80_3255_42d9_d2dd), permissions: &[DATA], own: &[DATA] },
];

/// User Access Administrator: what the application of unified RBAC gets in a workspace that is activated.
pub const USER_ACCESS_ADMINISTRATOR: Guid = Guid::from_u128(0x18d7_d88d_d35e_4fb5_a5c3_7773_c20a_72d9);

/// Every data source (<https://learn.microsoft.com/graph/api/resources/unifiedroleassignmentmultiple>: `/` is the scope of the tenant).
pub const EVERY_DATA_SOURCE: &str = "/";

/// Scopes that are of Defender for Cloud: how they begin
/// (<https://learn.microsoft.com/graph/api/rbacapplicationmultiple-post-roleassignments>).
pub const OTHER_DATA_SOURCES: [&str; 2] = ["Mdc", "/CloudSet/"];

/// How the id of a Microsoft Sentinel scope begins: an assignment over it reaches only the rows that have its tag
/// (<https://learn.microsoft.com/defender-xdr/scoping>).
pub const SENTINEL_SCOPE: &str = "/SentinelScope/";
