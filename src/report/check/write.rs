//! The formats of a check, and what writes each.

use super::lint_pages::LintPages;
use super::picture::CheckReport;
#[cfg(feature = "native")]
use super::text;
use super::{annotate, junit, markdown, sarif};
use crate::report::format::{Format, Writable, Writer};
use crate::report::json as document;

impl Writable for CheckReport {
    fn writers() -> Vec<(Format, Writer<Self>)> {
        vec![
            // It is drawn for a terminal.
            #[cfg(feature = "native")]
            (Format::Text, text::write),
            (Format::Concise, |report, _, out| annotate::concise(report, out)),
            (Format::Json, |report, _, out| document::write(report, out)),
            (Format::Sarif, |report, _, out| sarif::write(report, out)),
            (Format::Github, |report, _, out| annotate::github(report, out)),
            (Format::AzurePipelines, |report, _, out| annotate::azure_pipelines(report, out)),
            (Format::Junit, |report, _, out| junit::write(report, out)),
            (Format::Markdown, |report, _, out| markdown::write(report, out)),
        ]
    }

    fn links(&self) -> Option<&str> {
        self.lint_pages.as_ref().map(LintPages::beginning)
    }

    fn in_short(&self) -> Option<String> {
        Some(self.summary())
    }
}
