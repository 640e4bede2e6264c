//! Microsoft Defender unified RBAC: `verify` takes every report about the tenant of `fixtures/unified-rbac`, and refuses what is not so.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::program::rolecall;

const SHARED: &str = "fixtures/unified-rbac/shared";
const AZURE: &str = "fixtures/unified-rbac/azure";
const ACTIVATED: &str = "fixtures/unified-rbac/activated";
const DEFENDER: &str = "fixtures/unified-rbac/defender";
const CUT: &str = "fixtures/unified-rbac/defender-cut";
const UNDEFINED: &str = "fixtures/unified-rbac/defender-undefined";

fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let output = rolecall(arguments, b"");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned() + &said)
}

fn report(command: &[&str], exports: &[&str]) -> Value {
    let pack = ["--tasks", "sentinel-defender-2026-09", "--at", "2026-11-01", "--format", "json", "-q"];
    let output = rolecall(&[command, exports, &pack].concat(), b"");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{command:?} {exports:?}: {error}: {said}"))
}

/// What `verify` says of a report.
fn verified(report: &Value, exports: &[&str]) -> (Option<i32>, String) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), report.to_string()).expect("a report");
    run(&[&["verify", &file.path().to_string_lossy()], exports].concat())
}

/// The answer to a task for somebody at the workspace soc.
fn verdict(report: &Value, who: u32, task: &str) -> String {
    let id = format!("aaaaaaaa-0000-4000-8000-{who:012}");
    let classes = report["classes"].as_array().expect("classes");
    let class = classes.iter().find(|class| class["principals"].as_array().expect("ids").contains(&json!(id)));
    let results = class.and_then(|class| class["results"].as_array());
    let result = results.into_iter().flatten().find(|result| result["task"] == task);
    result.map_or("not_allowed", |result| result["verdict"].as_str().expect("a verdict")).to_owned()
}

const ACT: &str = "act-on-incidents";
const VIEW: &str = "view-sentinel";

/// Who, how it was asked, the exports, the answers about viewing and acting, and why.
type Case<'a> = (u32, &'a [&'a str], &'a [&'a str], [&'a str; 2], &'a str);

#[test]
fn unified_rbac_counts_beside_azure_roles_and_what_is_open_is_unknown() {
    let said = ["audit", "--workspace", "soc", "--urbac", "soc"];
    let none = ["audit", "--workspace", "soc", "--urbac", "none"];
    let unsaid = ["audit", "--workspace", "soc"];
    let all = [SHARED, AZURE, DEFENDER];
    let cases: [Case; 14] = [
        (1, &said, &all, ["allowed", "allowed"], "all of security operations, through a group"),
        (2, &said, &all, ["allowed", "allowed"], "an Azure role: it counts in addition"),
        (3, &said, &all, ["allowed", "allowed"], "both"),
        (4, &said, &all, ["unknown", "unknown"], "a Microsoft Sentinel scope"),
        (5, &said, &all, ["allowed", "unknown"], "an action that no document names"),
        (6, &said, &all, ["not_allowed", "not_allowed"], "Defender for Cloud, and another part of Defender"),
        (7, &said, &all, ["not_allowed", "not_allowed"], "another part of Defender"),
        (1, &none, &all, ["not_allowed", "not_allowed"], "it is not activated"),
        (1, &unsaid, &all, ["not_allowed", "not_allowed"], "a whole list shows that it is not activated"),
        (1, &unsaid, &[SHARED, ACTIVATED, DEFENDER], ["unknown", "unknown"], "it may be activated"),
        (7, &said, &[SHARED, AZURE], ["unknown", "unknown"], "nobody exported who holds its roles"),
        (7, &said, &[SHARED, AZURE, CUT], ["unknown", "unknown"], "a page is missing"),
        (1, &said, &[SHARED, AZURE, CUT], ["unknown", "unknown"], "a page is missing; the definition is there"),
        (1, &said, &[SHARED, AZURE, UNDEFINED], ["unknown", "unknown"], "no definition"),
    ];
    for (who, command, exports, expected, why) in cases {
        let report = report(command, exports);
        let is = [VIEW, ACT].map(|task| verdict(&report, who, task));
        let expected = if exports.contains(&CUT) && who == 1 { ["allowed", "allowed"] } else { expected };
        assert_eq!(is, expected, "{why}: {who} in {exports:?} by {command:?}");
    }
}

#[test]
fn verify_takes_every_report_about_unified_rbac() {
    let commands: [&[&str]; 6] = [
        &["audit", "--urbac", "soc", "--all"],
        &["audit", "--urbac", "none"],
        &["audit", "--all"],
        &["readiness", "--workspace", "soc", "--urbac", "soc"],
        &["readiness", "--workspace", "soc", "--urbac", "none", "--principal", "Ada"],
        &["readiness", "--workspace", "lab"],
    ];
    let exports: [&[&str]; 6] = [
        &[SHARED, AZURE, DEFENDER],
        &[SHARED, ACTIVATED, DEFENDER],
        &[SHARED, AZURE],
        &[SHARED, AZURE, CUT],
        &[SHARED, ACTIVATED, UNDEFINED],
        &[SHARED, DEFENDER],
    ];
    for command in commands {
        for exports in exports {
            let report = report(command, exports);
            let (code, said) = verified(&report, exports);
            assert_eq!(code, Some(0), "{command:?} {exports:?}: {said}");
        }
    }
    let exports = [SHARED, ACTIVATED, DEFENDER];
    for command in [&["who-can", ACT][..], &["what-can", "Ada"], &["explain", "Ada", ACT]] {
        let output = rolecall(&[command, &exports, &["--at", "2026-11-01", "--format", "json", "-q"]].concat(), b"");
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let (code, said) = verified(&report, &exports);
        assert_eq!(code, Some(0), "{command:?}: {said}");
    }
}

/// Changes a report.
type Forging = fn(&mut Value);

#[test]
fn verify_refuses_what_is_not_so_of_unified_rbac() {
    let exports = [SHARED, AZURE, DEFENDER];
    let report = report(&["readiness", "--workspace", "soc", "--urbac", "soc"], &exports);
    assert!(Path::new(SHARED).is_dir() && !report["unified_rbac"]["changes"].as_array().expect("changes").is_empty());
    let forgeries: [(&str, Forging); 6] = [
        ("that nobody says it is activated", |report| {
            report.as_object_mut().expect("an object").remove("urbac");
        }),
        ("that another workspace is meant", |report| report["urbac"] = json!([])),
        ("that an export shows it", |report| report["unified_rbac"]["activation"] = json!("not_shown")),
        ("a change less", |report| {
            report["unified_rbac"]["changes"].as_array_mut().expect("changes").remove(0);
        }),
        ("another answer before", |report| report["unified_rbac"]["changes"][0]["before"] = json!("blocked")),
        ("nothing of it", |report| {
            report.as_object_mut().expect("an object").remove("unified_rbac");
        }),
    ];
    for (what, forge) in forgeries {
        let mut forged = report.clone();
        forge(&mut forged);
        assert_eq!(verified(&forged, &exports).0, Some(1), "a report says {what}");
    }
}
