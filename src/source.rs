//! A named text, and places in it.
//!
//! Defines [`Source`] (decoded text with a name), [`Span`] (a byte range of it), [`Spanned`] (a value with its span) and
//! [`Place`] (what people read: line and column, counted from 1, in characters). Decoding follows R-FMT-1 (docs/semantics.md):
//! UTF-8 with or without a byte order mark, UTF-16 with one. It knows nothing of JSON, YAML or Azure.

#[cfg(feature = "native")]
mod file;
pub(crate) mod progress;

pub use progress::{ReadSoFar, read_so_far};

#[cfg(feature = "native")]
pub use file::limit_input;
#[cfg(feature = "native")]
pub(crate) use file::{ReadBudget, limited};

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::clean::{clean, masked};

/// How many characters of a long line are shown on each side of a place.
const WINDOW: usize = 70;
/// Lines and columns are counted once per this many bytes, so that finding a place never scans a whole export twice.
const BLOCK: usize = 1 << 12;
/// A label of more bytes is shown by its beginning.
const LONGEST_LABEL: usize = 1 << 11;
/// Labels that are further apart are shown in snippets of their own.
const WIDEST_SNIPPET: usize = 1 << 13;

/// A decoded text with its name: a path, or `-` for standard input.
#[derive(Debug, Clone)]
pub struct Source {
    name: Arc<str>,
    text: Arc<String>,
    encoding: Encoding,
    marks: Arc<OnceLock<Vec<Mark>>>,
    /// The text as it can be shown, where that differs.
    masked: Arc<OnceLock<Option<String>>>,
}

/// What is before a block of a text.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    newlines: usize,
    /// Characters of the line that the block begins in.
    characters: usize,
}

/// How a text is written as bytes (R-FMT-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-8 after a byte order mark.
    MarkedUtf8,
    /// UTF-16, the lower byte first, after a byte order mark.
    Utf16Le,
    /// UTF-16, the higher byte first, after a byte order mark.
    Utf16Be,
}

/// Why a text could not be had at all. Every variant names the file.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[non_exhaustive]
pub enum SourceError {
    /// The file system refused.
    #[error("cannot read `{name}`: {cause}")]
    #[diagnostic(help("check the path and the rights to read it"))]
    Read {
        /// The path as the user gave it.
        name: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The bytes are no text: a NUL byte without a UTF-16 byte order mark.
    #[error("`{name}` is a binary file, not a text")]
    #[diagnostic(help("unpack archives first; exports are text"))]
    Binary {
        /// The path as the user gave it.
        name: String,
    },
    /// The bytes claim to be text, but are not UTF-8 (or not UTF-16 after such a mark).
    #[error("`{name}` is not {encoding} text: wrong bytes at offset {offset}")]
    #[diagnostic(help("write the export as UTF-8, or as UTF-16 with a byte order mark"))]
    Encoding {
        /// The path as the user gave it.
        name: String,
        /// The encoding that the byte order mark (or its absence) promised.
        encoding: &'static str,
        /// Byte offset of the first wrong sequence.
        offset: usize,
    },
}

/// A byte range `start..end` of a [`Source`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// Byte offset of the first byte.
    pub start: usize,
    /// Byte offset after the last byte.
    pub end: usize,
}

/// A value and the span that it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

/// A place as people count it: line and column from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Place {
    /// The name of the source.
    pub path: Arc<str>,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
}

impl<T> Spanned<T> {
    /// A value at a span.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl From<Span> for SourceSpan {
    fn from(span: Span) -> Self {
        (span.start, span.end.saturating_sub(span.start).min(LONGEST_LABEL)).into()
    }
}

impl Source {
    /// A source from text that is already decoded (tests, embedded data).
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<String>) -> Self {
        let text = Arc::new(text.into());
        Self { name: name.into(), text, encoding: Encoding::default(), marks: Arc::default(), masked: Arc::default() }
    }

    /// Reads and decodes a file. `name` is what messages call it.
    #[cfg(feature = "native")]
    pub fn read(path: &std::path::Path) -> Result<Self, SourceError> {
        let name = path.display().to_string();
        match file::bytes(path) {
            Ok(bytes) => Self::decode(name, bytes),
            Err(cause) => Err(SourceError::Read { name, cause }),
        }
    }

    /// Reads and decodes standard input, under the name `-`.
    #[cfg(feature = "native")]
    pub fn stdin() -> Result<Self, SourceError> {
        match file::limited(&mut std::io::stdin().lock()) {
            Ok(bytes) => Self::decode("-".to_owned(), bytes),
            Err(cause) => Err(SourceError::Read { name: "-".to_owned(), cause }),
        }
    }

    /// Decodes bytes by their byte order mark (R-FMT-1).
    pub fn decode(name: String, bytes: Vec<u8>) -> Result<Self, SourceError> {
        let (text, encoding) = match bytes.as_slice() {
            [0xFF, 0xFE, rest @ ..] => (utf16(&name, rest, u16::from_le_bytes, "UTF-16LE")?, Encoding::Utf16Le),
            [0xFE, 0xFF, rest @ ..] => (utf16(&name, rest, u16::from_be_bytes, "UTF-16BE")?, Encoding::Utf16Be),
            [0xEF, 0xBB, 0xBF, ..] => (utf8(&name, bytes)?, Encoding::MarkedUtf8),
            _ => (utf8(&name, bytes)?, Encoding::Utf8),
        };
        Ok(Self { encoding, ..Self::new(name, text) })
    }

    /// The bytes of another text in the encoding of this one, to be written instead of it.
    pub fn encode(&self, text: &str) -> Vec<u8> {
        let units = |bytes: fn(u16) -> [u8; 2]| "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect();
        match self.encoding {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::MarkedUtf8 => ["\u{feff}", text].concat().into_bytes(),
            Encoding::Utf16Le => units(u16::to_le_bytes),
            Encoding::Utf16Be => units(u16::to_be_bytes),
        }
    }

    /// The name that messages use.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The whole text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty when the span is not inside this source.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The span of a slice that borrows from this source's text, or `None` for any other text.
    pub fn span_of(&self, slice: &str) -> Option<Span> {
        let start = (slice.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        let end = start.checked_add(slice.len())?;
        (end <= self.text.len()).then_some(Span { start, end })
    }

    /// Line and column of a byte offset.
    pub fn place(&self, offset: usize) -> Place {
        let offset = self.text.floor_char_boundary(offset);
        let block = offset / BLOCK;
        let mark = self.marks().get(block).copied().unwrap_or_default();
        let here = mark.after(self.text.as_bytes().get(block * BLOCK..offset).unwrap_or_default());
        Place { path: Arc::clone(&self.name), line: here.newlines + 1, column: here.characters + 1 }
    }

    /// The text as it can be shown, every byte at its place: whoever wrote it may have meant harm to the terminal.
    fn shown(&self) -> &str {
        let masked = || match masked(&self.text) {
            Cow::Owned(masked) => Some(masked),
            Cow::Borrowed(_) => None,
        };
        self.masked.get_or_init(masked).as_deref().unwrap_or(&self.text)
    }

    fn marks(&self) -> &[Mark] {
        self.marks.get_or_init(|| {
            let mut mark = Mark::default();
            let count = |block: &[u8]| {
                let before = mark;
                mark = mark.after(block);
                before
            };
            self.text.as_bytes().chunks(BLOCK).chain(std::iter::once::<&[u8]>(&[])).map(count).collect()
        })
    }
}

impl Mark {
    /// The mark after some more bytes.
    fn after(self, bytes: &[u8]) -> Self {
        let newlines = self.newlines + newlines(bytes);
        match bytes.iter().rposition(|&byte| byte == b'\n') {
            Some(last) => Self { newlines, characters: characters(bytes.get(last + 1..).unwrap_or_default()) },
            None => Self { newlines, characters: self.characters + characters(bytes) },
        }
    }
}

/// How many characters begin in some bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().map(|&byte| usize::from(byte & 0xC0 != 0x80)).sum()
}

fn newlines(bytes: &[u8]) -> usize {
    bytes.iter().map(|&byte| usize::from(byte == b'\n')).sum()
}

/// The text before the first NUL byte, where it is text: the file was torn or edited, and is no binary file.
pub(crate) fn torn_text(start: &[u8]) -> Option<&[u8]> {
    let (head, _) = start.split_at_checked(start.iter().position(|&byte| byte == 0)?)?;
    let is_plain = |text: &str| text.chars().all(|letter| !letter.is_control() || letter.is_ascii_whitespace());
    (!head.is_empty() && str::from_utf8(head).is_ok_and(is_plain)).then_some(head)
}

fn utf8(name: &str, mut bytes: Vec<u8>) -> Result<String, SourceError> {
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    // JSON that holds one is broken at a place that its reader names.
    let begins_like_json = matches!(bytes.trim_ascii_start(), [b'{' | b'[', next, ..] if *next > 0);
    if !begins_like_json && bytes.iter().take(BLOCK).any(|&byte| byte == 0) {
        return Err(SourceError::Binary { name: name.to_owned() });
    }
    String::from_utf8(bytes).map_err(|error| SourceError::Encoding {
        name: name.to_owned(),
        encoding: "UTF-8",
        offset: error.utf8_error().valid_up_to(),
    })
}

fn utf16(name: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16, encoding: &'static str) -> Result<String, SourceError> {
    let units = bytes.as_chunks::<2>().0.iter().map(|&pair| unit(pair));
    let mut offset = 2;
    let mut text = String::with_capacity(bytes.len() / 2);
    for decoded in char::decode_utf16(units) {
        let Ok(character) = decoded else {
            return Err(SourceError::Encoding { name: name.to_owned(), encoding, offset });
        };
        offset += character.len_utf16() * 2;
        text.push(character);
    }
    if bytes.len() % 2 == 1 {
        return Err(SourceError::Encoding { name: name.to_owned(), encoding, offset });
    }
    Ok(text)
}

/// miette would print a minified export as one line of megabytes: show a window around the place instead.
impl SourceCode for Source {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let start = span.offset();
        let end = start + span.len();
        // Of labels that are far apart the reader asks for one snippet first, and then for two.
        if end > self.text.len() || span.len() > WIDEST_SNIPPET {
            return Err(MietteError::OutOfBounds);
        }
        // Without context only the place is asked for: it is in the heading.
        let (from, to) = if (lines_before, lines_after) == (0, 0) {
            (start, end)
        } else {
            self.window((start, end), (self.back_by_lines(start, lines_before), self.on_by_lines(end, lines_after)))
        };
        let place = self.place(from);
        let data = self.shown().as_bytes().get(from..to).unwrap_or_default();
        let shown = SourceSpan::new(from.into(), to - from);
        let name = clean(&self.name).into_owned();
        let contents = MietteSpanContents::new_named(name, data, shown, place.line - 1, place.column - 1, 1);
        Ok(Box::new(contents))
    }
}

impl Source {
    fn back_by_lines(&self, offset: usize, lines: usize) -> usize {
        let least = self.text.floor_char_boundary(offset.saturating_sub(WIDEST_SNIPPET));
        let before = self.text.get(least..offset).unwrap_or_default();
        before.rmatch_indices('\n').nth(lines).map_or(least, |(at, _)| least + at + 1)
    }

    fn on_by_lines(&self, offset: usize, lines: usize) -> usize {
        let most = self.text.floor_char_boundary(offset.saturating_add(WIDEST_SNIPPET));
        let after = self.text.get(offset..most).unwrap_or_default();
        let line_end = after.match_indices('\n').nth(lines).map_or(after.len(), |(at, _)| at);
        // Half a line break of Windows would count as none, and the last line get the number of the one before.
        let shown = after.get(..line_end).unwrap_or_default();
        offset + shown.strip_suffix('\r').unwrap_or(shown).len()
    }

    /// Cuts what is to be shown down to [`WINDOW`] characters around the label where its lines are long.
    fn window(&self, (start, end): (usize, usize), (first, last): (usize, usize)) -> (usize, usize) {
        let from = if start - first > 4 * WINDOW { self.text.floor_char_boundary(start - WINDOW) } else { first };
        let to = if last - end > 4 * WINDOW { self.text.ceil_char_boundary(end + WINDOW) } else { last };
        (from, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_every_byte_order_mark() {
        let le: Vec<u8> = "\u{feff}[é]".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = "\u{feff}[é]".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let cases = [
            ("[é]".as_bytes().to_vec(), "UTF-8 without a mark"),
            ("\u{feff}[é]".as_bytes().to_vec(), "UTF-8 with a mark (PowerShell 7, Set-Content -Encoding utf8BOM)"),
            (le, "UTF-16LE (Windows PowerShell 5.1 `>`)"),
            (be, "UTF-16BE"),
        ];
        for (bytes, why) in cases {
            let source = Source::decode("x".to_owned(), bytes.clone()).expect(why);
            assert_eq!(source.text(), "[é]", "{why}");
            assert_eq!(source.encode(source.text()), bytes, "{why}: and back");
        }
    }

    #[test]
    fn refuses_what_is_no_text() {
        let cases: [(&[u8], &str); 3] = [
            (b"\x7fELF\0\0", "`x` is a binary file, not a text"),
            (b"[\"\xff\"]", "`x` is not UTF-8 text: wrong bytes at offset 2"),
            (b"\xff\xfe[\0\x00", "`x` is not UTF-16LE text: wrong bytes at offset 4"),
        ];
        for (bytes, message) in cases {
            let error = Source::decode("x".to_owned(), bytes.to_vec()).expect_err(message);
            assert_eq!(error.to_string(), message);
        }
    }

    #[test]
    fn places_count_characters_from_one() {
        let source = Source::new("x", "é😀a\r\nb");
        let place = |offset| {
            let place = source.place(offset);
            (place.line, place.column)
        };
        assert_eq!(place(0), (1, 1));
        assert_eq!(place(6), (1, 3), "é is two bytes and 😀 four, each one character");
        assert_eq!(place(9), (2, 1));
    }

    #[test]
    fn lines_that_end_as_on_windows_are_shown_without_half_a_break() {
        let source = Source::new("x", "a\r\nb\r\nc\r\nd\r\n");
        let shown = source.read_span(&(3, 1).into(), 1, 1).expect("inside");
        assert_eq!(shown.data(), b"a\r\nb\r\nc");
    }

    #[test]
    fn shows_a_window_of_a_long_line() {
        let source = Source::new("min.json", format!("[{}HERE{}]", "x".repeat(5000), "y".repeat(500_000)));
        let shown = source.read_span(&(5001, 4).into(), 1, 1).expect("inside");
        assert!(shown.data().len() < 300);
        assert_eq!(source.slice(Span { start: 5001, end: 5005 }), "HERE");
        assert_eq!(source.place(300_000).column, 300_001, "columns are counted across blocks");
        assert!(source.read_span(&(1, 70_000).into(), 1, 1).is_err(), "labels far apart are shown in two snippets");
        let whole = SourceSpan::from(Span { start: 0, end: source.text().len() });
        assert!(source.read_span(&whole, 1, 1).expect("inside").data().len() < 3000, "a wide label is cut");
    }
}
