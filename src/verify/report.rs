//! [`Report`]: a report that is read, to be replayed.

use miette::SourceSpan;
use serde::Deserialize;

use super::advise::claims::AdviceClaims;
use super::assignment_claims::AssignmentClaim;
use super::beside::{
    AskedClaim, COMPLETE, CoverageClaim, FilterClaim, FindingClaim, GapClaim, InputClaim, InputsClaim, LedgerClaim,
    PrincipalClaim, PrincipalsClaim, SideClaim,
};
use super::check::claims::CheckClaims;
use super::claims::{ClassClaim, QuestionClaim, TargetClaim};
use super::diff_claims::DiffClaims;
use super::graph::claims::GraphClaims;
use super::packs::claims::PackDiffClaims;
use super::path_claims::PathClaims;
use super::policy::claims::PolicyClaims;
use super::readiness_claims::ReadinessClaims;
use super::role_access::claims::{RoleDiffClaim, RoleFileClaims, RoleProfileClaim};
use super::what_can::claims::WhatCanClaims;
use crate::arrange::Arrange as _;
use crate::model::{ExportKind, SaidActivation};
use crate::source::Source;

/// The schemas that can be replayed.
const SCHEMAS: [&str; 14] = [
    ADVISE,
    "rolecall/audit@1",
    CHECK,
    DIFF,
    EXPLAIN,
    GRAPH,
    PATHS,
    POLICY,
    READINESS,
    ROLE,
    TASKS_DIFF,
    WHAT_CAN,
    WHERE_CAN,
    WHO_CAN,
];
const ADVISE: &str = "rolecall/advise@1";
const CHECK: &str = "rolecall/check@1";
const DIFF: &str = "rolecall/diff@1";
const EXPLAIN: &str = "rolecall/explain@1";
const GRAPH: &str = "rolecall/graph@1";
const PATHS: &str = "rolecall/paths@1";
const POLICY: &str = "rolecall/readiness-policy@1";
const READINESS: &str = "rolecall/readiness@1";
const ROLE: &str = "rolecall/role@1";
const TASKS_DIFF: &str = "rolecall/tasks-diff@1";
const WHAT_CAN: &str = "rolecall/what-can@1";
const WHERE_CAN: &str = "rolecall/where-can@1";
const WHO_CAN: &str = "rolecall/who-can@1";

/// A report of `advise`, `audit`, `check`, `diff`, `explain`, `graph`, `paths`, `readiness`, `role`, `tasks diff`, `what-can`, `where-can` or
/// `who-can`, with `--format json`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Report {
    schema: String,
    /// The instant that it speaks of.
    pub at: Option<String>,
    /// Whether middle wildcards were read strictly (R-PAT-7).
    #[serde(default)]
    pub strict_wildcards: bool,
    /// What was asked, in a report of `explain`, `where-can` or `who-can`.
    #[serde(default)]
    pub question: Option<QuestionClaim>,
    /// The workspaces for which somebody says that unified RBAC is activated; none where nobody says anything.
    #[serde(default)]
    pub urbac: Option<Vec<String>>,
    /// What the tasks were asked of.
    #[serde(default)]
    pub targets: Vec<TargetClaim>,
    /// The answers.
    #[serde(default)]
    pub classes: Vec<ClassClaim>,
    /// What each assignment gives, in a report of `who-can --direct`.
    #[serde(default)]
    pub assignments: Option<Vec<AssignmentClaim>>,
    /// Who can by several assignments together alone, in such a report.
    #[serde(default)]
    pub together: Vec<String>,
    /// What `explain`, `where-can` or `who-can` concludes.
    #[serde(default)]
    pub answer: Option<String>,
    /// Whom and what the report was narrowed to.
    #[serde(default)]
    pub filter: Option<FilterClaim>,
    /// The tasks that were asked.
    #[serde(default)]
    pub tasks: Vec<AskedClaim>,
    /// What the exports lack.
    #[serde(default)]
    pub gaps: Vec<GapClaim>,
    /// What people should know in addition to the answers.
    #[serde(default)]
    pub findings: Vec<FindingClaim>,
    /// How much of each kind of export there is.
    #[serde(default)]
    pub ledger: Vec<LedgerClaim>,
    /// How much of each kind there is of each place.
    #[serde(default)]
    pub coverage: Option<Vec<CoverageClaim>>,
    /// What was read.
    #[serde(skip)]
    pub inputs: Option<Vec<InputClaim>>,
    /// Everyone whom the report names.
    #[serde(skip)]
    pub principals: Option<Vec<PrincipalClaim>>,
    /// What a report of readiness says in addition to its answers.
    #[serde(skip)]
    pub readiness: Option<ReadinessClaims>,
    /// What a report of `paths` says: its answers are those of the steps.
    #[serde(skip)]
    pub paths: Option<PathClaims>,
    /// What a report of `readiness --policy` says of policy assignments.
    #[serde(skip)]
    pub policy: Option<PolicyClaims>,
    /// What a report of `graph` draws.
    #[serde(skip)]
    pub graph: Option<GraphClaims>,
    /// What a report of `what-can` says that a principal holds and may do.
    #[serde(skip)]
    pub what_can: Option<WhatCanClaims>,
    /// What a report of `tasks diff` says.
    #[serde(skip)]
    pub packs: Option<PackDiffClaims>,
    /// What a report of `check` says.
    #[serde(skip)]
    pub check: Option<CheckClaims>,
    /// What a report of `role`, or of `diff`, says of roles.
    #[serde(skip)]
    pub roles: Option<RoleFileClaims>,
    /// What a report of `advise` says.
    #[serde(skip)]
    pub advice: Option<AdviceClaims>,
    /// What a report of `diff` says of two exports.
    #[serde(skip)]
    pub diff: Option<DiffClaims>,
}

/// What every report has whose answers are its own.
#[derive(Deserialize)]
struct AnsweredReport {
    #[serde(rename = "targets")]
    _targets: Vec<TargetClaim>,
    #[serde(rename = "classes")]
    _classes: Vec<ClassClaim>,
}

/// What every report has.
#[derive(Deserialize)]
struct SchemaOnly {
    schema: String,
}

/// What a report about roles has.
#[derive(Deserialize)]
struct RolesReport<T> {
    roles: Vec<T>,
}

/// What a difference of two exports says of role definitions.
#[derive(Deserialize)]
struct DefinitionsReport {
    #[serde(default)]
    roles: Vec<RoleDiffClaim>,
}

/// What a difference has in common with other reports.
#[derive(Deserialize)]
struct StatesReport {
    schema: String,
    at: Option<String>,
    #[serde(default)]
    strict_wildcards: bool,
    #[serde(default)]
    ledger: Vec<LedgerClaim>,
    #[serde(default)]
    coverage: Option<Vec<CoverageClaim>>,
    #[serde(default)]
    gaps: Vec<GapClaim>,
    #[serde(default)]
    urbac: Option<Vec<String>>,
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
    /// What it says about the activation of unified RBAC.
    pub fn said_activation(&self) -> SaidActivation {
        let these = |ids: &Vec<String>| SaidActivation::These(ids.iter().map(|id| id.as_str().into()).collect());
        self.urbac.as_ref().map_or(SaidActivation::Unsaid, these)
    }

    /// The one question that it answers, in a report of `explain`, `where-can` or `who-can`.
    pub(super) fn asks(&self) -> Option<&QuestionClaim> {
        self.question.as_ref().filter(|_| [EXPLAIN, WHERE_CAN, WHO_CAN].contains(&self.schema.as_str()))
    }

    /// Whether it says of every target that it names whether one principal can do one thing there.
    pub(super) fn explains_one(&self) -> bool {
        self.schema == EXPLAIN && self.question.as_ref().is_some_and(|question| !question.task.is_empty())
    }

    /// Whether one yes is a yes: it says who can do one thing, or where.
    pub(super) fn wants_one(&self) -> bool {
        [WHERE_CAN, WHO_CAN].contains(&self.schema.as_str())
    }

    /// The kinds of export that somebody vouches for, as the report says.
    pub(super) fn vouched(&self) -> Vec<ExportKind> {
        let is_vouched = |kind: &str| self.ledger.iter().any(|entry| entry.vouched && entry.export == kind);
        ExportKind::ALL.into_iter().filter(|(_, name)| is_vouched(name)).map(|(kind, _)| kind).collect()
    }

    /// The lists of a directory that a report declares complete by calling them so (R-ASN-5): reports of a version that knew no coverage
    /// by place do.
    pub(super) fn declared_complete(&self) -> impl Iterator<Item = ExportKind> {
        let is_declared =
            |kind: &ExportKind| self.ledger.iter().any(|entry| entry.export == kind.name() && entry.completeness == COMPLETE);
        let directory = [ExportKind::Users, ExportKind::ServicePrincipals].into_iter().filter(|_| self.is_older());
        directory.filter(is_declared)
    }

    /// Whether it is of a version that knew no coverage by place.
    pub(super) fn is_older(&self) -> bool {
        let mut results = self.classes.iter().flat_map(|class| &class.results);
        self.coverage.is_none() && results.all(|result| result.assumes.is_none())
    }

    /// The kinds and places that somebody vouches for, beside the kinds that are vouched for everywhere.
    pub(super) fn vouched_at(&self) -> Vec<(ExportKind, &str)> {
        let everywhere = self.vouched();
        let entries = self.coverage.iter().flatten().filter(|entry| entry.vouched);
        let at = entries.filter_map(|entry| Some((ExportKind::parse(&entry.kind)?, entry.place.as_str())));
        at.filter(|(kind, _)| !everywhere.contains(kind)).collect()
    }

    /// The kinds of export that somebody vouches for, with their places, as people write them.
    pub(super) fn vouched_names(&self) -> Vec<String> {
        let at_places = self.vouched_at().into_iter().map(|(kind, place)| format!("{}@{place}", kind.name()));
        let mut names: Vec<String> = self.vouched().iter().map(|kind| kind.name().to_owned()).chain(at_places).collect();
        names.arrange();
        names.dedup();
        names
    }

    /// What it says of one of two exports.
    pub(super) fn of_side(&self, side: SideClaim) -> Self {
        let mut own = Self { diff: None, ..self.clone() };
        own.ledger.retain(|entry| entry.side == Some(side));
        own.coverage.iter_mut().for_each(|entries| entries.retain(|entry| entry.side == Some(side)));
        own
    }

    /// The same report as if its tasks were asked of these targets.
    pub(super) fn asking_of(&self, targets: Vec<TargetClaim>) -> Self {
        Self { targets, diff: None, ..self.clone() }
    }

    /// Reads a report; what does not have its shape is an error in place.
    pub fn read(text: &Source) -> Result<Self, ReportError> {
        let report = Self::read_answers(text)?;
        let InputsClaim { inputs } = parsed(text)?;
        // A difference calls those so whose access it changes.
        let is_difference = report.diff.is_some() || report.packs.is_some();
        let PrincipalsClaim { principals } = if is_difference { PrincipalsClaim::default() } else { parsed(text)? };
        Ok(Self { inputs, principals, ..report })
    }

    fn read_answers(text: &Source) -> Result<Self, ReportError> {
        let SchemaOnly { schema } = parsed(text)?;
        if !SCHEMAS.contains(&schema.as_str()) {
            return Err(ReportError::Schema { name: text.name().to_string(), schema });
        }
        if schema == DIFF {
            return Self::of_exports(text);
        }
        if schema == CHECK {
            return Ok(Self { check: Some(parsed(text)?), ..Self::beside(parsed(text)?) });
        }
        if schema == TASKS_DIFF {
            return Ok(Self { packs: Some(parsed(text)?), ..Self::beside(parsed(text)?) });
        }
        if schema == POLICY {
            return Self::of_policy(text);
        }
        if schema == ADVISE {
            let StatesReport { schema, at, strict_wildcards, ledger, coverage, gaps, urbac } = parsed(text)?;
            let own = Self { schema, at, strict_wildcards, urbac, gaps, ledger, coverage, ..Self::default() };
            return Ok(Self { advice: Some(parsed(text)?), ..own });
        }
        if schema == ROLE {
            let RolesReport::<RoleProfileClaim> { roles } = parsed(text)?;
            let StatesReport { schema, strict_wildcards, .. } = parsed(text)?;
            let roles = Some(RoleFileClaims::Profiles(roles));
            return Ok(Self { schema, strict_wildcards, roles, ..Self::default() });
        }
        let mut report: Self = parsed(text)?;
        if report.schema == PATHS {
            let claims: PathClaims = parsed(text)?;
            report.question = None;
            (report.targets, report.classes) = (claims.targets(), claims.classes());
            report.paths = Some(claims);
        } else if report.schema == GRAPH {
            report.graph = Some(parsed(text)?);
        } else if report.classes.is_empty() || report.targets.is_empty() {
            // All others have both, empty or not.
            let _: AnsweredReport = parsed(text)?;
        }
        if report.schema == WHAT_CAN {
            report.what_can = Some(parsed(text)?);
        }
        if report.schema == READINESS {
            report.readiness = Some(parsed(text)?);
        }
        Ok(report)
    }

    /// What stands beside the answers of any report.
    fn beside(StatesReport { schema, at, strict_wildcards, ledger, coverage, gaps, urbac }: StatesReport) -> Self {
        Self { schema, at, strict_wildcards, urbac, gaps, ledger, coverage, ..Self::default() }
    }

    /// Reads a report of policy assignments: what others call `assignments` is something else.
    fn of_policy(text: &Source) -> Result<Self, ReportError> {
        let claims: PolicyClaims = parsed(text)?;
        let (targets, classes, policy) = (claims.targets(), claims.classes(), Some(claims));
        Ok(Self { targets, classes, policy, ..Self::beside(parsed(text)?) })
    }

    /// Reads a difference of two exports.
    fn of_exports(text: &Source) -> Result<Self, ReportError> {
        let StatesReport { schema, at, strict_wildcards, ledger, coverage, .. } = parsed(text)?;
        if at.is_none() {
            let RolesReport::<RoleDiffClaim> { roles } = parsed(text)?;
            let roles = Some(RoleFileClaims::Differences(roles));
            return Ok(Self { schema, strict_wildcards, roles, ..Self::default() });
        }
        let (diff, DefinitionsReport { roles }) = (Some(parsed(text)?), parsed(text)?);
        let roles = Some(RoleFileClaims::Differences(roles));
        Ok(Self { schema, at, strict_wildcards, ledger, coverage, roles, diff, ..Self::default() })
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
