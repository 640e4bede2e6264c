//! The text format of a catalog: a version line, then sections, each with a head and rows.
//!
//! ```text
//! rolecall-catalog 1
//! # Comments are allowed only before the head of a section.
//!
//! [roles]
//! date 2026-08-22
//! count 928
//! source iam-dataset (MIT)
//!
//! 8e3af657-a8ff-443c-a75c-2fe8c4bcb635 Owner
//!  + *
//! ```
//!
//! A record starts at the left margin; what belongs to it is indented by blanks. The file of each section
//! says what its rows mean. Text with line ends is written with the escapes of [`escape`].

use std::borrow::Cow;
use std::fmt::Write as _;

use jiff::civil::Date;

use super::about::{Provenance, SectionAbout, SectionKind};

/// The first word of every catalog.
const NAME: &str = "rolecall-catalog";
/// The version of the format that this program reads and writes.
const VERSION: &str = "1";

/// What is wrong with a catalog's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatFault {
    /// The first line is not that of a catalog.
    #[error("this is not a rolecall catalog")]
    NoCatalog,
    /// A version that this program does not know.
    #[error("version `{0}` of the catalog format is not known")]
    Version(String),
    /// A file without any section.
    #[error("the catalog has no section")]
    Empty,
    /// A section with a name that does not exist.
    #[error("there is no section `{0}`")]
    Section(String),
    /// A section that occurs twice.
    #[error("section `{0}` occurs twice")]
    Twice(&'static str),
    /// A head without what it must say.
    #[error("the head of section `{section}` has no line `{lacks}`")]
    Head {
        /// The section.
        section: &'static str,
        /// The first word of the missing line.
        lacks: &'static str,
    },
    /// A line that is not expected at this place.
    #[error("expected {0}")]
    Expected(&'static str),
    /// Rows are sorted, and none occurs twice.
    #[error("`{0}` is out of order, or occurs twice")]
    Order(String),
    /// The count in the head is wrong.
    #[error("the head counts {stated} facts, but there are {found} rows")]
    Count {
        /// What the head says.
        stated: usize,
        /// What the rows are.
        found: usize,
    },
}

/// A fault and the piece of text that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineFault<'a> {
    pub(super) at: &'a str,
    pub(super) what: FormatFault,
}

impl<'a> LineFault<'a> {
    pub(super) const fn new(at: &'a str, what: FormatFault) -> Self {
        Self { at, what }
    }

    pub(super) const fn expected(at: &'a str, what: &'static str) -> Self {
        Self { at, what: FormatFault::Expected(what) }
    }
}

/// A section: its head, read, and its rows, unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section<'a> {
    pub(super) kind: SectionKind,
    pub(super) provenance: Provenance,
    pub(super) count: Option<usize>,
    pub(super) rows: &'a str,
}

impl Section<'_> {
    pub(super) fn about(&self) -> SectionAbout {
        SectionAbout {
            section: self.kind.name(),
            date: self.provenance.date,
            count: self.count.unwrap_or(0),
            sources: self.provenance.sources.clone(),
        }
    }
}

/// Whether a text claims to be a catalog.
pub(super) fn is_catalog(text: &str) -> bool {
    text.trim_start().starts_with(NAME)
}

/// The only section of a text that is known to hold one: its rows are not looked at.
pub(super) fn single(text: &str) -> Result<Section<'_>, LineFault<'_>> {
    let sections = after_version(text)?;
    head(sections).map(|(section, rows)| Section { rows, ..section })
}

/// Every section of a text, each at most once.
pub(super) fn sections(text: &str) -> Result<Vec<Section<'_>>, LineFault<'_>> {
    let mut rest = after_version(text)?;
    let mut found: Vec<Section<'_>> = Vec::new();
    while !rest.trim_start().is_empty() {
        let (section, after_head) = head(rest)?;
        if found.iter().any(|other| other.kind == section.kind) {
            return Err(LineFault::new(first_line(rest.trim_start()), FormatFault::Twice(section.kind.name())));
        }
        let end = next_section(after_head);
        let (rows, after) = after_head.split_at_checked(end).unwrap_or((after_head, ""));
        found.push(Section { rows, ..section });
        rest = after;
    }
    if found.is_empty() {
        return Err(LineFault::new(first_line(text), FormatFault::Empty));
    }
    Ok(found)
}

/// Rows end where a line starts with a bracket, or with the comment before it.
fn next_section(rows: &str) -> usize {
    let starts = |at: &usize| rows.get(at + 1..).is_some_and(|line| line.starts_with(['[', '#']));
    let own = rows.starts_with(['[', '#']).then_some(0);
    own.or_else(|| rows.match_indices('\n').map(|(at, _)| at).find(starts).map(|at| at + 1)).unwrap_or(rows.len())
}

fn after_version(text: &str) -> Result<&str, LineFault<'_>> {
    let line = first_line(text);
    match line.trim_end().split_once(' ') {
        Some((NAME, VERSION)) => Ok(text.get(line.len()..).unwrap_or_default()),
        Some((NAME, other)) => Err(LineFault::new(line, FormatFault::Version(other.to_owned()))),
        _ => Err(LineFault::new(line, FormatFault::NoCatalog)),
    }
}

/// Reads a head up to and with the empty line that ends it.
fn head(text: &str) -> Result<(Section<'_>, &str), LineFault<'_>> {
    let mut rest = text;
    let mut open = None;
    let mut head = Head::default();
    while let Some(line) = take_line(&mut rest) {
        match (open, line.strip_prefix('[').and_then(|name| name.strip_suffix(']'))) {
            (None, Some(name)) => {
                let kind =
                    SectionKind::parse(name).ok_or_else(|| LineFault::new(line, FormatFault::Section(name.to_owned())))?;
                open = Some((kind, line));
            }
            (None, None) if line.is_empty() || line.starts_with('#') => {}
            (None, None) => return Err(LineFault::expected(line, "a comment, or a section such as `[roles]`")),
            (Some(_), _) if line.is_empty() => break,
            (Some(_), _) => head.read(line)?,
        }
    }
    let Some((kind, line)) = open else { return Err(LineFault::new(first_line(text), FormatFault::Empty)) };
    let Some(date) = head.date else {
        return Err(LineFault::new(line, FormatFault::Head { section: kind.name(), lacks: "date" }));
    };
    let provenance = Provenance { date, sources: head.sources };
    Ok((Section { kind, provenance, count: head.count, rows: "" }, rest))
}

#[derive(Default)]
struct Head {
    date: Option<Date>,
    count: Option<usize>,
    sources: Vec<Box<str>>,
}

impl Head {
    fn read<'a>(&mut self, line: &'a str) -> Result<(), LineFault<'a>> {
        match line.split_once(' ') {
            Some(("date", text)) => {
                self.date = Some(text.parse().map_err(|_| LineFault::expected(line, "a date such as `2026-08-22`"))?);
            }
            Some(("count", text)) => self.count = Some(text.parse().map_err(|_| LineFault::expected(line, "a number"))?),
            Some(("source", text)) => self.sources.push(text.into()),
            _ => return Err(LineFault::expected(line, "`date`, `count` or `source`, or an empty line before the rows")),
        }
        Ok(())
    }
}

/// Writes the version line and a comment.
pub(super) fn write_start(out: &mut String, comment: &str) {
    let _ = writeln!(out, "{NAME} {VERSION}");
    for line in comment.lines() {
        let _ = writeln!(out, "# {line}");
    }
}

/// Writes a section's head.
pub(super) fn write_head(out: &mut String, kind: SectionKind, provenance: &Provenance, count: usize) {
    let _ = writeln!(out, "\n[{}]\ndate {}\ncount {count}", kind.name(), provenance.date);
    for source in &provenance.sources {
        let _ = writeln!(out, "source {source}");
    }
    out.push('\n');
}

/// Takes the first line off a text, without its line end.
pub(super) fn take_line<'a>(rest: &mut &'a str) -> Option<&'a str> {
    if rest.is_empty() {
        return None;
    }
    let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
    *rest = after;
    Some(line.strip_suffix('\r').unwrap_or(line))
}

/// The rows of a section, without empty lines.
pub(super) fn rows(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty())
}

/// Puts a text on one line: line ends, tabs and backslashes as `\n`, `\r`, `\t`, `\\`.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', '\n', '\r', '\t']) {
        return Cow::Borrowed(text);
    }
    let text = text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t");
    Cow::Owned(text)
}

/// The text behind [`escape`].
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let next = if character == '\\' { characters.next() } else { None };
        plain.push(match next {
            None => character,
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some(other) => other,
        });
    }
    Cow::Owned(plain)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_come_back() {
        for text in ["plain", "a\nb\r\nc", "C:\\new", "\\\\n", "tab\there", ""] {
            let line = escape(text);
            assert!(!line.contains(['\n', '\r', '\t']), "{line}");
            assert_eq!(unescape(&line), text);
        }
    }

    #[test]
    fn names_what_is_wrong_and_where() {
        let cases = [
            ("", "", "this is not a rolecall catalog"),
            ("[{}]", "[{}]", "this is not a rolecall catalog"),
            ("rolecall-catalog 2\n", "rolecall-catalog 2", "version `2` of the catalog format is not known"),
            ("rolecall-catalog 1\n\n", "rolecall-catalog 1", "the catalog has no section"),
            ("rolecall-catalog 1\n[rolls]\n", "[rolls]", "there is no section `rolls`"),
            ("rolecall-catalog 1\n[roles]\ncount 1\n\n", "[roles]", "the head of section `roles` has no line `date`"),
            ("rolecall-catalog 1\n[roles]\ndate soon\n\n", "date soon", "expected a date such as `2026-08-22`"),
            (
                "rolecall-catalog 1\n[roles]\ndate 2026-01-01\n\n[roles]\ndate 2026-01-01\n\n",
                "[roles]",
                "section `roles` occurs twice",
            ),
        ];
        for (text, at, message) in cases {
            let fault = sections(text).expect_err(message);
            assert_eq!((fault.at, fault.what.to_string().as_str()), (at, message));
        }
    }

    #[test]
    fn splits_sections_with_comments_between_them() {
        let text = "rolecall-catalog 1\r\n# c\n\n[roles]\ndate 2026-01-01\ncount 0\n\nrow\n row\n\n# c\n[operations]\ndate 2026-01-02\n\n";
        let found = sections(text).expect("two sections");
        let shown: Vec<_> = found.iter().map(|each| (each.kind, each.count, each.rows.trim())).collect();
        assert_eq!(shown, [(SectionKind::BuiltInRoles, Some(0), "row\n row"), (SectionKind::Operations, None, "")]);
    }
}
