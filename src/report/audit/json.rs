//! JSON: one document with a line for each item, or one object a line.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::{AuditReport, TargetView};

/// One document. Lists have an item a line: it streams, and two reports compare line by line.
pub(in crate::report) fn write(report: &AuditReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = report.head();
    writeln!(out, "{{")?;
    entry(out, "schema", &head.schema)?;
    entry(out, "version", &head.version)?;
    entry(out, "catalog", &head.catalog)?;
    entry(out, "at", &head.at)?;
    if head.strict_wildcards {
        entry(out, "strict_wildcards", &head.strict_wildcards)?;
    }
    list(out, "inputs", report.inputs())?;
    list(out, "ledger", report.ledger())?;
    list(out, "notes", report.notes())?;
    list(out, "gaps", report.gaps())?;
    list(out, "findings", report.findings())?;
    list(out, "tasks", report.tasks())?;
    list(out, "targets", report.targets())?;
    list(out, "principals", report.principals())?;
    items(out, "classes", report.classes())?;
    writeln!(out, "\n}}")
}

/// One object a line, each with a `kind`.
pub(in crate::report) fn write_lines(report: &AuditReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    lines(out, "report", [report.head()])?;
    lines(out, "input", report.inputs())?;
    lines(out, "ledger", report.ledger())?;
    lines(out, "note", report.notes())?;
    lines(out, "gap", report.gaps())?;
    lines(out, "finding", report.findings())?;
    lines(out, "task", report.tasks())?;
    lines(out, "target", report.targets().map(TargetLine::new))?;
    lines(out, "principal", report.principals())?;
    lines(out, "class", report.classes())
}

pub(in crate::report) fn entry(out: &mut dyn Write, key: &str, value: &impl Serialize) -> io::Result<()> {
    write!(out, "  \"{key}\": ")?;
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out, ",")
}

pub(in crate::report) fn list(out: &mut dyn Write, key: &str, values: impl IntoIterator<Item: Serialize>) -> io::Result<()> {
    items(out, key, values)?;
    writeln!(out, ",")
}

pub(in crate::report) fn items(out: &mut dyn Write, key: &str, values: impl IntoIterator<Item: Serialize>) -> io::Result<()> {
    write!(out, "  \"{key}\": [")?;
    let mut any = false;
    for value in values {
        out.write_all(if any { b",\n    " } else { b"\n    " })?;
        serde_json::to_writer(&mut *out, &value)?;
        any = true;
    }
    out.write_all(if any { b"\n  ]" } else { b"]" })
}

#[derive(Serialize)]
struct Line<T> {
    kind: &'static str,
    #[serde(flatten)]
    value: T,
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

fn lines(out: &mut dyn Write, kind: &'static str, values: impl IntoIterator<Item: Serialize>) -> io::Result<()> {
    for value in values {
        serde_json::to_writer(&mut *out, &Line { kind, value })?;
        writeln!(out)?;
    }
    Ok(())
}
