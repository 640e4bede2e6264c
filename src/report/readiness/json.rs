//! JSON: one document, a line for each item.

use std::io::{self, Write};

use super::ReadinessReport;
use crate::report::audit::json::{entry, items, list};

pub(super) fn write(report: &ReadinessReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = report.head();
    writeln!(out, "{{")?;
    entry(out, "schema", &head.schema)?;
    entry(out, "version", &head.version)?;
    entry(out, "catalog", &head.catalog)?;
    entry(out, "at", &head.at)?;
    if head.strict_wildcards {
        entry(out, "strict_wildcards", &head.strict_wildcards)?;
    }
    entry(out, "readiness", &report.readiness())?;
    entry(out, "workspace", &report.workspace())?;
    entry(out, "team", &report.team())?;
    entry(out, "connected", &report.connected())?;
    list(out, "packs", report.packs())?;
    list(out, "differences", report.differences())?;
    list(out, "inputs", report.inputs())?;
    list(out, "ledger", report.audit.ledger())?;
    list(out, "notes", report.audit.notes())?;
    list(out, "gaps", report.audit.gaps())?;
    list(out, "findings", report.audit.findings())?;
    list(out, "tasks", report.audit.tasks())?;
    list(out, "targets", report.audit.targets())?;
    list(out, "principals", report.principals())?;
    items(out, "classes", report.classes())?;
    writeln!(out, "\n}}")
}
