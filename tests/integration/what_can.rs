//! `what-can` names what `explain` allows, and leaves out what it does not; `verify` takes its reports, and no forged ones.

use rolecall::pattern::Pattern;
use serde_json::Value;

use crate::support::program::rolecall;

const TENANT: &str = "fixtures/contoso";

fn report(arguments: &[&str]) -> Value {
    let output = rolecall(&[arguments, &["--format", "json", "--at", "2025-02-01", "-q"]].concat(), b"");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {said}"))
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no list `{key}`"))
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("no text `{key}`"))
}

/// What `explain` answers about all that a pattern matches.
fn explained(who: &str, (plane, pattern): (&str, &str), scope: &str) -> String {
    let plane = if plane == "data" { "--data" } else { "--control" };
    let report = report(&["explain", who, pattern, TENANT, plane, "--scope", scope]);
    let results = report.pointer("/classes/0").and_then(|class| list(class, "results").first());
    results.map_or("not_allowed", |result| text(result, "verdict")).to_owned()
}

#[test]
fn what_can_names_what_explain_says() {
    let mut asked = 0;
    for who in ["Ivan Ilic", "Bob Brandt", "Grace Gomez", "Heidi Holm"] {
        let found = report(&["what-can", who, TENANT]);
        for scope in list(&found, "scopes") {
            let at = scope.pointer("/scopes/0").and_then(Value::as_str).expect("a scope");
            for part in list(scope, "permissions") {
                let (plane, verdict) = (text(part, "plane"), text(part, "verdict"));
                for line in list(part, "patterns").iter().step_by(3) {
                    let pattern = text(line, "pattern");
                    let but_not: Vec<&str> =
                        list(line, "but_not").iter().map(|except| except.as_str().expect("a text")).collect();
                    let said = explained(who, (plane, pattern), at);
                    assert_eq!(said == verdict, but_not.is_empty(), "{who} {pattern} at {at}: {said}, listed as {verdict}");
                    for except in &but_not {
                        assert_ne!(explained(who, (plane, except), at), verdict, "{who} {except} at {at}");
                    }
                    // What is left of the pattern, shown by one string of it.
                    let sample = pattern.replace('*', "x/y/action");
                    assert!(
                        !but_not
                            .iter()
                            .any(|except| Pattern::parse(except).matches(&sample, rolecall::pattern::Wildcards::Documented))
                    );
                    assert_eq!(explained(who, (plane, &sample), at), verdict, "{who} {sample} at {at}");
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 15, "{asked} patterns were compared");
}

#[test]
fn what_can_has_the_tasks_of_an_audit_of_the_principal() {
    for who in ["Ivan Ilic", "Bob Brandt", "Ken Kato", "SOC Leads"] {
        let found = report(&["what-can", who, TENANT]);
        let packs = ["--tasks", "sentinel-defender-2025-01", "--tasks", "sentinel-defender-2026-09"];
        let audit = report(&[&["audit", TENANT, "--principal", who], packs.as_slice()].concat());
        for key in ["filter", "tasks", "targets", "principals", "classes", "findings", "gaps"] {
            assert_eq!(found[key], audit[key], "{who}: {key}");
        }
    }
}

#[test]
fn what_can_reports_are_taken_by_verify_and_forged_ones_are_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.json");
    let verify = |report: &Value| {
        std::fs::write(&file, report.to_string()).expect("a file");
        rolecall(&["verify", file.to_str().expect("a path"), TENANT], b"").status.code()
    };
    for who in ["Ivan Ilic", "Bob Brandt", "Grace Gomez", "SOC Leads"] {
        for at in [&[][..], &["--at-scope", "SOC Production"]] {
            let honest = report(&[&["what-can", who, TENANT], at].concat());
            assert_eq!(verify(&honest), Some(0), "{who} {at:?}");
            let mut forged = honest.clone();
            forged["classes"].as_array_mut().expect("classes").pop();
            assert_eq!(verify(&forged), Some(1), "{who} {at:?}: a class is left out");
        }
    }
}
