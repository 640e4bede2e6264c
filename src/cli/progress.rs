//! What a long run does: one line on the terminal, from the first second on, gone at the end.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rolecall::report::clean;
use rolecall::source::{ReadSoFar, read_so_far};
use unicode_width::UnicodeWidthChar as _;

use super::common::Common;

/// A run that is over by then says nothing.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is written anew.
const EVERY: Duration = Duration::from_millis(100);
/// Back to the first column, and the line empty.
const ERASE: &str = "\r\x1b[2K";

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Inputs are read; where none is, there is nothing to say.
    Reading,
    /// Questions are answered.
    Deciding,
    /// The report is written to a file.
    Writing,
    /// Nothing that lasts.
    Over,
}

struct ProgressLine {
    step: Step,
    is_shown: bool,
}

static LINE: Mutex<ProgressLine> = Mutex::new(ProgressLine { step: Step::Reading, is_shown: false });

fn line() -> MutexGuard<'static, ProgressLine> {
    LINE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins to show what is done, where somebody sees it: on a terminal that nothing else is written to.
pub(crate) fn begin(common: &Common) {
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    let is_alone = common.output.is_some() || io::stdout().is_terminal();
    if !common.quiet && !is_dumb && is_alone && io::stderr().is_terminal() {
        thread::spawn(|| {
            thread::sleep(PATIENCE);
            while draw() {
                thread::sleep(EVERY);
            }
        });
    }
}

/// The next step begins.
pub(crate) fn step(step: Step) {
    line().step = step;
}

/// Nothing more is shown.
pub(crate) fn end() {
    let mut line = line();
    line.step = Step::Over;
    erase(&mut line);
}

/// Prints something else meanwhile.
pub(crate) fn aside<T>(print: impl FnOnce() -> T) -> T {
    let mut line = line();
    erase(&mut line);
    print()
}

fn erase(line: &mut ProgressLine) {
    if std::mem::take(&mut line.is_shown) {
        let _ = io::stderr().lock().write_all(ERASE.as_bytes());
    }
}

/// Shows the line as it is now; false at the end.
fn draw() -> bool {
    let mut line = line();
    let words = match line.step {
        Step::Reading => read_so_far().map(|so_far| reading(&so_far)),
        Step::Deciding => Some("deciding".to_owned()),
        Step::Writing => Some("writing".to_owned()),
        Step::Over => return false,
    };
    if let Some(words) = words {
        line.is_shown = true;
        let _ = write!(io::stderr().lock(), "{ERASE}{}", fitting(&words, width()));
    }
    true
}

fn reading(so_far: &ReadSoFar) -> String {
    let name = clean(&so_far.name);
    match so_far.total {
        0 => format!("reading {name}"),
        total => format!("reading {name}: {} of {}", size(so_far.done), size(total)),
    }
}

fn width() -> usize {
    terminal_size::terminal_size_of(io::stderr()).map_or(80, |(terminal_size::Width(columns), _)| usize::from(columns))
}

/// The end of a text, as much as a line takes: the numbers are there, and the name of the file.
fn fitting(text: &str, columns: usize) -> String {
    let mut left = columns.saturating_sub(1);
    let fits = |letter: &char| {
        let rest = left.checked_sub(letter.width().unwrap_or(0));
        left = rest.unwrap_or(0);
        rest.is_some()
    };
    let shown: Vec<char> = text.chars().rev().take_while(fits).collect();
    shown.into_iter().rev().collect()
}

/// A number of bytes as people say it.
pub(crate) fn size(bytes: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB")];
    match units.into_iter().find(|&(unit, _)| bytes >= unit) {
        None if bytes == 1 => "1 byte".to_owned(),
        None => format!("{bytes} bytes"),
        // One digit behind the point where there is only one before it.
        Some((unit, name)) if bytes < 10 * unit => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        Some((unit, name)) => format!("{} {name}", bytes / unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        let rows = [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1_000, "1.0 KB"), (9_999, "9.9 KB"), (71_400, "71 KB")];
        let large = [(999_999, "999 KB"), (1_250_000, "1.2 MB"), (514_052_331, "514 MB"), (3_000_000_000, "3.0 GB")];
        for (bytes, words) in rows.into_iter().chain(large) {
            assert_eq!(size(bytes), words);
        }
    }

    #[test]
    fn a_long_line_keeps_its_end() {
        assert_eq!(fitting("reading exports/roles.json: 1 KB of 2 KB", 20), ".json: 1 KB of 2 KB");
        assert_eq!(fitting("short", 20), "short");
        assert_eq!(fitting("\u{4e00}\u{4e00}\u{4e00}", 6), "\u{4e00}\u{4e00}", "a wide letter takes two columns");
    }
}
