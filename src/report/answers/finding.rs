//! [`FindingView`]: something worth knowing beside the answers.

use serde::Serialize;

use super::views::{PrincipalView, record};
use super::words;
use crate::audit::{AuditFinding, AuditFindingCode};
use crate::graph::TenantGraph;
use crate::model::{ObjectId, Severity};

/// Something worth knowing beside the answers.
#[derive(Debug, Serialize)]
pub struct FindingView<'a> {
    /// A stable id.
    pub code: AuditFindingCode,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// What it is about beside the principals.
    pub subject: String,
    /// The principals that it is about.
    pub principals: Vec<&'a ObjectId>,
    /// Their names, for people.
    #[serde(skip)]
    pub names: Vec<String>,
    /// The file of the record that shows it.
    pub input: Option<&'a str>,
    /// The record, from 1.
    pub record: Option<u32>,
}

impl<'a> FindingView<'a> {
    pub(crate) fn new(finding: &'a AuditFinding, tenant: &'a TenantGraph) -> Self {
        let (input, record) = record(tenant, finding.origin);
        let people = finding.principals.iter();
        Self {
            code: finding.code(),
            severity: finding.severity(),
            message: words::finding(tenant, finding),
            subject: finding.subject(tenant.facts()),
            principals: people.clone().map(|&id| tenant.facts().principals.id(id)).collect(),
            names: people.map(|&id| PrincipalView::new(tenant, id).called()).collect(),
            input,
            record,
        }
    }
}
