//! Every folder `fixtures/read/<format>/<case>/` holds exports and what has to be read from them: `expected.json`.
//! `ROLECALL_BLESS=1 cargo test read` writes the expectations anew, to be reviewed.

use std::fs;
use std::path::{Path, PathBuf};

use rolecall::read;
use serde_json::Value;

use super::read_picture as picture;

fn cases() -> Vec<PathBuf> {
    let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/read/*/*/");
    let mut cases: Vec<PathBuf> = glob::glob(pattern).expect("a pattern").filter_map(Result::ok).collect();
    cases.sort();
    assert!(cases.len() > 20, "fixtures are there");
    cases
}

/// Everything in a case but the expectation, as arguments.
fn arguments(case: &Path) -> Vec<String> {
    let entries = fs::read_dir(case).expect("a folder").map(|entry| entry.expect("an entry").path());
    let inputs = entries.filter(|path| path.file_name().is_some_and(|name| name != "expected.json"));
    let mut arguments: Vec<String> = inputs.map(|path| path.display().to_string()).collect();
    arguments.sort();
    arguments
}

fn read(arguments: &[String]) -> Value {
    let loaded = read::load(arguments, &mut std::io::empty()).and_then(|inputs| read::facts(&inputs));
    match loaded {
        Ok(loaded) => picture::of(&loaded),
        Err(errors) => picture::of_errors(&errors),
    }
}

#[test]
fn every_fixture_is_read_as_expected() {
    let bless = std::env::var_os("ROLECALL_BLESS").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let shown = format!("{:#}\n", read(&arguments(&case))).replace(&format!("{}/", case.display()), "");
        let expected = case.join("expected.json");
        if bless {
            fs::write(&expected, &shown).expect("written");
        }
        if fs::read_to_string(&expected).unwrap_or_default() != shown {
            wrong.push(format!("{}\n{shown}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
