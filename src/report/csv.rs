//! Cells of CSV that several reports share.

/// A cell that no spreadsheet takes for a formula.
pub(crate) fn tame(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if risky { format!("'{text}") } else { text.to_owned() }
}
