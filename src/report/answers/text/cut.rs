//! How much of a list is shown, and what is said of the rest.

use std::io;

use crate::report::page::Page;
use crate::report::style::Detail;
use crate::report::words::count;

/// More lines of one kind than this are shown only with `-v`.
pub(super) const ROWS: usize = 60;

/// How many of some lines are shown.
pub(super) fn shown(page: &Page<'_>, most: usize) -> usize {
    if page.look.detail == Detail::All { usize::MAX } else { most }
}

/// How many lines are left out, and how to see them.
pub(super) fn write_more(page: &mut Page<'_>, left: usize, what: &str) -> io::Result<()> {
    if left == 0 {
        return Ok(());
    }
    let text = format!("  ... and {} (-v shows all; --principal narrows)", count(left, &format!("more {what}")));
    page.line(&page.look.faint(&text))
}
