//! Names from exports are somebody else's words: what they may do to a terminal is taken out here.

use std::borrow::Cow;

/// Without control characters and without marks that turn the direction of writing: nothing moves the cursor or hides letters.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_harm_a_terminal() {
        let cases = [
            ("Alice", "Alice", "an ordinary name"),
            ("\u{1b}[2Jx", "\u{fffd}[2Jx", "a terminal escape"),
            ("a\u{202e}b", "a\u{fffd}b", "letters turned around"),
            ("<b>|*", "<b>|*", "marks of HTML and Markdown"),
        ];
        for (text, terminal, why) in cases {
            assert_eq!(clean(text), terminal, "{why}");
        }
    }
}
