//! Positions as the protocol counts them: lines and units of UTF-16 from 0, or bytes where the client offers that.

use serde::{Deserialize, Serialize};

use crate::source::Span;

/// What columns are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum ColumnUnit {
    /// Bytes of UTF-8.
    Utf8,
    /// Units of UTF-16: what the protocol means unless both sides agree on something else.
    #[default]
    Utf16,
}

impl ColumnUnit {
    /// The name that the protocol has for it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
        }
    }

    const fn width(self, letter: char) -> usize {
        match self {
            Self::Utf8 => letter.len_utf8(),
            Self::Utf16 => letter.len_utf16(),
        }
    }
}

/// A place in a text, between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct TextPosition {
    pub(super) line: usize,
    pub(super) character: usize,
}

/// What is between two places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TextRange {
    pub(super) start: TextPosition,
    pub(super) end: TextPosition,
}

/// The lines of a text. A line ends with `\n`, `\r\n` or `\r`.
pub(super) struct TextLines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    unit: ColumnUnit,
}

impl<'t> TextLines<'t> {
    pub(super) fn new(text: &'t str, unit: ColumnUnit) -> Self {
        let bytes = text.as_bytes();
        let ends_line = |at: usize| match bytes.get(at) {
            Some(b'\n') => true,
            Some(b'\r') => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let starts = std::iter::once(0).chain((0..bytes.len()).filter(|at| ends_line(*at)).map(|at| at + 1)).collect();
        Self { text, starts, unit }
    }

    /// The position of a byte offset; inside a character it is that of its beginning.
    pub(super) fn position(&self, offset: usize) -> TextPosition {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let before = self.text.get(start..offset).unwrap_or_default();
        TextPosition { line, character: before.chars().map(|letter| self.unit.width(letter)).sum() }
    }

    /// The byte offset of a position. One after the end of its line is the end of the line, one after the last line the end of the text;
    /// one inside a character is its beginning.
    pub(super) fn offset(&self, position: TextPosition) -> usize {
        let Some(&start) = self.starts.get(position.line) else { return self.text.len() };
        let end = self.starts.get(position.line.saturating_add(1)).copied().unwrap_or(self.text.len());
        let line = self.text.get(start..end).unwrap_or_default().trim_end_matches(['\r', '\n']);
        let mut column = 0;
        for (at, letter) in line.char_indices() {
            column += self.unit.width(letter);
            if column > position.character {
                return start + at;
            }
        }
        start + line.len()
    }

    pub(super) fn range(&self, span: Span) -> TextRange {
        TextRange { start: self.position(span.start), end: self.position(span.end.max(span.start)) }
    }

    /// The bytes of a range, whichever of its ends comes first.
    pub(super) fn span(&self, range: TextRange) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span { start: start.min(end), end: start.max(end) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "aé😀b\r\n😀\rz\n\nend";

    #[test]
    fn lsp_positions_are_units_of_the_protocol() {
        let rows = [
            (0, (0, 0), (0, 0), "the beginning"),
            (3, (0, 2), (0, 3), "after é: one unit, two bytes"),
            (7, (0, 4), (0, 7), "after 😀: a pair of surrogates, four bytes"),
            (8, (0, 5), (0, 8), "before the line break of Windows"),
            (10, (1, 0), (1, 0), "after it"),
            (14, (1, 2), (1, 4), "before a line break of old"),
            (15, (2, 0), (2, 0), "after it"),
            (17, (3, 0), (3, 0), "an empty line"),
            (21, (4, 3), (4, 3), "the end of a text without a last line break"),
        ];
        for (offset, utf16, utf8, why) in rows {
            for (unit, (line, character)) in [(ColumnUnit::Utf16, utf16), (ColumnUnit::Utf8, utf8)] {
                let lines = TextLines::new(TEXT, unit);
                let position = TextPosition { line, character };
                assert_eq!(lines.position(offset), position, "{why}, {unit:?}");
                assert_eq!(lines.offset(position), offset, "{why}, {unit:?}");
            }
        }
    }

    #[test]
    fn lsp_positions_that_are_nowhere_are_the_nearest_place_before() {
        let rows = [
            ((0, 3), 3, "between two surrogates"),
            ((0, 99), 8, "after the end of a line"),
            ((9, 0), 21, "after the last line"),
            ((usize::MAX, usize::MAX), 21, "no editor has so many lines"),
        ];
        let lines = TextLines::new(TEXT, ColumnUnit::Utf16);
        for ((line, character), offset, why) in rows {
            assert_eq!(lines.offset(TextPosition { line, character }), offset, "{why}");
        }
        assert_eq!(lines.position(5), TextPosition { line: 0, character: 2 }, "inside 😀");
        assert_eq!(lines.position(999).line, 4, "after the end");
    }

    proptest! {
        #[test]
        fn lsp_positions_lead_back_to_their_offsets(text in "[a😀é\r\n]{0,30}", utf8 in any::<bool>(), line in 0_usize..9, character in 0_usize..9) {
            let lines = TextLines::new(&text, if utf8 { ColumnUnit::Utf8 } else { ColumnUnit::Utf16 });
            let offset = lines.offset(TextPosition { line, character });
            prop_assert!(text.is_char_boundary(offset));
            prop_assert_eq!(lines.offset(lines.position(offset)), offset);
        }
    }
}
