//! JSON of a check: a line for each file and finding, so that two reports compare line by line.

use std::sync::Arc;

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::impact::ImpactView;
use super::picture::{CheckFinding, CheckReport, CheckedFile, Disposition, Impact};
use crate::report::gap::GapView;
use crate::report::head::{HeadView, SourcesView};
use crate::report::role_diff::RoleDiffView;
use crate::report::terms::Severity;

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct CheckDocument<'r> {
    #[serde(flatten)]
    head: HeadView,
    #[serde(flatten)]
    sources: SourcesView<'r>,
    files: &'r [CheckedFile],
    left_alone: usize,
    ignored: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_left_out: Option<usize>,
    findings: Vec<FindingLine<'r>>,
    access: Option<Box<RawValue>>,
}

impl Serialize for CheckReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (head, sources) = (self.head.clone(), SourcesView::without_tenant(&self.notes));
        let (head, sources) = match &self.impact {
            Some(Impact { tenant, gaps, .. }) => {
                let gaps = gaps.iter().map(GapView::new);
                (head.at(tenant.at()), sources.with_state(None, tenant, &self.inputs).with_gaps(None, gaps))
            }
            None => (head, sources),
        };
        let document = CheckDocument {
            head,
            sources,
            files: &self.files,
            left_alone: self.left_alone,
            ignored: self.ignored,
            old_left_out: self.old_left_out,
            findings: self.findings.iter().map(|finding| FindingLine::new(finding, self.access.is_some())).collect(),
            access: access(self).map_err(S::Error::custom)?,
        };
        document.serialize(serializer)
    }
}

/// What became of the roles since the base: a line for each of them too.
fn access(report: &CheckReport) -> serde_json::Result<Option<Box<RawValue>>> {
    let Some(changes) = &report.access else { return Ok(None) };
    let mut text = String::from("{\"schema\": \"rolecall/diff@1\", \"roles\": [");
    for (number, change) in changes.iter().enumerate() {
        text.push_str(if number == 0 { "\n    " } else { ",\n    " });
        text.push_str(&serde_json::to_string(&RoleDiffView::new(&change.diff))?);
    }
    text.push_str("\n  ]");
    if let Some(impact) = &report.impact {
        text.push_str(", \"exposure\": ");
        text.push_str(&serde_json::to_string(&ImpactView::new(impact))?);
    }
    text.push('}');
    Ok(Some(RawValue::from_string(text)?))
}

/// A finding.
#[derive(Serialize)]
struct FindingLine<'r> {
    lint: &'r str,
    severity: Severity,
    message: &'r str,
    help: Option<&'r str>,
    path: Arc<str>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    role: Option<&'r str>,
    witness: Option<&'r str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedLine<'r>>,
    fingerprint: String,
    /// Whether the baseline has it.
    known: bool,
    /// Whether the base has it too; absent: there is no base.
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed: Option<&'r str>,
}

/// Another place.
#[derive(Serialize)]
struct RelatedLine<'r> {
    path: Arc<str>,
    line: usize,
    column: usize,
    message: &'r str,
}

impl<'r> FindingLine<'r> {
    fn new(finding: &'r CheckFinding, has_base: bool) -> Self {
        let (start, end) = (finding.start(), finding.end());
        let related = finding.reviewed.related.iter().map(|related| {
            let place = related.source.place(related.span.start);
            RelatedLine { path: place.path, line: place.line, column: place.column, message: &related.message }
        });
        Self {
            lint: finding.reviewed.lint,
            severity: finding.reviewed.severity,
            message: &finding.reviewed.message,
            help: finding.reviewed.help.as_deref(),
            path: start.path,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            role: finding.reviewed.role.as_deref(),
            witness: finding.reviewed.witness.as_deref(),
            related: related.collect(),
            fingerprint: finding.reviewed.fingerprint.to_string(),
            known: finding.reviewed.disposition == Disposition::Known,
            old: has_base.then_some(finding.reviewed.is_old),
            allowed: match &finding.reviewed.disposition {
                Disposition::Allowed { reason, .. } => Some(reason),
                Disposition::New | Disposition::Known => None,
            },
        }
    }
}
