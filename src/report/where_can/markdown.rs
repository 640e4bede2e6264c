//! Markdown for a ticket: the answer, and a table of the scopes.

use std::io;
use std::io::Write;

use super::picture::{AnswerPlaces, WhereCanReport};
use super::words;
use crate::report::answers::markdown::{assumptions, caveats, gaps};
use crate::report::answers::phrases::{target_called, way};
use crate::report::markdown::escape;
use crate::report::words::{record_in_words, shortened, verdict_in_words};

/// More scopes in one cell than this make no readable page.
const MOST: usize = 50;

/// The whole report.
pub(crate) fn write(report: &WhereCanReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = report.places();
    writeln!(out, "# Where {} can {}\n", escape(&report.principal().called()), escape(&words::question(report)))?;
    writeln!(out, "**{}**", escape(&words::answer(report, &places)))?;
    caveats(&report.answers.caveats(), out)?;
    writeln!(out)?;
    if !places.is_empty() {
        writeln!(out, "| answer | where | by |\n| --- | --- | --- |")?;
        places.iter().try_for_each(|of| row(of, out))?;
        writeln!(out)?;
    }
    assumptions(&report.answers.assumptions(), out)?;
    gaps(&report.answers, out)
}

fn row(places: &AnswerPlaces<'_>, out: &mut dyn Write) -> io::Result<()> {
    let result = &places.result;
    let ways = result.proof().map(|step| format!("{}{}", way(&step), record_in_words(step.input, step.record)));
    let reasons = result.condition().into_iter().chain(result.missing().map(|missing| missing.in_words()));
    let by: Vec<String> = ways.chain(reasons).map(|line| escape(&line)).collect();
    let scopes: Vec<String> = places.highest.iter().map(|target| target_called(*target)).collect();
    let scopes = escape(&format!("{}{}", shortened(&scopes, MOST), words::below(places)));
    writeln!(out, "| **{}** | {scopes} | {} |", verdict_in_words(result.verdict()), by.join("<br>"))
}
