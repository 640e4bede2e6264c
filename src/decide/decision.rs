//! [`Decision`]: the answer to one question, with its proof or with what is missing.

use std::sync::Arc;

use super::held::{Denied, EffectiveGrant, HeldDirectoryRole};
use super::missing::Missing;
use crate::graph::Possession;
use crate::model::{Plane, TargetKind};

/// The answer to a question, worst first: `max` is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The exports name nothing that the task could be done to (R-EVAL-9): no answer at all, and never a no.
    NotAsked,
    /// Complete exports say no.
    NotAllowed,
    /// It would hold without deny assignments.
    Blocked,
    /// It depends on data that the exports do not hold.
    Unknown,
    /// It depends on a condition that the exports cannot decide.
    Conditional,
    /// It needs a PIM activation first.
    Eligible,
    /// Active and unconditional, or its condition is true here.
    Allowed,
}

impl Verdict {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::NotAllowed => "not_allowed",
            Self::Blocked => "blocked",
            Self::Unknown => "unknown",
            Self::Conditional => "conditional",
            Self::Eligible => "eligible",
            Self::Allowed => "allowed",
        }
    }
}

/// How a requirement is met, weakest first. Only `Listed` and `Actions` are exactly what the document says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Other permissions include what the named role gives.
    Covers,
    /// The documented actions are covered.
    Actions,
    /// The named role itself is held.
    Listed,
}

impl Basis {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Covers => "covers",
            Self::Actions => "actions",
            Self::Listed => "listed",
        }
    }
}

/// The answer to one question. It names roles and deny assignments as they are effective at the scopes in question.
/// [`super::prove`] finds the assignments and groups through which a principal holds them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decision {
    /// The answer.
    pub verdict: Verdict,
    /// On what it rests, where it is more than a no.
    pub basis: Option<Basis>,
    /// What it rests on; for `blocked` the grants and the denies.
    pub steps: Vec<ProofStep>,
    /// For anything short of `allowed`: what is missing or open, one entry per reason.
    pub missing: Vec<Missing>,
    /// The residual conditions that it depends on, each as `condition` words it.
    pub conditions: Vec<String>,
    /// The answer would be another one under `--strict-wildcards` (R-PAT-4).
    pub hangs_on_slash_merge: bool,
}

impl Decision {
    /// Whether it is open because an export is missing: that export, and no change of access, settles it (R-EVAL-9).
    pub fn wants_export(&self) -> bool {
        self.verdict == Verdict::Unknown && self.missing.iter().any(|missing| missing.reason.wants_export())
    }

    /// The answer where nothing is asked for.
    pub fn nothing() -> Self {
        Self::bare(Verdict::NotAllowed)
    }

    /// What stands for an answer where there is nothing to ask about.
    pub fn not_asked() -> Self {
        Self::bare(Verdict::NotAsked)
    }

    fn bare(verdict: Verdict) -> Self {
        Self {
            verdict,
            basis: None,
            steps: Vec::new(),
            missing: Vec::new(),
            conditions: Vec::new(),
            hangs_on_slash_merge: false,
        }
    }
}

/// One thing that a decision rests on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProofStep {
    /// What is held, or denied.
    pub on: StepOn,
    /// Where it has to be effective.
    pub at: TargetKind,
    /// The pattern that matches, where one does.
    pub matched: Option<Matched>,
    /// What the step satisfies there.
    pub satisfies: Satisfies,
}

/// The pattern of a role that grants what is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Matched {
    /// The pattern, as the role definition spells it.
    pub pattern: Arc<str>,
    /// The number of its permission block, from 1, if the role has several.
    pub block: Option<usize>,
}

/// What a step of a proof satisfies, or takes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Satisfies {
    /// The named role is held.
    Role(Arc<str>),
    /// Everything that the named role grants is granted.
    EverythingOf(Arc<str>),
    /// One documented action or pattern is granted.
    Action(Arc<str>),
    /// An action of a pattern is granted, of which any one was asked for.
    OneOf {
        /// The pattern.
        asked: Arc<str>,
        /// Which plane.
        plane: Plane,
        /// The action.
        example: Arc<str>,
        /// The catalog knows the action.
        is_known: bool,
    },
    /// So many documented actions are granted.
    Actions(usize),
    /// The named Entra role is held.
    DirectoryRole(Arc<str>),
    /// The named application permission is held.
    AppRole(Arc<str>),
    /// The group is owned.
    Owner,
    /// A deny assignment applies.
    Denies,
    /// A deny assignment may apply.
    MayDeny,
}

/// What a step speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum StepOn {
    /// An Azure role.
    Role(EffectiveGrant),
    /// An Entra directory role.
    DirectoryRole(HeldDirectoryRole),
    /// A deny assignment.
    Deny(Denied),
    /// An application permission, or a group that is owned.
    Possession(Possession),
}
