//! JSON: what an audit says, with the question, the conclusion and the nearest misses.

use std::io::{self, Write};

use serde::Serialize;

use super::ExplainReport;
use crate::report::audit::json::{entry, items, list};
use crate::report::remediation::SuggestionView;

#[derive(Serialize)]
struct Nearest<'a> {
    target: &'a str,
    suggestions: Vec<SuggestionView<'a>>,
}

/// One document. Lists have an item a line.
pub(super) fn write(report: &ExplainReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = report.head();
    let audit = &report.audit;
    writeln!(out, "{{")?;
    entry(out, "schema", &head.schema)?;
    entry(out, "version", &head.version)?;
    entry(out, "catalog", &head.catalog)?;
    entry(out, "at", &head.at)?;
    if head.strict_wildcards {
        entry(out, "strict_wildcards", &head.strict_wildcards)?;
    }
    entry(out, "question", &report.question())?;
    entry(out, "answer", &report.conclusion())?;
    list(out, "inputs", audit.inputs())?;
    list(out, "notes", audit.notes())?;
    list(out, "gaps", audit.gaps())?;
    list(out, "tasks", audit.tasks())?;
    list(out, "targets", audit.targets())?;
    list(out, "principals", audit.principals())?;
    list(out, "classes", audit.classes())?;
    let nearest = report.nearest().map(|(target, suggestions)| Nearest { target: target.id, suggestions });
    items(out, "nearest", nearest)?;
    writeln!(out, "\n}}")
}
