//! Where facts come from: inputs, records in them, and how complete each kind of export is.

use std::sync::Arc;

/// The number of an input in [`super::Facts::inputs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InputId(pub u32);

impl InputId {
    /// The number as an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The record that a fact was read from: the input, and the record's number in it, from 0 in file order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The input.
    pub input: InputId,
    /// The record, from 0.
    pub record: u32,
}

/// One input file in one format (a file that mixes formats has several entries).
#[derive(Debug, Clone, serde::Serialize)]
pub struct InputFile {
    /// The path as the user gave it, or `-`.
    pub path: Arc<str>,
    /// The id of the format, such as `arm.role-assignments`.
    pub format: &'static str,
    /// How many records of that format it holds.
    pub records: usize,
    /// How many of them became facts.
    pub used: usize,
    /// More pages exist than were exported (R-FMT-4, R-FMT-12, R-FMT-16).
    pub partial: bool,
    /// What kind of export this is.
    #[serde(skip)]
    pub kind: ExportKind,
    /// The newest instant at which one of its records says that it was made or changed: the export is no older.
    #[serde(skip)]
    pub newest: Option<i64>,
    /// When the file was last written, as the file system says. This is not evidence of when it was exported.
    #[serde(skip)]
    pub modified: Option<i64>,
}

/// A folder that `rolecall collect` filled (`manifest.json` in it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// The folder, as the paths of its files begin.
    pub folder: Box<str>,
    /// When it was collected, in seconds since 1970.
    pub at: i64,
    /// The tenant that it was collected from, in lower case.
    pub tenant: Option<Box<str>>,
    /// Where it was read.
    pub origin: Origin,
}

/// The kinds of export that answers rest on (R-EVAL-9). Their names are what `--complete KIND` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExportKind {
    /// Azure role assignments.
    RoleAssignments,
    /// Azure role definitions.
    RoleDefinitions,
    /// Azure deny assignments.
    DenyAssignments,
    /// Eligible Azure roles (PIM).
    RoleEligibility,
    /// Active Azure role schedule instances (PIM): time bounds of active assignments.
    RoleSchedules,
    /// The management-group tree.
    ManagementGroups,
    /// Subscriptions and their tenants.
    Subscriptions,
    /// Resource inventories.
    Resources,
    /// Users.
    Users,
    /// Groups.
    Groups,
    /// Who is in which group. [`super::facts::MemberLists`] says how much of each group's list there is.
    GroupMembers,
    /// Service principals.
    ServicePrincipals,
    /// Application registrations, with their owners.
    Applications,
    /// App roles that principals have for APIs, such as the application permissions of Microsoft Graph.
    AppRoleAssignments,
    /// Eligible group membership (PIM for Groups).
    GroupEligibility,
    /// Entra directory role assignments.
    DirectoryRoleAssignments,
    /// Entra directory role definitions.
    DirectoryRoleDefinitions,
    /// Eligible Entra directory roles (PIM).
    DirectoryRoleEligibility,
    /// Active Entra role schedule instances (PIM).
    DirectoryRoleSchedules,
    /// Role assignments of Microsoft Defender unified RBAC.
    DefenderRoleAssignments,
    /// Role definitions of Microsoft Defender unified RBAC.
    DefenderRoleDefinitions,
    /// The tenant itself.
    Organization,
    /// Azure Lighthouse delegations.
    Lighthouse,
    /// Classic administrators: recognised, never granting (R-CLA-1).
    ClassicAdministrators,
    /// Licences (Graph `subscribedSkus`).
    Licences,
    /// Microsoft Sentinel's own resources: onboarding states and data connectors (R-PRE-1, R-PRE-2).
    Sentinel,
    /// Locks on subscriptions, resource groups and resources.
    Locks,
    /// Policy assignments.
    PolicyAssignments,
    /// Policy definitions and policy set definitions.
    PolicyDefinitions,
    /// What `rolecall collect` says of the folder that it filled.
    Collection,
    /// Requests of PIM: recognised, never granting (R-PIM-9). No answer rests on them, so that nobody vouches for them.
    PimRequests,
}

impl ExportKind {
    /// Every kind that `--complete` takes, with its name.
    pub const ALL: [(Self, &'static str); 30] = [
        (Self::RoleAssignments, "role-assignments"),
        (Self::RoleDefinitions, "role-definitions"),
        (Self::DenyAssignments, "deny-assignments"),
        (Self::RoleEligibility, "role-eligibility"),
        (Self::RoleSchedules, "role-schedules"),
        (Self::ManagementGroups, "management-groups"),
        (Self::Subscriptions, "subscriptions"),
        (Self::Resources, "resources"),
        (Self::Users, "users"),
        (Self::Groups, "groups"),
        (Self::GroupMembers, "group-members"),
        (Self::ServicePrincipals, "service-principals"),
        (Self::Applications, "applications"),
        (Self::AppRoleAssignments, "app-role-assignments"),
        (Self::GroupEligibility, "group-eligibility"),
        (Self::DirectoryRoleAssignments, "directory-role-assignments"),
        (Self::DirectoryRoleDefinitions, "directory-role-definitions"),
        (Self::DirectoryRoleEligibility, "directory-role-eligibility"),
        (Self::DirectoryRoleSchedules, "directory-role-schedules"),
        (Self::DefenderRoleAssignments, "defender-role-assignments"),
        (Self::DefenderRoleDefinitions, "defender-role-definitions"),
        (Self::Organization, "organization"),
        (Self::Lighthouse, "lighthouse"),
        (Self::ClassicAdministrators, "classic-administrators"),
        (Self::Licences, "licences"),
        (Self::Sentinel, "sentinel"),
        (Self::Locks, "locks"),
        (Self::PolicyAssignments, "policy-assignments"),
        (Self::PolicyDefinitions, "policy-definitions"),
        (Self::Collection, "collection"),
    ];

    /// The name that `--complete` takes.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("pim-requests", |&(_, name)| name)
    }

    /// What people call it, in the plural.
    pub const fn words(self) -> &'static str {
        match self {
            Self::RoleAssignments => "role assignments",
            Self::RoleDefinitions => "role definitions",
            Self::DenyAssignments => "deny assignments",
            Self::RoleEligibility => "eligible Azure roles",
            Self::RoleSchedules => "role assignment schedules",
            Self::ManagementGroups => "management groups",
            Self::Subscriptions => "subscriptions",
            Self::Resources => "resources",
            Self::Users => "users",
            Self::Groups => "groups",
            Self::GroupMembers => "group members",
            Self::ServicePrincipals => "service principals",
            Self::Applications => "applications",
            Self::AppRoleAssignments => "app role assignments",
            Self::GroupEligibility => "eligible group memberships",
            Self::DirectoryRoleAssignments => "Entra role assignments",
            Self::DirectoryRoleDefinitions => "Entra role definitions",
            Self::DirectoryRoleEligibility => "eligible Entra roles",
            Self::DirectoryRoleSchedules => "Entra role assignment schedules",
            Self::DefenderRoleAssignments => "Defender role assignments",
            Self::DefenderRoleDefinitions => "Defender role definitions",
            Self::Organization => "tenant details",
            Self::Lighthouse => "Azure Lighthouse delegations",
            Self::ClassicAdministrators => "classic administrators",
            Self::Licences => "licences",
            Self::Sentinel => "Microsoft Sentinel settings",
            Self::Locks => "resource locks",
            Self::PolicyAssignments => "policy assignments",
            Self::PolicyDefinitions => "policy definitions",
            Self::Collection => "collections",
            Self::PimRequests => "PIM requests",
        }
    }

    /// The kind with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| name.eq_ignore_ascii_case(text)).map(|&(kind, _)| kind)
    }
}

/// How much of one kind of export there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Completeness {
    /// No input of this kind.
    #[default]
    Absent,
    /// Inputs of this kind exist, but something is known to be missing.
    Partial,
    /// Nothing is known to be missing, or the user vouches for it.
    Complete,
}
