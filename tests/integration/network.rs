//! No subcommand speaks to the network: `strace` sees every system call of a run that has to do with it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::cli::subcommands;
use crate::support::program::words;

/// How many cases of each subcommand are traced.
const OF_EACH: usize = 3;

/// What has no case in `fixtures/cli/`.
const OTHERS: [(&str, &[&str]); 4] = [
    ("completions", &["completions", "bash"]),
    ("man", &["man"]),
    ("collect", &["collect", "--shell", "bash"]),
    ("lsp", &["lsp"]),
];

/// Whether processes can be traced here.
fn can_trace() -> bool {
    let traced = Command::new("strace").args(["-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    traced.is_ok_and(|status| status.success())
}

/// Command lines by subcommand: cases of the command line, which end with whatever exit code.
fn runs() -> BTreeMap<String, Vec<Vec<String>>> {
    let mut runs: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for (name, args) in OTHERS {
        runs.entry(name.to_owned()).or_default().push(args.iter().map(ToString::to_string).collect());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cli");
    let mut cases: Vec<_> = std::fs::read_dir(root).expect("the cases").map(|case| case.expect("a case").path()).collect();
    cases.sort();
    for case in cases.iter().filter(|case| !case.join("stdin").exists()) {
        let text = std::fs::read_to_string(case.join("cmd")).expect("a command line");
        let line = words(text.split_once('\n').expect("a comment, then the command line").1);
        let Some(subcommand) = line.first().filter(|first| !first.starts_with('-')) else { continue };
        let of = runs.entry(subcommand.clone()).or_default();
        if of.len() < OF_EACH {
            of.push(line);
        }
    }
    runs
}

/// The system calls of a run that have to do with a network. Sockets of the machine itself do not: the C library asks them for names.
fn network_calls(args: &[String]) -> Vec<String> {
    let log = std::env::temp_dir().join(format!("rolecall-strace-{}", std::process::id()));
    let status = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=network", "-e", "signal=none", "-o"])
        .arg(&log)
        .arg(env!("CARGO_BIN_EXE_rolecall"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("strace runs");
    assert!(status.code().is_some(), "{args:?} ends by itself");
    let calls = std::fs::read_to_string(&log).expect("the calls");
    std::fs::remove_file(&log).expect("the log goes away again");
    calls.lines().filter(|line| !line.contains("AF_UNIX")).map(str::to_owned).collect()
}

#[test]
fn network_is_asked_nothing_by_any_subcommand() {
    if !can_trace() {
        eprintln!("strace is missing, or may not trace: nothing is proved");
        return;
    }
    let seen = Command::new("strace").args(["-qq", "-e", "trace=network", "bash", "-c", ": < /dev/tcp/127.0.0.1/9"]).output();
    let seen = String::from_utf8(seen.expect("strace runs").stderr).expect("text");
    assert!(seen.contains("AF_INET"), "a call to the network would be seen: {seen}");
    let runs = runs();
    for subcommand in subcommands().iter().filter(|own| *own != "help") {
        let own = runs.get(subcommand).unwrap_or_else(|| panic!("`{subcommand}` has no case to trace"));
        for args in own {
            assert_eq!(network_calls(args), Vec::<String>::new(), "{args:?}");
        }
    }
}
