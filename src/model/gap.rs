//! [`GapCode`]: the stable names of what exports may lack.

/// The stable name of something that the exports lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapCode {
    /// No export of a kind was given.
    KindNotExported,
    /// No export says it: somebody has to look.
    LookInPortal,
    /// Which subscriptions a management group contains is not known.
    ManagementGroupParentsNotExported,
    /// Who is in a group is not known.
    MembersNotExported,
    /// The exports tell of no subscription.
    NoSubscriptionKnown,
    /// An input holds a part of its kind only.
    PartialExport,
    /// The export that would settle a prerequisite is missing.
    PrerequisiteNotExported,
    /// No list of the resources of a subscription is in the exports.
    ResourcesNotListed,
    /// Two exports define a role differently.
    RoleDefinitionContradicting,
    /// An export lost a part of a role definition.
    RoleDefinitionLossy,
    /// A role that is held has no definition.
    RoleDefinitionNotExported,
    /// No role assignment of a subscription is in the exports.
    SubscriptionNotShown,
}

impl GapCode {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::KindNotExported => "kind-not-exported",
            Self::LookInPortal => "look-in-portal",
            Self::ManagementGroupParentsNotExported => "management-group-parents-not-exported",
            Self::MembersNotExported => "members-not-exported",
            Self::NoSubscriptionKnown => "no-subscription-known",
            Self::PartialExport => "partial-export",
            Self::PrerequisiteNotExported => "prerequisite-not-exported",
            Self::ResourcesNotListed => "resources-not-listed",
            Self::RoleDefinitionContradicting => "role-definition-contradicting",
            Self::RoleDefinitionLossy => "role-definition-lossy",
            Self::RoleDefinitionNotExported => "role-definition-not-exported",
            Self::SubscriptionNotShown => "subscription-not-shown",
        }
    }
}
