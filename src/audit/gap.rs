//! [`Gap`]: something that the exports lack, as data. The reports add the words, and the command that exports it.

use std::sync::Arc;

use crate::graph::RoleDoubt;
use crate::model::{ExportKind, GapCode, ObjectId, PartialSign};

/// Something that the exports lack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// No whole export of a kind was given, although answers rest on it.
    KindNotExported {
        /// The kind.
        rests_on: RestsOnKind,
        /// Nothing of the kind is there at all.
        absent: bool,
        /// The subscriptions that it lacks, by resource id; none where it is a kind of the tenant.
        subscriptions: Vec<Box<str>>,
    },
    /// An input holds a part of its kind only.
    PartialExport {
        /// The input.
        path: Box<str>,
        /// What it is an export of.
        kind: ExportKind,
        /// What it lists, where that is told: scopes, by resource id, or groups.
        places: Vec<Box<str>>,
        /// Why it is not whole, where a sign shows that.
        why: Option<PartialSign>,
    },
    /// Who is in a group is not known.
    MembersNotExported {
        /// The group.
        group: ObjectId,
        /// Its display name.
        name: Option<Box<str>>,
        /// What is known of it.
        why: MembersUnknown,
    },
    /// The definition of a role that is held is not certain.
    RoleDefinition {
        /// The role.
        role: ObjectId,
        /// What it is called.
        name: Arc<str>,
        /// What is in doubt.
        doubt: RoleDoubt,
    },
    /// Which subscriptions a management group contains is not known.
    ManagementGroupParentsNotExported {
        /// The management group, by resource id.
        group: Box<str>,
        /// The id of the tenant: the name of its root management group.
        tenant: Option<Box<str>>,
    },
    /// No whole list of the role assignments of a subscription is in the exports.
    SubscriptionNotShown {
        /// The subscription, by resource id.
        subscription: Box<str>,
        /// Why the list that is there is not whole.
        why: Option<PartialSign>,
    },
    /// No list of the resources of a subscription is in the exports, and somebody holds a role at a resource group of it.
    ResourcesNotListed {
        /// The subscription, by resource id.
        subscription: Box<str>,
    },
    /// The exports tell of no subscription.
    NoSubscriptionKnown,
    /// The export that would settle a prerequisite.
    PrerequisiteNotExported {
        /// What would settle it.
        needs: PrerequisiteExport,
        /// The workspace or subscription that it is about, by resource id.
        scope: Box<str>,
    },
    /// No export says which workspace is connected to the Defender portal.
    LookInPortal {
        /// The workspace, by resource id.
        workspace: Box<str>,
    },
}

/// A kind of export that answers rest on; without it something stays open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RestsOnKind {
    /// Who holds Azure roles.
    RoleAssignments,
    /// What blocks it.
    DenyAssignments,
    /// Who can activate Azure roles.
    RoleEligibility,
    /// What other tenants were given.
    Lighthouse,
    /// Who holds Entra roles.
    DirectoryRoleAssignments,
    /// Who can activate Entra roles.
    DirectoryRoleEligibility,
    /// What Azure Policy remediates, and by which identity.
    PolicyAssignments,
    /// Which roles that needs.
    PolicyDefinitions,
    /// Who holds roles of Defender unified RBAC.
    DefenderRoleAssignments,
    /// What these roles are.
    DefenderRoleDefinitions,
    /// Who has application permissions of Microsoft Graph.
    AppRoleAssignments,
    /// Who owns groups.
    GroupOwners,
}

/// What is known of a group whose members are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MembersUnknown {
    /// It is a group of another tenant.
    OfAnotherTenant,
    /// The exports do not say whether it is a group.
    MayBeGroup,
    /// A part of its members was exported.
    InPart,
    /// Its list leaves out service principals, as that of Microsoft Graph v1.0 does (R-FMT-25).
    WithoutServicePrincipals,
    /// It hides its members from most callers (R-FMT-26).
    Hidden,
    /// None of its members were exported.
    NotExported,
}

/// What settles a prerequisite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrerequisiteExport {
    /// An export of a kind.
    Kind(ExportKind),
    /// The data connectors of the workspace.
    DataConnectors,
}

impl RestsOnKind {
    /// The kind of export.
    pub const fn kind(self) -> ExportKind {
        match self {
            Self::RoleAssignments => ExportKind::RoleAssignments,
            Self::DenyAssignments => ExportKind::DenyAssignments,
            Self::RoleEligibility => ExportKind::RoleEligibility,
            Self::Lighthouse => ExportKind::Lighthouse,
            Self::DirectoryRoleAssignments => ExportKind::DirectoryRoleAssignments,
            Self::DirectoryRoleEligibility => ExportKind::DirectoryRoleEligibility,
            Self::PolicyAssignments => ExportKind::PolicyAssignments,
            Self::PolicyDefinitions => ExportKind::PolicyDefinitions,
            Self::DefenderRoleAssignments => ExportKind::DefenderRoleAssignments,
            Self::DefenderRoleDefinitions => ExportKind::DefenderRoleDefinitions,
            Self::AppRoleAssignments => ExportKind::AppRoleAssignments,
            Self::GroupOwners => ExportKind::Groups,
        }
    }
}

impl PrerequisiteExport {
    /// The kind of export that it belongs to.
    pub const fn kind(self) -> ExportKind {
        match self {
            Self::Kind(kind) => kind,
            Self::DataConnectors => ExportKind::Sentinel,
        }
    }
}

impl Gap {
    /// Its stable name.
    pub const fn code(&self) -> GapCode {
        match self {
            Self::KindNotExported { .. } => GapCode::KindNotExported,
            Self::PartialExport { .. } => GapCode::PartialExport,
            Self::MembersNotExported { .. } => GapCode::MembersNotExported,
            Self::RoleDefinition { doubt, .. } => match doubt {
                RoleDoubt::NotExported => GapCode::RoleDefinitionNotExported,
                RoleDoubt::BlocksMerged | RoleDoubt::NoDataActions | RoleDoubt::Unreadable | RoleDoubt::OpenScopes => {
                    GapCode::RoleDefinitionLossy
                }
                RoleDoubt::Contradicting => GapCode::RoleDefinitionContradicting,
            },
            Self::ManagementGroupParentsNotExported { .. } => GapCode::ManagementGroupParentsNotExported,
            Self::SubscriptionNotShown { .. } => GapCode::SubscriptionNotShown,
            Self::ResourcesNotListed { .. } => GapCode::ResourcesNotListed,
            Self::NoSubscriptionKnown => GapCode::NoSubscriptionKnown,
            Self::PrerequisiteNotExported { .. } => GapCode::PrerequisiteNotExported,
            Self::LookInPortal { .. } => GapCode::LookInPortal,
        }
    }

    /// The id of what it is about: a group, a role, a management group, a kind of export, a file.
    pub fn subject(&self) -> String {
        match self {
            Self::KindNotExported { rests_on, .. } => rests_on.kind().name().to_owned(),
            Self::PartialExport { path, .. } => path.to_string(),
            Self::MembersNotExported { group, .. } => group.to_string(),
            Self::RoleDefinition { role, .. } => role.to_string(),
            Self::ManagementGroupParentsNotExported { group, .. } => group.to_string(),
            Self::SubscriptionNotShown { subscription, .. } | Self::ResourcesNotListed { subscription } => {
                subscription.to_string()
            }
            Self::NoSubscriptionKnown => ExportKind::Subscriptions.name().to_owned(),
            Self::PrerequisiteNotExported { needs, .. } => needs.kind().name().to_owned(),
            Self::LookInPortal { workspace } => workspace.to_string(),
        }
    }

    /// The kind of export that it shows to be incomplete.
    pub const fn leaves_open(&self) -> Option<ExportKind> {
        match self {
            Self::MembersNotExported { .. } => Some(ExportKind::GroupMembers),
            Self::ManagementGroupParentsNotExported { .. } => Some(ExportKind::ManagementGroups),
            Self::RoleDefinition { .. } => Some(ExportKind::RoleDefinitions),
            Self::SubscriptionNotShown { .. } => Some(ExportKind::RoleAssignments),
            // The inputs themselves say how much of their kind they hold, and prerequisites ask the exports on their own.
            Self::KindNotExported { .. }
            | Self::PartialExport { .. }
            | Self::ResourcesNotListed { .. }
            | Self::NoSubscriptionKnown
            | Self::PrerequisiteNotExported { .. }
            | Self::LookInPortal { .. } => None,
        }
    }

    /// Sorts gaps by name and subject, each once, so the order of the inputs does not matter.
    pub fn sorted(mut all: Vec<Self>) -> Vec<Self> {
        all.sort_by_cached_key(|gap| (gap.code().name(), gap.subject(), gap.clone()));
        all.dedup();
        all
    }
}
