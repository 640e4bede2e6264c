//! The real binary, as users run it: every `fixtures/cli/*/cmd` is run, and what it prints is held against a snapshot.
//!
//! A `cmd` file is one command line, run from the root of the repository; a file `stdin` beside it is its standard input.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the program with nothing of this machine's environment.
pub(crate) fn rolecall(args: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .envs([("LANG", "C.UTF-8"), ("COLUMNS", "100")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that does not read its input closes it: that is its right.
    let _ = child.stdin.take().expect("a pipe").write_all(stdin);
    child.wait_with_output().expect("the program ends")
}

/// The words of a command line; quotes keep blanks together.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = None::<String>;
    let mut quote = None;
    for letter in line.trim().chars() {
        match (letter, quote) {
            ('\'' | '"', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (letter, Some(open)) if letter == open => quote = None,
            (' ', None) => words.extend(word.take()),
            (letter, _) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

#[test]
fn the_program_prints_what_it_printed() {
    insta::glob!(env!("CARGO_MANIFEST_DIR"), "fixtures/cli/*/cmd", |path| {
        let line = std::fs::read_to_string(path).expect("a command line");
        let folder = path.parent().expect("a folder");
        let stdin = std::fs::read(folder.join("stdin")).unwrap_or_default();
        let words = words(&line);
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        let snapshot = picture(&rolecall(&args, &stdin));
        insta::with_settings!({
            snapshot_path => folder, prepend_module_to_snapshot => false, snapshot_suffix => "", omit_expression => true,
            description => line.trim(),
        }, {
            insta::assert_snapshot!("output", snapshot);
        });
    });
}

fn picture(output: &Output) -> String {
    let mut picture = String::new();
    let code = output.status.code().expect("an exit code");
    writeln!(picture, "exit code: {code}").expect("a string takes everything");
    for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        let text = String::from_utf8(bytes.clone()).expect("text");
        writeln!(picture, "----- {name}\n{}", text.trim_end()).expect("a string takes everything");
    }
    picture
}

#[test]
fn a_report_is_written_whole_or_not_at_all() {
    let folder = std::env::temp_dir().join(format!("rolecall-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the report");
    let path = folder.join("report.txt");
    std::fs::write(&path, "old").expect("an old report");
    let file = path.to_str().expect("a path of plain letters");
    let failed = rolecall(&["audit", "no-such-file", "-o", file], b"");
    assert_eq!(failed.status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(&path).expect("it is still there"), "old");
    let done = rolecall(&["tasks", "list", "-o", file], b"");
    assert_eq!(done.status.code(), Some(0));
    assert!(done.stdout.is_empty());
    assert!(std::fs::read_to_string(&path).expect("it is there").starts_with("sentinel-defender-2025-01"));
    let left: Vec<_> = std::fs::read_dir(&folder).expect("the folder").collect();
    assert_eq!(left.len(), 1, "nothing is left behind");
    std::fs::remove_dir_all(&folder).expect("the folder goes away again");
}

#[test]
fn what_audit_proves_verify_replays() {
    let audit = ["audit", "fixtures/contoso", "--at", "2025-02-01", "--format", "json"];
    for more in [&["--tasks", "sentinel-defender-2026-09"][..], &["--strict-wildcards", "--all"]] {
        let report = rolecall(&[&audit[..], more].concat(), b"").stdout;
        let path = std::env::temp_dir().join(format!("rolecall-{}-{}.json", std::process::id(), more.len()));
        std::fs::write(&path, report).expect("the report is written");
        let replay = rolecall(&["verify", path.to_str().expect("a path of plain letters"), "fixtures/contoso"], b"");
        std::fs::remove_file(&path).expect("the report goes away again");
        let said = String::from_utf8(replay.stdout).expect("text");
        assert_eq!(replay.status.code(), Some(0), "{said}");
        assert!(said.contains("all hold"), "{said}");
    }
}

#[test]
fn the_schema_of_packs_is_the_committed_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/task-pack.json");
    let made = rolecall(&["tasks", "schema"], b"").stdout;
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder of the schema");
        std::fs::write(&path, &made).expect("the schema is written");
    }
    let committed = std::fs::read(&path).expect("the committed schema");
    assert!(committed == made, "run the test with UPDATE_DOCS=1");
}
