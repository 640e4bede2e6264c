//! [`is_too_deep`]: parsers that call themselves for each bracket would need more memory than there is.

/// So many brackets may be open at once.
const MOST_OPEN: usize = 500;

/// Whether more brackets are open at once than in any role file, those in texts and comments included.
pub(super) fn is_too_deep(text: &str) -> bool {
    let mut open = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'[' | b'{' | b'(' => open += 1,
            b']' | b'}' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
        open > MOST_OPEN
    })
}
