//! [`Inline`]: what a cell or a heading consists of, whether it was written in Markdown or in HTML.
//!
//! Bold, italics and code are only looks and are dropped; links, line breaks and footnotes mean something. Stray blanks that nobody
//! sees are left out.

use super::entity;

/// So far the end of a link, of a run of code or of a tag is looked for: no cell may make reading it slow.
const FARTHEST: usize = 2_000;
/// So many stars or underscores are one mark.
const LONGEST_MARK: usize = 3;

/// A part of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Inline {
    /// Words.
    Text(String),
    /// Words that lead somewhere.
    Link {
        /// The words.
        text: String,
        /// Where they lead.
        to: String,
    },
    /// The end of a line, of a paragraph or of an item.
    Break,
    /// A mark of a footnote.
    Footnote(String),
}

/// How a cell is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    /// Markdown, in which tags of HTML count as well.
    Markdown,
    /// HTML.
    Html,
}

/// The parts of a text.
pub(super) fn inlines(text: &str, markup: Markup) -> Vec<Inline> {
    let mut reader = InlineReader { rest: text, markup, done: Vec::new(), before: ' ', open: [None; 2] };
    while let Some(letter) = reader.rest.chars().next() {
        reader.next(letter);
    }
    reader.done
}

/// The words alone, with a blank where a line ends.
pub(super) fn plain(parts: &[Inline]) -> String {
    let mut text = String::new();
    for part in parts {
        match part {
            Inline::Text(words) | Inline::Link { text: words, .. } => text.push_str(words),
            Inline::Break => text.push(' '),
            Inline::Footnote(_) => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct InlineReader<'t> {
    rest: &'t str,
    markup: Markup,
    done: Vec<Inline>,
    /// The letter before.
    before: char,
    /// Where emphasis by `*` and by `_` began: an opening mark without its end is no emphasis.
    open: [Option<usize>; 2],
}

impl InlineReader<'_> {
    fn next(&mut self, letter: char) {
        let is_markdown = self.markup == Markup::Markdown;
        let taken = match letter {
            '<' => self.tag(),
            '&' => self.entity(),
            '\\' if is_markdown => self.escape(),
            '`' if is_markdown => self.code(),
            '[' | '!' if is_markdown => self.link(),
            '*' | '_' if is_markdown => self.emphasis(letter),
            ':' if is_markdown => self.icon(),
            _ => false,
        };
        if !taken {
            self.skip(letter.len_utf8());
            self.push(letter);
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn push(&mut self, letter: char) {
        self.before = letter;
        let shown = match letter {
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fe0e}' | '\u{fe0f}' => return,
            _ if letter.is_whitespace() => ' ',
            _ => letter,
        };
        match self.done.last_mut() {
            Some(Inline::Text(text)) => text.push(shown),
            _ => self.done.push(Inline::Text(shown.to_string())),
        }
    }

    fn push_all(&mut self, text: &str) {
        text.chars().for_each(|letter| self.push(letter));
    }

    /// What comes next, up to a mark that is near.
    fn until(&self, from: usize, end: &str) -> Option<(&str, usize)> {
        let rest = self.rest.get(from..)?;
        let near = (0..=FARTHEST.min(rest.len())).rev().find(|&at| rest.is_char_boundary(at))?;
        let found = rest.get(..near)?.find(end)?;
        Some((rest.get(..found)?, from + found + end.len()))
    }

    fn escape(&mut self) -> bool {
        let Some(letter) = self.rest.chars().nth(1).filter(char::is_ascii_punctuation) else { return false };
        self.skip(1 + letter.len_utf8());
        self.push(letter);
        true
    }

    fn entity(&mut self) -> bool {
        let Some((letter, bytes)) = entity::decoded(self.rest) else { return false };
        self.skip(bytes);
        self.push(letter);
        true
    }

    /// A picture as Microsoft's articles write it: `:::image type="icon" source="media/yes-icon.png":::`. Its words are those that stand for
    /// it, or else the name of its file.
    fn icon(&mut self) -> bool {
        const BEGIN: &str = ":::image ";
        if !self.rest.starts_with(BEGIN) {
            return false;
        }
        let Some((inside, end)) = self.until(BEGIN.len(), ":::").map(|(inside, end)| (inside.to_owned(), end)) else {
            return false;
        };
        self.skip(end);
        self.push_all(&icon_words(&inside));
        true
    }

    fn code(&mut self) -> bool {
        let ticks = self.rest.len() - self.rest.trim_start_matches('`').len();
        let mark = "`".repeat(ticks.min(FARTHEST));
        let Some((code, end)) = self.until(ticks, &mark).map(|(code, end)| (code.to_owned(), end)) else {
            self.skip(ticks);
            return true;
        };
        self.skip(end);
        self.push_all(&unescaped(&code));
        true
    }

    /// `[text](to)`, `![text](to)`, `[text][name]`, `[^note]`.
    fn link(&mut self) -> bool {
        let image = usize::from(self.rest.starts_with('!'));
        if !self.rest.get(image..).is_some_and(|rest| rest.starts_with('[')) {
            return false;
        }
        let Some((text, after)) = self.until(image + 1, "]").map(|(text, end)| (text.to_owned(), end)) else { return false };
        if let Some(note) = text.strip_prefix('^') {
            self.done.push(Inline::Footnote(note.to_owned()));
            self.skip(after);
            return true;
        }
        let next = self.rest.get(after..).unwrap_or_default();
        let (to, end) = if next.starts_with('(') {
            let Some((to, end)) = self.until(after + 1, ")").map(|(to, end)| (to.to_owned(), end)) else { return false };
            (Some(to), end)
        } else if next.starts_with('[') {
            let Some((_, end)) = self.until(after + 1, "]") else { return false };
            (None, end)
        } else {
            return false;
        };
        self.skip(end);
        let text = plain(&inlines(&text, Markup::Markdown));
        match to.filter(|_| image == 0) {
            Some(to) => self.finished(Inline::Link { text, to: to.split_whitespace().next().unwrap_or_default().to_owned() }),
            None => self.push_all(&text),
        }
        true
    }

    fn finished(&mut self, part: Inline) {
        self.done.push(part);
        self.before = 'x';
    }

    /// `**` is a look; a single mark is one where a word begins or ends with it, and a star of a pattern is none.
    fn emphasis(&mut self, mark: char) -> bool {
        let after: Option<char> = self.rest.chars().take(LONGEST_MARK + 1).find(|&letter| letter != mark);
        let count = self.rest.chars().take(LONGEST_MARK).take_while(|&letter| letter == mark).count();
        let at_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '[' | '*' | '_' | '`' | '<' | '(');
        let begins = !self.before.is_alphanumeric() && self.before != '/' && after.is_some_and(at_word);
        let ends = !self.before.is_whitespace() && self.before != '/' && !after.is_some_and(char::is_alphanumeric);
        let slot = usize::from(mark == '_');
        let is_open = self.open.get(slot).copied().flatten() == Some(count);
        let is_look = if is_open && ends { true } else { begins && self.closes(mark, count) };
        if !is_look {
            return false;
        }
        if let Some(open) = self.open.get_mut(slot) {
            *open = if is_open && ends { None } else { Some(count) };
        }
        self.skip(count * mark.len_utf8());
        true
    }

    /// Whether emphasis that begins here ends somewhere near.
    fn closes(&self, mark: char, count: usize) -> bool {
        self.until(count, &mark.to_string().repeat(count)).is_some()
    }

    fn tag(&mut self) -> bool {
        if self.rest.starts_with("<!--") {
            let end = self.until(0, "-->").map(|(_, end)| end);
            self.skip(end.unwrap_or(self.rest.len()));
            return true;
        }
        let Some((inside, end)) = self.until(1, ">").map(|(inside, end)| (inside.to_owned(), end)) else { return false };
        let name: String = inside.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        let is_known = BREAKS.contains(&name.as_str()) || LOOKS.contains(&name.as_str());
        if name.is_empty() || (self.markup == Markup::Markdown && !is_known) {
            return false;
        }
        let closing = inside.starts_with('/');
        self.skip(end);
        match name.as_str() {
            "a" if !closing => self.anchor(&inside),
            "sup" if !closing => self.superscript(),
            "sub" if !closing => self.subscript(),
            "img" => self.push_all(&attribute(&inside, "alt").unwrap_or_default()),
            name if BREAKS.contains(&name) => {
                self.done.push(Inline::Break);
                self.before = ' ';
            }
            _ => {}
        }
        true
    }

    fn anchor(&mut self, inside: &str) {
        let to = attribute(inside, "href").unwrap_or_default();
        let Some((text, end)) = self.until(0, "</a>").map(|(text, end)| (text.to_owned(), end)) else { return };
        self.skip(end);
        let text = plain(&inlines(&text, self.markup));
        self.finished(Inline::Link { text, to });
    }

    /// A number or a mark is a footnote; anything else is a part of a word.
    fn subscript(&mut self) {
        let Some((text, end)) = self.until(0, "</sub>").map(|(text, end)| (text.trim().to_owned(), end)) else { return };
        let is_mark = |letter: char| letter.is_ascii_digit() || matches!(letter, '*' | '†' | '‡');
        if !text.is_empty() && text.len() <= LONGEST_FOOTNOTE && text.chars().all(is_mark) {
            self.skip(end);
            self.done.push(Inline::Footnote(text));
        }
    }

    fn superscript(&mut self) {
        let Some((text, end)) = self.until(0, "</sup>").map(|(text, end)| (text.to_owned(), end)) else { return };
        self.skip(end);
        self.done.push(Inline::Footnote(plain(&inlines(&text, self.markup))));
    }
}

/// Code without the backslashes that articles put before stars and the like, as if they had to: no permission has one.
fn unescaped(code: &str) -> String {
    ["*", "_", "<", ">"].iter().fold(code.to_owned(), |code, mark| code.replace(&format!("\\{mark}"), mark))
}

/// So many letters a mark of a footnote has.
const LONGEST_FOOTNOTE: usize = 3;

/// Tags that end a line.
const BREAKS: [&str; 10] = ["br", "p", "li", "ul", "ol", "div", "td", "th", "tr", "hr"];
/// Tags that only change how text looks, or that are read by themselves.
const LOOKS: [&str; 14] = ["a", "b", "i", "u", "em", "strong", "code", "span", "sup", "sub", "font", "img", "small", "s"];

/// The value of an attribute of a tag.
pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut from = 0;
    loop {
        let found = from + tag.get(from..)?.find(name)?;
        let after = tag.get(found + name.len()..)?.trim_start();
        let begins = found == 0 || tag.get(..found)?.ends_with(|letter: char| letter.is_whitespace() || letter == '"');
        if let Some(value) = after.strip_prefix('=').filter(|_| begins) {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|letter| matches!(letter, '"' | '\''));
            let end = |letter: char| quote.map_or(letter.is_whitespace(), |quote| letter == quote);
            let value = value.get(quote.map_or(0, char::len_utf8)..)?;
            return Some(entity::text(value.split(end).next()?));
        }
        from = found + name.len();
    }
}

/// Words in the names of icons that say nothing.
const OF_ICONS: [&str; 4] = ["icon", "image", "symbol", "img"];

/// What an icon says, by its attributes. A cross may mean either: nothing is made of it.
fn icon_words(attributes: &str) -> String {
    let value = |name: &str| {
        let (_, rest) = attributes.split_once(&format!("{name}=\""))?;
        rest.split_once('"').map(|(value, _)| value.trim()).filter(|value| !value.is_empty())
    };
    let file = || value("source")?.rsplit('/').next()?.split('.').next();
    let Some(said) = value("alt-text").or_else(file) else { return String::new() };
    let words: Vec<&str> =
        said.split([' ', '-', '_']).filter(|word| !OF_ICONS.contains(&word.to_lowercase().as_str())).collect();
    if words.len() == 1 && words.iter().all(|word| word.eq_ignore_ascii_case("x")) {
        "icon x".to_owned()
    } else {
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, markup: Markup) -> String {
        let parts = inlines(text, markup);
        let part = |part: &Inline| match part {
            Inline::Text(text) => text.clone(),
            Inline::Link { text, to } => format!("[{text}]({to})"),
            Inline::Break => "¶".to_owned(),
            Inline::Footnote(mark) => format!("^{mark}"),
        };
        parts.iter().map(part).collect()
    }

    #[test]
    fn cells_of_markdown_are_read() {
        let cases = [
            ("**Owner** or *Reader*", "Owner or Reader", "looks are dropped"),
            ("[Owner](/a/b#owner) or </br>x<br>y", "[Owner](/a/b#owner) or ¶x¶y", "a link, and breaks as people write them"),
            ("Microsoft.Support/*", "Microsoft.Support/*", "a star of a pattern"),
            ("Microsoft.A/\\*/read, *\\/read", "Microsoft.A/*/read, */read", "escaped marks"),
            ("`Microsoft.A/*/read` and `*`", "Microsoft.A/*/read and *", "code keeps its stars"),
            (
                "`Microsoft.A/\\*` and `x/\\<y\\>/read`",
                "Microsoft.A/* and x/<y>/read",
                "escaped marks in code, where none is needed",
            ),
            ("query/<table_name>/read", "query/<table_name>/read", "a placeholder is no tag"),
            ("a\u{200b}b&nbsp;c&#x2714;", "ab c✔", "blanks that nobody sees, and entities"),
            ("Yes<sup>1</sup> x[^2]", "Yes^1 x^2", "footnotes"),
            ("![yes](media/yes.png) <a href=\"/x\">y</a>", "yes [y](/x)", "pictures and links of HTML"),
            (
                "Owner <!-- or Reader --> x<sub>2</sub> H<sub>ab</sub>",
                "Owner  x^2 Hab",
                "comments, and footnotes below the line",
            ),
            ("a_b_c __d__ [x] ![", "a_b_c d [x] ![", "marks inside words stay"),
            ("✔ * and **", "✔ * and **", "marks without an end"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(shown(text, Markup::Markdown), expected, "{why}");
        }
        assert_eq!(shown("<p>a <unknown>b</unknown></p>&lt;c&gt; *d*", Markup::Html), "¶a b¶<c> *d*", "tags of HTML");
    }

    #[test]
    fn attributes_are_found() {
        let cases = [
            ("a href=\"/x?a=1&amp;b\" class=y", "href", Some("/x?a=1&b")),
            ("meta content='2025-01-08' name=date", "name", Some("date")),
            ("td data-rowspan=\"3\"", "rowspan", None),
            ("td rowspan", "rowspan", None),
        ];
        for (tag, name, expected) in cases {
            assert_eq!(attribute(tag, name).as_deref(), expected, "{tag}");
        }
    }
}
