//! [`shorten`]: a message shows only the beginning of a long text of the input.

use std::borrow::Cow;

/// So many characters of one text are shown.
const MOST: usize = 200;

/// So many characters a message has at most, however many texts it names.
const LONGEST: usize = 4_000;

/// The message; of each text between backticks that is too long, the beginning.
pub(crate) fn shorten(message: &str) -> Cow<'_, str> {
    if message.len() <= MOST {
        return Cow::Borrowed(message);
    }
    let mut short = String::with_capacity(message.len().min(LONGEST));
    for (number, part) in message.split('`').enumerate() {
        if number > 0 {
            short.push('`');
        }
        let most = if number % 2 == 1 { MOST } else { LONGEST };
        short.push_str(&beginning(part, most));
        if short.len() > LONGEST {
            return Cow::Owned(beginning(&short, LONGEST).into_owned());
        }
    }
    Cow::Owned(short)
}

/// The first characters of a text, with a mark where it goes on.
pub(crate) fn beginning(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

/// The first characters of a name.
pub(crate) fn short_name(name: &str) -> Cow<'_, str> {
    beginning(name, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_of_the_input_show_their_beginning() {
        let long = "x".repeat(1_000_000);
        let short = "x".repeat(MOST) + "…";
        let cases = [
            ("`a` covers `b`".to_owned(), "`a` covers `b`".to_owned(), "nothing is long"),
            (format!("`{long}` covers `b`"), format!("`{short}` covers `b`"), "a long action"),
            (format!("{} `b`", "word ".repeat(100)), format!("{} `b`", "word ".repeat(100)), "words of our own stay"),
        ];
        for (message, expected, why) in cases {
            assert_eq!(shorten(&message), expected, "{why}");
        }
        assert!(shorten(&format!("`{}", "`".repeat(100_000))).chars().count() <= LONGEST + 1, "many marks");
        assert!(shorten(&long).chars().count() <= LONGEST + 1, "no marks");
    }
}
