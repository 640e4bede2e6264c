//! [`Format`]: how a report can be written. Which formats a report has is a table beside it.

use std::io::{self, Write};

use super::limit::LimitedWriter;
use super::sink::{CleanWriter, Escape, ReadBy};
use super::style::Look;

/// How a report can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
    /// One JSON object a line, each with a `kind`.
    Jsonl,
    /// For a ticket or a pull request.
    Markdown,
    /// Rows for a spreadsheet.
    Csv,
    /// The same rows for a database: one JSON object a line.
    Rows,
    /// The same rows as a file of Apache Parquet.
    Parquet,
    /// One page that explains itself: nothing is loaded, nothing is sent.
    Html,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// Logging commands of Azure Pipelines.
    AzurePipelines,
    /// A line for each finding.
    Concise,
    /// The XML of `JUnit`, which every pipeline reads.
    Junit,
    /// The language of Graphviz.
    Dot,
    /// Flow charts of Mermaid.
    Mermaid,
    /// `GraphML`.
    Graphml,
    /// The `OpenGraph` of `BloodHound`.
    Opengraph,
}

impl Format {
    /// Every format, with its name.
    pub const ALL: [(Self, &'static str); 17] = [
        (Self::Text, "text"),
        (Self::Json, "json"),
        (Self::Jsonl, "jsonl"),
        (Self::Markdown, "markdown"),
        (Self::Csv, "csv"),
        (Self::Rows, "rows"),
        (Self::Parquet, "parquet"),
        (Self::Html, "html"),
        (Self::Sarif, "sarif"),
        (Self::Github, "github"),
        (Self::AzurePipelines, "azure-pipelines"),
        (Self::Junit, "junit"),
        (Self::Concise, "concise"),
        (Self::Dot, "dot"),
        (Self::Mermaid, "mermaid"),
        (Self::Graphml, "graphml"),
        (Self::Opengraph, "opengraph"),
    ];

    /// Its name, as `--format` takes it.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(format, _)| *format == self).map_or("", |(_, name)| name)
    }

    /// Whether it is no text: it belongs in a file.
    pub const fn is_binary(self) -> bool {
        matches!(self, Self::Parquet)
    }

    /// What reads the format; `None`: it is no text.
    fn reader<'l>(self, look: &Look, links: Option<&'l str>) -> Option<ReadBy<'l>> {
        let plain = ReadBy::default();
        Some(match self {
            Self::Text => ReadBy { colour: look.colour, links: links.filter(|_| look.links), ..plain },
            Self::Concise | Self::Markdown | Self::Csv | Self::Junit | Self::Dot | Self::Mermaid | Self::Graphml => plain,
            // They are commands themselves: what they say of the input is disarmed where they are written.
            Self::Github | Self::AzurePipelines => ReadBy { escape: Escape::Commands, ..plain },
            Self::Html => ReadBy { escape: Escape::Script, ..plain },
            Self::Parquet => return None,
            Self::Json | Self::Jsonl | Self::Rows | Self::Sarif | Self::Opengraph => ReadBy { escape: Escape::Json, ..plain },
        })
    }

    /// The format of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(format, _)| *format)
    }
}

/// What writes a report in one format.
pub type Writer<R> = fn(&R, &Look, &mut dyn Write) -> io::Result<()>;

/// A report that can be written.
pub trait Writable: Sized {
    /// The formats that it has, and what writes each.
    fn writers() -> Vec<(Format, Writer<Self>)>;

    /// The formats that it has.
    fn formats() -> Vec<Format> {
        Self::writers().iter().map(|(format, _)| *format).collect()
    }

    /// What it says, in some words.
    fn in_short(&self) -> Option<String> {
        None
    }

    /// What the addresses begin with that its text links to; none: it has no links.
    fn links(&self) -> Option<&str> {
        None
    }

    /// Writes it; errors are those of `out`, or that it does not have the format.
    fn write(&self, format: Format, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        let unsupported = || io::Error::new(io::ErrorKind::Unsupported, format!("no format `{}` here", format.name()));
        let writer = Self::writers().into_iter().find(|(own, _)| *own == format).map(|(_, writer)| writer);
        let writer = writer.ok_or_else(unsupported)?;
        let Some(reader) = format.reader(look, self.links()) else { return writer(self, look, out) };
        let mut sink = CleanWriter::new(out, reader);
        if format == Format::Markdown {
            let mut limited = LimitedWriter::new(&mut sink);
            writer(self, look, &mut limited)?;
            return limited.flush();
        }
        writer(self, look, &mut sink)?;
        sink.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_names_are_read_back() {
        for (format, name) in Format::ALL {
            assert_eq!(Format::parse(name), Some(format));
            assert_eq!(format.name(), name);
        }
    }
}
