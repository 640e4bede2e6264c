//! The formats of readiness, and what writes each.

use super::picture::ReadinessReport;
use super::{csv, html, markdown, text, words};
use crate::report::format::{Format, Writable, Writer};
use crate::report::json as document;

impl Writable for ReadinessReport<'_> {
    fn writers() -> Vec<(Format, Writer<Self>)> {
        vec![
            (Format::Text, text::write),
            (Format::Json, |report, _, out| document::write(report, out)),
            (Format::Markdown, |report, _, out| markdown::write(report, out)),
            (Format::Csv, |report, _, out| csv::write(report, out)),
            (Format::Html, |report, _, out| html::write(report, out)),
        ]
    }

    fn in_short(&self) -> Option<String> {
        Some(words::in_short(self))
    }
}
