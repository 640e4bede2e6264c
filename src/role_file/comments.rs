//! JSON with comments: [`blanked`] turns it into plain JSON, every byte at its place.

use std::borrow::Cow;

use crate::source::Span;

/// The text with its `//` and `/* */` comments turned into blanks, and where they stood. An open comment runs to the end.
pub(super) fn blanked(text: &str) -> (Cow<'_, str>, Vec<Span>) {
    let comments = find(text);
    if comments.is_empty() {
        return (Cow::Borrowed(text), comments);
    }
    let mut plain = String::with_capacity(text.len());
    let mut copied = 0;
    for comment in &comments {
        plain.push_str(text.get(copied..comment.start).unwrap_or_default());
        let inside = text.get(comment.start..comment.end).unwrap_or_default();
        plain.extend(inside.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        copied = comment.end;
    }
    plain.push_str(text.get(copied..).unwrap_or_default());
    (Cow::Owned(plain), comments)
}

/// Whether a comment has no end.
pub(super) fn is_open(comment: &str) -> bool {
    comment.starts_with("/*") && !(comment.len() >= 4 && comment.ends_with("*/"))
}

/// The comments of a JSON text, in order.
fn find(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at = match (byte, bytes.get(at + 1)) {
            (b'"', _) => after_string(bytes, at),
            (b'/', Some(b'/')) => {
                let rest = text.get(at..).unwrap_or_default();
                let end = at + rest.find('\n').unwrap_or(rest.len());
                comments.push(Span { start: at, end });
                end
            }
            (b'/', Some(b'*')) => {
                let rest = text.get(at + 2..).unwrap_or_default();
                let end = rest.find("*/").map_or(text.len(), |end| at + 2 + end + 2);
                comments.push(Span { start: at, end });
                end
            }
            _ => at + 1,
        };
    }
    comments
}

/// The offset after the string that begins here.
fn after_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_become_blanks_in_their_places() {
        let cases = [
            ("[1] // é", "[1]      ", "bytes are counted, not characters"),
            ("/* a\r\n b */[1]", "     \n     [1]", "lines stay"),
            (r#"["//", "\"/*"]"#, r#"["//", "\"/*"]"#, "not in strings"),
            ("[1] /* open", "[1]        ", "an open comment runs to the end"),
        ];
        for (text, plain, why) in cases {
            let (found, _) = blanked(text);
            assert_eq!((found.as_ref(), found.len()), (plain, text.len()), "{why}");
        }
    }
}
