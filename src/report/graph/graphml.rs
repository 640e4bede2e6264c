//! `GraphML` (<http://graphml.graphdrawing.org/>), which Gephi, yEd and networkx read.

use std::io::{self, Write};

use super::picture::GraphReport;
use crate::report::xml::escape;

/// The attributes: where, name.
const ATTRIBUTES: [(&str, &str); 8] = [
    ("node", "object"),
    ("node", "kind"),
    ("node", "name"),
    ("edge", "relation"),
    ("edge", "held"),
    ("edge", "role"),
    ("edge", "label"),
    ("edge", "record"),
];

/// The whole graph.
pub(crate) fn write(report: &GraphReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
    for (of, name) in ATTRIBUTES {
        writeln!(out, "  <key id=\"{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"string\"/>")?;
    }
    writeln!(out, "  <graph id=\"access\" edgedefault=\"directed\">")?;
    for (number, node) in report.nodes().enumerate() {
        writeln!(out, "    <node id=\"n{number}\">")?;
        data(out, "object", &node.id)?;
        data(out, "kind", node.kind.name())?;
        data(out, "name", &node.name)?;
        writeln!(out, "    </node>")?;
    }
    for relation in report.relations() {
        writeln!(out, "    <edge source=\"n{}\" target=\"n{}\">", relation.from, relation.to)?;
        data(out, "relation", relation.kind.name())?;
        data(out, "held", relation.held.name())?;
        data(out, "label", &relation.label())?;
        if let Some(role) = &relation.role {
            data(out, "role", role)?;
        }
        if let (Some(input), Some(record)) = (relation.input, relation.record) {
            data(out, "record", &format!("{input}:{record}"))?;
        }
        writeln!(out, "    </edge>")?;
    }
    writeln!(out, "  </graph>\n</graphml>")
}

fn data(out: &mut dyn Write, key: &str, text: &str) -> io::Result<()> {
    writeln!(out, "      <data key=\"{key}\">{}</data>", escape(text))
}
