//! Lines that say that something is gained or lost.

use std::io;

use anstyle::{AnsiColor, Style};

use crate::report::clean::clean;
use crate::report::page::Page;

/// Gained or lost.
#[derive(Clone, Copy)]
pub(super) struct Direction {
    /// Before what is gained or lost.
    pub(super) mark: &'static str,
    /// In a sentence.
    pub(super) verb: &'static str,
    /// Of the line.
    pub(super) colour: AnsiColor,
}

/// Gained.
pub(super) const GAINED: Direction = Direction { mark: "+", verb: "gained", colour: AnsiColor::Red };
/// Lost.
pub(super) const LOST: Direction = Direction { mark: "-", verb: "lost", colour: AnsiColor::Green };

/// A line with its mark.
pub(super) fn write_marked(page: &mut Page<'_>, direction: Direction, text: &str) -> io::Result<()> {
    let line = format!("  {} {}", direction.mark, clean(text));
    let line = page.look.paint(Style::new().fg_color(Some(direction.colour.into())), &line);
    page.line(&line)
}
