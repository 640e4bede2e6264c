//! The formats of what one principal holds and can do, and what writes each.

use super::picture::WhatCanReport;
use super::{csv, markdown, text, words};
use crate::report::format::{Format, Writable, Writer};
use crate::report::json as document;

impl Writable for WhatCanReport<'_> {
    fn writers() -> Vec<(Format, Writer<Self>)> {
        vec![
            (Format::Text, text::write),
            (Format::Json, |report, _, out| document::write(report, out)),
            (Format::Markdown, |report, _, out| markdown::write(report, out)),
            (Format::Csv, |report, _, out| csv::write(report, out)),
        ]
    }

    fn in_short(&self) -> Option<String> {
        Some(words::first_line(self, self.compared().as_ref(), (&self.holdings(), &self.scopes())))
    }
}
