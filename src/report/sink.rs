//! [`CleanWriter`]: the last step before a report is seen. Risky characters of the input that a renderer lets through become visible here,
//! and no line is a command to a pipeline: a job in a container, or one that prints a file, does not tell that a pipeline reads along.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::clean::{escaped, escaped_in_json};

/// What a terminal reads as the start of a link, or without an address as its end (OSC 8).
pub(super) const LINK: &str = "\u{1b}]8;;";
/// What ends the address.
pub(super) const LINK_END: &str = "\u{1b}\\";

/// What reads the output, and what it must not find there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadBy<'l> {
    /// Colours of our own are in the text.
    pub colour: bool,
    /// Links of our own are in the text: each leads to a page whose address begins with this.
    pub links: Option<&'l str>,
    /// How what could do harm is written.
    pub escape: Escape,
}

/// How what could do harm is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Escape {
    /// As `\u{1b}`.
    #[default]
    Plain,
    /// As `\\u{1b}`: it is in strings of a script as well.
    Script,
    /// As `\u001b`, and commands of pipelines as JSON allows: it means the exact text.
    Json,
    /// As [`Escape::Plain`]; the lines are commands of our own.
    Commands,
}

/// Writes text with what could do harm made visible, line by line.
pub struct CleanWriter<'l, W: Write> {
    out: W,
    reader: ReadBy<'l>,
    line: Vec<u8>,
}

impl<'l, W: Write> CleanWriter<'l, W> {
    /// A sink before `out`; [`Write::flush`] has to be called at the end.
    pub fn new(out: W, reader: ReadBy<'l>) -> Self {
        Self { out, reader, line: Vec::new() }
    }

    /// Writes whole lines, or at the end the rest of one.
    fn pass(&mut self, end: usize) -> io::Result<()> {
        let rest = self.line.split_off(end);
        let lines = std::mem::replace(&mut self.line, rest);
        if is_harmless(&lines) {
            return self.out.write_all(&lines);
        }
        // What is no text is none of ours.
        let text = String::from_utf8_lossy(&lines);
        text.split_inclusive('\n').try_for_each(|line| self.out.write_all(shown(line, self.reader).as_bytes()))
    }
}

impl<W: Write> Write for CleanWriter<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.extend_from_slice(bytes);
        if let Some(last) = bytes.iter().rposition(|byte| *byte == b'\n') {
            self.pass(self.line.len() - bytes.len() + last + 1)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass(self.line.len())?;
        self.out.flush()
    }
}

/// Whether lines need no look at their letters: nearly all are plain ASCII, and no command begins in them.
fn is_harmless(lines: &[u8]) -> bool {
    let is_pair = |pair: &[u8]| matches!(pair, b"##" | b"::");
    lines.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) && !lines.windows(2).any(is_pair)
}

/// A text of some lines, ready to be seen.
pub fn safe(text: &str, reader: ReadBy<'_>) -> String {
    text.split_inclusive('\n').map(|line| shown(line, reader)).collect()
}

fn shown(line: &str, reader: ReadBy<'_>) -> String {
    let (text, end) = match line.strip_suffix("\r\n") {
        Some(text) => (text, "\r\n"),
        None => line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n")),
    };
    let mark = match reader.escape {
        Escape::Plain | Escape::Commands => "\\",
        Escape::Script => "\\\\",
        Escape::Json => return disarmed(&escaped_in_json(text), "\\u0023").into_owned() + end,
    };
    let mut shown = String::with_capacity(line.len());
    let mut rest = text;
    while let Some((before, own, after)) = next_own(rest, reader) {
        shown.push_str(&escaped(before, mark));
        shown.push_str(own);
        rest = after;
    }
    shown.push_str(&escaped(rest, mark));
    let shown = if reader.escape == Escape::Commands { shown } else { disarmed(&shown, "\\u{23}").into_owned() };
    shown + end
}

/// The text before a colour or link of ours, that, and the text after it.
fn next_own<'t>(text: &'t str, reader: ReadBy<'_>) -> Option<(&'t str, &'t str, &'t str)> {
    text.match_indices('\u{1b}').find_map(|(start, _)| {
        let rest = text.get(start..)?;
        let colour = || colour_length(rest).filter(|_| reader.colour);
        let link = || reader.links.and_then(|beginning| link_length(rest, beginning));
        let (own, after) = rest.split_at_checked(colour().or_else(link)?)?;
        Some((text.get(..start)?, own, after))
    })
}

/// How long the colour is that a text begins with.
fn colour_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("\u{1b}[")?;
    let length = inside.find(|letter: char| !letter.is_ascii_digit() && letter != ';')?;
    inside.get(length..)?.starts_with('m').then_some(2 + length + 1)
}

/// How long the start or end of a link is that a text begins with.
fn link_length(text: &str, beginning: &str) -> Option<usize> {
    let inside = text.strip_prefix(LINK)?;
    let address = inside.get(..inside.find(LINK_END)?)?;
    let is_ours =
        address.is_empty() || address.starts_with(beginning) && address.chars().all(|letter| letter.is_ascii_graphic());
    is_ours.then_some(LINK.len() + address.len() + LINK_END.len())
}

/// A line in which no pipeline finds a command: Azure Pipelines and GitHub look for `##vso[` and `##[` anywhere, GitHub for `::` at the
/// start.
pub(super) fn disarmed<'l>(line: &'l str, hash: &str) -> Cow<'l, str> {
    let is_command = |rest: &str| {
        let head: String = rest.chars().take(6).map(|letter| letter.to_ascii_lowercase()).collect();
        head.starts_with("##[") || head == "##vso["
    };
    let is_start = line.trim_start().starts_with("::");
    if !is_start && !line.match_indices("##").any(|(at, _)| line.get(at..).is_some_and(is_command)) {
        return Cow::Borrowed(line);
    }
    let line = if is_start { line.replacen("::", "\\u{3a}:", 1) } else { line.to_owned() };
    let mut shown = String::with_capacity(line.len() + 8);
    let mut rest = line.as_str();
    while let Some(letter) = rest.chars().next() {
        let (own, after) = rest.split_at(letter.len_utf8());
        if is_command(rest) {
            shown.push_str(hash);
        } else {
            shown.push_str(own);
        }
        rest = after;
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_input_is_a_command() {
        let reader = |colour, escape| ReadBy { colour, links: None, escape };
        let links = ReadBy { links: Some("https://docs.example/"), ..ReadBy::default() };
        let cases = [
            ("a\nb\n", reader(false, Escape::Plain), "a\nb\n", "lines"),
            ("\u{1b}[31ma\u{1b}[2J\n", reader(true, Escape::Plain), "\u{1b}[31ma\\u{1b}[2J\n", "colours stay, commands do not"),
            ("\u{1b}[31ma\n", reader(false, Escape::Plain), "\\u{1b}[31ma\n", "no colour was asked for"),
            ("\"a\u{202e}\"", reader(false, Escape::Script), "\"a\\\\u{202e}\"", "inside of a string of a script"),
            ("x ##vso[task.complete]\n", reader(false, Escape::Plain), "x \\u{23}#vso[task.complete]\n", "anywhere in a line"),
            ("  ::error::x\n", reader(false, Escape::Plain), "  \\u{3a}:error::x\n", "at the start of a line"),
            ("##[error]x", reader(false, Escape::Plain), "\\u{23}#[error]x", "the older form"),
            ("\"##VSO[x\u{202e}\"", reader(false, Escape::Json), "\"\\u0023#VSO[x\\u202e\"", "JSON keeps the text"),
            (
                "\"a\u{7f}\u{9b}\u{e0041}\"",
                reader(false, Escape::Json),
                "\"a\\u007f\\u009b\\udb40\\udc41\"",
                "in as many units",
            ),
            ("\"Zoë 北京 👩\u{200d}🔬\"\n", reader(false, Escape::Json), "\"Zoë 北京 👩\u{200d}🔬\"\n", "names of any script"),
            (
                "\u{1b}]8;;https://docs.example/a\u{1b}\\a\u{1b}]8;;\u{1b}\\\n",
                links,
                "\u{1b}]8;;https://docs.example/a\u{1b}\\a\u{1b}]8;;\u{1b}\\\n",
                "links of our own stay",
            ),
            (
                "\u{1b}]8;;https://evil.example/\u{1b}\\a\n",
                links,
                "\\u{1b}]8;;https://evil.example/\\u{1b}\\a\n",
                "a link of somebody else",
            ),
            (
                "\u{1b}]8;;https://docs.example/\u{7}\u{1b}\\a\n",
                links,
                "\\u{1b}]8;;https://docs.example/\\u{7}\\u{1b}\\a\n",
                "a link that ends before its end",
            ),
            ("## head a::b\n", reader(false, Escape::Plain), "## head a::b\n", "no command"),
            ("{\"a\": \"\u{9b}::\"}\n", reader(false, Escape::Json), "{\"a\": \"\\u009b::\"}\n", "no command in JSON"),
        ];
        for (text, reader, expected, why) in cases {
            assert_eq!(safe(text, reader), expected, "{why}");
            let mut written = Vec::new();
            let mut sink = CleanWriter::new(&mut written, reader);
            for byte in text.as_bytes() {
                sink.write_all(&[*byte]).expect("a vector takes everything");
            }
            sink.flush().expect("a vector takes everything");
            assert_eq!(String::from_utf8(written).expect("text"), expected, "{why}: a byte at a time");
        }
    }
}
