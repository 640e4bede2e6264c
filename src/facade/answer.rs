//! The answers: values that serialise, and that can be written as the program writes its reports.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::error::Error;
use super::tenant::Tenant;
use crate::access::RoleDiff;
use crate::audit::Outcome;
use crate::catalog::Catalog;
use crate::explain::{Conclusion, Explanation};
use crate::model::Note;
use crate::pack::age::PackAge;
use crate::pattern::Wildcards;
use crate::readiness::{Readiness, ReadinessOutcome};
use crate::report::diff::DiffReport;
use crate::report::{AuditReport, CheckReport, ExplainReport, Format, Look, ReadinessReport, WhoCanReport, Writable};
use crate::who_can::WhoCan;

/// What every answer can do.
pub trait Answer: Serialize {
    /// The answer in one of the formats of the program.
    fn render(&self, format: Format) -> Result<String, Error>;

    /// The answer as JSON, by the schema that it names: the same bytes as `--format json`.
    fn to_json(&self) -> String {
        // Every report has JSON.
        self.render(Format::Json).unwrap_or_default()
    }
}

fn rendered(report: &impl Writable, format: Format) -> Result<String, Error> {
    let mut bytes = Vec::new();
    // A vector takes everything: the one thing that can be wrong is the format.
    report.write(format, &Look::default(), &mut bytes).map_err(|_| Error::NoFormat(format))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Which tasks each principal can perform: `rolecall/audit@1`.
#[derive(Debug, Clone)]
pub struct TenantAudit {
    pub(super) tenant: Tenant,
    pub(super) notes: Vec<Note>,
    pub(super) outcome: Outcome,
    pub(super) ages: Vec<PackAge>,
}

impl TenantAudit {
    fn report(&self) -> AuditReport<'_> {
        AuditReport::new(&self.outcome, self.tenant.graph(), self.tenant.inputs(), &self.notes).with_packs(&self.ages)
    }
}

/// The answer to a question about one principal: `rolecall/explain@1`.
#[derive(Debug, Clone)]
pub struct TenantExplanation {
    pub(super) tenant: Tenant,
    pub(super) notes: Vec<Note>,
    pub(super) explanation: Explanation,
}

impl TenantExplanation {
    /// Whether it is allowed for every target.
    pub fn is_yes(&self) -> bool {
        self.explanation.conclusion() == Conclusion::Yes
    }

    fn report(&self) -> ExplainReport<'_> {
        ExplainReport::new(&self.explanation, self.tenant.graph(), self.tenant.inputs(), &self.notes)
    }
}

/// Everybody who can do something: `rolecall/who-can@1`.
#[derive(Debug, Clone)]
pub struct TenantWhoCan {
    pub(super) tenant: Tenant,
    pub(super) notes: Vec<Note>,
    pub(super) found: WhoCan,
}

impl TenantWhoCan {
    /// Whether somebody can do it at any of the targets.
    pub fn is_yes(&self) -> bool {
        self.found.conclusion() == Conclusion::Yes
    }

    fn report(&self) -> WhoCanReport<'_> {
        WhoCanReport::new(&self.found, self.tenant.graph(), self.tenant.inputs(), &self.notes)
    }
}

/// Whether a workspace is ready: `rolecall/readiness@1`.
#[derive(Debug, Clone)]
pub struct TenantReadiness {
    pub(super) tenant: Tenant,
    pub(super) notes: Vec<Note>,
    pub(super) outcome: ReadinessOutcome,
}

impl TenantReadiness {
    /// Whether the procedure can begin, be it after an activation.
    pub fn is_ready(&self) -> bool {
        self.outcome.readiness() >= Readiness::ReadyAfterActivation
    }

    fn report(&self) -> ReadinessReport<'_> {
        ReadinessReport::new(&self.outcome, self.tenant.graph(), self.tenant.inputs(), &self.notes)
    }
}

/// What is wrong with role files: `rolecall/check@1`.
#[derive(Debug, Clone)]
pub struct RoleReview {
    pub(super) report: CheckReport,
}

impl RoleReview {
    /// Whether a finding is an error that nobody has accepted.
    pub fn fails(&self) -> bool {
        self.report.fails()
    }

    fn report(&self) -> CheckReport {
        self.report.clone()
    }
}

/// What became of roles: `rolecall/diff@1`.
#[derive(Debug, Clone)]
pub struct RoleDifference {
    pub(super) roles: Vec<RoleDiff>,
    pub(super) notes: Vec<Note>,
    pub(super) catalog: Arc<Catalog>,
    pub(super) wildcards: Wildcards,
}

impl RoleDifference {
    /// Whether some role gives more than before.
    pub fn adds_access(&self) -> bool {
        self.roles.iter().any(RoleDiff::adds_access)
    }

    fn report(&self) -> DiffReport<'_> {
        DiffReport::new(&self.roles, &self.catalog, self.wildcards, &self.notes)
    }
}

/// An answer is its report.
macro_rules! answers {
    ($($answer:ty),*) => {$(
        impl Serialize for $answer {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.report().serialize(serializer)
            }
        }

        impl Answer for $answer {
            fn render(&self, format: Format) -> Result<String, Error> {
                rendered(&self.report(), format)
            }
        }
    )*};
}

answers!(TenantAudit, TenantExplanation, TenantWhoCan, TenantReadiness, RoleReview, RoleDifference);
