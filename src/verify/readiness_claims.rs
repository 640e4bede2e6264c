//! What a report of readiness claims besides its answers.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::claims::{MissingClaim, VerdictClaim};

/// Ready or not, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadinessClaim {
    /// `not_ready`
    NotReady,
    /// `cannot_tell`
    CannotTell,
    /// `ready_after_activation`
    ReadyAfterActivation,
    /// `ready`
    Ready,
}

impl ReadinessClaim {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotReady => "not_ready",
            Self::CannotTell => "cannot_tell",
            Self::ReadyAfterActivation => "ready_after_activation",
            Self::Ready => "ready",
        }
    }
}

/// What a report of readiness says in addition to its answers.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ReadinessClaims {
    /// The worst of the packs.
    pub readiness: Option<ReadinessClaim>,
    /// The workspace.
    pub workspace: Option<WorkspaceClaim>,
    /// Whom it was asked of.
    pub team: Option<TeamClaim>,
    /// The workspaces that somebody says are connected.
    pub connected: Option<Vec<String>>,
    /// What it says of Defender unified RBAC.
    #[serde(default)]
    pub unified_rbac: Option<UnifiedRbacClaim>,
    /// The packs.
    #[serde(default)]
    pub packs: Vec<PackClaim>,
}

/// Defender unified RBAC at the workspace.
#[derive(Debug, Clone, Deserialize)]
pub struct UnifiedRbacClaim {
    /// Whether it is activated.
    pub activation: String,
    /// Whose answers the activation changes; none where the exports do not tell.
    pub changes: Option<Vec<ActivationChangeClaim>>,
}

/// The answer to a task before the activation and after it.
#[derive(Debug, Clone, Deserialize)]
pub struct ActivationChangeClaim {
    /// The pack.
    pub pack: String,
    /// The task.
    pub task: String,
    /// Without unified RBAC.
    pub before: VerdictClaim,
    /// With it.
    pub after: VerdictClaim,
    /// Whose, by object id.
    pub principals: Vec<String>,
}

/// The workspace.
#[derive(Debug, Clone, Deserialize)]
pub struct WorkspaceClaim {
    /// Its resource id.
    pub id: String,
}

/// Whom it was asked of.
#[derive(Debug, Clone, Deserialize)]
pub struct TeamClaim {
    /// `everyone`, `named` or `mapped`.
    pub mode: String,
    /// Who is named.
    pub members: Vec<MemberClaim>,
}

/// Somebody of the team.
#[derive(Debug, Clone, Deserialize)]
pub struct MemberClaim {
    /// Who.
    pub principal: String,
    /// The tasks.
    pub tasks: Vec<String>,
}

/// A pack.
#[derive(Debug, Clone, Deserialize)]
pub struct PackClaim {
    /// Its id.
    pub id: String,
    /// Ready or not.
    pub readiness: ReadinessClaim,
    /// The prerequisites.
    pub prerequisites: Vec<PrerequisiteClaim>,
    /// The tasks.
    pub tasks: Vec<TaskClaim>,
}

/// A prerequisite.
#[derive(Debug, Clone, Deserialize)]
pub struct PrerequisiteClaim {
    /// Its id.
    pub id: String,
    /// `met`, `not_met`, or something between.
    pub status: String,
    /// The records that show it.
    pub evidence: Vec<EvidenceClaim>,
}

/// A record that shows something.
#[derive(Debug, Clone, Deserialize)]
pub struct EvidenceClaim {
    /// What kind of fact.
    pub proof: String,
    /// What it is about.
    pub subject: String,
    /// What counts of it.
    pub value: String,
    /// The file.
    pub input: Option<String>,
    /// The record, from 1.
    pub record: Option<u32>,
}

/// Whether a task can be done.
#[derive(Debug, Clone, Deserialize)]
pub struct TaskClaim {
    /// Its id.
    pub task: String,
    /// Ready or not; null where nobody is to do it.
    pub readiness: Option<ReadinessClaim>,
    /// How many people get each answer.
    #[serde(default)]
    pub answers: Option<BTreeMap<String, usize>>,
    /// The first of those with the best answer.
    #[serde(default)]
    pub best: Vec<String>,
    /// Who keeps it from being ready.
    #[serde(default)]
    pub holes: Option<Vec<HoleClaim>>,
}

/// Somebody who cannot do a task, or a task that nobody can do.
#[derive(Debug, Clone, Deserialize)]
pub struct HoleClaim {
    /// Who; null where everyone was asked.
    pub principal: Option<String>,
    /// The answer.
    pub verdict: VerdictClaim,
    /// The reasons.
    #[serde(default)]
    pub missing: Vec<MissingClaim>,
}
