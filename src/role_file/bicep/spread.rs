//! What the grammar of Bicep does not know: spreads, `...more`, and files of parameters. [`plain`] replaces it by something that the grammar
//! knows, every byte at its place.

use std::borrow::Cow;

use crate::document::SPREAD;

/// What a statement of a file of parameters begins with.
pub(super) const PARAMETER: &str = "param ";

/// The text as the grammar knows it.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.lines().any(|line| line.starts_with("using ")) {
        return without_spreads(text);
    }
    // A file of parameters says nothing of types: what it sets looks like variables.
    let text = format!("\n{text}").replace("\nparam ", "\nvar   ");
    Cow::Owned(without_spreads(text.get(1..).unwrap_or_default()).into_owned())
}

/// The text with each spread as an element of its list, or as the value of a property of its object.
fn without_spreads(text: &str) -> Cow<'_, str> {
    if !text.contains(SPREAD) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut open = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (taken, written) = match first {
            '[' | '{' | '(' => (1, None),
            '.' if rest.starts_with(SPREAD) => (SPREAD.len(), Some(if open.last() == Some(&'{') { "_: " } else { "   " })),
            '\'' => (string(rest), None),
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), None),
            '/' if rest.starts_with("/*") => (rest.find("*/").map_or(rest.len(), |end| end + 2), None),
            _ => (first.len_utf8(), None),
        };
        match first {
            '[' | '{' | '(' => open.push(first),
            ']' | '}' | ')' => drop(open.pop()),
            _ => {}
        }
        let (own, after) = rest.split_at_checked(taken).unwrap_or((rest, ""));
        plain.push_str(written.unwrap_or(own));
        rest = after;
    }
    Cow::Owned(plain)
}

/// Whether an element is spread.
pub(super) fn is_before(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.trim_end_matches([' ', '\t']).ends_with(SPREAD))
}

/// How long the string is that begins here.
fn string(rest: &str) -> usize {
    if let Some(raw) = rest.strip_prefix("'''") {
        return raw.find("'''").map_or(rest.len(), |end| end + 6);
    }
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\'' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreads_become_elements_and_properties() {
        let cases = [
            ("[...a, 'b']", "[   a, 'b']", "in a list"),
            ("{ ...a, b: [ ...c ] }", "{ _: a, b: [    c ] }", "in an object"),
            ("'...' // ...\n/* ... */", "'...' // ...\n/* ... */", "not in texts and comments"),
            (r"'it\'s ...' '''...''' [...a]", r"'it\'s ...' '''...''' [   a]", "nor in texts with quotes"),
            ("using none\nparam a = 'param b'", "using none\nvar   a = 'param b'", "a file of parameters"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(plain(text), expected, "{why}");
        }
    }
}
