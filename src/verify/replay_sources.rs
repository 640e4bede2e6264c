//! [`ReplaySources`]: what a report is held against.

use crate::catalog::Catalog;
use crate::model::{Facts, TaskPack};

/// What a report is held against.
#[derive(Debug, Clone, Copy)]
pub struct ReplaySources<'a> {
    /// What the exports state.
    pub facts: &'a Facts,
    /// What Azure ships.
    pub catalog: &'a Catalog,
    /// The packs that the report may name.
    pub packs: &'a [TaskPack],
    /// The instant, in seconds since 1970.
    pub at: i64,
}
