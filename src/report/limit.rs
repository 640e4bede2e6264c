//! [`LimitedWriter`]: Markdown that fits into a comment of GitHub, which takes 65,536 characters. Reports put what matters first, so the end is
//! what is left out.

use std::io::{self, Write};

/// So many characters of a report are written, before the note about what is left out.
const MOST: usize = 59_000;

/// Passes lines on as long as there is room; at the end it says which sections were cut.
pub(crate) struct LimitedWriter<W: Write> {
    out: W,
    line: Vec<u8>,
    /// Characters that were written.
    written: usize,
    state: BlockState,
    /// Lines that were left out, and the headings among them.
    lines_left: usize,
    headings_left: Vec<String>,
}

/// What is open where a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct BlockState {
    in_fence: bool,
    /// How many `<details>` are open.
    details: usize,
}

impl<W: Write> LimitedWriter<W> {
    /// A sink before `out`; [`Write::flush`] has to be called once, at the end.
    pub(crate) fn new(out: W) -> Self {
        Self { out, line: Vec::new(), written: 0, state: BlockState::default(), lines_left: 0, headings_left: Vec::new() }
    }

    fn pass(&mut self, line: &[u8]) -> io::Result<()> {
        let text = String::from_utf8_lossy(line);
        let characters = text.chars().count();
        // A block of code is written whole, or up to its end.
        let has_room = self.written + characters <= MOST;
        if self.lines_left > 0 || !has_room && !self.state.in_fence {
            if let Some(heading) = text.strip_prefix("## ") {
                self.headings_left.push(heading.trim().to_owned());
            }
            self.lines_left += 1;
            return Ok(());
        }
        let start = text.trim_start();
        if start.starts_with("```") {
            self.state.in_fence = !self.state.in_fence;
        }
        match start.trim_end() {
            "<details>" => self.state.details += 1,
            "</details>" => self.state.details = self.state.details.saturating_sub(1),
            _ => {}
        }
        self.written += characters;
        self.out.write_all(line)
    }

    fn finish(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.line);
        if !rest.is_empty() {
            self.pass(&rest)?;
        }
        if self.lines_left == 0 {
            return Ok(());
        }
        (0..self.state.details).try_for_each(|_| writeln!(self.out, "\n</details>"))?;
        let sections = match self.headings_left.as_slice() {
            [] => String::new(),
            all => format!(", among them the sections {}", all.join(", ")),
        };
        writeln!(
            self.out,
            "\n**Left out:** {} lines{sections}. A comment of GitHub takes no more; `--format json` and `--format text` have all of it.",
            self.lines_left
        )
    }
}

impl<W: Write> Write for LimitedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                self.pass(&line)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.finish()?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limited(text: &str) -> String {
        let mut written = Vec::new();
        let mut sink = LimitedWriter::new(&mut written);
        sink.write_all(text.as_bytes()).and_then(|()| sink.flush()).expect("a vector takes everything");
        String::from_utf8(written).expect("text")
    }

    #[test]
    fn what_fits_stays_as_it_is() {
        let text = "# a\n\n```\ncode\n```\n\nend without a line";
        assert_eq!(limited(text), text);
    }

    #[test]
    fn what_is_cut_is_named_and_nothing_stays_open() {
        let row = "| a row of a table |\n".repeat(3000);
        let text = format!("# answer\n\n<details>\n<summary>x</summary>\n\n{row}\n</details>\n\n## Gaps\n\n- one\n");
        let cut = limited(&text);
        assert!(cut.chars().count() < 60_000, "{}", cut.chars().count());
        assert_eq!(cut.matches("<details>").count(), cut.matches("</details>").count());
        assert!(cut.starts_with("# answer\n") && cut.contains("**Left out:**") && cut.contains("the sections Gaps"), "{cut}");
    }

    #[test]
    fn a_block_of_code_is_never_cut() {
        let text = format!("{}```\n{}```\nafter\n", "x\n".repeat(29_400), "code\n".repeat(100));
        let cut = limited(&text);
        assert_eq!(cut.matches("code\n").count(), 100);
        assert_eq!(cut.matches("```").count(), 2);
    }
}
