//! What `diff` says of two exports passes `verify`; the same with something changed in it does not.

use serde_json::Value;

use crate::verify_all::{rolecall, written};

const AT: &str = "2026-02-01";
const LEADS: [&str; 2] = ["fixtures/diff/leads/before", "fixtures/diff/leads/after"];
const EVERYTHING: [&str; 2] = ["fixtures/diff/exports/everything/old", "fixtures/diff/exports/everything/new"];

fn report([old, new]: [&str; 2]) -> Value {
    let run = rolecall(&["diff", old, new, "--at", AT, "--format", "json", "-q"]);
    serde_json::from_slice(&run.stdout).unwrap_or_else(|error| panic!("{old} {new}: {error}"))
}

/// The codes of what `verify` finds wrong with a report.
fn faults(report: &Value, [old, new]: [&str; 2], test: &str) -> Vec<String> {
    let file = written(report, test);
    let run = rolecall(&["verify", &file.path().display().to_string(), old, new, "--format", "json", "-q"]);
    let found: Value =
        serde_json::from_slice(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&run.stderr)));
    let faults = found.get("faults").and_then(Value::as_array).expect("faults");
    assert_eq!(run.status.code(), Some(i32::from(!faults.is_empty())), "the exit code says whether all holds");
    faults.iter().filter_map(|fault| fault.get("code")?.as_str()).map(str::to_owned).collect()
}

#[test]
fn verify_accepts_every_untouched_difference() {
    let exports = |name: &str| format!("fixtures/diff/exports/{name}");
    let pairs = [
        ["another-shape/arm.json", "another-shape/az.json"],
        ["another-shape/resource-graph.json", "another-shape/az.json"],
        ["eligible-members/old", "eligible-members/same-group"],
        ["eligible-members/old", "eligible-members/another-group"],
        ["everything/old", "everything/new"],
        ["less/old", "less/new"],
        ["management-groups/with-tree", "management-groups/without-tree"],
        ["management-groups/nothing-held/with-tree", "management-groups/nothing-held/without-tree"],
        ["new-group/old", "new-group/new"],
        ["one-list/january.json", "one-list/february.json"],
        ["organization/old", "organization/new"],
    ]
    .map(|sides| sides.map(exports));
    let tenants = [
        ["fixtures/diff/tenant/before", "fixtures/diff/tenant/after"],
        ["fixtures/contoso", "fixtures/tenants/escalation"],
        LEADS,
        ["fixtures/tenants/owners-and-permissions", "fixtures/tenants/escalation"],
        ["fixtures/tenants/graph-permissions", "fixtures/tenants/owners-and-permissions"],
    ]
    .map(|sides| sides.map(str::to_owned));
    for pair in pairs.iter().chain(&tenants) {
        let sides = pair.each_ref().map(String::as_str);
        for sides in [sides, [sides[1], sides[0]]] {
            let found = faults(&report(sides), sides, "untouched");
            assert!(found.is_empty(), "{sides:?}: {found:?}");
        }
    }
}

/// What somebody changes, in place of what, and why it is no honest report.
type Forgery = (&'static str, fn(&mut Value), &'static str);

fn pop(list: &mut Value) {
    list.as_array_mut().expect("a list").pop().expect("something in it");
}

#[test]
fn verify_refuses_every_forged_difference() {
    let rows: [Forgery; 17] = [
        ("left-out", |report| pop(&mut report["changes"]), "a change is not told"),
        ("made-up", |report| report["changes"][0]["scope"] = "/".into(), "a change is told of another place"),
        ("made-up", |report| report["changes"][0]["change"] = "added".into(), "what went is said to have come"),
        ("other-record", |report| report["changes"][0]["record"] = 1.into(), "a change is shown in another record"),
        ("other-record", |report| report["changes"][1]["old_record"] = 1.into(), "and where it was"),
        ("left-out", |report| pop(&mut report["principals"]), "somebody's tasks moved, and the report is silent"),
        ("made-up", |report| report["principals"][1]["gained"][0]["before"] = "eligible".into(), "it was less before"),
        ("made-up", |report| report["principals"][1]["gained"][0]["after"] = "conditional".into(), "it is more now"),
        (
            "other-status",
            |report| {
                let gained = std::mem::replace(&mut report["principals"][1]["gained"], Value::Array(Vec::new()));
                report["principals"][1]["lost"] = gained;
            },
            "a gain is called a loss",
        ),
        (
            "other-record",
            |report| report["principals"][1]["gained"][1]["because"][0]["record"] = 1.into(),
            "what it rests on is another record",
        ),
        ("left-out", |report| pop(&mut report["directory_roles"]), "an Entra role was gained, and the report is silent"),
        ("made-up", |report| report["directory_roles"][0]["eligible"] = true.into(), "it needs no activation"),
        ("left-out", |report| drop(report["operations"].as_array_mut().expect("a list").remove(0)), "actions were gained"),
        ("other-status", |report| report["operations"][0]["change"] = "lost".into(), "they were not lost"),
        ("left-out", |report| pop(&mut report["not_compared"]), "a list that neither export has is not named"),
        ("left-out", |report| report["packs"] = Value::Array(Vec::new()), "no task was asked, so nobody gained one"),
        ("other-status", |report| report["answer"]["gained"] = 0.into(), "the answer is not what the report lists"),
    ];
    refuse(EVERYTHING, &rows);
}

/// Each forgery of the report of two exports is refused with its code.
fn refuse(sides: [&str; 2], rows: &[Forgery]) {
    let honest = report(sides);
    for (code, forge, why) in rows {
        let mut forged = honest.clone();
        forge(&mut forged);
        assert_ne!(forged, honest, "{why}: nothing was forged");
        let found = faults(&forged, sides, "forged");
        assert!(found.iter().any(|own| own == code), "{why}: {found:?}");
    }
}

#[test]
fn verify_refuses_every_forged_lead() {
    let rows: [Forgery; 8] = [
        ("left-out", |report| pop(&mut report["leads"]), "who came to own a group is not told"),
        ("left-out", |report| drop(report.as_object_mut().expect("an object").remove("leads")), "the list is not there"),
        ("made-up", |report| report["leads"][0]["change"] = "removed".into(), "an owner that came is said to have gone"),
        ("made-up", |report| report["leads"][0]["kind"] = "application-owner".into(), "it is something else that is owned"),
        ("made-up", |report| report["leads"][0]["of"] = report["leads"][0]["principal"]["id"].clone(), "it is another group"),
        (
            "made-up",
            |report| report["leads"][0]["principal"]["id"] = "00000000-0000-4000-8000-000000000099".into(),
            "it is somebody else",
        ),
        ("other-record", |report| report["leads"][0]["record"] = 99.into(), "another record shows it"),
        (
            "made-up",
            |report| {
                let first = report["leads"][0].clone();
                report["leads"].as_array_mut().expect("a list").push(first);
            },
            "it is told twice",
        ),
    ];
    refuse(LEADS, &rows);
}

/// The first gain or loss by a deny assignment.
fn by_deny(report: &mut Value) -> &mut Value {
    let operations = report["operations"].as_array_mut().expect("a list");
    operations.iter_mut().find(|own| own["by_deny"] == true).expect("a deny assignment changed")
}

#[test]
fn verify_refuses_forged_gains_by_deny_assignments() {
    let rows: [Forgery; 8] = [
        (
            "left-out",
            |report| report["operations"].as_array_mut().expect("a list").retain(|own| own["by_deny"] != true),
            "what deny assignments no longer take is not told",
        ),
        ("made-up", |report| by_deny(report)["change"] = "lost".into(), "they take it no longer, and do not take it now"),
        ("other-status", |report| by_deny(report)["change"] = "lost".into(), "the example shows a gain"),
        ("made-up", |report| by_deny(report)["scope"] = "/".into(), "it is somewhere else"),
        ("made-up", |report| by_deny(report)["eligible"] = true.into(), "it needs no activation"),
        ("made-up", |report| by_deny(report)["actions"][0]["count"] = 21.into(), "there is one operation less"),
        (
            "made-up",
            |report| by_deny(report)["actions"][0]["privileged"] = vec!["Microsoft.Authorization/roleAssignments/write"].into(),
            "none of them is privileged",
        ),
        (
            "other-status",
            |report| by_deny(report)["actions"][0]["witness"] = "Microsoft.Compute/virtualMachines/delete".into(),
            "no deny assignment took the example",
        ),
    ];
    refuse(EVERYTHING, &rows);
}

/// The actions that both states give under different conditions.
fn otherwise_conditioned(report: &mut Value) -> &mut Value {
    let operations = report["operations"].as_array_mut().expect("a list").iter_mut();
    let mut actions = operations.flat_map(|own| own["actions"].as_array_mut().expect("a list"));
    actions.find(|own| own["otherwise_conditioned"] == true).expect("a condition changed")
}

#[test]
fn verify_refuses_forged_conditions_and_definitions() {
    let rows: [Forgery; 5] = [
        ("other-status", |report| otherwise_conditioned(report)["condition"] = Value::Null, "it is held under a condition"),
        (
            "other-status",
            |report| otherwise_conditioned(report)["condition"] = "@Request[a:b] StringEquals 'c'".into(),
            "it is another condition",
        ),
        (
            "other-status",
            |report| otherwise_conditioned(report)["otherwise_conditioned"] = false.into(),
            "the other state gives it under another condition",
        ),
        ("left-out", |report| pop(&mut report["roles"]), "a role definition that changed is not told"),
        ("other-status", |report| report["roles"][0]["change"] = "same".into(), "it is not the same"),
    ];
    refuse(EVERYTHING, &rows);
}
