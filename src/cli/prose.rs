//! [`Prose`]: lists and pages that are no reports, for a terminal of any width.

use anstyle::Style;
use textwrap::{Options, WordSeparator, WordSplitter};

/// How text is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prose {
    /// Columns; `None`: lines stay as they are, for they go to a file.
    pub width: Option<usize>,
    /// Headings stand out.
    pub colour: bool,
}

impl Prose {
    /// A list: lines that are too long go on below their last column, and a line over an indented one is its heading.
    pub(crate) fn list(&self, text: &str) -> String {
        let mut lines = text.lines().peekable();
        let mut shown = String::with_capacity(text.len());
        while let Some(line) = lines.next() {
            let is_heading =
                !line.is_empty() && !line.starts_with(' ') && lines.peek().is_some_and(|next| next.starts_with(' '));
            let wrapped = self.wrapped(line, last_column(line));
            shown.push_str(&if is_heading { self.heading(&wrapped) } else { wrapped });
            shown.push('\n');
        }
        shown
    }

    /// Markdown: the lines of a paragraph are wrapped anew, and headings have no mark where they can stand out.
    pub(crate) fn markdown(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut paragraph = String::new();
        for line in text.lines() {
            let heading = line.trim_start_matches('#');
            let is_heading = heading.len() < line.len();
            if line.is_empty() || is_heading || line.starts_with("- ") {
                self.end(&mut paragraph, &mut shown);
            }
            if line.is_empty() {
                shown.push('\n');
            } else if is_heading {
                let text = if self.colour { heading.trim_start() } else { line };
                shown.push_str(&self.heading(&self.wrapped(text, 0)));
                shown.push('\n');
            } else {
                paragraph.push_str(if paragraph.is_empty() { "" } else { " " });
                paragraph.push_str(if paragraph.is_empty() { line } else { line.trim_start() });
            }
        }
        self.end(&mut paragraph, &mut shown);
        shown
    }

    fn end(&self, paragraph: &mut String, shown: &mut String) {
        if !paragraph.is_empty() {
            shown.push_str(&self.wrapped(paragraph, if paragraph.starts_with("- ") { 2 } else { 0 }));
            shown.push('\n');
            paragraph.clear();
        }
    }

    fn heading(&self, text: &str) -> String {
        let bold = Style::new().bold();
        if self.colour { format!("{bold}{text}{bold:#}") } else { text.to_owned() }
    }

    /// A line that goes on at a column. No word is broken: it may be an id.
    fn wrapped(&self, line: &str, column: usize) -> String {
        let Some(width) = self.width.filter(|width| line.chars().count() > *width) else { return line.to_owned() };
        let blank = " ".repeat(if column > width / 2 { 4 } else { column });
        let start = line.find(|letter| letter != ' ').unwrap_or_default();
        let (indent, words) = line.split_at_checked(start).unwrap_or(("", line));
        let options = Options::new(width).initial_indent(indent).subsequent_indent(&blank);
        let options =
            options.break_words(false).word_separator(WordSeparator::AsciiSpace).word_splitter(WordSplitter::NoHyphenation);
        textwrap::fill(words, options)
    }
}

/// Where the last of the columns of a line begins, which two blanks part.
fn last_column(line: &str) -> usize {
    let start = line.find(|letter| letter != ' ').unwrap_or_default();
    let after = |(at, _): (usize, &str)| Some(at + line.get(at..)?.find(|letter| letter != ' ')?);
    line.match_indices("  ")
        .filter(|(at, _)| *at > start)
        .filter_map(after)
        .last()
        .unwrap_or(start + if start > 0 { 2 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_keeps_columns_and_words_whole() {
        let prose = Prose { width: Some(24), colour: false };
        let list = [
            (
                "topic\n  one  error  a lint with words\n",
                "topic\n  one  error  a lint\n    with words\n",
                "columns that are too far right",
            ),
            ("  a  some words that are many\n", "  a  some words that are\n     many\n", "below the last column"),
            (
                "  Microsoft.Support/supportTickets/write\n",
                "  Microsoft.Support/supportTickets/write\n",
                "an action is one word",
            ),
        ];
        for (text, expected, why) in list {
            assert_eq!(prose.list(text), expected, "{why}");
        }
        let page = "# title\n\nWords of\na paragraph, and some more.\n- an item that is long, too\n";
        let expected = "# title\n\nWords of a paragraph,\nand some more.\n- an item that is long,\n  too\n";
        assert_eq!(prose.markdown(page), expected);
        let bold = Prose { width: Some(80), colour: true };
        assert_eq!(bold.markdown("## a\nb\nc\n"), "\u{1b}[1ma\u{1b}[0m\nb c\n");
        assert_eq!(Prose { width: None, colour: false }.list(page), page, "a file gets lines as they are");
    }
}
