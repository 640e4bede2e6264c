//! Markdown for a ticket or a pull request: the answer, the tasks, the matrix, and the proofs folded away.

use std::io::{self, Write};

use super::picture::AuditReport;
use crate::report::answers::markdown::{assumptions, caveats, findings, folded, gaps, people, table, tasks};
use crate::report::answers::matrix::Matrix;
use crate::report::markdown::escape;

pub(crate) fn write(report: &AuditReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let answers = &report.answers;
    let matrix = Matrix::new(answers);
    let packs = report.by_packs().map(|packs| format!("\n{}.", escape(&packs))).unwrap_or_default();
    writeln!(out, "# {}\n\n{}.{packs}\n", escape(&report.answer()), escape(&report.read()))?;
    tasks(answers, &matrix, out)?;
    caveats(&answers.caveats(), out)?;
    writeln!(out)?;
    findings(answers, out)?;
    writeln!(out, "## Who can do what\n")?;
    table(answers, &matrix, out)?;
    folded("People, the most powerful first, and the grants that give it", out, |out| people(answers, &matrix, out))?;
    assumptions(&answers.assumptions(), out)?;
    gaps(answers, out)
}
