//! Scenarios: folders under `fixtures/` with inputs and the expected outcome beside them. Each is a test of its own.
//!
//! A test is called by its feature and its place under `fixtures/`, such as `check::cli/check-base`:
//! `cargo test --test scenarios check-base` runs it alone. `INSTA_UPDATE=always` writes the expectations anew, to be reviewed.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up has failed")]

mod cli;
mod exports;
mod lints;
mod readiness;
mod role_files;
#[path = "../support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// The folder of all fixtures.
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let features = [cli::trials(), exports::trials(), role_files::trials(), lints::trials(), readiness::trials()];
    libtest_mimic::run(&arguments, features.into_iter().flatten().collect()).exit_code()
}

/// One test for each path under `fixtures/` that fits the pattern; `feature` tells the feature from the path.
fn each(pattern: &str, feature: fn(&str) -> String, test: fn(&Path)) -> Vec<Trial> {
    let found = glob::glob(&format!("{FIXTURES}/{pattern}")).expect("a pattern").filter_map(Result::ok);
    let mut paths: Vec<PathBuf> = found.collect();
    paths.sort();
    assert!(!paths.is_empty(), "no fixture fits `{pattern}`");
    let trial = |path: PathBuf| {
        let inside = path.strip_prefix(FIXTURES).expect("it is inside").display().to_string();
        Trial::test(format!("{}::{inside}", feature(&inside)), move || {
            test(&path);
            Ok(())
        })
    };
    paths.into_iter().map(trial).collect()
}

/// Everything in a case but the expectation, as arguments.
fn arguments(case: &Path, expectation: &str) -> Vec<String> {
    let entries = std::fs::read_dir(case).expect("a folder").map(|entry| entry.expect("an entry").path());
    let inputs = entries.filter(|path| path.file_name().is_some_and(|name| name != expectation));
    let mut arguments: Vec<String> = inputs.map(|path| path.display().to_string()).collect();
    arguments.sort();
    arguments
}

/// Holds what came out against an expectation that is no snapshot of insta.
fn expect(expectation: &Path, shown: &str) {
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        std::fs::write(expectation, shown).expect("written");
    }
    let expected = std::fs::read_to_string(expectation).unwrap_or_default();
    assert!(expected == shown, "{} does not hold what came out:\n{shown}", expectation.display());
}
