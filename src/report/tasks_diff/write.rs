//! The formats of the difference of two task packs, and what writes each.

use super::picture::TasksDiffReport;
use super::{markdown, text, words};
use crate::report::format::{Format, Writable, Writer};
use crate::report::json as document;

impl Writable for TasksDiffReport<'_> {
    fn writers() -> Vec<(Format, Writer<Self>)> {
        vec![
            (Format::Text, text::write),
            (Format::Json, |report, _, out| document::write(report, out)),
            (Format::Markdown, |report, _, out| markdown::write(report, out)),
        ]
    }

    fn in_short(&self) -> Option<String> {
        Some(words::answer(self))
    }
}
