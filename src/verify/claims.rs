//! What a report claims: the parts of CONTRACT section 2 that proofs speak of. Read from JSON, believed in nothing.

use miette::SourceSpan;
use serde::Deserialize;

use super::readiness::ReadinessClaims;
use crate::source::Source;

/// The schemas that can be replayed.
const SCHEMAS: [&str; 3] = ["rolecall/audit@1", "rolecall/explain@1", READINESS];
const READINESS: &str = "rolecall/readiness@1";

/// A report of `audit`, `explain` or `readiness`, with `--format json`.
#[derive(Debug, Clone, Deserialize)]
pub struct Report {
    schema: String,
    /// The instant that it speaks of.
    pub at: Option<String>,
    /// Whether middle wildcards were read strictly (R-PAT-7).
    #[serde(default)]
    pub strict_wildcards: bool,
    /// What was asked, in a report of `explain`.
    #[serde(default)]
    pub question: Option<QuestionClaim>,
    /// What the tasks were asked of.
    pub targets: Vec<TargetClaim>,
    /// The answers.
    pub classes: Vec<ClassClaim>,
    /// What a report of readiness says beside its answers.
    #[serde(skip)]
    pub readiness: Option<ReadinessClaims>,
}

/// A target.
#[derive(Debug, Clone, Deserialize)]
pub struct TargetClaim {
    /// Its resource id, or `tenant`.
    pub id: String,
    /// What it is.
    pub kind: String,
}

/// What `explain` was asked: an action that no pack has a task for, or a role assignment to be made or deleted.
#[derive(Debug, Clone, Deserialize)]
pub struct QuestionClaim {
    /// The id of the task.
    pub task: String,
    /// The pack that it comes from.
    pub pack: String,
    /// The plane of the action, where the question is about one.
    pub plane: Option<PlaneClaim>,
    /// Its pattern.
    pub pattern: Option<String>,
    /// The kind of scope at which it is asked.
    pub at: String,
    /// The role assignment.
    pub request: Option<RequestClaim>,
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
}

/// The verdicts of CONTRACT section 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictClaim {
    /// `allowed`
    Allowed,
    /// `eligible`
    Eligible,
    /// `conditional`
    Conditional,
    /// `unknown`
    Unknown,
    /// `blocked`
    Blocked,
    /// `not_allowed`
    NotAllowed,
}

/// The bases of CONTRACT section 2, weakest first.
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
    /// The file of the record.
    pub input: Option<String>,
    /// Its number in the file, from 1.
    pub record: Option<u32>,
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
}

/// A file that is no report.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum ReportError {
    /// It does not have the shape.
    #[error("`{}` is not a report that can be replayed", text.name())]
    #[diagnostic(
        code(verify::no_report),
        help("write it with `rolecall audit --format json` or `rolecall explain --format json`; the exports come after it")
    )]
    Shape {
        /// The file.
        #[source_code]
        text: Source,
        /// Where it goes wrong.
        #[label("{cause}")]
        at: SourceSpan,
        /// What is wrong there.
        cause: String,
    },
    /// It is another document.
    #[error("`{name}` says `{schema}`: only `{}` can be replayed", SCHEMAS.join("`, `"))]
    #[diagnostic(
        code(verify::other_schema),
        help("write it with `rolecall audit --format json`, and this version of the program")
    )]
    Schema {
        /// The file.
        name: String,
        /// What it says it is.
        schema: String,
    },
}

impl Report {
    /// Reads a report; what does not have its shape is an error in place.
    pub fn read(text: &Source) -> Result<Self, ReportError> {
        let mut report: Self = parsed(text)?;
        if !SCHEMAS.contains(&report.schema.as_str()) {
            return Err(ReportError::Schema { name: text.name().to_string(), schema: report.schema });
        }
        if report.schema == READINESS {
            report.readiness = Some(parsed(text)?);
        }
        Ok(report)
    }
}

fn parsed<T: serde::de::DeserializeOwned>(text: &Source) -> Result<T, ReportError> {
    serde_json::from_str(text.text()).map_err(|error| {
        let offset = offset(text.text(), error.line(), error.column());
        let said = error.to_string();
        let cause = said.split(" at line ").next().unwrap_or(&said).to_owned();
        ReportError::Shape { text: text.clone(), at: (offset, 0).into(), cause }
    })
}

/// The byte of a line and column as `serde_json` counts them: from 1, in bytes, the column of the last byte that was read.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let offset = (start + column.saturating_sub(1)).min(text.len());
    (0..=offset).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
