//! [`Decision`]: the answer to one question, with its proof or with what is missing.

use std::sync::Arc;

use super::held::{Denied, Held, HeldDirectoryRole};
use crate::model::{Origin, PrincipalId, TargetKind};

/// The answer (CONTRACT section 2), worst first: `max` is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Complete exports say no.
    NotAllowed,
    /// It would hold without deny assignments.
    Blocked,
    /// It hangs on data that the exports do not hold.
    Unknown,
    /// It hangs on a condition that the exports cannot decide.
    Conditional,
    /// It needs a PIM activation first.
    Eligible,
    /// Active and unconditional, or its condition is true here.
    Allowed,
}

impl Verdict {
    /// The name that CONTRACT gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::Blocked => "blocked",
            Self::Unknown => "unknown",
            Self::Conditional => "conditional",
            Self::Eligible => "eligible",
            Self::Allowed => "allowed",
        }
    }
}

/// On what a requirement rests, weakest first (DESIGN 3.4). Only `Listed` and `Actions` meet the document to the letter.
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
    /// The name that CONTRACT gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Covers => "covers",
            Self::Actions => "actions",
            Self::Listed => "listed",
        }
    }
}

/// The answer to one question. It speaks of roles and denies as they are effective at the scopes in question; which
/// assignment of which group brings them to a principal is [`super::prove`]'s to say.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decision {
    /// The answer.
    pub verdict: Verdict,
    /// On what it rests, where it is more than a no.
    pub basis: Option<Basis>,
    /// What it rests on; for `blocked` the grants and the denies.
    pub steps: Vec<Step>,
    /// For anything short of `allowed`: what is missing or open, one entry per reason.
    pub missing: Vec<Missing>,
    /// The residual condition, in words.
    pub condition: Option<String>,
    /// The answer would be another one under `--strict-wildcards` (R-PAT-4).
    pub hangs_on_slash_merge: bool,
}

impl Decision {
    /// The answer to no question.
    pub fn nothing() -> Self {
        Self {
            verdict: Verdict::NotAllowed,
            basis: None,
            steps: Vec::new(),
            missing: Vec::new(),
            condition: None,
            hangs_on_slash_merge: false,
        }
    }
}

/// One thing that a decision rests on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Step {
    /// What is held, or denied.
    pub on: StepOn,
    /// Where it has to be effective.
    pub at: TargetKind,
    /// The pattern that matches, where one does.
    pub pattern: Option<Arc<str>>,
    /// What the step satisfies, such as `role Owner at subscription`.
    pub satisfies: Arc<str>,
}

/// What a step speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum StepOn {
    /// An Azure role.
    Role(Held),
    /// An Entra directory role.
    DirectoryRole(HeldDirectoryRole),
    /// A deny assignment.
    Deny(Denied),
}

/// One grant (or deny) of a proof, for one principal: a view for reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofStep {
    /// The principal whose access is proved.
    pub principal: PrincipalId,
    /// The groups from the principal to the one that holds the grant, nearest first.
    pub via: Vec<PrincipalId>,
    /// A grant or a deny.
    pub kind: StepKind,
    /// The resource id of the assignment, schedule or deny assignment.
    pub assignment: Option<String>,
    /// The id of the role (or of the directory role); `None` for a deny.
    pub role: Option<String>,
    /// Its display name.
    pub role_name: Option<Arc<str>>,
    /// Where it is held, spelled as exported; `/` or a directory scope for Entra.
    pub scope: String,
    /// The pattern that matches, where one does.
    pub pattern: Option<Arc<str>>,
    /// What the step satisfies, such as `role Owner at subscription`.
    pub satisfies: Arc<str>,
    /// The record that states it.
    pub origin: Option<Origin>,
}

/// What a step of a proof is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// An active assignment of an Azure role.
    Assignment,
    /// An eligible assignment of an Azure role.
    Eligibility,
    /// An active assignment of an Entra directory role.
    DirectoryAssignment,
    /// An eligible assignment of an Entra directory role.
    DirectoryEligibility,
    /// A deny assignment.
    Deny,
}

/// Why an answer is not yes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Missing {
    /// A stable id: `role-not-held`, `action-not-granted`, `members-not-exported`, `role-definition-not-exported`,
    /// `management-group-parents-not-exported`, `condition-not-decided`, `needs-activation`, `denied`, `may-be-denied` ...
    pub code: &'static str,
    /// The id of what it is about (an action, role, group, scope).
    pub subject: String,
    /// One sentence.
    pub message: String,
    /// Where it would have to be held.
    pub at: Option<TargetKind>,
}
