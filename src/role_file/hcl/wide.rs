//! [`widest`]: the parser compares each key of an object with those before it, so that an object of many keys takes it too long.

use crate::source::Span;

/// An object of more keys is not read. A tenant has at most 5,000 custom roles, and a map of all of them is no file that people write.
const MOST_KEYS: usize = 4_000;

/// A bracket that is open: where it is, whether it is that of an object, its keys, and whether an entry of it has one.
struct OpenBracket {
    at: usize,
    is_object: bool,
    keys: usize,
    has_key: bool,
}

/// The bracket of an object with more keys than are read.
pub(super) fn widest(text: &str) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut open: Vec<OpenBracket> = Vec::new();
    let (mut at, mut before) = (0, b' ');
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let taken = match rest {
            [b'"', text @ ..] => 1 + text_length(text),
            [b'#', ..] | [b'/', b'/', ..] => rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
            [b'/', b'*', comment @ ..] => 2 + until(comment, b"*/"),
            [b'<', b'<', ..] => document_length(text.get(at..).unwrap_or_default()).unwrap_or(2),
            _ => 1,
        };
        match byte {
            b'{' | b'[' | b'(' => {
                // The name or the label of a block stands before its bracket.
                let is_object = byte == b'{' && !(before.is_ascii_alphanumeric() || matches!(before, b'"' | b'_' | b'-'));
                open.push(OpenBracket { at, is_object, keys: 0, has_key: false });
            }
            b'}' | b']' | b')' => drop(open.pop()),
            b'=' | b':' => open.iter_mut().next_back().into_iter().for_each(|own| own.has_key = true),
            b',' | b'\n' => {
                let Some(own) = open.last_mut().filter(|own| own.is_object) else {
                    at += taken;
                    continue;
                };
                own.keys += usize::from(std::mem::take(&mut own.has_key));
                if own.keys > MOST_KEYS {
                    return Some(Span { start: own.at, end: own.at + 1 });
                }
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
        at += taken;
    }
    None
}

/// How long a text is whose first quote was taken, its last quote included. Texts in the expressions of a text come in pairs of quotes.
fn text_length(bytes: &[u8]) -> usize {
    let mut is_escaped = false;
    let end = bytes.iter().position(|byte| match byte {
        _ if is_escaped => {
            is_escaped = false;
            false
        }
        b'\\' => {
            is_escaped = true;
            false
        }
        byte => *byte == b'"',
    });
    end.map_or(bytes.len(), |end| end + 1)
}

/// How long a text of several lines is, from `<<` to its word.
fn document_length(text: &str) -> Option<usize> {
    let first = text.lines().next()?;
    let word = first.trim_start_matches('<').trim_start_matches('-').trim();
    let is_word = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let mut length = 0;
    for (number, line) in text.split_inclusive('\n').enumerate().take_while(|_| is_word) {
        if number > 0 && line.trim() == word {
            return Some(length);
        }
        length += line.len();
    }
    None
}

fn until(bytes: &[u8], end: &[u8]) -> usize {
    bytes.windows(end.len()).position(|own| own == end).map_or(bytes.len(), |at| at + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_objects_of_too_many_keys_are_too_wide() {
        let lines = |line: &str| line.repeat(MOST_KEYS + 1);
        let cases = [
            (format!("locals {{\n  a = {{\n{}  }}\n}}\n", lines("  k = 1\n")), Some(15), "an object"),
            (format!("a = {{{}}}", lines("k : 1,")), Some(4), "an object in one line"),
            (format!("locals {{\n{}}}\n", lines("k = 1\n")), None, "a block"),
            (format!("a = {{ b = [\n{}] }}\n", lines("\"x\",\n")), None, "a list in an object"),
            (format!("a = {{\n{}}}\n", lines("# k = 1\n")), None, "comments"),
            (format!("a = <<-EOT\n{{\n{}}}\n  EOT\n", lines("\"k\": 1,\n")), None, "a text of several lines"),
            (format!("a = \"{{ {} }}\"\n", lines("k = 1, ")), None, "a text"),
            (format!("a = [{}]\n", lines("{ k = 1 }, ")), None, "many objects"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(widest(&text).map(|span| span.start), expected, "{why}");
        }
    }
}
