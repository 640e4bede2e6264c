//! [`AuditFinding`]: something worth knowing that answers no question, as data.

use crate::model::{Facts, ObjectId, Origin, PrincipalId, Severity};

/// Something worth knowing that is no answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFinding {
    /// What it is.
    pub kind: AuditFindingKind,
    /// The principals that it is about, by id.
    pub principals: Vec<PrincipalId>,
    /// The record that shows it.
    pub origin: Option<Origin>,
}

/// What a finding is, and what it is about apart from the principals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuditFindingKind {
    /// Somebody holds an Entra role that can take Azure access.
    CanElevate {
        /// The template id of the role.
        role: ObjectId,
        /// The role has to be activated first.
        after_activation: bool,
    },
    /// A deny assignment only audits; index into `Facts::denies`.
    AuditDeny(u32),
    /// Assignments name principals that were deleted.
    OrphanedAssignment,
    /// Assignments name principals that may have been deleted.
    PossiblyOrphaned,
    /// Another tenant was given access; index into `Facts::delegations`.
    DelegatedAccess(u32),
    /// Somebody is listed as a classic administrator; index into `Facts::classic`.
    ClassicAdministrator(u32),
    /// A group is in a group that holds an Entra role.
    NestedGroupHoldsNothing {
        /// The group inside.
        nested: PrincipalId,
        /// The group that holds the role.
        group: PrincipalId,
        /// The template id of the role.
        role: ObjectId,
    },
}

/// The stable name of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuditFindingCode {
    /// A deny assignment only audits.
    AuditDeny,
    /// Somebody can give themselves Azure access.
    CanElevate,
    /// Somebody is listed as a classic administrator.
    ClassicAdministrator,
    /// Another tenant was given access.
    DelegatedAccess,
    /// A group inside a group that holds an Entra role.
    NestedGroupHoldsNothing,
    /// Assignments name principals that were deleted.
    OrphanedAssignment,
    /// Assignments name principals that may have been deleted.
    PossiblyOrphaned,
}

impl AuditFindingCode {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AuditDeny => "audit-deny",
            Self::CanElevate => "can-elevate",
            Self::ClassicAdministrator => "classic-administrator",
            Self::DelegatedAccess => "delegated-access",
            Self::NestedGroupHoldsNothing => "nested-group-holds-nothing",
            Self::OrphanedAssignment => "orphaned-assignment",
            Self::PossiblyOrphaned => "possibly-orphaned",
        }
    }
}

impl AuditFinding {
    /// Its stable name.
    pub const fn code(&self) -> AuditFindingCode {
        match self.kind {
            AuditFindingKind::CanElevate { .. } => AuditFindingCode::CanElevate,
            AuditFindingKind::AuditDeny(_) => AuditFindingCode::AuditDeny,
            AuditFindingKind::OrphanedAssignment => AuditFindingCode::OrphanedAssignment,
            AuditFindingKind::PossiblyOrphaned => AuditFindingCode::PossiblyOrphaned,
            AuditFindingKind::DelegatedAccess(_) => AuditFindingCode::DelegatedAccess,
            AuditFindingKind::ClassicAdministrator(_) => AuditFindingCode::ClassicAdministrator,
            AuditFindingKind::NestedGroupHoldsNothing { .. } => AuditFindingCode::NestedGroupHoldsNothing,
        }
    }

    /// How bad it is.
    pub const fn severity(&self) -> Severity {
        match self.code() {
            AuditFindingCode::CanElevate | AuditFindingCode::OrphanedAssignment | AuditFindingCode::NestedGroupHoldsNothing => {
                Severity::Warning
            }
            AuditFindingCode::AuditDeny
            | AuditFindingCode::PossiblyOrphaned
            | AuditFindingCode::DelegatedAccess
            | AuditFindingCode::ClassicAdministrator => Severity::Note,
        }
    }

    /// What it is about apart from the principals: the id of a role, a deny assignment, a group or a person; may be empty.
    pub fn subject(&self, facts: &Facts) -> String {
        match &self.kind {
            AuditFindingKind::CanElevate { role, .. } => role.to_string(),
            AuditFindingKind::AuditDeny(index) => {
                facts.denies.get(*index as usize).map(|deny| deny.id.to_string()).unwrap_or_default()
            }
            AuditFindingKind::OrphanedAssignment | AuditFindingKind::PossiblyOrphaned => String::new(),
            AuditFindingKind::DelegatedAccess(index) => {
                let row = facts.delegations.get(*index as usize);
                row.map(|row| [&*row.managing_tenant, "/", &*row.principal].concat()).unwrap_or_default()
            }
            AuditFindingKind::ClassicAdministrator(index) => {
                facts.classic.get(*index as usize).map(|row| row.who.to_string()).unwrap_or_default()
            }
            AuditFindingKind::NestedGroupHoldsNothing { group, .. } => facts.principals.id(*group).to_string(),
        }
    }
}
