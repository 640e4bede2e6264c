//! [`place_of`]: from the number of a record to its place. Facts keep only the number, because few places are ever asked for.

use super::fields::offset;
use super::json::Sink;
use super::scan::scan;
use super::tape::Tape;
use crate::source::{Place, Source};

/// The place of a record in a text (its first key), by its number from 0; walks over the text again.
pub fn place_of(source: &Source, record: u32) -> Option<Place> {
    places_of(source, &[record]).into_iter().next()
}

/// The places of some records, in one walk: by ascending numbers, and the places in that order as far as there are such records.
pub(super) fn places_of(source: &Source, records: &[u32]) -> Vec<Place> {
    let mut locate = Locate { source, left: records, next: 0, at: Vec::with_capacity(records.len()) };
    // Records before a fault have places all the same.
    let _ = scan(source.text(), &mut locate);
    locate.at.into_iter().map(|at| source.place(at)).collect()
}

struct Locate<'a> {
    source: &'a Source,
    /// The records that are still looked for.
    left: &'a [u32],
    /// The number of the next record.
    next: u32,
    at: Vec<usize>,
}

impl<'s> Sink<'s> for Locate<'_> {
    fn opens(&mut self, _: &Tape<'s>) {}

    fn record(&mut self, record: &mut Tape<'s>) {
        if let Some((first, rest)) = self.left.split_first()
            && *first == self.next
        {
            let record = record.root();
            self.at.push(offset(self.source, record.children().next().unwrap_or(record)).unwrap_or(0));
            self.left = rest;
        }
        self.next += 1;
    }

    fn closes(&mut self, _: &Tape<'s>, _: usize) {}

    fn noise(&mut self, _: usize) {}
}
