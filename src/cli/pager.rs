//! `--pager`: what goes to a terminal goes through a program that shows it page by page, as git and man do it.

use std::ffi::OsString;
use std::process::{Child, ChildStdin, Command, Stdio};

use super::error::CliError;
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

/// A pager that runs.
pub(super) struct Pager {
    child: Child,
    /// What a key such as Ctrl+C means is the business of the pager: the program ends after it.
    _unbroken: Unbroken,
}

impl Pager {
    /// Starts it.
    pub(super) fn start(command: &str) -> Result<Self, CliError> {
        let unbroken = Unbroken::begin();
        let mut words = command.split_whitespace();
        let mut pager = Command::new(words.next().unwrap_or(DEFAULT));
        if std::env::var_os("LESS").is_none() {
            pager.env("LESS", LESS);
        }
        let started = pager.args(words).stdin(Stdio::piped()).spawn();
        let child = started.map_err(|cause| CliError::Pager { command: command.to_owned(), cause })?;
        Ok(Self { child, _unbroken: unbroken })
    }

    /// What it shows is written to.
    pub(super) fn input(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// Waits until it ends. However it ends, it has shown what somebody wanted to see.
    pub(super) fn wait(mut self) {
        let _ = self.child.wait();
    }
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
