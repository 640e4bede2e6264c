//! [`RecordShapes`]: records that are written like an earlier one. They differ in a few texts only, so a record is recognised by
//! comparing the pieces between these texts.

use super::about::Skippable;
use super::record::{Slice, plain_letters};
use super::skippable::{FIELDS, RecordField, RecordKind, RecordTexts, skippable};

/// Lists hold records of few shapes; others are taken apart.
const MOST: usize = 8;

/// How records of one shape are written.
#[derive(Debug)]
struct RecordShape {
    record_kind: RecordKind,
    /// The piece before each text that may differ, and what the text is.
    pieces: Vec<(Box<[u8]>, RecordField)>,
    /// The piece after the last text.
    end: Box<[u8]>,
}

/// The shapes of a list, the one that was met last first.
#[derive(Debug, Default)]
pub(super) struct RecordShapes(Vec<RecordShape>);

impl RecordShapes {
    /// Takes note of a skippable record.
    pub(super) fn learn(&mut self, record: &[u8], record_kind: RecordKind, varying_fields: &[(Slice, RecordField)]) {
        if self.fit(record).is_some() {
            return;
        }
        let mut at = 0;
        let mut pieces = Vec::new();
        for (slice, field) in varying_fields {
            let text = slice.range();
            pieces.push((record.get(at..text.start).unwrap_or_default().into(), *field));
            at = text.end;
        }
        if self.0.len() == MOST {
            self.0.pop();
        }
        self.0.insert(0, RecordShape { record_kind, pieces, end: record.get(at..).unwrap_or_default().into() });
    }

    /// The record at the beginning of a text and its length, if it has a known shape and is skippable. Right before the end of
    /// a text no shape is tried.
    pub(super) fn fit<'t>(&mut self, text: &'t [u8]) -> Option<(usize, Skippable<'t>)> {
        let (at, found) = self.0.iter().enumerate().find_map(|(at, shape)| Some((at, shape.fit(text)?)))?;
        self.0.swap(0, at);
        Some(found)
    }
}

impl RecordShape {
    fn fit<'t>(&self, text: &'t [u8]) -> Option<(usize, Skippable<'t>)> {
        let (mut at, mut varying_fields) = (0, [const { 0..0 }; FIELDS]);
        for (piece, field) in &self.pieces {
            let start = at + piece.len();
            let end = start + plain_letters(text.get(at..)?.strip_prefix(&**piece)?);
            varying_fields.get_mut(*field as usize).into_iter().for_each(|range| *range = start..end);
            at = end;
        }
        text.get(at..)?.strip_prefix(&*self.end)?;
        let len = at + self.end.len();
        let record = std::str::from_utf8(text.get(..len)?).ok()?;
        Some((len, skippable(self.record_kind, &RecordTexts::cut(record, &varying_fields))?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::delta::about::MemberEdges;
    use crate::export::delta::record::RecordTape;
    use crate::export::delta::skippable::{look, varying_fields};

    fn user(name: &str) -> String {
        format!(r#"{{"id":"11111111-1111-4111-8111-111111111111","displayName":"{name}","userPrincipalName":"u@x.example"}}"#)
    }

    fn shapes() -> RecordShapes {
        let (mut shapes, mut record, text) = (RecordShapes::default(), RecordTape::default(), user("A"));
        record.read(text.as_bytes()).expect("a record");
        let seen = look(&record, text.as_bytes(), &mut MemberEdges::default()).expect("a skippable record");
        let record_kind = seen.record_kind.expect("a kind");
        shapes.learn(text.as_bytes(), record_kind, &varying_fields(&record, text.as_bytes(), record_kind));
        shapes
    }

    #[test]
    fn a_row_of_a_known_shape_is_what_it_would_be_taken_apart() {
        let mut shapes = shapes();
        for text in [user("B"), user("Jürgen Müller, \u{1F600}"), user("}")] {
            let mut record = RecordTape::default();
            record.read(text.as_bytes()).expect("a record");
            let seen = look(&record, text.as_bytes(), &mut MemberEdges::default()).expect("a skippable record");
            let more = format!("{text},{}", user("next"));
            assert_eq!(shapes.fit(more.as_bytes()), Some((record.len(), seen.skippable)), "{text}");
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
