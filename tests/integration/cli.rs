//! The real binary where a snapshot of what it prints does not reach: files that it writes, and reports that are read back.

use std::path::Path;

use crate::support::program::rolecall;

#[test]
fn output_is_written_whole_or_not_at_all() {
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
fn output_never_takes_the_place_of_an_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("a path of plain letters").to_owned();
    std::fs::create_dir(at("roles")).expect("a folder");
    for (from, to) in [
        ("fixtures/contoso/azure/role-assignments.json", "assignments.json"),
        ("fixtures/check/team/roles/incident-handler.json", "roles/handler.json"),
        ("fixtures/forged/other-role.json", "report.json"),
    ] {
        std::fs::copy(from, at(to)).expect("a copy");
    }
    std::os::unix::fs::symlink(at("assignments.json"), at("link.json")).expect("a link");
    let (all, assignments, link) = (at(""), at("assignments.json"), at("link.json"));
    let (roles, handler, report) = (at("roles"), at("roles/handler.json"), at("report.json"));
    let before = |path: &str| std::fs::read(path).expect("it is there");
    let cases: [(&[&str], &str, &str); 8] = [
        (&["who-can", "Owner", &all], &assignments, "a file of a folder"),
        (&["audit", &assignments], &assignments, "the file itself"),
        (&["who-can", "Owner", &all], &link, "another name of it"),
        (&["check", &roles], &handler, "a role file of a folder"),
        (&["role", &handler], &handler, "a role file"),
        (&["verify", &report, &all], &report, "a report"),
        (&["who-can", "Owner", &all, "--expect", &report], &report, "what is expected"),
        (&["diff", &handler, "Owner"], &handler, "a side of a difference"),
    ];
    for (asked, output, why) in cases {
        let was = before(output);
        let refused = rolecall(&[asked, &["-o", output]].concat(), b"");
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{why}: {said}");
        assert!(said.contains("is one of the inputs"), "{why}: {said}");
        assert_eq!(before(output), was, "{why}");
    }
    for _ in 0..2 {
        let beside = rolecall(&["audit", &all, "--format", "json", "-o", &at("answer.json")], b"");
        assert_eq!(beside.status.code(), Some(0), "an answer beside the inputs: {}", String::from_utf8_lossy(&beside.stderr));
    }
}

#[test]
fn verify_replays_what_audit_proves() {
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
fn tasks_schema_is_the_committed_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/task-pack.json");
    let made = rolecall(&["tasks", "schema"], b"").stdout;
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder of the schema");
        std::fs::write(&path, &made).expect("the schema is written");
    }
    let committed = std::fs::read(&path).expect("the committed schema");
    assert!(committed == made, "run the test with UPDATE_DOCS=1");
}

/// The lines of what the program printed, after an exit with 0.
fn printed(args: &[&str]) -> String {
    let output = rolecall(args, b"");
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The subcommands that the help lists.
pub(crate) fn subcommands() -> Vec<String> {
    let help = printed(&["--help"]);
    let (_, list) = help.split_once("Commands:\n").expect("the list of commands");
    let (list, _) = list.split_once("\n\n").expect("the end of the list");
    let names = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn verify_at_replays_for_another_instant() {
    let exports = "fixtures/tenants/eligible-for-a-day";
    let report = printed(&["audit", exports, "--at", "2026-03-01T12:00:00Z", "--format", "json"]);
    let path = std::env::temp_dir().join(format!("rolecall-at-{}.json", std::process::id()));
    std::fs::write(&path, report).expect("the report is written");
    let file = path.to_str().expect("a path of plain letters");
    let within = rolecall(&["verify", file, exports, "--at", "2026-03-01T16:59:59Z"], b"");
    let after = rolecall(&["verify", file, exports, "--at", "2026-03-02", "--format", "json"], b"");
    std::fs::remove_file(&path).expect("the report goes away again");
    assert_eq!(within.status.code(), Some(0), "{}", String::from_utf8_lossy(&within.stdout));
    assert_eq!(after.status.code(), Some(1));
    let replay: serde_json::Value = serde_json::from_slice(&after.stdout).expect("JSON");
    let faults = replay["faults"].as_array().expect("faults");
    assert!(
        !faults.is_empty() && faults.iter().all(|fault| fault["code"] == "not-now"),
        "the eligibility has ended: {faults:?}"
    );
}

#[test]
fn advise_with_time_enough_answers_as_without_a_limit() {
    let need = ["advise", "--task", "act-on-incidents", "--top", "2"];
    let limited = [&need[..], &["--time-limit", "600"]].concat();
    assert_eq!(printed(&need), printed(&limited));
}

#[test]
fn completions_of_every_shell_know_every_subcommand() {
    let subcommands = subcommands();
    assert!(subcommands.len() > 10, "{subcommands:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = printed(&["completions", shell]);
        let missing: Vec<&String> = subcommands.iter().filter(|name| !script.contains(name.as_str())).collect();
        assert!(missing.is_empty(), "{shell} does not complete {missing:?}");
    }
}

#[test]
#[cfg(unix)]
fn completions_of_bash_complete() {
    let script = "source <(\"$0\" completions bash); COMP_WORDS=(rolecall exp); COMP_CWORD=1; _rolecall rolecall exp rolecall; \
        echo \"${COMPREPLY[@]}\"";
    let output =
        std::process::Command::new("bash").args(["-c", script, env!("CARGO_BIN_EXE_rolecall")]).output().expect("bash");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "explain", "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn man_is_a_page_of_every_subcommand_and_option() {
    let page = printed(&["man"]);
    assert!(page.contains("\n.TH rolecall 1 ") && page.contains("\n.SH SUBCOMMANDS\n"), "{page}");
    for name in subcommands() {
        let name = name.replace('-', "\\-");
        assert!(page.contains(&format!("rolecall\\-{name}(1)")), "{name} is not on the page");
    }
    for option in ["output", "color", "quiet", "verbose", "catalog"] {
        assert!(page.contains(&format!("\\-\\-{option}\\fR")), "--{option} is not on the page");
    }
}

#[test]
fn man_of_a_subcommand_is_a_page_of_its_own() {
    for name in subcommands() {
        let page = printed(&["man", &name]);
        assert!(page.contains(&format!(".TH rolecall-{name} 1 ")) && page.contains("\n.SH SYNOPSIS\n"), "{name}: {page}");
    }
    assert!(printed(&["man", "who-can"]).contains("\\-\\-anywhere"), "options of the subcommand are on its page");
}

#[test]
fn color_auto_is_plain_in_a_pipe() {
    let explain = ["explain", "Carol Chen", "act-on-incidents", "fixtures/contoso", "--at", "2025-02-01", "--workspace", "soc"];
    let plain = printed(&explain);
    assert!(!plain.contains('\u{1b}'));
    let [auto, never, always] = ["auto", "never", "always"].map(|when| printed(&[&explain[..], &["--color", when]].concat()));
    assert_eq!((&auto, &never), (&plain, &plain));
    assert!(always.contains('\u{1b}'));
}
