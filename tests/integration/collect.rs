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
    collect_after(folder, ":", &format!("{ROOT}/fixtures/collect"))
}

/// The same after a command of the shell, with the `az` of a folder.
fn collect_after(folder: &Path, before: &str, az: &str) -> (Option<i32>, String) {
    let script = folder.join("collect.sh");
    std::fs::write(&script, rolecall(&["collect"], b"").stdout).expect("the script");
    let path = format!("{az}:{}", std::env::var("PATH").expect("a path"));
    let run = Command::new("bash")
        .args(["-c", &format!("{before}; exec bash \"$0\" \"$1\"")])
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
    let recorded: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let recorded: Vec<&str> =
        recorded["requests"].as_array().expect("requests").iter().filter_map(|request| request["url"].as_str()).collect();
    for call in calls.lines() {
        let asked = call.strip_prefix("rest --method get --url ").and_then(|call| call.strip_suffix(" --output json"));
        let asked = asked.map_or_else(|| format!("az {call}"), str::to_owned);
        let is_known = recorded.iter().any(|url| asked.starts_with(url)) || asked.to_lowercase().contains("skiptoken");
        assert!(is_known, "`{asked}` is not in the manifest");
    }
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
fn collect_what_cannot_be_written_is_an_error() {
    let folder = scratch("full");
    let page = format!(
        "#!/usr/bin/env bash\ncase \"$*\" in *v1.0/users*) printf '{{\\n  \"value\": [\\n'; \
         for i in $(seq 2000); do printf '    {{\\n      \"id\": \"%032d\"\\n    }},\\n' $i; done; printf '    {{}}\\n  ]\\n}}\\n' ;; \
         *) exec {ROOT}/fixtures/collect/az \"$@\" ;; esac\n"
    );
    std::fs::write(folder.join("az"), page).expect("a stand-in");
    let made = Command::new("chmod").arg("+x").arg(folder.join("az")).status().expect("chmod runs");
    assert!(made.success());
    let az = folder.to_string_lossy().into_owned();
    // No file may be longer than 32 KiB: what a full disk does, wherever the test runs.
    let (code, said) = collect_after(&folder, "ulimit -f 32", &az);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("cannot be written in full"), "{said}");
    let manifest = std::fs::read_to_string(folder.join("exports/manifest.json")).expect("the manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let users = manifest["requests"].as_array().expect("requests").iter().find(|request| request["file"] == "users.json");
    assert_eq!(users.expect("the request")["status"], "failed");
    let missing = manifest["missing"].as_array().expect("a list").iter().find(|row| row["what"] == "users");
    let reason = missing.expect("what is missing")["reason"].as_str().expect("a reason");
    assert!(reason.contains("is the disk full?"), "{reason}");
    assert!(!folder.join("exports/users.json").exists(), "no half list is left");
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
