//! [`CleanWriter`]: the last step before a report is seen. Risky characters of the input that a renderer lets through become visible here.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::clean::escaped;

/// What reads the output, and what it must not find there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadBy {
    /// Colours of our own are in the text.
    pub colour: bool,
    /// A pipeline reads commands from its lines.
    pub pipeline: bool,
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
    /// Not at all: it is JSON, which keeps the exact text. Commands of pipelines are written as JSON allows.
    Json,
}

/// Writes text with what could do harm made visible, line by line.
pub struct CleanWriter<W: Write> {
    out: W,
    reader: ReadBy,
    line: Vec<u8>,
}

impl<W: Write> CleanWriter<W> {
    /// A sink before `out`; [`Write::flush`] has to be called at the end.
    pub fn new(out: W, reader: ReadBy) -> Self {
        Self { out, reader, line: Vec::new() }
    }

    /// Writes whole lines, or at the end the rest of one.
    fn pass(&mut self, end: usize) -> io::Result<()> {
        let rest = self.line.split_off(end);
        let lines = std::mem::replace(&mut self.line, rest);
        if !self.reader.pipeline && lines.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
            return self.out.write_all(&lines);
        }
        // What is no text is none of ours.
        let text = String::from_utf8_lossy(&lines);
        text.split_inclusive('\n').try_for_each(|line| self.out.write_all(shown(line, self.reader).as_bytes()))
    }
}

impl<W: Write> Write for CleanWriter<W> {
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

/// A text of some lines, ready to be seen.
pub fn safe(text: &str, reader: ReadBy) -> String {
    text.split_inclusive('\n').map(|line| shown(line, reader)).collect()
}

fn shown(line: &str, reader: ReadBy) -> String {
    let (text, end) = match line.strip_suffix("\r\n") {
        Some(text) => (text, "\r\n"),
        None => line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n")),
    };
    let mark = match reader.escape {
        Escape::Plain => "\\",
        Escape::Script => "\\\\",
        Escape::Json => return disarmed(text, "\\u0023").into_owned() + end,
    };
    let mut shown = String::with_capacity(line.len());
    let mut rest = text;
    while let Some((before, colour, after)) = next_colour(rest).filter(|_| reader.colour) {
        shown.push_str(&escaped(before, mark));
        shown.push_str(colour);
        rest = after;
    }
    shown.push_str(&escaped(rest, mark));
    let shown = if reader.pipeline { disarmed(&shown, "\\u{23}").into_owned() } else { shown };
    shown + end
}

/// The text before a colour, the colour, and the text after it.
fn next_colour(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.find("\u{1b}[")?;
        let inside = text.get(start + 2..)?;
        let length = inside.find(|letter: char| !letter.is_ascii_digit() && letter != ';')?;
        if inside.get(length..)?.starts_with('m') {
            let end = start + 2 + length + 1;
            return Some((text.get(..start)?, text.get(start..end)?, text.get(end..)?));
        }
        from = start + 2;
    }
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
        let reader = |colour, pipeline, escape| ReadBy { colour, pipeline, escape };
        let cases = [
            ("a\nb\n", reader(false, false, Escape::Plain), "a\nb\n", "lines"),
            (
                "\u{1b}[31ma\u{1b}[2J\n",
                reader(true, false, Escape::Plain),
                "\u{1b}[31ma\\u{1b}[2J\n",
                "colours stay, commands do not",
            ),
            ("\u{1b}[31ma\n", reader(false, false, Escape::Plain), "\\u{1b}[31ma\n", "no colour was asked for"),
            ("\"a\u{202e}\"", reader(false, false, Escape::Script), "\"a\\\\u{202e}\"", "inside of a string of a script"),
            (
                "x ##vso[task.complete]\n",
                reader(false, true, Escape::Plain),
                "x \\u{23}#vso[task.complete]\n",
                "anywhere in a line",
            ),
            ("  ::error::x\n", reader(false, true, Escape::Plain), "  \\u{3a}:error::x\n", "at the start of a line"),
            ("##[error]x", reader(false, true, Escape::Plain), "\\u{23}#[error]x", "the older form"),
            ("\"##VSO[x\u{202e}\"", reader(false, true, Escape::Json), "\"\\u0023#VSO[x\u{202e}\"", "JSON keeps the text"),
            ("## head\n", reader(false, false, Escape::Plain), "## head\n", "nobody looks for commands"),
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
