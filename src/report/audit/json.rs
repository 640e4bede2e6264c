//! JSON of an audit: one document, or one object a line.

use std::io::{self, Write};

use serde::Serialize;

use super::picture::AuditReport;
use super::views::TargetView;
use crate::report::json::lines;

/// One object a line, each with a `kind`.
pub(crate) fn write_lines(report: &AuditReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let sources = report.sources();
    lines(out, "report", [report.head()])?;
    lines(out, "input", sources.inputs)?;
    lines(out, "ledger", sources.ledger)?;
    lines(out, "note", sources.notes)?;
    lines(out, "gap", sources.gaps)?;
    lines(out, "finding", report.findings())?;
    lines(out, "task", report.tasks())?;
    lines(out, "target", report.targets().map(TargetLine::new))?;
    lines(out, "principal", report.principals())?;
    lines(out, "class", report.classes())
}

/// A target whose own kind has another name: `kind` says what the line is.
#[derive(Serialize)]
struct TargetLine<'a> {
    id: &'a str,
    target_kind: &'static str,
    name: Option<&'a str>,
}

impl<'a> TargetLine<'a> {
    fn new(target: TargetView<'a>) -> Self {
        Self { id: target.id, target_kind: target.kind, name: target.name }
    }
}
