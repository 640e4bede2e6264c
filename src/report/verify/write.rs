//! The formats of a verification, and what writes each.

use super::picture::VerifyReport;
use super::{text, words};
use crate::report::format::{Format, Writable, Writer};
use crate::report::json as document;

impl Writable for VerifyReport<'_> {
    fn writers() -> Vec<(Format, Writer<Self>)> {
        vec![
            (Format::Text, |report, _, out| text::write(report, out)),
            (Format::Json, |report, _, out| document::write(report, out)),
        ]
    }

    fn in_short(&self) -> Option<String> {
        Some(words::in_short(self))
    }
}
