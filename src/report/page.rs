//! [`Page`]: text for a terminal, written line by line.

use std::io::{self, Write};

use anstyle::Style;

use super::clean::clean;
use super::style::{Detail, Look};
use super::table::{fit, wrap};
use super::terms::GapGroup;

/// A page that is written line by line.
pub(crate) struct Page<'w> {
    pub(crate) look: &'w Look,
    pub(crate) out: &'w mut dyn Write,
}

impl Page<'_> {
    /// A line; its text is ours, or clean.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", text.trim_end())
    }

    /// A heading after an empty line.
    pub(crate) fn heading(&mut self, text: &str) -> io::Result<()> {
        self.line("")?;
        self.line(&self.look.heading(&clean(text)))
    }

    /// A text under a mark, in lines of the terminal's width.
    pub(crate) fn paragraph(&mut self, first: &str, indent: usize, text: &str) -> io::Result<()> {
        self.styled(first, indent, &clean(text))
    }

    /// The same for a text that is clean and has colours.
    pub(crate) fn styled(&mut self, first: &str, indent: usize, text: &str) -> io::Result<()> {
        let lines = wrap(text, self.look.width.saturating_sub(indent).max(20));
        for (number, line) in lines.iter().enumerate() {
            let start = if number == 0 { fit(first, indent, self.look.unicode) } else { " ".repeat(indent) };
            self.line(&format!("{start}{line}"))?;
        }
        Ok(())
    }

    /// A gain (`+`), a loss (`-`) or a change. A gain stands out: to have power is neither good nor bad, and more of it is what a
    /// reviewer looks for.
    pub(crate) fn marked(&mut self, indent: usize, mark: char, text: &str) -> io::Result<()> {
        let text = clean(text);
        let lines = wrap(&text, self.look.width.saturating_sub(indent + 2).max(20));
        for (number, line) in lines.iter().enumerate() {
            let line = format!("{} {line}", if number == 0 { mark } else { ' ' });
            let line = if matches!(mark, '+' | '~') { self.look.paint(Style::new().bold(), &line) } else { line };
            self.line(&format!("{:indent$}{line}", ""))?;
        }
        Ok(())
    }

    /// A command. It is to be copied: it stays in one line.
    pub(crate) fn command(&mut self, indent: usize, command: &str) -> io::Result<()> {
        self.faint(indent, command)
    }

    /// An id or a record in one line of its own: it is to be copied, or looked up.
    pub(crate) fn faint(&mut self, indent: usize, text: &str) -> io::Result<()> {
        self.line(&format!("{:indent$}{}", "", self.look.faint(&clean(text))))
    }

    /// Under a heading: what each `no` assumes.
    pub(crate) fn assumptions(&mut self, lines: &[String]) -> io::Result<()> {
        if !lines.is_empty() {
            self.heading("What a `no` assumes")?;
        }
        lines.iter().try_for_each(|line| self.paragraph("  -", 4, line))
    }

    /// Under a heading: what the exports lack, each with the command that would export it.
    pub(crate) fn gaps(&mut self, heading: &str, gaps: &[GapGroup]) -> io::Result<()> {
        if !gaps.is_empty() {
            self.heading(heading)?;
        }
        if gaps.len() > 1 {
            self.styled("", 2, &self.look.faint("(`rolecall collect` prints a script that exports all of it)"))?;
        }
        gaps.iter().try_for_each(|gap| self.gap("  -", 4, gap))
    }

    /// What the exports lack, under a mark, with the command that would export it.
    pub(crate) fn gap(&mut self, mark: &str, indent: usize, gap: &GapGroup) -> io::Result<()> {
        self.paragraph(mark, indent, &gap.message)?;
        let Some(first) = gap.first.as_ref().filter(|_| self.look.detail == Detail::First) else {
            return self.command(indent + 2, &gap.remedy);
        };
        self.command(indent + 2, &first.remedy)?;
        let more = format!("{:1$}... and the same for {2} more (-v names them all)", "", indent + 2, first.left);
        self.line(&self.look.faint(&more))
    }
}
