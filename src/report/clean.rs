//! Names from exports are somebody else's words: what they may do to a terminal or a Markdown page is taken out here.

use std::borrow::Cow;

/// Without control characters and without marks that turn the direction of writing: nothing moves the cursor or hides letters.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    // Nearly every name is plain ASCII, and there are hundreds of thousands of them.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.chars().any(is_risky) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|letter| if is_risky(letter) { '\u{fffd}' } else { letter }).collect())
}

fn is_risky(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The same for Markdown, with its own marks and those of HTML made harmless.
pub(super) fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// The same for a text of ours that has other people's words in backticks: those become code.
pub(super) fn markdown_with_code(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // A backtick too many came with somebody's name: then none of them means anything.
    if parts.len().is_multiple_of(2) {
        return markdown(text);
    }
    let part = |(number, part): (usize, &&str)| match number % 2 {
        1 if part.is_empty() => String::new(),
        // A bar ends the cell of a table even in code.
        1 => format!("`{}`", clean(part).replace('|', "\\|")),
        _ => markdown(part),
    };
    parts.iter().enumerate().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_code() {
        let cases = [
            ("`a/*/b` is *", "`a/*/b` is \\*", "patterns are code"),
            ("`a|b`", "`a\\|b`", "in a table"),
            ("`a is <b>", "\\`a is &lt;b&gt;", "a backtick too many"),
        ];
        for (text, page, why) in cases {
            assert_eq!(markdown_with_code(text), page, "{why}");
        }
    }

    #[test]
    fn names_cannot_do_harm() {
        let cases = [
            ("Alice", "Alice", "Alice", "an ordinary name"),
            ("\u{1b}[2Jx", "\u{fffd}[2Jx", "\u{fffd}\\[2Jx", "a terminal escape"),
            ("a\u{202e}b", "a\u{fffd}b", "a\u{fffd}b", "letters turned around"),
            ("<b>|*", "<b>|*", "&lt;b&gt;\\|\\*", "marks of HTML and Markdown"),
        ];
        for (text, terminal, page, why) in cases {
            assert_eq!(clean(text), terminal, "{why}");
            assert_eq!(markdown(text), page, "{why}");
        }
    }
}
