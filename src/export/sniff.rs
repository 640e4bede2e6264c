//! Whether the beginning of a file of a folder can be that of an export; what it is for sure, only the whole text says.

use super::delimited::DelimitedText;
use crate::source::torn_text;

/// How much of a file is looked at.
pub(crate) const SNIFF: usize = 8192;

/// Why a file can be no export, from its first [`SNIFF`] bytes, or from all of them where it has fewer.
pub(crate) fn no_export(start: &[u8]) -> Option<&'static str> {
    let marked = start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]);
    let bracket = start.iter().any(|byte| matches!(byte, b'{' | b'['));
    if !marked && start.contains(&0) {
        // What is an export up to there is read, and its reader says what is wrong.
        let is_export = torn_text(start).is_some_and(|head| no_export(head).is_none());
        return (!is_export).then_some("is a binary file");
    }
    match () {
        () if start.iter().all(u8::is_ascii_whitespace) && start.len() < SNIFF => None,
        () if !marked && !bracket && !is_table(start) => Some("is neither JSON nor CSV"),
        () => None,
    }
}

/// Whether a file begins like a table; its beginning may end inside a letter.
fn is_table(start: &[u8]) -> bool {
    DelimitedText::of(String::from_utf8_lossy(start).trim_start_matches('\u{feff}')).is_some()
}
