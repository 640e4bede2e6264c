//! Cells of CSV that several reports share.

use super::clean::clean;

/// A cell that no spreadsheet takes for a formula.
pub(crate) fn tame(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = clean(text);
    if risky { format!("'{text}") } else { text.into_owned() }
}
