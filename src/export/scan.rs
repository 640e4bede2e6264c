//! A walk over a text, whether it is a table or JSON.

use super::delimited::DelimitedText;
use super::json;
use super::json::{ScanFault, Sink};

/// A shorter text is read before a second thread has begun.
#[cfg(feature = "native")]
const LARGE: usize = 4 << 20;

/// Walks over a text: a table row by row, JSON as [`json::scan`] does, with the same outcome.
pub(super) fn scan<'s>(text: &'s str, sink: &mut impl Sink<'s>) -> Result<(), ScanFault> {
    if let Some(table) = DelimitedText::of(text) {
        return table.scan(sink);
    }
    #[cfg(feature = "native")]
    if text.len() >= LARGE {
        return super::pipelined::scan(text, sink);
    }
    json::scan(text, sink)
}
