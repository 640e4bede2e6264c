//! Text for people: how much was looked at, then the answers.

use std::io::{self, Write};

use super::picture::AuditReport;
use crate::report::answers::matrix::Matrix;
use crate::report::answers::text::{write_assumptions, write_findings, write_gaps, write_matrix, write_reasons};
use crate::report::page::Page;
use crate::report::style::Look;
use crate::report::words::count;

/// The whole report.
pub(crate) fn write(report: &AuditReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let answers = &report.answers;
    let matrix = Matrix::new(answers);
    let mut page = Page { look, out };
    write_summary(&mut page, report, &matrix)?;
    write_matrix(&mut page, answers, &matrix)?;
    write_reasons(&mut page, &matrix)?;
    write_findings(&mut page, answers)?;
    write_assumptions(&mut page, answers)?;
    write_gaps(&mut page, answers)
}

fn write_summary(page: &mut Page<'_>, report: &AuditReport<'_>, matrix: &Matrix<'_>) -> io::Result<()> {
    let able: usize = matrix.rows.iter().map(|row| row.principals.len()).sum();
    let records: usize = report.answers.inputs().iter().map(|input| input.records).sum();
    let mut files: Vec<&str> = report.answers.inputs().iter().map(|input| &*input.path).collect();
    files.dedup();
    let counts = format!(
        "{}, {}, {}, {} from {}; catalog of {}",
        count(able + matrix.others, "principal"),
        count(report.answers.tasks().len(), "task"),
        count(report.answers.targets().len(), "target"),
        count(records, "record"),
        count(files.len(), "file"),
        report.head().catalog.date,
    );
    page.paragraph("", 0, &counts)
}
