//! Markdown for a ticket: ready or not, a table of the assignments, and what each that is not ready lacks.

use std::io::{self, Write};

use super::picture::{PolicyAssignmentView, PolicyReadinessReport, Readiness};
use super::words;
use crate::report::answers::markdown::{assumptions, gaps};
use crate::report::answers::phrases::way;
use crate::report::markdown::{escape, fenced};
use crate::report::words::{capital, record_in_words};

pub(crate) fn write(report: &PolicyReadinessReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}\n\nAzure Policy, as of {}.\n", escape(&words::in_short(report)), report.at())?;
    let mut all: Vec<PolicyAssignmentView<'_>> = report.assignments().collect();
    all.sort_by_key(|own| own.readiness);
    if !all.is_empty() {
        writeln!(out, "| assignment | at | ready | identity |\n| --- | --- | --- | --- |")?;
        all.iter().try_for_each(|own| row(own, out))?;
        writeln!(out)?;
    }
    all.iter().filter(|own| own.readiness != Readiness::Ready).try_for_each(|own| assignment(own, out))?;
    let beside = words::beside(report);
    beside.iter().try_for_each(|line| writeln!(out, "{}.\n", escape(&capital(line))))?;
    words::CAVEATS.iter().try_for_each(|line| writeln!(out, "> {}\n", escape(line)))?;
    assumptions(&report.answers.assumptions(), out)?;
    gaps(&report.answers, out)
}

fn row(own: &PolicyAssignmentView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let word = words::readiness(own.readiness);
    let identity = words::identity_of(own).unwrap_or_default();
    writeln!(out, "| {} | {} | **{word}** | {} |", escape(own.name), escape(&own.scope_name), escape(&identity))
}

/// What an assignment lacks, and what would tell.
fn assignment(own: &PolicyAssignmentView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let record = record_in_words(own.input, own.record);
    writeln!(out, "## {}: {}\n", escape(&words::title(own)), words::readiness(own.readiness))?;
    writeln!(out, "{}{}\n", escape(own.id), escape(&record))?;
    for open in &own.open {
        writeln!(out, "- {}", escape(&open.message))?;
        open.remedy.iter().try_for_each(|remedy| command(remedy, out))?;
    }
    for need in &own.needs {
        writeln!(out, "- **{}**: {}", words::readiness(need.readiness), escape(&words::need(need)))?;
        let answers = need.answer.iter();
        for answer in answers {
            for step in answer.proof() {
                let record = record_in_words(step.input, step.record);
                writeln!(out, "  - {}", escape(&format!("{}{record}", way(&step))))?;
            }
            if need.readiness != Readiness::Ready {
                answer.condition().iter().try_for_each(|condition| writeln!(out, "  - {}", escape(condition)))?;
                let mut missing = answer.missing();
                missing.try_for_each(|missing| writeln!(out, "  - {}", escape(&missing.in_words())))?;
            }
        }
        need.remedy.iter().try_for_each(|remedy| command(remedy, out))?;
    }
    writeln!(out)
}

fn command(text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n  ```bash\n  {}\n  ```\n", fenced(text))
}
