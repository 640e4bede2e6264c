//! The script that `rolecall collect` prints, run against a stand-in for az that replays a small tenant, and what comes of its exports.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::program::rolecall;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A folder of this test's own.
fn scratch(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("rolecall-collect-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Runs the printed script with the stand-in for az; gives its exit code and what it said.
fn collect(folder: &Path) -> (Option<i32>, String) {
    let script = folder.join("collect.sh");
    std::fs::write(&script, rolecall(&["collect"], b"").stdout).expect("the script");
    let path = format!("{ROOT}/fixtures/collect:{}", std::env::var("PATH").expect("a path"));
    let run = Command::new("bash")
        .arg(&script)
        .arg(folder.join("exports"))
        .env("PATH", path)
        .env("STUB_CALLS", folder.join("calls"))
        .env("ROLECALL_WAIT", "0")
        .output()
        .expect("bash runs");
    (run.status.code(), String::from_utf8(run.stderr).expect("text"))
}

fn files(folder: &Path, below: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() { files(&entry.path(), &format!("{name}/"), found) } else { found.push(name) }
    }
    found.sort();
}

/// Without the times at which requests were made.
fn timeless(text: &str) -> String {
    let mut parts = text.split("\"at\": \"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| format!("{text}\"at\": \"TIME{}", part.get(20..).unwrap_or_default()))
}

#[test]
fn collect_the_script_exports_what_may_be_read_and_says_what_may_not() {
    let folder = scratch("run");
    let (code, said) = collect(&folder);
    let mut exports = Vec::new();
    files(&folder.join("exports"), "", &mut exports);
    let calls = std::fs::read_to_string(folder.join("calls")).expect("the calls");
    for call in calls.lines() {
        let reads = ["account show ", "account list ", "account management-group show ", "cloud show ", "rest --method get "];
        assert!(reads.iter().any(|read| call.starts_with(read)), "`az {call}` may write");
    }
    let manifest = std::fs::read_to_string(folder.join("exports/manifest.json")).expect("the manifest");
    let (_, missing) = manifest.split_once("\"missing\"").expect("what is missing");
    let missing = timeless(missing);
    let said = said.replace(&*folder.to_string_lossy(), "FOLDER");
    let exported = folder.join("exports").to_string_lossy().into_owned();
    let audit = rolecall(&["audit", &exported, "--at", "2026-03-01", "--format", "jsonl", "-q"], b"");
    let audit = String::from_utf8(audit.stdout).expect("text").replace(&*folder.to_string_lossy(), "FOLDER");
    let told = ["\"input\"", "\"ledger\"", "\"gap\"", "\"class\""];
    let told = audit.lines().filter(|line| told.iter().any(|kind| line.starts_with(&format!("{{\"kind\":{kind}"))));
    let picture = format!(
        "exit code: {code:?}\n{said}\nfiles\n{}\nmissing{missing}\naudit\n{}",
        exports.join("\n"),
        told.collect::<Vec<_>>().join("\n")
    );
    insta::assert_snapshot!(picture);
    std::fs::remove_dir_all(&folder).expect("the folder goes away");
}

#[test]
fn collect_a_folder_in_use_is_left_alone() {
    let folder = scratch("again");
    std::fs::create_dir_all(folder.join("exports")).expect("a folder");
    std::fs::write(folder.join("exports/old.json"), "[]").expect("a file");
    let (code, said) = collect(&folder);
    assert_eq!(code, Some(2));
    assert!(said.contains("is not empty"), "{said}");
    std::fs::remove_dir_all(&folder).expect("the folder goes away");
}
