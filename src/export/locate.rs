//! [`place_of`]: from the number of a record to its place. Facts keep only the number, because few places are ever asked for.

use super::fields::offset;
use super::json::Sink;
use super::scan::scan;
use super::tape::Tape;
use crate::source::{Place, Source};

/// The place of a record in a text (its first key), by its number from 0; walks over the text again.
pub fn place_of(source: &Source, record: u32) -> Option<Place> {
    let mut locate = Locate { source, left: record, at: None };
    // Records before a fault have places all the same.
    let _ = scan(source.text(), &mut locate);
    locate.at.map(|at| source.place(at))
}

struct Locate<'a> {
    source: &'a Source,
    /// Records before the one that is looked for.
    left: u32,
    at: Option<usize>,
}

impl<'s> Sink<'s> for Locate<'_> {
    fn opens(&mut self, _: &Tape<'s>) {}

    fn record(&mut self, record: &mut Tape<'s>) {
        let record = record.root();
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None if self.at.is_none() => self.at = offset(self.source, record.children().next().unwrap_or(record)).or(Some(0)),
            None => {}
        }
    }

    fn closes(&mut self, _: &Tape<'s>, _: usize) {}

    fn noise(&mut self, _: usize) {}
}
