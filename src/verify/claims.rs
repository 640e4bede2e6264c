//! What a report claims, as far as its proofs need it. It is read from JSON, and nothing of it is believed.

use serde::Deserialize;

use crate::model::Plane;

/// A target.
#[derive(Debug, Clone, Deserialize)]
pub struct TargetClaim {
    /// Its resource id, or `tenant`.
    pub id: String,
    /// What it is.
    pub kind: String,
}

/// What `explain` and `who-can` were asked: a task, an action or a role that no pack has a task for, or a role assignment to be made or
/// deleted.
#[derive(Debug, Clone, Deserialize)]
pub struct QuestionClaim {
    /// Who, where the question is about one principal.
    pub principal: Option<String>,
    /// The id of the task; empty where everything about a principal was asked.
    #[serde(default)]
    pub task: String,
    /// The pack that it comes from.
    #[serde(default)]
    pub pack: String,
    /// The plane of the action, where the question is about one.
    pub plane: Option<PlaneClaim>,
    /// Its pattern.
    pub pattern: Option<String>,
    /// Whether all actions of the pattern are asked for, or any.
    #[serde(default)]
    pub asks_for: AsksForClaim,
    /// The Azure role, where the question is about one.
    pub role: Option<String>,
    /// The Entra role, where the question is about one.
    pub entra_role: Option<String>,
    /// The kind of scope at which it is asked.
    #[serde(default)]
    pub at: String,
    /// How far it reaches below the scopes that were named.
    #[serde(default)]
    pub reach: ReachClaim,
    /// The role assignment.
    pub request: Option<RequestClaim>,
}

/// The scopes that a question is asked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReachClaim {
    /// `at`: those that were named.
    #[default]
    At,
    /// `below`: those below them as well.
    Below,
    /// `anywhere`: all.
    Anywhere,
}

/// What is asked for of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AsksForClaim {
    /// `all`: every action that it matches.
    #[default]
    All,
    /// `any`: at least one.
    Any,
}

/// The planes of actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaneClaim {
    /// `control`
    Control,
    /// `data`
    Data,
}

impl PlaneClaim {
    /// The plane that is meant.
    pub(super) const fn plane(self) -> Plane {
        match self {
            Self::Control => Plane::Control,
            Self::Data => Plane::Data,
        }
    }
}

/// A role assignment that a request makes or deletes (R-COND-10).
#[derive(Debug, Clone, Deserialize)]
pub struct RequestClaim {
    /// Which of the two.
    pub operation: OperationClaim,
    /// The role.
    pub role: String,
    /// `User`, `Group` or `ServicePrincipal`, if it is known.
    pub principal_type: Option<String>,
    /// Whose assignment, if it is known.
    pub principal: Option<String>,
}

/// What is done to a role assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OperationClaim {
    /// `assign`
    Assign,
    /// `remove`
    Remove,
}

/// Principals, and the answers that are claimed for each of them.
#[derive(Debug, Clone, Deserialize)]
pub struct ClassClaim {
    /// Their object ids.
    pub principals: Vec<String>,
    /// The answers.
    pub results: Vec<ResultClaim>,
}

/// An answer.
#[derive(Debug, Clone, Deserialize)]
pub struct ResultClaim {
    /// The task.
    pub task: String,
    /// The pack that it comes from.
    pub pack: String,
    /// The targets that it holds for.
    pub targets: Vec<String>,
    /// The answer itself.
    pub verdict: VerdictClaim,
    /// On what it is said to rest.
    pub basis: Option<BasisClaim>,
    /// The steps that are said to prove it.
    pub proof: Vec<StepClaim>,
    /// The reasons that are given where it is no yes.
    #[serde(default)]
    pub missing: Vec<MissingClaim>,
    /// The numbers of the entries of the coverage that it takes for whole; a report of an older version has none.
    #[serde(default)]
    pub assumes: Option<Vec<usize>>,
    /// What it says nothing of.
    #[serde(default)]
    pub caveats: Vec<CaveatClaim>,
}

/// What an answer says nothing of.
#[derive(Debug, Clone, Deserialize)]
pub struct CaveatClaim {
    /// A stable id.
    pub code: String,
    /// The numbers of the entries of the coverage that are not whole.
    pub coverage: Vec<usize>,
}

/// A reason why an answer is no yes.
#[derive(Debug, Clone, Deserialize)]
pub struct MissingClaim {
    /// A stable id.
    pub code: String,
    /// What it is about.
    pub subject: String,
}

/// The verdicts of reports, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictClaim {
    /// `not_allowed`
    NotAllowed,
    /// `blocked`
    Blocked,
    /// `unknown`
    Unknown,
    /// `conditional`
    Conditional,
    /// `eligible`
    Eligible,
    /// `allowed`
    Allowed,
    /// `not_asked`
    NotAsked,
}

impl VerdictClaim {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::Blocked => "blocked",
            Self::Unknown => "unknown",
            Self::Conditional => "conditional",
            Self::Eligible => "eligible",
            Self::Allowed => "allowed",
            Self::NotAsked => "not_asked",
        }
    }
}

/// The bases of reports, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BasisClaim {
    /// `covers`
    Covers,
    /// `actions`
    Actions,
    /// `listed`
    Listed,
}

impl BasisClaim {
    /// What a fault calls it.
    pub(super) const fn name(basis: Option<Self>) -> &'static str {
        match basis {
            None => "nothing",
            Some(Self::Covers) => "covers",
            Some(Self::Actions) => "actions",
            Some(Self::Listed) => "listed",
        }
    }
}

/// A step of a proof.
#[derive(Debug, Clone, Deserialize)]
pub struct StepClaim {
    /// Whose access it proves.
    pub principal: String,
    /// The groups on the way, nearest first.
    pub via: Vec<String>,
    /// What kind of record it rests on.
    pub kind: StepKindClaim,
    /// The id of the record.
    pub assignment: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// Where it is held.
    pub scope: String,
    /// The pattern that matches.
    pub pattern: Option<String>,
    /// Where any action of a pattern is asked for: the one that it gives.
    pub example: Option<ExampleClaim>,
    /// The file of the record.
    pub input: Option<String>,
    /// Its number in the file, from 1.
    pub record: Option<u32>,
}

/// An action of a pattern of which any one was asked for.
#[derive(Debug, Clone, Deserialize)]
pub struct ExampleClaim {
    /// Its plane.
    pub plane: PlaneClaim,
    /// The action.
    pub action: String,
    /// Whether the catalog is said to know it.
    pub in_catalog: bool,
}

/// The kinds of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKindClaim {
    /// `assignment`
    Assignment,
    /// `eligibility`
    Eligibility,
    /// `directory-assignment`
    DirectoryAssignment,
    /// `directory-eligibility`
    DirectoryEligibility,
    /// `deny`
    Deny,
    /// `app-role-assignment`
    AppRoleAssignment,
    /// `ownership`
    Ownership,
}
