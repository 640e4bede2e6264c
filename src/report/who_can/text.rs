//! Text for people: the answer, then everybody who can, each with the grant.

use std::io;
use std::io::Write;

use super::direct::{AssignmentView, DirectReport};
use super::expected::ExpectationReport;
use super::picture::{Holder, WhoCanReport};
use super::{direct_words, words};
use crate::report::answers::text::{write_basis, write_grounds};
use crate::report::answers::views::ResultView;
use crate::report::clean::clean;
use crate::report::page::Page;
use crate::report::style::{Detail, Look};
use crate::report::words::{count, verdict_in_words};

/// More people than this are named only with `-v`.
const MOST: usize = 50;

/// The whole report.
pub(crate) fn write(report: &WhoCanReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    let holders = report.holders();
    write_answer(&mut page, report, &holders)?;
    page.paragraph("", 2, &words::question(report))?;
    let shown = if look.detail == Detail::All { holders.len() } else { holders.len().min(MOST) };
    for holder in holders.iter().take(shown) {
        write_holder(&mut page, report, holder)?;
    }
    let left = holders.len() - shown;
    if left > 0 {
        let more = format!("... and {} (-v names them all; --principal narrows)", count(left, "more principal"));
        page.line("")?;
        page.line(&page.look.faint(&more))?;
    }
    write_delegations(&mut page, report)?;
    write_basis(&mut page, &report.answers)?;
    page.line("")?;
    write_answer(&mut page, report, &holders)
}

fn write_delegations(page: &mut Page<'_>, report: &WhoCanReport<'_>) -> io::Result<()> {
    let delegations = report.delegations();
    if !delegations.is_empty() {
        page.heading("From other tenants, through Azure Lighthouse")?;
    }
    delegations.iter().try_for_each(|own| page.paragraph("  -", 4, &words::delegation(own)))
}

fn write_answer(page: &mut Page<'_>, report: &WhoCanReport<'_>, holders: &[Holder<'_>]) -> io::Result<()> {
    page.styled("", 0, &page.look.heading(&clean(&words::answer(report, holders))))
}

fn write_holder(page: &mut Page<'_>, report: &WhoCanReport<'_>, holder: &Holder<'_>) -> io::Result<()> {
    page.line("")?;
    let called = page.look.heading(&clean(&holder.principal.called()));
    page.line(&format!("{} {called} ({})", page.look.symbol(holder.verdict), holder.principal.kind))?;
    holder.results().iter().try_for_each(|result| write_result(page, report, result))
}

fn write_result(page: &mut Page<'_>, report: &WhoCanReport<'_>, result: &ResultView<'_>) -> io::Result<()> {
    let basis = words::basis(result);
    let strict = if result.strict_differs() { "; another answer under --strict-wildcards" } else { "" };
    let places = words::places(report, &report.highest(result), result);
    let places = if places.is_empty() { places } else { format!(": {places}") };
    page.paragraph("", 4, &format!("{}{basis}{strict}{places}", verdict_in_words(result.verdict())))?;
    write_grounds(page, result)
}

/// The assignments that give it.
pub(crate) fn write_direct(report: &DirectReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    let assignments = report.assignments();
    let answer = look.heading(&clean(&direct_words::answer(report, &assignments)));
    page.styled("", 0, &answer)?;
    page.paragraph("", 2, &words::question(&report.report))?;
    let shown = if look.detail == Detail::All { assignments.len() } else { assignments.len().min(MOST) };
    for own in assignments.iter().take(shown) {
        write_assignment(&mut page, report, own)?;
    }
    let left = assignments.len() - shown;
    if left > 0 {
        page.line("")?;
        page.line(&look.faint(&format!("... and {} (-v shows all)", count(left, "more assignment"))))?;
    }
    let together = report.together();
    if !together.is_empty() {
        page.heading("By several assignments together")?;
        together.iter().take(MOST).try_for_each(|holder| write_holder(&mut page, &report.report, holder))?;
    }
    write_delegations(&mut page, &report.report)?;
    write_basis(&mut page, &report.report.answers)?;
    page.line("")?;
    page.styled("", 0, &answer)
}

fn write_assignment(page: &mut Page<'_>, report: &DirectReport<'_>, own: &AssignmentView<'_>) -> io::Result<()> {
    page.line("")?;
    let called = page.look.heading(&clean(&direct_words::assignment(own)));
    page.styled(page.look.symbol(own.verdict), 4, &called)?;
    own.results.iter().try_for_each(|given| page.paragraph("", 4, &direct_words::given(report, given)))?;
    direct_words::terms(own).iter().try_for_each(|line| page.paragraph("    -", 6, line))
}

/// What is other than expected, and nothing else.
pub(crate) fn write_expectation(report: &ExpectationReport, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    let answer = page.look.heading(&clean(&report.answer));
    page.styled("", 0, &answer)?;
    report.lines.iter().try_for_each(|(mark, line)| page.paragraph(&format!("  {mark}"), 4, line))?;
    if report.lines.is_empty() { Ok(()) } else { page.styled("", 0, &answer) }
}
