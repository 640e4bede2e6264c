//! What the grammar of Bicep does not know: spreads, `...more`, files of parameters, and that no comment begins in a text. [`plain`] replaces
//! it by something that the grammar knows, every byte at its place.

use std::borrow::Cow;

use crate::document::SPREAD;

/// What a statement of a file of parameters begins with.
pub(super) const PARAMETER: &str = "param ";

/// The text as the grammar knows it.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.lines().any(|line| line.starts_with("using ")) {
        return known_parts(text);
    }
    // A file of parameters says nothing of types: what it sets looks like variables.
    let text = format!("\n{text}").replace("\nparam ", "\nvar   ");
    Cow::Owned(known_parts(text.get(1..).unwrap_or_default()).into_owned())
}

/// Something that is open where the text is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OpenPart {
    /// An object.
    Object,
    /// A list, or what stands in brackets.
    Other,
    /// A text.
    Text,
    /// An expression in a text.
    Interpolation,
}

/// The text with each spread as an element of its list, or as the value of a property of its object, and without what looks like a
/// comment behind an expression in a text: `'${provider}/*/read'`.
fn known_parts(text: &str) -> Cow<'_, str> {
    if ![SPREAD, "${", "'/", "'#"].iter().any(|odd| text.contains(odd)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(BicepParts::new(text).map(|part| part.written.unwrap_or(part.text)).collect())
}

/// The parts of a text, such as a comment or a letter of code.
pub(super) struct BicepParts<'t> {
    rest: &'t str,
    at: usize,
    open: Vec<OpenPart>,
}

/// A part of a text.
pub(super) struct BicepPart<'t> {
    /// Where it begins.
    pub(super) at: usize,
    pub(super) text: &'t str,
    /// It is no part of a text in the code.
    pub(super) is_code: bool,
    /// What is written for it so that the grammar knows it.
    written: Option<&'static str>,
}

impl<'t> BicepParts<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { rest: text, at: 0, open: Vec::new() }
    }

    /// Whether nothing is open.
    pub(super) const fn is_outside(&self) -> bool {
        self.open.is_empty()
    }
}

impl<'t> Iterator for BicepParts<'t> {
    type Item = BicepPart<'t>;

    fn next(&mut self) -> Option<BicepPart<'t>> {
        if self.rest.is_empty() {
            return None;
        }
        let is_code = self.open.last() != Some(&OpenPart::Text);
        let (length, written) = if is_code { in_code(self.rest, &mut self.open) } else { in_text(self.rest, &mut self.open) };
        let (text, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        let at = self.at;
        (self.rest, self.at) = (rest, at + text.len());
        Some(BicepPart { at, text, is_code, written })
    }
}

/// How much of a text belongs together, and what is written for it if that is something else.
type TakenLength = (usize, Option<&'static str>);

fn in_code(rest: &str, open: &mut Vec<OpenPart>) -> TakenLength {
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let (part, opened) = match rest.as_bytes() {
        [b'{', ..] => ((first, None), Some(OpenPart::Object)),
        [b'[' | b'(', ..] => ((first, None), Some(OpenPart::Other)),
        [b']' | b'}' | b')', ..] => {
            open.pop();
            ((first, None), None)
        }
        [b'.', b'.', b'.', ..] => {
            let is_property = open.last() == Some(&OpenPart::Object);
            ((SPREAD.len(), Some(if is_property { "_: " } else { "   " })), None)
        }
        [b'\'', b'\'', b'\'', raw @ ..] => ((3 + until(raw, b"\'\'\'"), None), None),
        [b'\'', ..] => ((first, None), Some(OpenPart::Text)),
        [b'/', b'/', comment @ ..] => {
            ((2 + comment.iter().position(|byte| *byte == b'\n').unwrap_or(comment.len()), None), None)
        }
        [b'/', b'*', comment @ ..] => ((2 + until(comment, b"*/"), None), None),
        _ => ((first, None), None),
    };
    open.extend(opened);
    part
}

fn in_text(rest: &str, open: &mut Vec<OpenPart>) -> TakenLength {
    let first = rest.chars().next().map_or(0, char::len_utf8);
    match rest.as_bytes() {
        [b'\\', ..] => (first + rest.get(first..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8), None),
        [b'$', b'{', ..] => {
            open.push(OpenPart::Interpolation);
            (2, None)
        }
        // A text ends with its line at the latest.
        [b'\'' | b'\n', ..] => {
            open.pop();
            (first, None)
        }
        [b'/', b'/' | b'*', ..] | [b'#', ..] => (first, Some("_")),
        _ => (first, None),
    }
}

/// How far it is to the end of something that ends like this.
fn until(bytes: &[u8], end: &[u8]) -> usize {
    bytes.windows(end.len()).position(|own| own == end).map_or(bytes.len(), |at| at + end.len())
}

/// Whether an element is spread.
pub(super) fn is_before(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.trim_end_matches([' ', '\t']).ends_with(SPREAD))
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
            ("'${p}/*/read' // a ...", "'${p}_*/read' // a ...", "no comment begins in a text"),
            ("'${a['b//c']}#d' [...e]", "'${a['b_/c']}_d' [   e]", "nor in a text in a text"),
            ("'it ${a} is cut\n[...b] /* c */", "'it ${a} is cut\n[   b] /* c */", "a text ends with its line"),
            ("using none\nparam a = 'param b'", "using none\nvar   a = 'param b'", "a file of parameters"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(plain(text), expected, "{why}");
        }
    }
}
