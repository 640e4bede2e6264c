//! The real binary, as users run it: every `fixtures/cli/*/cmd` is run, and what it prints is held against a snapshot.
//!
//! A `cmd` file says in a comment why the case exists, then holds one command line, run from the root of the repository. A file `stdin`
//! beside it is its standard input.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Output;

use libtest_mimic::Trial;
use regex::Regex;

use crate::support::program::{rolecall, words};

pub(crate) fn trials() -> Vec<Trial> {
    crate::each("cli/*", subcommand, run)
}

/// `cli/check-base` is a case of `check`; `cli/no-such-file` is one of its command line.
fn subcommand(path: &str) -> String {
    let (_, command) = read(&Path::new(crate::FIXTURES).join(path));
    let first = command.split([' ', '\n']).next().unwrap_or_default();
    if first.starts_with('-') { "program".to_owned() } else { first.to_owned() }
}

/// The reason and the command line of a case.
fn read(folder: &Path) -> (String, String) {
    let text = std::fs::read_to_string(folder.join("cmd")).expect("a command line");
    let (reason, command) = text.split_once('\n').unwrap_or_default();
    let reason = reason.strip_prefix("# ").unwrap_or_default();
    (reason.to_owned(), command.trim().to_owned())
}

fn run(folder: &Path) {
    let (reason, line) = read(folder);
    assert!(!reason.is_empty(), "{}/cmd does not begin with a comment that says why it exists", folder.display());
    let stdin = std::fs::read(folder.join("stdin")).unwrap_or_default();
    let words = words(&line);
    let args: Vec<&str> = words.iter().map(String::as_str).collect();
    let snapshot = picture(&rolecall(&args, &stdin));
    insta::with_settings!({
        snapshot_path => folder, prepend_module_to_snapshot => false, snapshot_suffix => "", omit_expression => true,
        description => line,
    }, {
        insta::assert_snapshot!("output", snapshot);
    });
}

/// When git wrote a fixture is no part of what the program answers.
fn without_file_times(text: &str) -> String {
    let shown = Regex::new(r#"(written |"by":"file","at":")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"#).expect("a pattern");
    shown.replace_all(text, "${1}TIME").into_owned()
}

fn picture(output: &Output) -> String {
    let mut picture = String::new();
    let code = output.status.code().expect("an exit code");
    writeln!(picture, "exit code: {code}").expect("a string takes everything");
    for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        let text = String::from_utf8(bytes.clone()).expect("text");
        // An escape is shown, so that a snapshot can be read.
        let text = without_file_times(&text).replace('\u{1b}', "␛");
        writeln!(picture, "----- {name}\n{}", text.trim_end()).expect("a string takes everything");
    }
    picture
}
