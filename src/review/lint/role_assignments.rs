//! The actions that write and delete role assignments.

/// Whoever may do this without a condition can give anybody any role.
pub(super) const ASSIGN: &str = "Microsoft.Authorization/roleAssignments/write";

/// Takes a role assignment away.
pub(super) const UNASSIGN: &str = "Microsoft.Authorization/roleAssignments/delete";
