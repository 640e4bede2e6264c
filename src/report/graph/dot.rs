//! DOT, the language of Graphviz (<https://graphviz.org/doc/info/lang.html>).

use std::io::{self, Write};

use super::picture::{GraphReport, Held, NodeKind, RelationKind};
use crate::report::clean::clean;

/// The whole graph.
pub(crate) fn write(report: &GraphReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph access {{\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];")?;
    for (number, node) in report.nodes().enumerate() {
        let (label, shape) = (quoted(&format!("{}\n{}", node.name, node.kind.name())), shape(node.kind));
        writeln!(out, "  n{number} [label={label}, tooltip={}, shape={shape}];", quoted(&node.id))?;
    }
    for relation in report.relations() {
        let style = match (relation.kind, relation.held) {
            (RelationKind::Contains, _) => "dotted",
            (_, Held::Active) => "solid",
            (_, Held::Eligible | Held::Possible) => "dashed",
        };
        writeln!(out, "  n{} -> n{} [label={}, style={style}];", relation.from, relation.to, quoted(&relation.label()))?;
    }
    writeln!(out, "}}")
}

const fn shape(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Group => "hexagon",
        NodeKind::ServicePrincipal => "component",
        kind if kind.is_principal() => "ellipse",
        _ => "box",
    }
}

/// A text between quotes; a line break stays one.
fn quoted(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| clean(line).replace('\\', "\\\\").replace('"', "\\\"")).collect();
    format!("\"{}\"", lines.join("\\n"))
}
