//! The formats of advice, and what writes each.

use super::picture::AdviceReport;
use super::{markdown, text};
use crate::report::format::{Format, Writable, Writer};
use crate::report::json as document;

impl Writable for AdviceReport<'_> {
    fn writers() -> Vec<(Format, Writer<Self>)> {
        vec![
            (Format::Text, |report, look, out| text::write(&report.view(), look, out)),
            (Format::Json, |report, _, out| document::write(report, out)),
            (Format::Markdown, |report, _, out| markdown::write(&report.view(), out)),
        ]
    }

    fn in_short(&self) -> Option<String> {
        Some(if self.advice.is_covered() { "covered" } else { "not covered" }.to_owned())
    }
}
