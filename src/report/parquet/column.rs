//! [`ColumnBuffer`]: the cells of one column, as the pages of Parquet have them.
//!
//! Rows of reports say the same again and again: each value is written once in a dictionary page, and the data page names it by its
//! number. Runs of the same number are one entry.

use std::hash::{BuildHasher as _, BuildHasherDefault};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::thrift::{encoded, varint};

/// What a column holds. Every cell may be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnType {
    /// A text (UTF-8).
    Text,
    /// An instant, in milliseconds since 1970 (UTC).
    Instant,
    /// True or false.
    Bool,
}

/// A cell that is not null.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ParquetCell<'c> {
    /// A text.
    Text(&'c str),
    /// An instant, in milliseconds since 1970 (UTC).
    Instant(i64),
    /// True or false.
    Bool(bool),
}

/// How values are written ([specification](https://parquet.apache.org/docs/file-format/data-pages/encodings/)).
pub(super) mod encoding {
    /// One after the other.
    pub(in super::super) const PLAIN: i32 = 0;
    /// Runs of numbers.
    pub(in super::super) const RLE: i32 = 3;
    /// Numbers in a dictionary.
    pub(in super::super) const RLE_DICTIONARY: i32 = 8;
}

/// Kinds of pages.
const DATA_PAGE: i32 = 0;
const DICTIONARY_PAGE: i32 = 2;

/// The cells of one column of a row group.
#[derive(Default)]
pub(super) struct ColumnBuffer {
    /// The values, each once, one after the other.
    dictionary: Vec<u8>,
    /// By the number of a value: where it begins and ends.
    spans: Vec<(usize, usize)>,
    numbers: HashTable<u32>,
    /// Whether each cell has a value.
    present: Runs,
    /// The numbers of the values.
    values: Runs,
    /// Values that are true or false have no dictionary.
    bits: Vec<bool>,
    rows: usize,
}

/// The pages of a column.
pub(super) struct Pages {
    /// All of them.
    pub(super) bytes: Vec<u8>,
    /// The bytes of the dictionary page, which is the first one; 0: there is none.
    pub(super) dictionary: usize,
}

impl ColumnBuffer {
    /// Adds a cell; `None`: null.
    pub(super) fn push(&mut self, cell: Option<ParquetCell<'_>>) {
        self.rows += 1;
        self.present.push(cell.is_some().into());
        match cell {
            None => {}
            Some(ParquetCell::Bool(bit)) => self.bits.push(bit),
            Some(ParquetCell::Instant(instant)) => self.push_value(&[], &instant.to_le_bytes()),
            Some(ParquetCell::Text(text)) => {
                let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
                self.push_value(&length.to_le_bytes(), text.as_bytes());
            }
        }
    }

    /// How many bytes are kept.
    pub(super) fn size(&self) -> usize {
        self.dictionary.len()
    }

    fn push_value(&mut self, length: &[u8], value: &[u8]) {
        let hash = |value: &[u8]| BuildHasherDefault::<FxHasher>::default().hash_one(value);
        let of = |number: &u32| value_of(&self.dictionary, &self.spans, *number);
        if let Some(&number) = self.numbers.find(hash(value), |number| of(number) == value) {
            return self.values.push(number);
        }
        let number = u32::try_from(self.spans.len()).unwrap_or(u32::MAX);
        self.dictionary.extend_from_slice(length);
        let start = self.dictionary.len();
        self.dictionary.extend_from_slice(value);
        self.spans.push((start, self.dictionary.len()));
        let of = |number: &u32| hash(value_of(&self.dictionary, &self.spans, *number));
        self.numbers.insert_unique(hash(value), number, of);
        self.values.push(number);
    }

    /// The pages of what was pushed.
    pub(super) fn pages(&self) -> Pages {
        let mut bytes = Vec::new();
        if !self.spans.is_empty() {
            page(&mut bytes, &self.dictionary, |header| {
                header.i32(1, DICTIONARY_PAGE);
                header.size(2, self.dictionary.len());
                header.size(3, self.dictionary.len());
                header.nested(7, |own| {
                    own.size(1, self.spans.len());
                    own.i32(2, encoding::PLAIN);
                });
            });
        }
        let dictionary = bytes.len();
        let data = self.data();
        page(&mut bytes, &data, |header| {
            header.i32(1, DATA_PAGE);
            header.size(2, data.len());
            header.size(3, data.len());
            header.nested(5, |own| {
                own.size(1, self.rows);
                own.i32(2, if self.spans.is_empty() { encoding::PLAIN } else { encoding::RLE_DICTIONARY });
                own.i32(3, encoding::RLE);
                own.i32(4, encoding::RLE);
            });
        });
        Pages { bytes, dictionary }
    }

    /// Which cells are null, then the others.
    fn data(&self) -> Vec<u8> {
        let levels = self.present.encoded(1);
        let mut data = u32::try_from(levels.len()).unwrap_or(u32::MAX).to_le_bytes().to_vec();
        data.extend_from_slice(&levels);
        if self.spans.is_empty() {
            data.extend(self.bits.chunks(8).map(packed));
            return data;
        }
        let highest = self.spans.len() - 1;
        let width = usize::BITS - highest.leading_zeros();
        data.push(width as u8);
        data.extend_from_slice(&self.values.encoded(width));
        data
    }
}

/// A value of a dictionary.
fn value_of<'d>(dictionary: &'d [u8], spans: &[(usize, usize)], number: u32) -> &'d [u8] {
    let span = spans.get(number as usize).copied();
    span.and_then(|(start, end)| dictionary.get(start..end)).unwrap_or_default()
}

/// Up to eight bits in a byte, the first one lowest.
fn packed(bits: &[bool]) -> u8 {
    bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit))
}

fn page(bytes: &mut Vec<u8>, content: &[u8], header: impl FnOnce(&mut super::thrift::StructWriter<'_>)) {
    bytes.extend_from_slice(&encoded(header));
    bytes.extend_from_slice(content);
}

/// Numbers, with how often each comes in a row.
#[derive(Default)]
struct Runs(Vec<(u32, u64)>);

impl Runs {
    fn push(&mut self, number: u32) {
        match self.0.last_mut() {
            Some((last, length)) if *last == number => *length += 1,
            _ => self.0.push((number, 1)),
        }
    }

    /// As the hybrid encoding of Parquet has them: a length, and a number of as many whole bytes as its bits need.
    fn encoded(&self, bits: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        for &(number, length) in &self.0 {
            varint(&mut bytes, length << 1);
            bytes.extend(number.to_le_bytes().iter().take(bits.div_ceil(8) as usize));
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parquet_columns_say_each_value_once() {
        let mut column = ColumnBuffer::default();
        for cell in [Some("b"), Some("b"), None, Some("a"), Some("b")] {
            column.push(cell.map(ParquetCell::Text));
        }
        assert_eq!(column.dictionary, [1, 0, 0, 0, b'b', 1, 0, 0, 0, b'a']);
        // Two cells, a null, two cells; then numbers of one bit: two of the first value, one of the second, one of the first.
        assert_eq!(column.data(), [6, 0, 0, 0, 4, 1, 2, 0, 4, 1, 1, 4, 0, 2, 1, 2, 0]);
    }

    #[test]
    fn parquet_columns_without_a_dictionary_are_plain() {
        let mut column = ColumnBuffer::default();
        for bit in [Some(true), None, Some(false), Some(true)] {
            column.push(bit.map(ParquetCell::Bool));
        }
        assert_eq!(column.data(), [6, 0, 0, 0, 2, 1, 2, 0, 4, 1, 0b101]);
        let mut nothing = ColumnBuffer::default();
        nothing.push(None);
        assert_eq!((nothing.data(), nothing.pages().dictionary), (vec![2, 0, 0, 0, 2, 0], 0));
    }
}
