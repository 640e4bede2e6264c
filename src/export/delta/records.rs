//! [`RecordList`]: the records of a list in a file, one after the other. It keeps as much of the file in memory as one record takes.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::record::{RecordTape, Stop};

/// As much is read at once.
const CHUNK: usize = 256 << 10;
/// No record that can be skippable is longer.
const LONGEST: usize = 8 << 20;

/// Memory is set aside for no more records than this.
const MOST: usize = 1 << 20;

/// Why the records of a file cannot be walked. The file is then read as always.
#[derive(Debug)]
pub(super) enum Unfit {
    /// It is no skippable list of objects.
    Shape,
    /// It cannot be read.
    File,
}

impl From<io::Error> for Unfit {
    fn from(_: io::Error) -> Self {
        Self::File
    }
}

/// A walk over the records of a list.
#[derive(Debug)]
pub(super) struct RecordList {
    file: File,
    buffer: Vec<u8>,
    /// What is read and not yet passed.
    start: usize,
    end: usize,
    /// Where the buffer begins in the file.
    base: u64,
    /// The text before the first record.
    head: Vec<u8>,
    /// The number of the record at hand.
    number: u32,
}

impl RecordList {
    /// Opens a file that is a list, or an object with one under `value`.
    pub(super) fn open(path: &Path) -> Result<Self, Unfit> {
        let mut records =
            Self { file: File::open(path)?, buffer: vec![0; CHUNK], start: 0, end: 0, base: 0, head: Vec::new(), number: 0 };
        records.fill()?;
        let head = head_of(records.rest()).ok_or(Unfit::Shape)?;
        records.head = records.rest().get(..head).unwrap_or_default().to_vec();
        records.start = head;
        Ok(records)
    }

    /// The text before the first record.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Whether the list is the document itself, so that its records may be lists of records again.
    pub(super) fn is_bare(&self) -> bool {
        self.head.trim_ascii().starts_with(b"[")
    }

    /// Subject how many records there are, if all are as long as this one.
    pub(super) fn estimate(&self, record: usize) -> usize {
        self.file.metadata().map_or(0, |about| about.len() as usize / record.max(1)).min(MOST)
    }

    /// How many records were passed: the number of the record at hand.
    pub(super) fn number(&self) -> u32 {
        self.number
    }

    /// Where the record at hand begins in the file.
    pub(super) fn at(&self) -> u64 {
        self.base + self.start as u64
    }

    /// What is in memory of the record at hand and of what follows.
    pub(super) fn rest(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Goes to the first record, or to the next one, past what separates it from the last; false at the end of the list.
    pub(super) fn advance(&mut self) -> Result<bool, Unfit> {
        let mut separated = self.number == 0;
        loop {
            match self.rest().first().copied() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.start += 1,
                Some(b',') if !separated => {
                    separated = true;
                    self.start += 1;
                }
                Some(b'{') if separated => return Ok(true),
                Some(b']') if !separated || self.number == 0 => return Ok(false),
                None if self.fill()? => {}
                _ => return Err(Unfit::Shape),
            }
        }
    }

    /// Reads the slots of the record at hand.
    pub(super) fn read(&mut self, record: &mut RecordTape) -> Result<(), Unfit> {
        loop {
            match record.read(self.rest()) {
                Ok(()) => return Ok(()),
                Err(Stop::Short) if self.fill()? => {}
                Err(_) => return Err(Unfit::Shape),
            }
        }
    }

    /// Whether the current record is this one, byte for byte.
    pub(super) fn is(&mut self, record: &[u8]) -> Result<bool, Unfit> {
        while self.rest().len() < record.len() {
            if !self.fill()? {
                return Ok(false);
            }
        }
        Ok(self.rest().starts_with(record))
    }

    /// Goes past the current record, given its length; false at the end of the list.
    pub(super) fn pass(&mut self, len: usize) -> Result<bool, Unfit> {
        self.start += len;
        self.number += 1;
        self.advance()
    }

    /// The text of the record at hand, once it was read.
    pub(super) fn text(&self, record: &RecordTape) -> &[u8] {
        self.rest().get(..record.len()).unwrap_or_default()
    }

    /// What follows the last record, to the end of the file.
    pub(super) fn tail(&mut self) -> Result<Vec<u8>, Unfit> {
        while self.fill()? {
            if self.rest().len() > CHUNK {
                return Err(Unfit::Shape);
            }
        }
        let tail = self.rest();
        if ends_document(tail, self.is_bare()) { Ok(tail.to_vec()) } else { Err(Unfit::Shape) }
    }

    /// Reads on; false at the end of the file.
    fn fill(&mut self) -> Result<bool, Unfit> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.base += self.start as u64;
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.end == self.buffer.len() {
            if self.end >= LONGEST {
                return Err(Unfit::Shape);
            }
            self.buffer.resize(self.end * 2, 0);
        }
        let read = loop {
            match self.file.read(self.buffer.get_mut(self.end..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.end += read;
        Ok(read > 0)
    }
}

/// Whether only the rest of its own document follows a list: the records of a further document would be overlooked.
fn ends_document(tail: &[u8], bare: bool) -> bool {
    let Some(after) = tail.strip_prefix(b"]") else { return false };
    if bare {
        return after.trim_ascii().is_empty();
    }
    let object = [b"{\"value\":null", after].concat();
    let mut record = RecordTape::default();
    let is_last = record.read(&object).is_ok() && object.get(record.len()..).is_some_and(|rest| rest.trim_ascii().is_empty());
    is_last && lists(&record, &object) == 1
}

/// How many keys of an object may be a list of records.
fn lists(record: &RecordTape, object: &[u8]) -> usize {
    let keys = record.root(object).children().map(|part| part.key().to_ascii_lowercase());
    keys.filter(|key| key == b"value" || key == b"data").count()
}

/// How long the text before the first record is: to the bracket of the list, and past it.
fn head_of(text: &[u8]) -> Option<usize> {
    let first = text.iter().position(|byte| !byte.is_ascii_whitespace())?;
    match text.get(first)? {
        b'[' => Some(first + 1),
        b'{' => {
            // An object without its list is one record, once the list is left out.
            let key = b"\"value\"";
            let at = text.windows(key.len()).take(2048).position(|window| window == key)?;
            let after = at + key.len();
            let colon = after + text.get(after..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
            let list = colon + 1 + text.get(colon + 1..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
            let is_list = text.get(colon) == Some(&b':') && text.get(list) == Some(&b'[');
            let mut object = text.get(..at)?.to_vec();
            object.extend_from_slice(b"\"value\":null}");
            let mut record = RecordTape::default();
            let read = record.read(object.get(first..)?).is_ok() && record.len() == object.len() - first;
            (is_list && read && lists(&record, object.get(first..)?) == 1).then_some(list + 1)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_the_last_of_its_file() {
        let cases = [
            ("]\n", true, true, "a list"),
            ("]}\n", false, true, "a page"),
            (r#"],"nextLink":"x","count":7}"#, false, true, "what else a page says"),
            (r#"],"value":[]}"#, false, false, "a second list of the same page"),
            ("]\n[{}]", true, false, "another list"),
            ("]}\n{\"value\":[]}", false, false, "another page"),
            ("]\nbye", true, false, "words"),
            ("]", false, false, "a page that is cut off"),
            ("", true, false, "a list that is cut off"),
        ];
        for (tail, bare, expected, why) in cases {
            assert_eq!(ends_document(tail.as_bytes(), bare), expected, "{why}: {tail}");
        }
    }

    #[test]
    fn a_list_begins_after_its_bracket() {
        let cases = [
            ("[{}", Some(1), "a list"),
            (" \n[", Some(3), "blanks before it"),
            (r#"{"value":[{"#, Some(10), "a page"),
            (r#"{"@odata.context":"https://x/$metadata#users", "value" : [ "#, Some(58), "a page of Graph"),
            (r#"{"data":[{"value":[]}]}"#, None, "the list of another key"),
            (r#"{"a":"value","value":[]}"#, None, "the word before it"),
            (r#"{"a":{"value":[]}}"#, None, "a list further in"),
            (r#"{"value":{}}"#, None, "no list"),
            (r#""value":[]"#, None, "no object"),
            ("", None, "nothing"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(head_of(text.as_bytes()), expected, "{why}: {text}");
        }
    }
}
