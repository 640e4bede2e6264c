//! A walk over a text, whether it is a table or JSON.

use super::delimited::DelimitedText;
use super::json;
use super::json::{ReadySink, ScanFault, Sink};
use super::split::Split;
use super::tape::Tape;

/// Walks over a text: a table row by row, JSON as [`json::scan`] does.
pub(super) fn scan<'s>(text: &'s str, sink: &mut impl Sink<'s>) -> Result<(), ScanFault> {
    match DelimitedText::of(text) {
        Some(table) => table.scan(sink),
        None => json::scan(text, sink),
    }
}

/// Does what [`scan`] does, with the same outcome, on several threads if the text is large. `prepare` finds out about a record what can
/// be found out on any thread.
pub(super) fn split_scan<'s, R: Send>(
    text: &'s str,
    split: Split,
    prepare: impl Fn(&Tape<'s>) -> R + Sync,
    sink: &mut impl ReadySink<'s, R>,
) -> Result<(), ScanFault> {
    #[cfg(feature = "native")]
    if text.len() >= split.large && DelimitedText::of(text).is_none() {
        return super::parts::scan(text, split, prepare, sink);
    }
    let _ = (split, prepare);
    scan(text, sink)
}
