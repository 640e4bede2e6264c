//! [`LintOptions`]: what a user or a configuration decides about the lints.

use crate::pattern::Wildcards;

/// The options of the lints.
#[derive(Debug, Clone, Default)]
pub struct LintOptions {
    /// How `/*/` is read (R-PAT-4).
    pub wildcards: Wildcards,
    /// Roles that may not grant more than another role.
    pub bases: Vec<RoleLimit>,
}

/// A role that may not grant more than another one, which is a built-in role or a role of the same files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleLimit {
    /// The role that is limited, by name or id.
    pub role: String,
    /// The role that it may not exceed, by name or id.
    pub base: String,
}
