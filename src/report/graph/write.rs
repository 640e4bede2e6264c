//! The formats of an access graph, and what writes each.

use super::picture::GraphReport;
use super::{dot, graphml, mermaid, opengraph};
use crate::report::format::{Format, Writable, Writer};
use crate::report::json as document;
use crate::report::words::count;

impl Writable for GraphReport<'_> {
    fn writers() -> Vec<(Format, Writer<Self>)> {
        vec![
            (Format::Dot, |report, _, out| dot::write(report, out)),
            (Format::Mermaid, |report, _, out| mermaid::write(report, out)),
            (Format::Graphml, |report, _, out| graphml::write(report, out)),
            (Format::Json, |report, _, out| document::write(report, out)),
            (Format::Opengraph, |report, _, out| opengraph::write(report, out)),
        ]
    }

    fn in_short(&self) -> Option<String> {
        Some(format!("{}, {}", count(self.nodes().len(), "node"), count(self.relations().len(), "relation")))
    }
}
