//! The message and the byte offset of a fault that the JSON parser reports.

/// What the parser says, without the place.
pub(crate) fn cause(error: &serde_json::Error) -> String {
    let place = format!(" at line {} column {}", error.line(), error.column());
    error.to_string().trim_end_matches(&place).to_owned()
}

/// The byte offset of an error that counts lines and columns from `base`.
pub(crate) fn offset(text: &str, base: usize, error: &serde_json::Error) -> usize {
    let rest = text.get(base..).unwrap_or_default();
    let line = match error.line() {
        0 | 1 => 0,
        line => rest.match_indices('\n').nth(line - 2).map_or(rest.len(), |(at, _)| at + 1),
    };
    text.floor_char_boundary((base + line + error.column().saturating_sub(1)).min(text.len()))
}
