//! `--threads N` changes how long a run takes, and nothing else.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::support::program::rolecall;

const SUBSCRIPTION: &str = "/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/// So many records are more than is read in one piece.
const MANY: usize = 2_600;

/// A role assignment: many principals, groups and scopes, and now and then something odd.
fn record(number: usize) -> String {
    let (own, principal) = (number % 2_500, number % 700);
    let scope = match number % 3 {
        0 => SUBSCRIPTION.to_owned(),
        _ => format!("{SUBSCRIPTION}/resourceGroups/rg{}", number % 500),
    };
    let odd = match number {
        500 | 2_100 => ",\"condition\":\"((\",\"conditionVersion\":\"2.0\"",
        1_000 | 2_200 => ",\"Scope\":\"/\"",
        1_500 | 2_300 => ",\"principalType\":7",
        _ => "",
    };
    let key = if number == 2_000 { "nothing" } else { "principalId" };
    format!(
        "{{\"id\":\"{scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0002-4000-8000-{own:012}\",\
         \"type\":\"Microsoft.Authorization/roleAssignments\",\"{key}\":\"00000000-0001-4000-8000-{principal:012}\",\
         \"principalName\":\"p{number}@contoso.example\",\"scope\":\"{scope}\",\
         \"roleDefinitionId\":\"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{OWNER}\"{odd}}}"
    )
}

fn list(between: &str, is_odd: impl Fn(usize) -> bool) -> String {
    let mut text = String::new();
    for number in (0..MANY).filter(|number| is_odd(*number)) {
        let _ = write!(text, "{}{}", if text.is_empty() { "" } else { between }, record(number));
    }
    text
}

fn folder(name: &str, text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("rolecall-threads-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the exports");
    std::fs::write(folder.join("role-assignments.json"), text).expect("an export");
    folder
}

/// All that is printed, and the exit code.
fn run(args: &[&str], threads: &str) -> (Option<i32>, Vec<u8>, Vec<u8>) {
    let output = rolecall(&[args, &["--threads", threads]].concat(), b"");
    (output.status.code(), output.stdout, output.stderr)
}

/// A command says the same on any number of threads.
fn agree(args: &[&str]) {
    let one = run(args, "1");
    for threads in ["2", "3", "8"] {
        assert!(run(args, threads) == one, "{args:?} --threads {threads}");
    }
}

#[test]
fn threads_change_no_byte_of_a_large_export() {
    let is_fine = |number: usize| ![1_500, 2_300].contains(&number);
    let cases = [
        ("list", format!("[{}]", list(",\n", is_fine)), true),
        ("noise", format!("WARNING: a\n[{}]\nWARNING: b\n[{}]", list(",", is_fine), record(1)), true),
        ("wrong", format!("[{}]", list(",\n", |_| true)), false),
        ("cut", format!("[{},{{\"id\":", list(",\n", is_fine)), false),
    ];
    for (name, text, is_read) in cases {
        let folder = folder(name, &text);
        let file = folder.join("role-assignments.json").to_string_lossy().into_owned();
        let audit = ["audit", &file, "--at", "2025-02-01", "--format", "json", "-v"];
        assert_eq!(run(&audit, "2").0, Some(if is_read { 0 } else { 2 }), "{name}");
        agree(&audit);
        std::fs::remove_dir_all(&folder).expect("the folder goes away again");
    }
}

#[test]
fn threads_change_no_byte_of_any_answer() {
    let contoso = "fixtures/contoso";
    let cases: [&[&str]; 5] = [
        &["audit", contoso, "--at", "2025-02-01", "--format", "json", "--all"],
        &["audit", contoso, "--at", "2025-02-01", "--format", "csv"],
        &["who-can", "*/write", contoso, "--at", "2025-02-01", "--format", "json", "--anywhere", "--all"],
        &["readiness", contoso, "--at", "2025-02-01", "--format", "json"],
        &["diff", contoso, contoso, "--at", "2025-02-01", "--format", "json"],
    ];
    for args in cases {
        agree(args);
    }
}
