//! Text for people: the answer, each task with who can do it, what is worth knowing, people by power, and what the answers rest on.

use std::io::{self, Write};

use super::picture::AuditReport;
use crate::report::answers::matrix::Matrix;
use crate::report::answers::text::{
    Proofs, write_assumptions, write_findings, write_gaps, write_matrix, write_people, write_tasks,
};
use crate::report::clean::clean;
use crate::report::page::Page;
use crate::report::style::Look;
use crate::report::words::count;

/// The whole report.
pub(crate) fn write(report: &AuditReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let answers = &report.answers;
    let matrix = Matrix::new(answers);
    let mut page = Page { look, out };
    let answer = report.answer();
    page.styled("", 0, &page.look.heading(&clean(&answer)))?;
    page.paragraph("", 2, &report.read())?;
    if let Some(packs) = report.by_packs() {
        page.paragraph("", 2, &packs)?;
    }
    write_tasks(&mut page, answers, &matrix)?;
    write_findings(&mut page, answers)?;
    write_people(&mut page, answers, &matrix, if report.parts.why { Proofs::Full } else { Proofs::Short })?;
    if report.parts.matrix {
        write_matrix(&mut page, answers, &matrix)?;
    }
    write_assumptions(&mut page, answers)?;
    write_gaps(&mut page, answers)?;
    write_end(&mut page, report, &answer)
}

/// The answer again, and what to ask next.
fn write_end(page: &mut Page<'_>, report: &AuditReport<'_>, answer: &str) -> io::Result<()> {
    page.line("")?;
    let gaps = report.answers.gap_groups().len();
    let lacks = if gaps == 0 { String::new() } else { format!("; {} (above)", count(gaps, "missing export")) };
    page.styled("", 0, &page.look.heading(&clean(&format!("{answer}{lacks}"))))?;
    let next = match (report.parts.why, report.parts.matrix) {
        (false, false) => "--why shows the proofs, --matrix who can do what in one table, --principal WHO one of them",
        (false, true) => "--why shows the proofs, --principal WHO one of them",
        (true, false) => "--matrix shows who can do what in one table",
        (true, true) => return Ok(()),
    };
    page.styled("", 2, &page.look.faint(next))
}
