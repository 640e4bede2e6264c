//! Text around JSON: what command-line tools print into the same stream (R-FMT-1).
//!
//! Defines [`skip`], which finds where the next JSON document begins. It parses nothing.

/// What is before the next JSON document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Skipped {
    /// Where the document begins; the length of the text if there is no document.
    pub(super) json: usize,
    /// The first line of text that is no JSON.
    pub(super) noise: Option<usize>,
    /// The first of these lines that looks like the rest of a cut document, not like a message.
    pub(super) fragment: Option<usize>,
}

/// Skips blanks, byte order marks, colour codes and lines of messages up to a line that begins a JSON object or list.
pub(super) fn skip(text: &str) -> Skipped {
    let mut skipped = Skipped { json: text.len(), noise: None, fragment: None };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = bare(line);
        let begins = at + (line.len() - content.len());
        if !content.is_empty() && text.get(begins..).is_some_and(begins_json) {
            skipped.json = begins;
            break;
        }
        if !content.is_empty() {
            skipped.noise.get_or_insert(begins);
        }
        if skipped.fragment.is_none() && is_fragment(content) {
            skipped.fragment = Some(begins);
        }
        at += line.len();
    }
    skipped
}

/// The line without blanks, byte order marks and colour codes before its first character.
fn bare(line: &str) -> &str {
    let mut rest = line;
    loop {
        let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let Some(code) = trimmed.strip_prefix("\u{1b}[") else { return trimmed };
        let end = code.find(|c: char| ('\u{40}'..='\u{7e}').contains(&c)).map_or(code.len(), |at| at + 1);
        rest = code.get(end..).unwrap_or_default();
    }
}

/// Whether a JSON object or a list begins here. `[notice] ...`, `[12:03] ...` and `{name}` are words in brackets.
fn begins_json(text: &str) -> bool {
    let inside = |rest: &str, starts: &[char]| {
        let rest = rest.trim_start();
        rest.is_empty() || rest.starts_with(starts) || begins_with_scalar(rest)
    };
    match (text.trim_start().strip_prefix('{'), text.trim_start().strip_prefix('[')) {
        (Some(rest), _) => rest.trim_start().is_empty() || rest.trim_start().starts_with(['"', '}']),
        (_, Some(rest)) => inside(rest, &['{', '[', ']', '"']),
        _ => false,
    }
}

/// `7,` and `null]`: an element of a list that is neither text, list nor object.
fn begins_with_scalar(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '+' | '.')).unwrap_or(text.len());
    let (scalar, rest) = text.split_at_checked(end).unwrap_or_default();
    let known = matches!(scalar, "null" | "true" | "false") || !scalar.is_empty() && scalar.parse::<f64>().is_ok();
    known && rest.trim_start().starts_with([',', ']'])
}

/// Messages do not look like members of an object: such a line is what remains of a document that lost its beginning.
fn is_fragment(line: &str) -> bool {
    line.starts_with(['"', '}', ']', ',', ':']) || line.contains("\":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_first_document() {
        let cases = [
            ("[{}]", 0, None, "nothing to skip"),
            ("\r\n  {\"a\":1}", 4, None, "blanks are no noise"),
            ("\u{feff}[]", 3, None, "a byte order mark between concatenated files"),
            ("\u{1b}[0m[{}]", 4, None, "a colour code before the bracket"),
            ("WARNING: [preview] {x}\n[{}]", 23, Some(0), "brackets inside a message do not fool it"),
            ("[notice] update\n{\n\"a\":1}", 16, Some(0), "nor does a message that begins with one"),
            ("[7,null]", 0, None, "whatever stands in the list"),
            ("[12:03] done\n[]", 13, Some(0), "a time is no list"),
            ("\u{1b}[33mWARNING: x\u{1b}[0m\n[]", 20, Some(5), "a coloured message"),
            ("# Title\ntext\n", 13, Some(0), "no JSON at all"),
        ];
        for (text, json, noise, why) in cases {
            assert_eq!(skip(text), Skipped { json, noise, fragment: None }, "{why}");
        }
    }

    #[test]
    fn a_document_without_its_beginning_is_no_message() {
        for text in ["\"scope\": \"/\"},\n{\"a\":1}", "roleId\": 1},\n[]", "},\n[]", "]"] {
            assert!(skip(text).fragment.is_some(), "{text}");
        }
    }
}
