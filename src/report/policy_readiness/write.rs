//! The formats of the readiness of policy assignments, and what writes each.

use super::picture::PolicyReadinessReport;
use super::{markdown, text, words};
use crate::report::format::{Format, Writable, Writer};
use crate::report::json as document;

impl Writable for PolicyReadinessReport<'_> {
    fn writers() -> Vec<(Format, Writer<Self>)> {
        vec![
            (Format::Text, text::write),
            (Format::Json, |report, _, out| document::write(report, out)),
            (Format::Markdown, |report, _, out| markdown::write(report, out)),
        ]
    }

    fn in_short(&self) -> Option<String> {
        Some(words::in_short(self))
    }
}
