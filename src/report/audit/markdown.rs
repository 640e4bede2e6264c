//! Markdown for a ticket or a pull request: the same as the text, as tables.

use std::io::{self, Write};

use super::picture::AuditReport;
use crate::report::answers::markdown::{assumptions, findings, gaps, reasons, table};
use crate::report::answers::matrix::Matrix;
use crate::report::words::count;

pub(crate) fn write(report: &AuditReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let answers = &report.answers;
    let matrix = Matrix::new(answers);
    writeln!(out, "# Who can do what\n")?;
    let able: usize = matrix.rows.iter().map(|row| row.principals.len()).sum();
    let people = count(able + matrix.others, "principal");
    let targets = count(answers.targets().len(), "target");
    writeln!(out, "{people}, {targets}; catalog of {}.\n", report.head().catalog.date)?;
    table(answers, &matrix, out)?;
    reasons(&matrix, out)?;
    findings(answers, out)?;
    assumptions(&answers.assumptions(), out)?;
    gaps(answers, out)
}
