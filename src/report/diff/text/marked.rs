//! Lines that say that something is gained or lost.

use std::io;

use crate::report::page::Page;

/// Gained or lost.
#[derive(Clone, Copy)]
pub(super) struct Direction {
    /// Before what is gained or lost.
    pub(super) mark: char,
    /// In a sentence.
    pub(super) verb: &'static str,
}

/// Gained.
pub(super) const GAINED: Direction = Direction { mark: '+', verb: "gained" };
/// Lost.
pub(super) const LOST: Direction = Direction { mark: '-', verb: "lost" };

/// A line with its mark, and where it is long those that follow it.
pub(super) fn write_marked(page: &mut Page<'_>, direction: Direction, text: &str) -> io::Result<()> {
    page.marked(2, direction.mark, text)
}
