//! Markdown that several reports share: texts that mean nothing to it, code, and the gaps.

use std::io::{self, Write};

use super::clean::clean;
use super::terms::GapGroup;

/// A clean text in which marks of Markdown and of HTML mean nothing.
pub(crate) fn escape(text: &str) -> String {
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
pub(crate) fn escape_around_code(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // A backtick too many came with somebody's name: then none of them means anything.
    if parts.len().is_multiple_of(2) {
        return escape(text);
    }
    let part = |(number, part): (usize, &&str)| match number % 2 {
        1 if part.is_empty() => String::new(),
        // A bar ends the cell of a table even in code.
        1 => format!("`{}`", clean(part).replace('|', "\\|")),
        _ => escape(part),
    };
    parts.iter().enumerate().map(part).collect()
}

/// A text as code; a backtick in it would end it.
pub(crate) fn code(text: &str) -> String {
    format!("`{}`", clean(text).replace('`', "'").replace('|', "\\|"))
}

/// What stands between the fences of a block of code.
pub(crate) fn fenced(text: &str) -> String {
    clean(text).replace("```", "'''")
}

/// What is missing, and the command that would export it.
pub(crate) fn gap(gap: &GapGroup, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "- {}\n\n  ```\n  {}\n  ```", escape(&gap.message), fenced(&gap.remedy))
}

/// Under a heading: what the exports lack, each with the command that would export it.
pub(crate) fn gaps(heading: &str, gaps: &[GapGroup], out: &mut dyn Write) -> io::Result<()> {
    if !gaps.is_empty() {
        writeln!(out, "## {heading}\n")?;
    }
    gaps.iter().try_for_each(|one| gap(one, out))
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
            assert_eq!(escape_around_code(text), page, "{why}");
        }
    }

    #[test]
    fn names_cannot_harm_a_page() {
        let cases = [
            ("Alice", "Alice", "an ordinary name"),
            ("\u{1b}[2Jx", "\\\\u{1b}\\[2Jx", "a terminal escape"),
            ("a\u{202e}b", "a\\\\u{202e}b", "letters turned around"),
            ("<b>|*", "&lt;b&gt;\\|\\*", "marks of HTML and Markdown"),
        ];
        for (text, page, why) in cases {
            assert_eq!(escape(text), page, "{why}");
        }
    }
}
