//! [`Missing`]: why an answer is not yes, as data. The reports word it.

use std::sync::Arc;

use super::held_aside::{HeldAside, NotCounting};
use crate::model::{
    ExportKind, Facts, Guid, ObjectId, Origin, Plane, PrincipalId, RoleId, ScopeId, TargetKind, UnifiedRbacDoubt,
};

/// Why an answer is not yes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Missing {
    /// The reason.
    pub reason: MissingReason,
    /// Where it would have to be held.
    pub at: TargetKind,
    /// The record that shows it, where one does.
    pub origin: Option<Origin>,
}

/// One reason, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MissingReason {
    /// No role grants an action.
    ActionNotGranted {
        /// The action or pattern that was asked for.
        action: Arc<str>,
        /// An action of the pattern that is not granted.
        example: Option<Box<str>>,
    },
    /// A deny assignment takes an action.
    ActionDenied {
        /// The action or pattern that was asked for.
        action: Arc<str>,
        /// An action of the pattern that is denied.
        example: Option<Box<str>>,
    },
    /// No role grants any action of a pattern.
    NoActionGranted {
        /// The pattern.
        pattern: Arc<str>,
        /// Which plane.
        plane: Plane,
    },
    /// Deny assignments take every action of a pattern that is granted.
    AllActionsDenied {
        /// The pattern.
        pattern: Arc<str>,
        /// One of these actions.
        example: Box<str>,
    },
    /// A deny assignment takes a named role.
    RoleDenied(Arc<str>),
    /// A deny assignment blocks a part of a named role, and no source says which part is needed.
    RoleDeniedInPart(Arc<str>),
    /// A deny assignment may take a part of a named role.
    RoleMayBeDenied(Arc<str>),
    /// The search for a counterexample ran out of its budget.
    SearchBudget(Arc<str>),
    /// The Azure role assignments are not complete.
    RoleAssignmentsNotExported,
    /// No whole list of a kind is at hand for a place (R-EVAL-9).
    NotCovered {
        /// What is not listed in full.
        kind: ExportKind,
        /// Where: a scope.
        place: Arc<str>,
    },
    /// The Entra role assignments are not complete.
    DirectoryRoleAssignmentsNotExported,
    /// An Entra role is not held for the tenant.
    DirectoryRoleNotHeld {
        /// The template id.
        role: Guid,
        /// The name that the document uses.
        name: Arc<str>,
        /// It is held for a part of the directory.
        held_in_part: bool,
    },
    /// A named role is not held, nor anything that includes it.
    RoleNotHeld {
        /// The role.
        role: Guid,
        /// The name that the document uses.
        name: Arc<str>,
    },
    /// A role is only eligible.
    NeedsActivation {
        /// The role.
        role: ObjectId,
        /// What it is called.
        name: Arc<str>,
    },
    /// A role is held, and does not count.
    HeldAside(Box<HeldAside>),
    /// A role is held by a group whose membership has to be activated (R-PIM-8).
    MembershipEligible {
        /// The role.
        role: ObjectId,
        /// What it is called.
        name: Arc<str>,
        /// The group, where the answer is about one principal.
        group: Option<PrincipalId>,
    },
    /// The principal was deleted: what it holds grants nothing (R-ASN-5). Which one, where the answer is about one.
    Orphaned(Option<PrincipalId>),
    /// It holds while a membership is activated that is only eligible: a deny assignment is lifted then.
    MembershipNeedsActivation,
    /// Of which tenant a row at `/` is was not exported, and the exports hold several.
    TenantNotTold,
    /// The members of a group were not exported.
    MembersNotExported(PrincipalId),
    /// Whether a management group contains the scope was not exported.
    ManagementGroupParentsNotExported(ScopeId),
    /// No complete definition of a role was exported.
    RoleDefinitionNotExported(RoleId),
    /// No definition of an Entra role was exported, and the catalog has none.
    DirectoryRoleDefinitionNotExported(ObjectId),
    /// No definition of the role that is asked for was exported: whether what is held includes it is open.
    RequiredRoleNotExported {
        /// The role.
        role: Guid,
        /// The name that the document uses.
        name: Arc<str>,
    },
    /// Whether the assignment of a role has a condition was not exported.
    ConditionNotExported(RoleId),
    /// The condition of the assignment of a role is open.
    ConditionNotDecided(RoleId),
    /// Whether Defender unified RBAC gives a role at the workspace is open (R-URB-5).
    UnifiedRbacOpen {
        /// The Azure role that stands for that of unified RBAC.
        role: RoleId,
        /// What is open.
        doubt: UnifiedRbacDoubt,
    },
    /// Access policies open this key vault, and not Azure roles (R-EVAL-11).
    AccessPolicies(Arc<str>),
    /// An application permission of Microsoft Graph is not held.
    AppRoleNotHeld {
        /// The id of the app role.
        app_role: Guid,
        /// The value that the document uses.
        name: Arc<str>,
    },
    /// Who has app roles of Microsoft Graph was not exported in full.
    AppRoleAssignmentsNotExported,
    /// Of which API an app role is was not exported.
    ApiNotExported,
    /// It is no owner of the group.
    NotAnOwner,
    /// The owners of the group were not exported in full.
    OwnersNotExported,
}

/// The stable name of a reason. Several reasons may share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissingCode {
    /// Access policies of a key vault decide.
    AccessPolicies,
    /// No role grants an action.
    ActionNotGranted,
    /// The API of an app role is not known.
    ApiNotExported,
    /// App role assignments are not complete.
    AppRoleAssignmentsNotExported,
    /// An application permission is not held.
    AppRoleNotHeld,
    /// A condition is open.
    ConditionNotDecided,
    /// The export does not say whether there is a condition.
    ConditionNotExported,
    /// No whole list of a kind of export is at hand for a place.
    Coverage,
    /// A deny assignment takes it.
    Denied,
    /// A deny assignment takes a part of it.
    DeniedInPart,
    /// Entra role assignments are not complete.
    DirectoryRoleAssignmentsNotExported,
    /// An Entra role is not held.
    DirectoryRoleNotHeld,
    /// A role is held below the scope that counts.
    HeldBelow,
    /// A role is held from a later time on.
    HeldFrom,
    /// A role is held under a condition that excludes what is asked for.
    HeldUnderCondition,
    /// A role was held until an earlier time.
    HeldUntil,
    /// The hierarchy of management groups is not complete.
    ManagementGroupParentsNotExported,
    /// A deny assignment may take it.
    MayBeDenied,
    /// The members of a group were not exported.
    MembersNotExported,
    /// A membership has to be activated.
    MembershipEligible,
    /// A role has to be activated.
    NeedsActivation,
    /// It does not own the group.
    NotAnOwner,
    /// The principal was deleted.
    Orphaned,
    /// The owners of the group are not complete.
    OwnersNotExported,
    /// Azure role assignments are not complete.
    RoleAssignmentsNotExported,
    /// A role definition is not complete.
    RoleDefinitionNotExported,
    /// An Azure role is not held.
    RoleNotHeld,
    /// The search ran out of its budget.
    SearchBudget,
    /// The tenant of a row is not known.
    TenantNotTold,
    /// Whether Defender unified RBAC gives a role is open.
    UnifiedRbacOpen,
}

impl MissingCode {
    /// Every name, in order.
    pub const ALL: [Self; 30] = [
        Self::AccessPolicies,
        Self::ActionNotGranted,
        Self::ApiNotExported,
        Self::AppRoleAssignmentsNotExported,
        Self::AppRoleNotHeld,
        Self::ConditionNotDecided,
        Self::ConditionNotExported,
        Self::Coverage,
        Self::Denied,
        Self::DeniedInPart,
        Self::DirectoryRoleAssignmentsNotExported,
        Self::DirectoryRoleNotHeld,
        Self::HeldBelow,
        Self::HeldFrom,
        Self::HeldUnderCondition,
        Self::HeldUntil,
        Self::ManagementGroupParentsNotExported,
        Self::MayBeDenied,
        Self::MembersNotExported,
        Self::MembershipEligible,
        Self::NeedsActivation,
        Self::NotAnOwner,
        Self::Orphaned,
        Self::OwnersNotExported,
        Self::RoleAssignmentsNotExported,
        Self::RoleDefinitionNotExported,
        Self::RoleNotHeld,
        Self::SearchBudget,
        Self::TenantNotTold,
        Self::UnifiedRbacOpen,
    ];
}

impl MissingReason {
    /// Its stable name.
    pub const fn code(&self) -> MissingCode {
        match self {
            Self::ActionNotGranted { .. } | Self::NoActionGranted { .. } => MissingCode::ActionNotGranted,
            Self::ActionDenied { .. } | Self::AllActionsDenied { .. } | Self::RoleDenied(_) => MissingCode::Denied,
            Self::RoleDeniedInPart(_) => MissingCode::DeniedInPart,
            Self::RoleMayBeDenied(_) => MissingCode::MayBeDenied,
            Self::SearchBudget(_) => MissingCode::SearchBudget,
            Self::RoleAssignmentsNotExported => MissingCode::RoleAssignmentsNotExported,
            Self::NotCovered { .. } => MissingCode::Coverage,
            Self::DirectoryRoleAssignmentsNotExported => MissingCode::DirectoryRoleAssignmentsNotExported,
            Self::DirectoryRoleNotHeld { held_in_part: true, .. } => MissingCode::HeldBelow,
            Self::DirectoryRoleNotHeld { .. } => MissingCode::DirectoryRoleNotHeld,
            Self::HeldAside(held) => match held.why {
                NotCounting::UnderCondition(_) | NotCounting::ConditionRefused => MissingCode::HeldUnderCondition,
                NotCounting::Until(_) => MissingCode::HeldUntil,
                NotCounting::From(_) => MissingCode::HeldFrom,
                NotCounting::Below => MissingCode::HeldBelow,
            },
            Self::MembershipEligible { .. } | Self::MembershipNeedsActivation => MissingCode::MembershipEligible,
            Self::Orphaned(_) => MissingCode::Orphaned,
            Self::RoleNotHeld { .. } => MissingCode::RoleNotHeld,
            Self::NeedsActivation { .. } => MissingCode::NeedsActivation,
            Self::TenantNotTold => MissingCode::TenantNotTold,
            Self::MembersNotExported(_) => MissingCode::MembersNotExported,
            Self::ManagementGroupParentsNotExported(_) => MissingCode::ManagementGroupParentsNotExported,
            Self::RoleDefinitionNotExported(_)
            | Self::DirectoryRoleDefinitionNotExported(_)
            | Self::RequiredRoleNotExported { .. } => MissingCode::RoleDefinitionNotExported,
            Self::ConditionNotExported(_) => MissingCode::ConditionNotExported,
            Self::ConditionNotDecided(_) => MissingCode::ConditionNotDecided,
            Self::UnifiedRbacOpen { .. } => MissingCode::UnifiedRbacOpen,
            Self::AccessPolicies(_) => MissingCode::AccessPolicies,
            Self::AppRoleNotHeld { .. } => MissingCode::AppRoleNotHeld,
            Self::AppRoleAssignmentsNotExported => MissingCode::AppRoleAssignmentsNotExported,
            Self::ApiNotExported => MissingCode::ApiNotExported,
            Self::NotAnOwner => MissingCode::NotAnOwner,
            Self::OwnersNotExported => MissingCode::OwnersNotExported,
        }
    }

    /// Whether an export that is missing would settle it.
    pub const fn wants_export(&self) -> bool {
        match self {
            Self::RoleAssignmentsNotExported
            | Self::NotCovered { .. }
            | Self::DirectoryRoleAssignmentsNotExported
            | Self::TenantNotTold
            | Self::MembersNotExported(_)
            | Self::ManagementGroupParentsNotExported(_)
            | Self::RoleDefinitionNotExported(_)
            | Self::DirectoryRoleDefinitionNotExported(_)
            | Self::RequiredRoleNotExported { .. }
            | Self::ConditionNotExported(_)
            | Self::AppRoleAssignmentsNotExported
            | Self::ApiNotExported
            | Self::OwnersNotExported
            | Self::UnifiedRbacOpen { doubt: UnifiedRbacDoubt::Definition, .. } => true,
            Self::ActionNotGranted { .. }
            | Self::ActionDenied { .. }
            | Self::NoActionGranted { .. }
            | Self::AllActionsDenied { .. }
            | Self::RoleDenied(_)
            | Self::RoleDeniedInPart(_)
            | Self::RoleMayBeDenied(_)
            | Self::SearchBudget(_)
            | Self::DirectoryRoleNotHeld { .. }
            | Self::RoleNotHeld { .. }
            | Self::NeedsActivation { .. }
            | Self::HeldAside(_)
            | Self::MembershipEligible { .. }
            | Self::Orphaned(_)
            | Self::MembershipNeedsActivation
            | Self::ConditionNotDecided(_)
            | Self::UnifiedRbacOpen { .. }
            | Self::AppRoleNotHeld { .. }
            | Self::NotAnOwner
            | Self::AccessPolicies(_) => false,
        }
    }

    /// The id of what it is about: an action, a role, a group, a scope, a kind of export.
    pub fn subject(&self, facts: &Facts) -> String {
        match self {
            Self::ActionNotGranted { action, .. } | Self::ActionDenied { action, .. } => action.to_string(),
            Self::NoActionGranted { pattern, .. } | Self::AllActionsDenied { pattern, .. } => pattern.to_string(),
            Self::RoleDenied(name) | Self::RoleDeniedInPart(name) | Self::RoleMayBeDenied(name) => name.to_string(),
            Self::SearchBudget(what) | Self::AccessPolicies(what) => what.to_string(),
            Self::RoleAssignmentsNotExported => ExportKind::RoleAssignments.name().to_owned(),
            Self::NotCovered { kind, place } => [kind.name(), "@", place].concat(),
            Self::DirectoryRoleAssignmentsNotExported => ExportKind::DirectoryRoleAssignments.name().to_owned(),
            Self::AppRoleAssignmentsNotExported => ExportKind::AppRoleAssignments.name().to_owned(),
            Self::ApiNotExported => ExportKind::ServicePrincipals.name().to_owned(),
            Self::NotAnOwner | Self::OwnersNotExported => ExportKind::Groups.name().to_owned(),
            Self::AppRoleNotHeld { app_role, .. } => app_role.to_string(),
            Self::DirectoryRoleNotHeld { role, .. }
            | Self::RoleNotHeld { role, .. }
            | Self::RequiredRoleNotExported { role, .. } => role.to_string(),
            Self::NeedsActivation { role, .. }
            | Self::MembershipEligible { role, .. }
            | Self::DirectoryRoleDefinitionNotExported(role) => role.to_string(),
            Self::HeldAside(held) => held.role.to_string(),
            Self::Orphaned(principal) => principal.map_or_else(String::new, |one| facts.principals.id(one).to_string()),
            Self::MembershipNeedsActivation => String::new(),
            Self::TenantNotTold => "/".to_owned(),
            Self::MembersNotExported(group) => facts.principals.id(*group).to_string(),
            Self::ManagementGroupParentsNotExported(scope) => facts.scopes.text(*scope).to_owned(),
            Self::RoleDefinitionNotExported(role)
            | Self::ConditionNotExported(role)
            | Self::ConditionNotDecided(role)
            | Self::UnifiedRbacOpen { role, .. } => facts.roles.id(*role).to_string(),
        }
    }
}

impl Missing {
    /// Sorts reasons by name and subject, each once, so the order of the inputs does not matter.
    pub(crate) fn sorted(mut all: Vec<Self>, facts: &Facts) -> Vec<Self> {
        all.sort_by_cached_key(|missing| (missing.reason.code(), missing.reason.subject(facts), missing.clone()));
        all.dedup();
        all
    }
}
