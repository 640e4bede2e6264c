//! [`Excerpt`]: which records of a whole text an input holds.

/// The records of a text that an input holds, where it does not hold them all.
#[derive(Debug, Clone, Default)]
pub(crate) struct Excerpt {
    /// The number that each record has in the whole text.
    pub(crate) numbers: Vec<u32>,
    /// How many records the whole text has.
    pub(crate) records: usize,
}

impl Excerpt {
    /// The number of a record in the whole text, by its number in the excerpt.
    pub(crate) fn number(&self, record: u32) -> u32 {
        self.numbers.get(record as usize).copied().unwrap_or(record)
    }
}
