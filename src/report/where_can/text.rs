//! Text for people: the answer, then the scopes, highest first, each with the grant.

use std::io;
use std::io::Write;

use super::picture::{AnswerPlaces, WhereCanReport};
use super::words;
use crate::report::answers::phrases::target_called;
use crate::report::answers::text::{write_basis, write_grounds};
use crate::report::clean::clean;
use crate::report::page::Page;
use crate::report::style::{Detail, Look};
use crate::report::words::{count, verdict_in_words};

/// More scopes of one answer than this are named only with `-v`.
const MOST: usize = 20;

/// The whole report.
pub(crate) fn write(report: &WhereCanReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    let places = report.places();
    write_answer(&mut page, report, &places)?;
    page.paragraph("", 2, &words::question(report))?;
    places.iter().try_for_each(|of| write_places(&mut page, of))?;
    write_basis(&mut page, &report.answers)?;
    page.line("")?;
    write_answer(&mut page, report, &places)
}

fn write_answer(page: &mut Page<'_>, report: &WhereCanReport<'_>, places: &[AnswerPlaces<'_>]) -> io::Result<()> {
    page.styled("", 0, &page.look.heading(&clean(&words::answer(report, places))))
}

fn write_places(page: &mut Page<'_>, places: &AnswerPlaces<'_>) -> io::Result<()> {
    let (result, most) = (&places.result, if page.look.detail == Detail::All { usize::MAX } else { MOST });
    page.line("")?;
    let verdict = verdict_in_words(result.verdict());
    page.line(&format!("{} {verdict}{}", page.look.symbol(result.verdict()), words::below(places)))?;
    for target in places.highest.iter().take(most) {
        page.line(&format!("    {}", page.look.heading(&clean(&target_called(*target)))))?;
        page.line(&format!("      {}", page.look.faint(&clean(target.id))))?;
    }
    let left = places.highest.len().saturating_sub(most);
    if left > 0 {
        page.line(&page.look.faint(&format!("    ... and {} (-v names them all)", count(left, "more scope"))))?;
    }
    write_grounds(page, result)
}
