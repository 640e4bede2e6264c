//! Mermaid, which GitHub, Azure DevOps and many editors draw (<https://mermaid.js.org/syntax/flowchart.html>).

use std::io::{self, Write};

use super::picture::{GraphReport, Held, NodeKind, RelationKind};
use crate::report::clean::clean;

/// The whole graph.
pub(crate) fn write(report: &GraphReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    for (number, node) in report.nodes().enumerate() {
        let (open, close) = match node.kind {
            NodeKind::Group => ("{{", "}}"),
            kind if kind.is_principal() => ("([", "])"),
            _ => ("[", "]"),
        };
        writeln!(out, "  n{number}{open}\"{}\"{close}", text(&node.name))?;
    }
    for relation in report.relations() {
        let (from, to, label) = (relation.from, relation.to, text(&relation.label()));
        match (relation.kind, relation.held) {
            (RelationKind::Contains, _) => writeln!(out, "  n{from} -.- n{to}")?,
            (_, Held::Active) => writeln!(out, "  n{from} -->|\"{label}\"| n{to}")?,
            (_, Held::Eligible | Held::Possible) => writeln!(out, "  n{from} -.->|\"{label}\"| n{to}")?,
        }
    }
    Ok(())
}

/// A text between quotes: what means something to Mermaid or to HTML is written by its number.
fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' | ';' => escaped.extend(["#", &u32::from(letter).to_string(), ";"]),
            _ => escaped.push(letter),
        }
    }
    escaped
}
