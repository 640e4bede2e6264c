//! Text in columns: widths of letters, cutting, wrapping.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A text cut to a width, with dots where something is missing, and filled with blanks.
pub(crate) fn fit(text: &str, width: usize, unicode: bool) -> String {
    let cut = cut(text, width, unicode);
    let blanks = width.saturating_sub(cut.width());
    format!("{cut}{:blanks$}", "")
}

/// A text cut to a width, with dots where something is missing.
pub(crate) fn cut(text: &str, width: usize, unicode: bool) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let dots = if unicode { "…" } else { "..." };
    let mut left = width.saturating_sub(dots.width());
    let mut kept = String::new();
    for letter in text.chars() {
        let wide = letter.width().unwrap_or(0);
        if wide > left {
            break;
        }
        left -= wide;
        kept.push(letter);
    }
    kept + dots
}

/// A text in lines of a width; words that are longer stand alone. The number of a record stays with its word.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut words: Vec<Cow<'_, str>> = Vec::new();
    for word in text.split_whitespace() {
        let is_number = word.strip_suffix(']').is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()));
        match words.last_mut().filter(|last| is_number && **last == "record") {
            Some(last) => *last = Cow::Owned([last, " ", word].concat()),
            None => words.push(Cow::Borrowed(word)),
        }
    }
    lines_of(words.iter().map(AsRef::as_ref), width)
}

/// The same for a text that quotes what somebody wrote: several blanks stay several.
#[cfg(feature = "native")]
pub(crate) fn wrap_exactly(text: &str, width: usize) -> Vec<String> {
    lines_of(text.split(' '), width)
}

fn lines_of<'t>(words: impl Iterator<Item = &'t str>, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for (number, word) in words.enumerate() {
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
        } else if number > 0 {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_terminal() {
        let cases = [
            ("abc", 5, "abc  ", "short"),
            ("abcdef", 5, "abcd…", "long"),
            ("日本語", 5, "日本…", "wide letters"),
            ("日本語", 6, "日本語", "wide letters that fit"),
        ];
        for (text, width, expected, why) in cases {
            assert_eq!(fit(text, width, true), expected, "{why}");
        }
        assert_eq!(wrap("a bb  ccc dddddd", 4), ["a bb", "ccc", "dddddd"]);
        assert_eq!(wrap("[a.json, record 5] record x", 16), ["[a.json,", "record 5] record", "x"], "a record and its number");
        #[cfg(feature = "native")]
        assert_eq!(wrap_exactly("`a  b` cc", 6), ["`a  b`", "cc"]);
    }
}
