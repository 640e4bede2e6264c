//! [`FactKind`]: what two states of a tenant are compared by, what became of it, and which part of it changed.

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// An Azure role assignment.
    RoleAssignment,
    /// An eligible Azure role (PIM).
    RoleEligibility,
    /// An active Azure role, as PIM schedules it.
    RoleSchedule,
    /// A delegation of Azure Lighthouse.
    Delegation,
    /// A deny assignment.
    DenyAssignment,
    /// A role definition.
    RoleDefinition,
    /// A member of a group.
    Member,
    /// A member of a group for a time (PIM for Groups).
    MemberSchedule,
    /// Somebody who may activate a membership (PIM for Groups).
    MemberEligibility,
    /// A Microsoft Entra role.
    DirectoryRole,
    /// An eligible Microsoft Entra role (PIM).
    DirectoryRoleEligibility,
}

impl FactKind {
    /// Those that stand in rows of a table; role definitions are compared by the access that they give.
    pub(super) const OF_ROWS: [Self; 10] = [
        Self::RoleAssignment,
        Self::RoleEligibility,
        Self::RoleSchedule,
        Self::Delegation,
        Self::DenyAssignment,
        Self::Member,
        Self::MemberSchedule,
        Self::MemberEligibility,
        Self::DirectoryRole,
        Self::DirectoryRoleEligibility,
    ];
    /// All of them, in the order of reports.
    pub const ALL: [Self; 11] = [
        Self::RoleAssignment,
        Self::RoleEligibility,
        Self::RoleSchedule,
        Self::Delegation,
        Self::DenyAssignment,
        Self::RoleDefinition,
        Self::Member,
        Self::MemberSchedule,
        Self::MemberEligibility,
        Self::DirectoryRole,
        Self::DirectoryRoleEligibility,
    ];
}

/// What became of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FactChange {
    /// Only the new state has it.
    Added,
    /// Only the old state has it.
    Removed,
    /// Both have it, and it says something else.
    Changed,
}

/// What says something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactPart {
    /// The condition.
    Condition,
    /// From when until when it counts.
    Time,
    /// Whether its status counts.
    Status,
    /// What is denied, or to whom.
    Denied,
    /// A role definition grants more than before.
    Widened,
    /// A role definition grants less.
    Narrowed,
    /// A role definition grants more of one and less of another.
    Access,
}
