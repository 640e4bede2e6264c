//! The texts that are read in the place of whole files: a list without the rows that bear on nothing, with the numbers of those
//! that are left.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::affected::Bearing;
use super::compare::{Compared, Shared, Side};
use crate::input;
use crate::input::{Excerpt, Input};
use crate::model::Note;
use crate::source::Source;

/// A list without the rows that bear on nothing, as each of the two exports has it.
pub(super) fn inputs(list: &Compared, bearing: &Bearing) -> io::Result<[Input; 2]> {
    // One row stays whatever it is: a list without rows would say something else.
    let left = list.shared.iter().enumerate().filter(|(index, row)| *index == 0 || bearing.needs(row));
    let left: Vec<&Shared> = left.map(|(_, row)| row).collect();
    let [old, _] = &list.sides;
    let texts = texts(&old.path, &left)?;
    let [old, new] = [0, 1].map(|side| {
        let own = list.sides.get(side).ok_or(io::ErrorKind::NotFound)?;
        let number = |row: &Shared| row.numbers.get(side).copied().unwrap_or_default();
        let shared = left.iter().zip(&texts).map(|(row, text)| (number(row), &**text));
        excerpt(own, shared.chain(own.single.iter().map(|row| (row.number, &*row.text))).collect())
    });
    Ok([old?, new?])
}

/// The texts of rows of the old file.
fn texts(path: &Path, rows: &[&Shared]) -> io::Result<Vec<Vec<u8>>> {
    let mut file = File::open(path)?;
    let text = |row: &&Shared| {
        let mut text = vec![0; row.len as usize];
        file.seek(SeekFrom::Start(row.at))?;
        file.read_exact(&mut text)?;
        Ok(text)
    };
    rows.iter().map(text).collect()
}

/// One side of a list with some of its rows, each with its number in the whole list.
fn excerpt(side: &Side, mut rows: Vec<(u32, &[u8])>) -> io::Result<Input> {
    rows.sort_unstable_by_key(|(number, _)| *number);
    let mut text = side.head.clone();
    for (at, (_, row)) in rows.iter().enumerate() {
        text.extend_from_slice(if at > 0 { b"," } else { b"" });
        text.extend_from_slice(row);
    }
    text.extend_from_slice(&side.tail);
    let text = String::from_utf8(text).map_err(|_| io::ErrorKind::InvalidData)?;
    let source = Source::new(side.path.display().to_string(), text);
    let excerpt = Excerpt { numbers: rows.iter().map(|(number, _)| *number).collect(), records: side.rows as usize };
    Ok(Input { excerpt: Some(Arc::new(excerpt)), modified: input::modified(&side.path), ..Input::new(source) })
}

/// Whether no note points into a text of which something was left out: it would point to the wrong line.
pub(super) fn is_silent(notes: &[Note], inputs: &[Input]) -> bool {
    let reduced: FxHashSet<&str> = inputs.iter().filter(|input| input.excerpt.is_some()).map(|input| &**input.name()).collect();
    notes.iter().all(|note| note.place.as_ref().is_none_or(|place| !reduced.contains(&*place.path)))
}
