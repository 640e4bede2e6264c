//! A signal in the middle of a run leaves nothing behind, and no half of a report.

use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SUBSCRIPTION: &str = "/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401";

/// Everybody has a workspace, and an answer for every workspace: few exports, and a report of many megabytes.
const PEOPLE: usize = 220;

/// A folder with exports, and a folder for the report.
fn folders(name: &str) -> (PathBuf, PathBuf) {
    let folder = std::env::temp_dir().join(format!("rolecall-signals-{name}-{}", std::process::id()));
    let (exports, reports) = (folder.join("exports"), folder.join("reports"));
    std::fs::create_dir_all(&exports).expect("a folder for the exports");
    std::fs::create_dir_all(&reports).expect("a folder for the report");
    let workspace =
        |n: usize| format!("{SUBSCRIPTION}/resourceGroups/r/providers/Microsoft.OperationalInsights/workspaces/w{n}");
    let row = |n: usize| {
        let scope = workspace(n);
        format!(
            "{{\"id\": \"{scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-{n:012}\", \
             \"name\": \"00000000-0000-4000-8000-{n:012}\", \"type\": \"Microsoft.Authorization/roleAssignments\", \
             \"principalId\": \"00000000-0000-4000-9000-{n:012}\", \"principalType\": \"User\", \"scope\": \"{scope}\", \
             \"roleDefinitionId\": \"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635\"}}"
        )
    };
    let rows = format!("[{}]", (0..PEOPLE).map(row).collect::<Vec<_>>().join(",\n"));
    std::fs::write(exports.join("role-assignments.json"), rows).expect("the exports");
    (exports, reports)
}

fn audit(exports: &Path, report: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .args(["audit", "--all", "--format", "json", "--at", "2025-02-01", "-q", "-o"])
        .args([report, exports])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// Runs an audit over an old report and sends a signal as soon as something is so; whether the signal ended the run.
fn is_ended_by(signal: &str, (exports, reports): &(PathBuf, PathBuf), is_time: impl Fn(Duration) -> bool) -> bool {
    let report = reports.join("report.json");
    let mut child = audit(exports, &report);
    let began = Instant::now();
    while !is_time(began.elapsed()) && child.try_wait().expect("a child").is_none() {
        std::thread::sleep(Duration::from_micros(100));
    }
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
    sent.expect("`kill` runs");
    let status = child.wait().expect("the program ends");
    assert!(status.success() || matches!(status.signal(), Some(2 | 15)), "{signal}: {status}");
    let text = std::fs::read_to_string(&report).expect("the report is there");
    let is_whole = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
    assert!(text == "old" || is_whole, "{signal}: a report of {} bytes", text.len());
    assert!(is_whole || !status.success(), "{signal}: a run to the end writes the report");
    status.signal().is_some()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name of plain letters")).collect();
    names.sort();
    names
}

#[test]
fn signals_leave_nothing_behind_and_no_half_report() {
    let folders = folders("whole");
    let report = folders.1.join("report.json");
    let mut ended = 0;
    for (number, milliseconds) in [0, 20, 60, 120, 250, 500, 1_000].into_iter().enumerate() {
        std::fs::write(&report, "old").expect("an old report");
        let signal = if number % 2 == 0 { "-TERM" } else { "-INT" };
        ended += usize::from(is_ended_by(signal, &folders, |since| since >= Duration::from_millis(milliseconds)));
        assert_eq!(names(&folders.1), ["report.json"], "{signal} after {milliseconds} ms");
    }
    assert!(ended > 0, "some run was ended by a signal");
    for _ in 0..5 {
        std::fs::write(&report, "old").expect("an old report");
        // The new report is getting its name.
        is_ended_by("-TERM", &folders, |_| names(&folders.1).len() > 1);
        assert_eq!(names(&folders.1), ["report.json"]);
    }
    std::fs::remove_dir_all(folders.0.parent().expect("the folder of both")).expect("the folder goes away again");
}

#[test]
fn signals_wait_for_a_report_that_keeps_its_file() {
    let folders = folders("linked");
    let (report, other) = (folders.1.join("report.json"), folders.1.join("same.json"));
    for _ in 0..3 {
        std::fs::write(&report, "old").expect("an old report");
        let _ = std::fs::remove_file(&other);
        std::fs::hard_link(&report, &other).expect("another name");
        // The old content is gone, and the new one is on its way.
        is_ended_by("-TERM", &folders, |_| std::fs::metadata(&report).is_ok_and(|about| about.len() != 3));
        assert_eq!(names(&folders.1), ["report.json", "same.json"]);
    }
    std::fs::remove_dir_all(folders.0.parent().expect("the folder of both")).expect("the folder goes away again");
}
