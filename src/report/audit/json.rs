//! JSON of an audit: one document, or one object a line.

use std::io::{self, Write};

use serde::Serialize;

use super::picture::AuditReport;
use crate::report::answers::views::TargetView;
use crate::report::coverage::CoverageEntryView;
use crate::report::json::lines;
use crate::report::terms::{CoveragePart, CoverageState, PartialSign};

/// One object a line, each with a `kind`.
pub(crate) fn write_lines(report: &AuditReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let sources = report.answers.sources();
    lines(out, "report", [report.head()])?;
    lines(out, "input", sources.inputs)?;
    lines(out, "coverage", sources.coverage.into_iter().map(|entry| CoverageLine::new(entry.of)))?;
    lines(out, "ledger", sources.ledger)?;
    lines(out, "note", sources.notes)?;
    lines(out, "gap", sources.gaps)?;
    lines(out, "finding", report.answers.findings())?;
    lines(out, "task", report.answers.tasks())?;
    lines(out, "target", report.answers.targets().map(TargetLine::new))?;
    lines(out, "principal", report.answers.principals())?;
    lines(out, "class", report.answers.classes())
}

/// An entry of the coverage, with its number. Its own kind has another name: `kind` says what the line is.
#[derive(Serialize)]
struct CoverageLine<'a> {
    export: &'static str,
    place: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<CoveragePart>,
    state: CoverageState,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    vouched: bool,
    inputs: Vec<&'a str>,
    why: Option<PartialSign>,
}

impl<'a> CoverageLine<'a> {
    fn new(entry: CoverageEntryView<'a>) -> Self {
        let CoverageEntryView { kind, place, part, state, vouched, inputs, why } = entry;
        Self { export: kind, place, part, state, vouched, inputs, why }
    }
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
