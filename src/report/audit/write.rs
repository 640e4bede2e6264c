//! The formats of an audit, and what writes each.

use super::picture::AuditReport;
use super::{html, json, markdown, text};
use crate::report::answers::{csv, parquet, rows};
use crate::report::format::{Format, Writable, Writer};
use crate::report::json as document;

impl Writable for AuditReport<'_> {
    fn writers() -> Vec<(Format, Writer<Self>)> {
        vec![
            (Format::Text, text::write),
            (Format::Json, |report, _, out| document::write(report, out)),
            (Format::Jsonl, |report, _, out| json::write_lines(report, out)),
            (Format::Markdown, |report, _, out| markdown::write(report, out)),
            (Format::Csv, |report, _, out| csv::write(&report.answers, out)),
            (Format::Rows, |report, _, out| rows::write(&report.answers, out)),
            (Format::Parquet, |report, _, out| parquet::write(&report.answers, out)),
            (Format::Html, |report, _, out| html::write(report, out)),
        ]
    }

    fn in_short(&self) -> Option<String> {
        Some(self.answer())
    }
}
