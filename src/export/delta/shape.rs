//! [`Shapes`]: rows that are written like one that was taken apart before. All that differs between them is what stands in some
//! texts, so that a row is known by comparing the pieces between these.

use super::about::Plain;
use super::record::{Slice, plain_letters};
use super::skippable::{GAPS, Gap, Sort, Texts, plain};

/// Lists hold rows of few shapes; others are taken apart.
const MOST: usize = 8;

/// How rows of one shape are written.
#[derive(Debug)]
struct Shape {
    sort: Sort,
    /// What stands before each text that may differ, and what the text is.
    pieces: Vec<(Box<[u8]>, Gap)>,
    /// What stands after the last one.
    end: Box<[u8]>,
}

/// The shapes of a list, the one that was met last first.
#[derive(Debug, Default)]
pub(super) struct Shapes(Vec<Shape>);

impl Shapes {
    /// Takes note of a plain row.
    pub(super) fn learn(&mut self, row: &[u8], sort: Sort, gaps: &[(Slice, Gap)]) {
        if self.fit(row).is_some() {
            return;
        }
        let mut at = 0;
        let mut pieces = Vec::new();
        for (slice, gap) in gaps {
            let text = slice.range();
            pieces.push((row.get(at..text.start).unwrap_or_default().into(), *gap));
            at = text.end;
        }
        if self.0.len() == MOST {
            self.0.pop();
        }
        self.0.insert(0, Shape { sort, pieces, end: row.get(at..).unwrap_or_default().into() });
    }

    /// The row with which a text begins, if it has a known shape and is plain, and its length. Right before the end of a text none
    /// is known.
    pub(super) fn fit<'t>(&mut self, text: &'t [u8]) -> Option<(usize, Plain<'t>)> {
        let (at, found) = self.0.iter().enumerate().find_map(|(at, shape)| Some((at, shape.fit(text)?)))?;
        self.0.swap(0, at);
        Some(found)
    }
}

impl Shape {
    fn fit<'t>(&self, text: &'t [u8]) -> Option<(usize, Plain<'t>)> {
        let (mut at, mut gaps) = (0, [const { 0..0 }; GAPS]);
        for (piece, gap) in &self.pieces {
            let start = at + piece.len();
            let end = start + plain_letters(text.get(at..)?.strip_prefix(&**piece)?);
            gaps.get_mut(*gap as usize).into_iter().for_each(|range| *range = start..end);
            at = end;
        }
        text.get(at..)?.strip_prefix(&*self.end)?;
        let len = at + self.end.len();
        let row = std::str::from_utf8(text.get(..len)?).ok()?;
        Some((len, plain(self.sort, &Texts::cut(row, &gaps))?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::delta::about::Edges;
    use crate::export::delta::record::Row;
    use crate::export::delta::skippable::{gaps, look};

    fn user(name: &str) -> String {
        format!(r#"{{"id":"11111111-1111-4111-8111-111111111111","displayName":"{name}","userPrincipalName":"u@x.example"}}"#)
    }

    fn shapes() -> Shapes {
        let (mut shapes, mut row, text) = (Shapes::default(), Row::default(), user("A"));
        row.read(text.as_bytes()).expect("a row");
        let seen = look(&row, text.as_bytes(), &mut Edges::default()).expect("a plain row");
        let sort = seen.sort.expect("a sort");
        shapes.learn(text.as_bytes(), sort, &gaps(&row, text.as_bytes(), sort));
        shapes
    }

    #[test]
    fn a_row_of_a_known_shape_is_what_it_would_be_taken_apart() {
        let mut shapes = shapes();
        for text in [user("B"), user("Jürgen Müller, \u{1F600}"), user("}")] {
            let mut row = Row::default();
            row.read(text.as_bytes()).expect("a row");
            let seen = look(&row, text.as_bytes(), &mut Edges::default()).expect("a plain row");
            let more = format!("{text},{}", user("next"));
            assert_eq!(shapes.fit(more.as_bytes()), Some((row.len(), seen.plain)), "{text}");
        }
    }

    #[test]
    fn what_is_written_otherwise_fits_no_shape() {
        let text = user("B");
        let cases = [
            (user("a\\u0041"), "an escape"),
            (user(""), "no name"),
            (text.replace(",\"user", ", \"user"), "a blank"),
            (text.replace("1111", "111"), "no GUID"),
            (text.replace('}', ""), "cut off"),
            (text.replace("displayName", "displayname"), "another key"),
        ];
        for (text, why) in cases {
            assert_eq!(shapes().fit(text.as_bytes()), None, "{why}: {text}");
        }
        let broken = text.replace('B', "\u{FFFD}").into_bytes();
        let broken: Vec<u8> = broken.into_iter().map(|byte| if byte == 0xBF { 0xFF } else { byte }).collect();
        assert_eq!(shapes().fit(&broken), None, "no UTF-8");
    }
}
