//! The texts that are read in place of whole files: a list without the records that change nothing, and the numbers of the records that
//! are left.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::affected::Affected;
use super::compare::{ComparedLists, ListSide, SharedRecord};
use crate::input;
use crate::input::{Excerpt, Input};
use crate::model::Note;
use crate::source::Source;

/// A list without the records that change nothing, as each of the two exports has it.
pub(super) fn inputs(list: &ComparedLists, affected: &Affected) -> io::Result<[Input; 2]> {
    // One record stays whatever it is: a list without records would say something else.
    let left = list.shared.iter().enumerate().filter(|(index, record)| *index == 0 || affected.needs(record));
    let left: Vec<&SharedRecord> = left.map(|(_, record)| record).collect();
    let [old, _] = &list.sides;
    let texts = texts(&old.path, &left)?;
    let [old, new] = [0, 1].map(|side| {
        let own = list.sides.get(side).ok_or(io::ErrorKind::NotFound)?;
        let number = |record: &SharedRecord| record.numbers.get(side).copied().unwrap_or_default();
        let shared = left.iter().zip(&texts).map(|(record, text)| (number(record), &**text));
        excerpt(own, shared.chain(own.single.iter().map(|record| (record.number, &*record.text))).collect())
    });
    Ok([old?, new?])
}

/// The texts of records of the old file.
fn texts(path: &Path, records: &[&SharedRecord]) -> io::Result<Vec<Vec<u8>>> {
    let mut file = File::open(path)?;
    let text = |record: &&SharedRecord| {
        let mut text = vec![0; record.len as usize];
        file.seek(SeekFrom::Start(record.at))?;
        file.read_exact(&mut text)?;
        Ok(text)
    };
    records.iter().map(text).collect()
}

/// One side of a list with some of its records, each with its number in the whole list.
fn excerpt(side: &ListSide, mut records: Vec<(u32, &[u8])>) -> io::Result<Input> {
    records.sort_unstable_by_key(|(number, _)| *number);
    let mut text = side.head.clone();
    for (at, (_, record)) in records.iter().enumerate() {
        text.extend_from_slice(if at > 0 { b"," } else { b"" });
        text.extend_from_slice(record);
    }
    text.extend_from_slice(&side.tail);
    let text = String::from_utf8(text).map_err(|_| io::ErrorKind::InvalidData)?;
    let source = Source::new(side.path.display().to_string(), text);
    let excerpt = Excerpt { numbers: records.iter().map(|(number, _)| *number).collect(), records: side.records as usize };
    Ok(Input { excerpt: Some(Arc::new(excerpt)), modified: input::modified(&side.path), ..Input::new(source) })
}

/// Whether no note points into a text of which something was left out: it would point to the wrong line.
pub(super) fn is_silent(notes: &[Note], inputs: &[Input]) -> bool {
    let reduced: FxHashSet<&str> = inputs.iter().filter(|input| input.excerpt.is_some()).map(|input| &**input.name()).collect();
    notes.iter().all(|note| note.place.as_ref().is_none_or(|place| !reduced.contains(&*place.path)))
}
