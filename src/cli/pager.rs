//! `--pager`: what goes to a terminal goes through a program that shows it page by page, as git and man do it.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::{Child, Command, Stdio};

use super::error::CliError;
use super::output::written;
use super::progress;
use super::signals::Unbroken;

/// The options of `less` where the user has none: end where everything fits on the screen, show colours, leave the text on the screen.
const LESS: &str = "FRX";

/// What is used where `PAGER` names nothing.
#[cfg(windows)]
const DEFAULT: &str = "more";
#[cfg(not(windows))]
const DEFAULT: &str = "less";

/// The command of the pager; `None`: what is shown needs none.
pub(super) fn asked() -> Option<String> {
    command(std::env::var_os("PAGER"))
}

/// As for git, an empty name and `cat` mean that no pager is wanted.
fn command(pager: Option<OsString>) -> Option<String> {
    let command = pager.map_or_else(|| DEFAULT.to_owned(), |pager| pager.to_string_lossy().trim().to_owned());
    (!command.is_empty() && command != "cat").then_some(command)
}

/// Writes to a pager, and waits until it ends.
pub(super) fn show(command: &str, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> miette::Result<()> {
    progress::end();
    // What a key such as Ctrl+C means is the business of the pager: the program ends after it.
    let _unbroken = Unbroken::begin();
    let mut pager = start(command).map_err(|cause| CliError::Pager { command: command.to_owned(), cause })?;
    let result = pager.stdin.take().map_or(Ok(()), |input| written(input, content));
    // A pager that is closed early, or in another way than others, has shown what somebody wanted to see.
    let _ = pager.wait();
    result
}

fn start(command: &str) -> io::Result<Child> {
    let mut words = command.split_whitespace();
    let mut pager = Command::new(words.next().unwrap_or(DEFAULT));
    if std::env::var_os("LESS").is_none() {
        pager.env("LESS", LESS);
    }
    pager.args(words).stdin(Stdio::piped()).spawn()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pager_is_the_one_of_the_environment() {
        let cases = [
            (None, Some(DEFAULT), "nothing is set"),
            (Some("less -S"), Some("less -S"), "with options"),
            (Some(" most "), Some("most"), "blanks around"),
            (Some(""), None, "none is wanted"),
            (Some("cat"), None, "it would show the same"),
        ];
        for (pager, expected, why) in cases {
            assert_eq!(command(pager.map(OsString::from)).as_deref(), expected, "{why}");
        }
    }
}
