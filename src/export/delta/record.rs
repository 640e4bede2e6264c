//! [`RecordTape`]: the text of one record as a flat list of slots, found in one pass and without a copy.
//!
//! It is stricter than it has to be. A record with an escape, a number or anything else that a skippable list of grants or people does
//! not hold is called odd, and is left to the parser that reads everything.

use std::ops::Range;

/// Nothing that is skippable is nested deeper.
const DEPTH: u8 = 6;

/// A part of a record's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Slice {
    start: u32,
    end: u32,
}

impl Slice {
    /// As a range of bytes.
    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What a slot holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartValue {
    Null,
    Flag,
    Text(Slice),
    Map,
    List,
}

#[derive(Debug, Clone, Copy)]
struct PartSlot {
    key: Slice,
    value: PartValue,
    /// How many slots this one and its children take.
    span: usize,
}

/// The slots of one record; filled again for each, so that records cost no allocation.
#[derive(Debug, Default)]
pub(super) struct RecordTape {
    slots: Vec<PartSlot>,
    len: usize,
    odd: bool,
}

/// Why a record could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The text ends inside it.
    Short,
    /// It is no JSON object.
    Broken,
}

impl RecordTape {
    /// Reads the object with which a text begins.
    pub(super) fn read(&mut self, text: &[u8]) -> Result<(), Stop> {
        self.slots.clear();
        let mut scan = RecordScan { text, at: 0, slots: &mut self.slots, odd: false };
        if scan.next()? != b'{' {
            return Err(Stop::Broken);
        }
        scan.map(Slice::default(), 0)?;
        (self.len, self.odd) = (scan.at, scan.odd);
        Ok(())
    }

    /// How many bytes it takes.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Holds something that no skippable record holds.
    pub(super) fn is_odd(&self) -> bool {
        self.odd
    }

    /// The record itself.
    pub(super) fn root<'r>(&'r self, text: &'r [u8]) -> RecordPart<'r> {
        RecordPart { record: self, text, at: 0 }
    }
}

/// A place in a [`RecordTape`], with the text that it was read from.
#[derive(Debug, Clone, Copy)]
pub(super) struct RecordPart<'r> {
    record: &'r RecordTape,
    text: &'r [u8],
    at: usize,
}

impl<'r> RecordPart<'r> {
    /// The key in the surrounding map.
    pub(super) fn key(self) -> &'r [u8] {
        self.record.slots.get(self.at).map_or(&[], |slot| self.slice(slot.key))
    }

    /// What is here.
    pub(super) fn value(self) -> PartValue {
        self.record.slots.get(self.at).map_or(PartValue::Null, |slot| slot.value)
    }

    /// The text, where it is one.
    pub(super) fn text(self) -> Option<&'r [u8]> {
        match self.value() {
            PartValue::Text(slice) => Some(self.slice(slice)),
            _ => None,
        }
    }

    fn slice(self, slice: Slice) -> &'r [u8] {
        self.text.get(slice.range()).unwrap_or_default()
    }

    /// The members of a map, or the elements of a list.
    pub(super) fn children(self) -> impl Iterator<Item = Self> {
        let span = |at: usize| self.record.slots.get(at).map_or(1, |slot| slot.span);
        let end = self.at + span(self.at);
        let first = (self.at + 1 < end).then_some(self.at + 1);
        let next = move |at: &usize| Some(at + span(*at)).filter(|next| *next < end);
        std::iter::successors(first, next).map(move |at| Self { at, ..self })
    }
}

struct RecordScan<'t> {
    text: &'t [u8],
    at: usize,
    slots: &'t mut Vec<PartSlot>,
    odd: bool,
}

impl RecordScan<'_> {
    fn next(&mut self) -> Result<u8, Stop> {
        let byte = self.text.get(self.at).copied().ok_or(Stop::Short)?;
        self.at += 1;
        Ok(byte)
    }

    /// The next byte that is no blank.
    fn next_sign(&mut self) -> Result<u8, Stop> {
        loop {
            match self.next()? {
                b' ' | b'\t' | b'\n' | b'\r' => {}
                byte => return Ok(byte),
            }
        }
    }

    fn push(&mut self, key: Slice, value: PartValue) -> usize {
        self.slots.push(PartSlot { key, value, span: 1 });
        self.slots.len() - 1
    }

    fn close(&mut self, at: usize) {
        let span = self.slots.len() - at;
        self.slots.get_mut(at).into_iter().for_each(|slot| slot.span = span);
    }

    /// A map after its brace.
    fn map(&mut self, key: Slice, depth: u8) -> Result<(), Stop> {
        let own = self.push(key, PartValue::Map);
        let mut sign = self.next_sign()?;
        while sign != b'}' {
            if sign != b'"' {
                return Err(Stop::Broken);
            }
            let key = self.string()?;
            if self.next_sign()? != b':' {
                return Err(Stop::Broken);
            }
            let first = self.next_sign()?;
            self.value(key, first, depth)?;
            sign = self.after_item(b'}')?;
        }
        self.close(own);
        Ok(())
    }

    /// What comes after an item: the first byte of the next one, or the byte that closes the map or list.
    #[inline]
    fn after_item(&mut self, close: u8) -> Result<u8, Stop> {
        match self.next_sign()? {
            b',' => Some(self.next_sign()?).filter(|&first| first != close).ok_or(Stop::Broken),
            sign if sign == close => Ok(sign),
            _ => Err(Stop::Broken),
        }
    }

    /// A list after its bracket.
    fn list(&mut self, key: Slice, depth: u8) -> Result<(), Stop> {
        let own = self.push(key, PartValue::List);
        let mut sign = self.next_sign()?;
        while sign != b']' {
            self.value(Slice::default(), sign, depth)?;
            sign = self.after_item(b']')?;
        }
        self.close(own);
        Ok(())
    }

    /// A value whose first byte was read.
    fn value(&mut self, key: Slice, first: u8, depth: u8) -> Result<(), Stop> {
        let value = match first {
            b'"' => PartValue::Text(self.string()?),
            b'{' | b'[' if depth == DEPTH => return Err(Stop::Broken),
            b'{' => return self.map(key, depth + 1),
            b'[' => return self.list(key, depth + 1),
            b'n' => self.word(b"ull", PartValue::Null)?,
            b't' => self.word(b"rue", PartValue::Flag)?,
            b'f' => self.word(b"alse", PartValue::Flag)?,
            b'-' | b'0'..=b'9' => self.number()?,
            _ => return Err(Stop::Broken),
        };
        self.push(key, value);
        Ok(())
    }

    fn word(&mut self, rest: &[u8], value: PartValue) -> Result<PartValue, Stop> {
        let end = self.at + rest.len();
        let found = self.text.get(self.at..end).ok_or(Stop::Short)?;
        self.at = end;
        if found == rest { Ok(value) } else { Err(Stop::Broken) }
    }

    /// Whether it is a well-formed one is left to the parser.
    fn number(&mut self) -> Result<PartValue, Stop> {
        self.odd = true;
        while matches!(self.text.get(self.at).ok_or(Stop::Short)?, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E') {
            self.at += 1;
        }
        Ok(PartValue::Null)
    }

    /// A text after its quotation mark.
    fn string(&mut self) -> Result<Slice, Stop> {
        let start = self.at as u32;
        loop {
            self.at += plain_letters(self.text.get(self.at..).unwrap_or_default());
            match self.next()? {
                b'"' => return Ok(Slice { start, end: self.at as u32 - 1 }),
                b'\\' => {
                    self.odd = true;
                    self.next()?;
                }
                byte => self.odd |= byte < 0x20,
            }
        }
    }
}

/// How many bytes there are before a quotation mark, a backslash or a control character. It counts eight at a time, and may
/// give a few fewer at the end of a text.
pub(super) fn plain_letters(text: &[u8]) -> usize {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let zero = |word: u64| word.wrapping_sub(LOW) & !word & HIGH;
    let (words, _) = text.as_chunks::<8>();
    let mut before = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let control = word.wrapping_sub(LOW * 0x20) & !word & HIGH;
        let found = control | zero(word ^ (LOW * u64::from(b'"'))) | zero(word ^ (LOW * u64::from(b'\\')));
        if found != 0 {
            return before + found.trailing_zeros() as usize / 8;
        }
        before += 8;
    }
    before
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(usize, bool), Stop> {
        let mut record = RecordTape::default();
        record.read(text.as_bytes()).map(|()| (record.len(), record.is_odd()))
    }

    #[test]
    fn a_record_ends_where_its_brace_closes() {
        let cases = [
            (r#"{"a":"b"},{"#, Ok((9, false)), "the rest is not looked at"),
            (r#"{ "a" : [ { } , null ] , "b" : true } "#, Ok((37, false)), "blanks"),
            (r#"{"a":"}\"]"}"#, Ok((12, true)), "an escape is odd"),
            (r#"{"a":"x\\"}"#, Ok((11, true)), "an escaped backslash escapes nothing"),
            ("{\"a\":\"long enough for words\tx\"}", Ok((31, true)), "a control character is odd, for it is no JSON"),
            ("{\"a\":\"Müller, Jürgen und Söhne\"}", Ok((35, false)), "other letters are not"),
            (r#"{"a":-1.5e3}"#, Ok((12, true)), "a number is odd"),
            (r#"{"a":"b""#, Err(Stop::Short), "cut off"),
            (r#"{"a":"b"#, Err(Stop::Short), "cut off in a text"),
            (r#"{"a":nul"#, Err(Stop::Short), "cut off in a word"),
            (r#"{"a":1"#, Err(Stop::Short), "cut off in a number"),
            (r#"{"a":nuls}"#, Err(Stop::Broken), "no word of JSON"),
            (r#"{"a" "b"}"#, Err(Stop::Broken), "no colon"),
            (r#"{"a":"b",}"#, Err(Stop::Broken), "a comma too many"),
            (r#"{"a":[1,]}"#, Err(Stop::Broken), "a comma too many"),
            (r#"{"a":"b" "c":"d"}"#, Err(Stop::Broken), "a comma too few"),
            (r"{a:1}", Err(Stop::Broken), "a bare key"),
            (r#"["a"]"#, Err(Stop::Broken), "no object"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(read(text), expected, "{why}: {text}");
        }
    }

    #[test]
    fn children_are_siblings_however_deep_they_are() {
        let text = br#"{"a":{"b":["x",{"c":null}],"d":"y"},"e":"z"}"#;
        let mut record = RecordTape::default();
        record.read(text).expect("a record");
        let keys = |part: RecordPart<'_>| {
            part.children().map(|child| String::from_utf8_lossy(child.key()).into_owned()).collect::<Vec<_>>()
        };
        let root = record.root(text);
        assert_eq!(keys(root), ["a", "e"]);
        let first = root.children().next().expect("a");
        assert_eq!(keys(first), ["b", "d"]);
        assert_eq!(first.children().nth(1).and_then(RecordPart::text), Some(&b"y"[..]));
        let list = first.children().next().expect("b");
        assert_eq!(list.children().map(RecordPart::value).collect::<Vec<_>>().len(), 2);
    }
}
