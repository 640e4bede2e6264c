//! People, the most powerful first: what each holds, and what that gives.

use std::io;

use super::cut::{shown, write_more};
use crate::report::answers::grants::{GrantView, by, grant_in_words, grants};
use crate::report::answers::matrix::{Matrix, MatrixRow};
use crate::report::answers::picture::AnswersView;
use crate::report::answers::views::{PrincipalView, ProofView};
use crate::report::clean::clean;
use crate::report::page::Page;
use crate::report::words::{count, record_in_words};

/// More people than this are shown only with `-v`.
const PEOPLE: usize = 20;
/// More names of one row than this are not written.
const NAMES: usize = 6;

/// How much is said of each grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proofs {
    /// Names and the record.
    Short,
    /// Ids, patterns, conditions, and what is missing as well.
    Full,
}

/// A block for all principals with the same answers.
pub(crate) fn write_people(
    page: &mut Page<'_>,
    answers: &AnswersView<'_>,
    matrix: &Matrix<'_>,
    proofs: Proofs,
) -> io::Result<()> {
    if matrix.rows.is_empty() {
        let nobody = answers.principals().is_empty();
        let words = if nobody { "The exports name no principal.".to_owned() } else { matrix.nobody(answers) };
        page.line("")?;
        return page.paragraph("", 0, &words);
    }
    page.heading("People, the most powerful first")?;
    let most = shown(page, PEOPLE);
    for row in matrix.rows.iter().take(most) {
        write_row(page, answers, row, proofs)?;
    }
    write_more(page, matrix.rows.len().saturating_sub(most), "row")?;
    if matrix.others > 0 {
        let nothing = format!("  {} {}", count(matrix.others, "other principal"), matrix.none_of_them());
        page.line(&page.look.faint(&nothing))?;
    }
    Ok(())
}

fn write_row(page: &mut Page<'_>, answers: &AnswersView<'_>, row: &MatrixRow<'_>, proofs: Proofs) -> io::Result<()> {
    page.styled("", 2, &page.look.heading(&clean(&row.called(NAMES))))?;
    if row.principals.len() > 1 {
        let first = row.principals.first().map(PrincipalView::called).unwrap_or_default();
        page.line(&page.look.faint(&format!("    shown for {}", clean(&first))))?;
    }
    grants(answers, row.example.results()).iter().try_for_each(|grant| write_grant(page, grant, proofs))
}

fn write_grant(page: &mut Page<'_>, grant: &GrantView<'_>, proofs: Proofs) -> io::Result<()> {
    let mark = format!("    {}", page.look.symbol(grant.verdict));
    page.paragraph(&mark, 6, &grant_in_words(grant))?;
    for step in &grant.steps {
        write_record(page, step, proofs)?;
    }
    if proofs == Proofs::Short {
        return Ok(());
    }
    for own in &grant.gives {
        page.paragraph("       -", 9, &by(own))?;
    }
    if let Some(condition) = &grant.condition {
        page.paragraph("", 8, condition)?;
    }
    grant.missing.iter().try_for_each(|missing| page.paragraph("       -", 9, &missing.in_words()))
}

/// The record of a grant, and in full the id of the scope.
fn write_record(page: &mut Page<'_>, step: &ProofView<'_>, proofs: Proofs) -> io::Result<()> {
    if proofs == Proofs::Full && step.scope != "/" {
        page.faint(8, &step.scope)?;
    }
    match record_in_words(step.input, step.record).trim_start() {
        "" => Ok(()),
        record => page.faint(8, record),
    }
}
