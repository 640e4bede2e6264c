//! What a report states beside its answers is held against the exports: files, principals, tasks, reasons, and who is ready.

use serde_json::{Value, json};

use crate::verify_all::{Change, ReportCase};

const CONTOSO: &str = "fixtures/contoso";
const FRANK: &str = "00000006-c057-4a11-9e00-0003b54cda26";
const ALICE: &str = "00000001-c057-4a11-9e00-00009e3779b1";

#[test]
fn verify_refuses_what_an_audit_states_otherwise() {
    let asked = ["audit", CONTOSO, "--at", "2025-02-01", "--all"];
    let case = ReportCase { asked: &asked, against: &[CONTOSO] };
    let to = |value: Value| Change::To(value);
    case.refuse(
        "audit-stated",
        &[
            ("/inputs", to(json!([])), "", "nothing was read"),
            ("/inputs", Change::Without(0), "", "a file is left out"),
            ("/inputs/0/records", to(json!(0)), "", "a file has other records"),
            ("/inputs/0/partial", to(json!(true)), "", "a file is not whole"),
            ("/principals", to(json!([])), "", "nobody is named"),
            ("/principals/0/type", to(json!("Group")), "", "somebody is a group"),
            ("/principals/0/name", to(json!("Bob Brandt")), "", "somebody has the name of another"),
            ("/principals/0/id", to(json!(FRANK)), "", "somebody is there twice, and another is not"),
            ("/tasks/0/title", to(json!("Something else")), "", "a task has another title"),
            ("/targets/0/kind", to(json!("workspace")), "", "a subscription is a workspace"),
        ],
    );
}

#[test]
fn verify_refuses_reasons_that_there_are_not() {
    let asked = ["explain", "Frank Fischer", "connect-workspace", CONTOSO, "--workspace", "soc", "--at", "2025-02-01"];
    let case = ReportCase { asked: &asked, against: &[CONTOSO] };
    let honest = case.honest();
    let target = honest["targets"][0]["id"].as_str().expect("a target").to_owned();
    let mut forged = honest.clone();
    forged["classes"][0]["results"][0]["missing"][0]["code"] = "bogus".into();
    let found = case.faults(&forged, "reason-unknown");
    assert!(found.iter().any(|(place, why)| *place == target && why.contains("bogus")), "{found:?}");
    let mut forged = honest;
    forged["classes"][0]["results"] = json!([]);
    let found = case.faults(&forged, "reason-none");
    assert!(found.iter().any(|(_, why)| why.contains("targets")), "{found:?}");
}

#[test]
fn verify_refuses_others_who_are_not_ready() {
    let team = ["--team", "fixtures/teams/contoso.yaml", "--at", "2025-02-01"];
    let asked = [&["readiness", CONTOSO, "--workspace", "soc"], team.as_slice()].concat();
    let case = ReportCase { asked: &asked, against: &[CONTOSO] };
    case.accept("ready-honest");
    let honest = case.honest();
    let tasks = honest["packs"][0]["tasks"].as_array().expect("tasks");
    let at = tasks.iter().position(|task| task["holes"].as_array().is_some_and(|holes| !holes.is_empty())).expect("a hole");
    let hole = "a person who is not ready";
    let cases: [(&str, Value, &str); 7] = [
        ("/holes", json!([]), "nobody is not ready"),
        ("/holes/0/principal", json!(ALICE), hole),
        ("/holes/0/verdict", json!("allowed"), hole),
        ("/holes/0/missing", json!([]), "nothing is missing"),
        ("/holes/0/missing/0/code", json!("orphaned"), "another reason"),
        ("/answers", json!({"allowed": 9}), "more can do it"),
        ("/best", json!([ALICE]), "somebody else is the best"),
    ];
    for (pointer, value, why) in cases {
        let mut forged = honest.clone();
        let task = forged.pointer_mut(&format!("/packs/0/tasks/{at}")).expect("a task");
        *task.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}")) = value;
        assert_ne!(forged, honest, "{why}: nothing was forged");
        assert!(!case.faults(&forged, "ready-forged").is_empty(), "{pointer}: {why}");
    }
}

#[test]
fn verify_refuses_a_difference_without_a_file_of_one_state() {
    let states = ["fixtures/diff/tenant/before", "fixtures/diff/tenant/after"];
    let asked = ["diff", states[0], states[1], "--at", "2025-02-01"];
    let case = ReportCase { asked: &asked, against: &states };
    case.accept("diff-inputs");
    let mut forged = case.honest();
    forged["inputs"].as_array_mut().expect("inputs").remove(0);
    assert!(!case.faults(&forged, "diff-inputs-forged").is_empty(), "a file of one state is left out");
}
