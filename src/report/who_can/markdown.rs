//! Markdown for a ticket: the answer, and a table of everybody who can.

use std::io;
use std::io::Write;

use super::direct::{AssignmentView, DirectReport};
use super::picture::{Holder, WhoCanReport};
use super::{direct_words, words};
use crate::report::answers::markdown::{assumptions, caveats, gaps};
use crate::report::answers::phrases::way;
use crate::report::answers::reached;
use crate::report::answers::views::{ProofView, ResultView};
use crate::report::markdown::escape;
use crate::report::words::{count, record_in_words, verdict_in_words};

/// More rows than this make no readable page.
const ROWS: usize = 200;

/// The whole report.
pub(crate) fn write(report: &WhoCanReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let holders = report.holders();
    writeln!(out, "# Who can {}\n", escape(&words::question(report)))?;
    writeln!(out, "**{}**", escape(&words::answer(report, &holders)))?;
    caveats(&report.answers.caveats(), out)?;
    writeln!(out)?;
    if !holders.is_empty() {
        writeln!(out, "| who | type | answer | where | by |\n| --- | --- | --- | --- | --- |")?;
    }
    for holder in holders.iter().take(ROWS) {
        holder.results().iter().try_for_each(|result| row(report, holder, result, out))?;
    }
    let left = holders.len().saturating_sub(ROWS);
    if left > 0 {
        writeln!(out, "\n... and {} (`--format csv` has them all).", count(left, "more principal"))?;
    }
    if !holders.is_empty() {
        writeln!(out)?;
    }
    assumptions(&report.answers.assumptions(), out)?;
    gaps(&report.answers, out)
}

fn row(report: &WhoCanReport<'_>, holder: &Holder<'_>, result: &ResultView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let example = |step: &ProofView<'_>| step.example.as_ref().map(|own| format!(", {}", own.in_words())).unwrap_or_default();
    let ways =
        result.proof().map(|step| format!("{}{}{}", way(&step), record_in_words(step.input, step.record), example(&step)));
    let reasons = result.condition().into_iter().chain(result.missing().map(|missing| missing.in_words()));
    let by: Vec<String> = ways.chain(reasons).map(|line| escape(&line)).collect();
    let answer = format!("**{}**{}", verdict_in_words(result.verdict()), words::basis(result));
    let places = escape(&words::places(report, &report.highest(result), result));
    let (who, kind) = (escape(&holder.principal.called()), holder.principal.kind);
    writeln!(out, "| {who} | {kind} | {answer} | {places} | {} |", by.join("<br>"))
}

/// The assignments that give it.
pub(crate) fn write_direct(report: &DirectReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let assignments = report.assignments();
    writeln!(out, "# Which assignments give {}\n", escape(&words::question(&report.report)))?;
    writeln!(out, "**{}**", escape(&direct_words::answer(report, &assignments)))?;
    caveats(&report.report.answers.caveats(), out)?;
    writeln!(out)?;
    if !assignments.is_empty() {
        writeln!(out, "| principal | type | role | scope | reaches | answer | by |")?;
        writeln!(out, "| --- | --- | --- | --- | --- | --- | --- |")?;
        assignments.iter().take(ROWS).try_for_each(|own| assignment(report, own, out))?;
        let left = assignments.len().saturating_sub(ROWS);
        if left > 0 {
            writeln!(out, "\n... and {} (`--format csv` has them all).", count(left, "more assignment"))?;
        }
        writeln!(out)?;
    }
    let together = report.together();
    if !together.is_empty() {
        writeln!(out, "## By several assignments together\n")?;
        writeln!(out, "| who | type | answer | where | by |\n| --- | --- | --- | --- | --- |")?;
        for holder in together.iter().take(ROWS) {
            holder.results().iter().try_for_each(|result| row(&report.report, holder, result, out))?;
        }
        writeln!(out)?;
    }
    assumptions(&report.report.answers.assumptions(), out)?;
    gaps(&report.report.answers, out)
}

fn assignment(report: &DirectReport<'_>, own: &AssignmentView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let given: Vec<String> = own.results.iter().map(|given| escape(&direct_words::given(report, given))).collect();
    let terms: Vec<String> = direct_words::terms(own).iter().map(|line| escape(line)).collect();
    let (who, role, place) = (escape(&own.who.called()), escape(&direct_words::role(own)), escape(&own.place));
    let (kind, reaches) = (own.who.kind, reached::in_words(own.reaches));
    let (given, terms) = (given.join("<br>"), terms.join("<br>"));
    writeln!(out, "| {who} | {kind} | {role} | {place} | {reaches} | **{given}** | {terms} |")
}
