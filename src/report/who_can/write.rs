//! The formats of who can do one thing, and what writes each.

use super::direct::DirectReport;
use super::expected::ExpectationReport;
use super::picture::WhoCanReport;
use super::{csv as own_csv, direct_words, markdown, text, words};
use crate::report::answers::{csv, parquet, rows};
use crate::report::format::{Format, Writable, Writer};
use crate::report::json as document;

impl Writable for WhoCanReport<'_> {
    fn writers() -> Vec<(Format, Writer<Self>)> {
        vec![
            (Format::Text, text::write),
            (Format::Json, |report, _, out| document::write(report, out)),
            (Format::Markdown, |report, _, out| markdown::write(report, out)),
            (Format::Csv, |report, _, out| csv::write(&report.answers, out)),
            (Format::Rows, |report, _, out| rows::write(&report.answers, out)),
            (Format::Parquet, |report, _, out| parquet::write(&report.answers, out)),
        ]
    }

    fn in_short(&self) -> Option<String> {
        Some(words::answer(self, &self.holders()))
    }
}

impl Writable for DirectReport<'_> {
    fn writers() -> Vec<(Format, Writer<Self>)> {
        vec![
            (Format::Text, text::write_direct),
            (Format::Json, |report, _, out| document::write(report, out)),
            (Format::Markdown, |report, _, out| markdown::write_direct(report, out)),
            (Format::Csv, |report, _, out| own_csv::write(report, out)),
        ]
    }

    fn in_short(&self) -> Option<String> {
        Some(direct_words::answer(self, &self.assignments()))
    }
}

impl Writable for ExpectationReport {
    fn writers() -> Vec<(Format, Writer<Self>)> {
        vec![(Format::Text, text::write_expectation)]
    }

    fn in_short(&self) -> Option<String> {
        Some(self.answer.clone())
    }
}
