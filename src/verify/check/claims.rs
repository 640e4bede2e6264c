//! What a report of `check` says. It is read from JSON, and nothing of it is believed.

use serde::Deserialize;

use crate::verify::role_access::claims::RoleDiffClaim;

/// What a report of `check` says.
#[derive(Debug, Clone, Deserialize)]
pub struct CheckClaims {
    /// The role files.
    pub files: Vec<CheckedFileClaim>,
    /// How many findings are left out because the base has them too.
    #[serde(default)]
    pub old_left_out: Option<usize>,
    /// What was found.
    pub findings: Vec<CheckFindingClaim>,
    /// What became of the roles since the base.
    pub access: Option<CheckAccessClaim>,
}

/// A role file.
#[derive(Debug, Clone, Deserialize)]
pub struct CheckedFileClaim {
    /// Its path.
    pub path: String,
    /// How many roles it has.
    pub roles: usize,
    /// How many of them it does not tell in full.
    pub computed: usize,
}

/// Something that was found.
#[derive(Debug, Clone, Deserialize)]
pub struct CheckFindingClaim {
    /// The lint or rule.
    pub lint: String,
    /// How bad it is.
    pub severity: String,
    /// The file.
    pub path: String,
    /// Where it begins: the line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// Where it ends.
    pub end_line: usize,
    /// The column behind it.
    pub end_column: usize,
    /// The role.
    pub role: Option<String>,
    /// An action that shows it.
    pub witness: Option<String>,
}

/// What became of the roles.
#[derive(Debug, Clone, Deserialize)]
pub struct CheckAccessClaim {
    /// Each of them.
    pub roles: Vec<RoleDiffClaim>,
}
