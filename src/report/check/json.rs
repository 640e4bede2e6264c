//! JSON (CONTRACT section 4): a line for each file and finding, so that two reports compare line by line.

use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;

use super::{CheckFinding, CheckReport, Standing};
use crate::decide::Verdict;
use crate::model::{PrincipalId, Severity};
use crate::report::audit::json::{entry, list};
use crate::report::audit::views::PrincipalView;
use crate::report::diff::RoleDiffView;
use crate::review::impact::{Impact as Exposure, RoleImpact as RoleExposure, TaskImpact as TaskExposure};

pub(super) const SCHEMA: &str = "rolecall/check@1";

pub(super) fn write(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{{")?;
    entry(out, "schema", &SCHEMA)?;
    entry(out, "version", &env!("CARGO_PKG_VERSION"))?;
    list(out, "files", &report.files)?;
    entry(out, "left_alone", &report.left_alone)?;
    list(out, "findings", report.findings.iter().map(Row::new))?;
    access(report, out)?;
    writeln!(out, "}}")
}

/// What became of the roles since the base (CONTRACT section 3).
fn access(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let Some(changes) = &report.access else { return writeln!(out, "  \"access\": null") };
    write!(out, "  \"access\": {{\"schema\": \"rolecall/diff@1\", \"roles\": [")?;
    for (number, change) in changes.iter().enumerate() {
        out.write_all(if number == 0 { b"\n    " } else { b",\n    " })?;
        serde_json::to_writer(&mut *out, &RoleDiffView::new(&change.diff))?;
    }
    write!(out, "\n  ]")?;
    if let Some(exposure) = &report.exposure {
        write!(out, ", \"exposure\": ")?;
        serde_json::to_writer(&mut *out, &ExposureView::new(exposure))?;
    }
    writeln!(out, "}}")
}

/// Who gains what by the change.
#[derive(Serialize)]
struct ExposureView<'r> {
    roles: Vec<RoleGain<'r>>,
    tasks: Vec<TaskGain<'r>>,
    /// The changed roles that nobody holds.
    unheld: &'r [Box<str>],
}

#[derive(Serialize)]
struct RoleGain<'r> {
    role: &'r str,
    scope: &'r str,
    verdict: Verdict,
    witness: &'r str,
    privileged: &'r [String],
    principals: Vec<PrincipalView<'r>>,
}

#[derive(Serialize)]
struct TaskGain<'r> {
    pack: &'r str,
    task: &'r str,
    target: &'r str,
    verdict: Verdict,
    principals: Vec<PrincipalView<'r>>,
}

impl<'r> ExposureView<'r> {
    fn new(exposure: &'r Exposure) -> Self {
        let people = |ids: &'r [PrincipalId]| ids.iter().map(|&id| PrincipalView::new(&exposure.tenant, id)).collect();
        let role = |own: &'r RoleExposure| RoleGain {
            role: &own.role,
            scope: &own.scope,
            verdict: own.verdict,
            witness: &own.witness,
            privileged: &own.privileged,
            principals: people(&own.principals),
        };
        let task = |own: &'r TaskExposure| TaskGain {
            pack: &own.pack,
            task: &own.task,
            target: &own.target,
            verdict: own.verdict,
            principals: people(&own.principals),
        };
        Self {
            roles: exposure.roles.iter().map(role).collect(),
            tasks: exposure.tasks.iter().map(task).collect(),
            unheld: &exposure.unheld,
        }
    }
}

/// A finding.
#[derive(Serialize)]
struct Row<'r> {
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
    related: Vec<Related<'r>>,
    fingerprint: &'r str,
    /// Whether the baseline has it.
    known: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed: Option<&'r str>,
}

/// Another place.
#[derive(Serialize)]
struct Related<'r> {
    path: Arc<str>,
    line: usize,
    column: usize,
    message: &'r str,
}

impl<'r> Row<'r> {
    fn new(finding: &'r CheckFinding) -> Self {
        let (start, end) = (finding.start(), finding.end());
        let related = finding.related.iter().map(|related| {
            let place = related.source.place(related.span.start);
            Related { path: place.path, line: place.line, column: place.column, message: &related.message }
        });
        Self {
            lint: finding.lint,
            severity: finding.severity,
            message: &finding.message,
            help: finding.help.as_deref(),
            path: start.path,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            role: finding.role.as_deref(),
            witness: finding.witness.as_deref(),
            related: related.collect(),
            fingerprint: &finding.fingerprint,
            known: finding.standing == Standing::Known,
            allowed: match &finding.standing {
                Standing::Allowed { reason, .. } => Some(reason),
                Standing::New | Standing::Known => None,
            },
        }
    }
}
