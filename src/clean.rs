//! Somebody else wrote the texts of the input. [`clean()`] replaces each character that could do harm by a visible escape.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with control characters, with marks that turn the direction of writing, and with characters that nobody sees, each as an
/// escape such as `\u{1b}`. Emoji that are joined to one stay one.
pub fn clean(text: &str) -> Cow<'_, str> {
    escaped(text, "\\")
}

/// The same with another mark before the `u` of an escape.
pub(crate) fn escaped<'t>(text: &'t str, mark: &str) -> Cow<'t, str> {
    with_risky(text, |letter, shown| {
        // Writing to a string cannot fail.
        let _ = write!(shown, "{mark}u{{{:x}}}", u32::from(letter));
    })
}

/// The same in the text of JSON, which means what it meant: each as `\u001b`, or as two of these (RFC 8259, section 7).
pub(crate) fn escaped_in_json(text: &str) -> Cow<'_, str> {
    with_risky(text, |letter, shown| {
        let mut units = [0; 2];
        for unit in letter.encode_utf16(&mut units) {
            let _ = write!(shown, "\\u{unit:04x}");
        }
    })
}

/// The text, each risky character as something else.
fn with_risky(text: &str, write: impl Fn(char, &mut String)) -> Cow<'_, str> {
    // Nearly every name is plain ASCII, and there are hundreds of thousands of them.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.chars().any(is_risky) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    let mut before = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if is_risky(letter) && !joins(before, letter, letters.peek().copied()) {
            write(letter, &mut shown);
        } else {
            shown.push(letter);
        }
        before = Some(letter);
    }
    Cow::Owned(shown)
}

/// The text, each risky character replaced by a mark of as many bytes: places in it stay where they are.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|letter| is_risky(letter) && !matches!(letter, '\n' | '\t' | '\r')) {
        return Cow::Borrowed(text);
    }
    let mask = |letter: char| match (is_risky(letter) && !matches!(letter, '\n' | '\t' | '\r'), letter.len_utf8()) {
        (false, _) => Cow::Owned(letter.to_string()),
        (true, 1) => Cow::Borrowed("?"),
        (true, 2) => Cow::Borrowed("\u{bf}"),
        (true, 3) => Cow::Borrowed("\u{fffd}"),
        (true, _) => Cow::Borrowed("\u{fffd}?"),
    };
    Cow::Owned(text.chars().map(mask).collect())
}

fn is_risky(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            // Invisible, or filling nothing.
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200d}'
            | '\u{2060}'..='\u{2065}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            // Turning the direction of writing, or ending a line.
            | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            // Private use, tags and what is no character.
            | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}

/// Whether an invisible character makes one emoji of its neighbours, or says how one is drawn.
fn joins(before: Option<char>, letter: char, after: Option<char>) -> bool {
    let is_emoji = |letter: Option<char>| {
        letter.is_some_and(|letter| matches!(letter, '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}'
            | '\u{2194}'..='\u{21aa}' | '\u{2300}'..='\u{27bf}' | '\u{2934}' | '\u{2935}' | '\u{2b00}'..='\u{2bff}' | '\u{3030}' | '\u{303d}'
            | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}'))
    };
    match letter {
        '\u{200d}' => (is_emoji(before) || before == Some('\u{fe0f}')) && is_emoji(after),
        '\u{fe0e}' | '\u{fe0f}' => is_emoji(before) || after == Some('\u{20e3}'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_do_harm_is_shown() {
        let cases = [
            ("Alice", "Alice", "an ordinary name"),
            ("Zoë Ångström 北京", "Zoë Ångström 北京", "letters of any script"),
            ("\u{1b}[2Jx", "\\u{1b}[2Jx", "a terminal escape"),
            ("a\u{9b}2Jx\u{7}", "a\\u{9b}2Jx\\u{7}", "the same in one character, and a bell"),
            ("a\nb\r\tc\u{85}", "a\\u{a}b\\u{d}\\u{9}c\\u{85}", "lines that a name begins"),
            ("a\u{202e}b\u{2066}c\u{61c}", "a\\u{202e}b\\u{2066}c\\u{61c}", "letters turned around"),
            ("a\u{200b}b\u{feff}\u{ad}\u{2060}", "a\\u{200b}b\\u{feff}\\u{ad}\\u{2060}", "nothing between letters"),
            ("a\u{e0041}\u{e000}\u{f0000}", "a\\u{e0041}\\u{e000}\\u{f0000}", "tags and private use"),
            ("\u{2028}\u{ffff}\u{3164}", "\\u{2028}\\u{ffff}\\u{3164}", "a line, no character, a blank that is none"),
            (
                "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{2764}\u{fe0f}\u{200d}\u{1f525} 1\u{fe0f}\u{20e3}",
                "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{2764}\u{fe0f}\u{200d}\u{1f525} 1\u{fe0f}\u{20e3}",
                "joined emoji are one",
            ),
            ("a\u{200d}b\u{fe0f}", "a\\u{200d}b\\u{fe0f}", "nothing is joined"),
            ("<b>|*", "<b>|*", "marks of HTML and Markdown"),
        ];
        for (text, shown, why) in cases {
            assert_eq!(clean(text), shown, "{why}");
            assert_eq!(masked(text).len(), text.len(), "{why}: places stay");
            assert!(
                !masked(text).chars().any(|letter| is_risky(letter) && !"\n\t\r\u{200d}\u{fe0f}".contains(letter)),
                "{why}"
            );
        }
    }
}
