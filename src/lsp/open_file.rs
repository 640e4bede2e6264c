//! [`OpenFile`]: a text that the editor has open, with everything that was typed.

use std::cell::OnceCell;

use super::examined::ExaminedText;
use super::params::ContentChange;
use super::position::{ColumnUnit, TextLines};
use crate::source::{Source, Span};

/// An open text.
#[derive(Debug)]
pub(super) struct OpenFile {
    pub(super) source: Source,
    /// The number that the editor gives to each state of the text.
    pub(super) version: Option<i64>,
    /// What was found in this state, once somebody asked.
    pub(super) examined: OnceCell<ExaminedText>,
}

impl OpenFile {
    pub(super) fn new(name: String, version: Option<i64>, text: String) -> Self {
        Self { source: Source::new(name, text), version, examined: OnceCell::new() }
    }

    /// Makes the changes one after the other: the positions of each are those after the one before.
    pub(super) fn change(&mut self, version: Option<i64>, changes: Vec<ContentChange>, unit: ColumnUnit) {
        let mut text = self.source.text().to_owned();
        for change in changes {
            match change.range {
                Some(range) => {
                    let Span { start, end } = TextLines::new(&text, unit).span(range);
                    text.replace_range(start..end, &change.text);
                }
                None => text = change.text,
            }
        }
        *self = Self { version, source: Source::new(self.source.name().clone(), text), examined: OnceCell::new() };
    }

    /// Forgets what was found: something else than the text is not what it was.
    pub(super) fn forget(&mut self) {
        self.examined = OnceCell::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::position::{TextPosition, TextRange};

    fn change(start: (usize, usize), end: (usize, usize), text: &str) -> ContentChange {
        let at = |(line, character)| TextPosition { line, character };
        ContentChange { range: Some(TextRange { start: at(start), end: at(end) }), text: text.to_owned() }
    }

    #[test]
    fn lsp_changes_are_made_one_after_the_other() {
        let whole = |text: &str| ContentChange { range: None, text: text.to_owned() };
        let rows = [
            (vec![change((0, 1), (0, 3), "-")], "a-b\r\nc", "a pair of surrogates is replaced"),
            (vec![change((0, 4), (1, 0), "")], "a😀bc", "a line break of Windows goes as one"),
            (
                vec![change((0, 0), (0, 0), "x\n"), change((1, 0), (1, 1), "y")],
                "x\ny😀b\r\nc",
                "the second counts after the first",
            ),
            (vec![change((1, 1), (0, 4), "")], "a😀b", "the ends in the wrong order"),
            (vec![change((7, 7), (9, 9), "!")], "a😀b\r\nc!", "after the end"),
            (vec![change((0, 0), (9, 0), ""), whole("new")], "new", "the whole text"),
        ];
        for (changes, after, why) in rows {
            let mut file = OpenFile::new("a.json".to_owned(), Some(1), "a😀b\r\nc".to_owned());
            file.change(Some(2), changes, ColumnUnit::Utf16);
            assert_eq!(file.source.text(), after, "{why}");
        }
    }
}
