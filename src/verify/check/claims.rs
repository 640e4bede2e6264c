//! What a report of `check` says. It is read from JSON, and nothing of it is believed.

use serde::Deserialize;

use crate::verify::claims::VerdictClaim;
use crate::verify::diff_claims::PersonClaim;
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
    /// Whether the base has it too; none where there is no base.
    #[serde(default)]
    pub old: Option<bool>,
}

/// What became of the roles.
#[derive(Debug, Clone, Deserialize)]
pub struct CheckAccessClaim {
    /// Each of them.
    pub roles: Vec<RoleDiffClaim>,
    /// Who gains what; none where no tenant was asked.
    #[serde(default)]
    pub exposure: Option<ExposureClaim>,
}

/// Who gains what by the change.
#[derive(Debug, Clone, Deserialize)]
pub struct ExposureClaim {
    /// By the roles.
    pub roles: Vec<RoleGainClaim>,
    /// Of the tasks.
    pub tasks: Vec<TaskGainClaim>,
    /// The changed roles that nobody holds.
    pub unheld: Vec<String>,
}

/// What some principals gain by a role at a scope.
#[derive(Debug, Clone, Deserialize)]
pub struct RoleGainClaim {
    /// The role.
    pub role: String,
    /// Where they hold it.
    pub scope: String,
    /// How surely.
    pub verdict: VerdictClaim,
    /// Something that they gain.
    pub witness: String,
    /// The privileged operations that they gain.
    pub privileged: Vec<String>,
    /// Who.
    pub principals: Vec<PersonClaim>,
}

/// A task that some principals gain.
#[derive(Debug, Clone, Deserialize)]
pub struct TaskGainClaim {
    /// The pack.
    pub pack: String,
    /// The task.
    pub task: String,
    /// What it is done to.
    pub target: String,
    /// How surely.
    pub verdict: VerdictClaim,
    /// Who.
    pub principals: Vec<PersonClaim>,
}
