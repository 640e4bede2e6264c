//! Markdown for a ticket: the answer, and a table of everybody who can.

use std::io;
use std::io::Write;

use super::picture::{Holder, WhoCanReport};
use super::words;
use crate::report::answers::markdown::{assumptions, caveats, gaps};
use crate::report::answers::phrases::way;
use crate::report::answers::views::ResultView;
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
    let ways = result.proof().map(|step| format!("{}{}", way(&step), record_in_words(step.input, step.record)));
    let reasons = result.condition().into_iter().chain(result.missing().map(|missing| missing.in_words()));
    let by: Vec<String> = ways.chain(reasons).map(|line| escape(&line)).collect();
    let answer = format!("**{}**{}", verdict_in_words(result.verdict()), words::basis(result));
    let places = escape(&words::places(report, &report.highest(result), result));
    let (who, kind) = (escape(&holder.principal.called()), holder.principal.kind);
    writeln!(out, "| {who} | {kind} | {answer} | {places} | {} |", by.join("<br>"))
}
