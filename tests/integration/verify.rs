//! Every report that the program makes passes `verify`; a report that somebody changed, upwards or downwards, does not.

use std::path::PathBuf;
use std::process::Command;

use rolecall::catalog::Catalog;
use rolecall::model::{Facts, TaskPack};
use rolecall::source::Source;
use rolecall::verify::{Fault, ReplaySources, Report};
use rolecall::{export, pack, verify};
use serde_json::Value;

const AT: &str = "2025-02-01";
/// The same in seconds since 1970.
const SECONDS: i64 = 1_738_368_000;
const SMALL: &str = "fixtures/forged/small";
const READY: [&str; 8] =
    ["owner", "administrator", "resources", "onboarding", "connector", "licences", "subscription", "organization"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What the program writes.
fn report(arguments: &[&str]) -> Value {
    let mut program = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    let run = program.current_dir(root()).args(arguments).args(["--at", AT, "--format", "json", "-q"]).output();
    let run = run.expect("the program runs");
    serde_json::from_slice(&run.stdout).unwrap_or_else(|error| {
        panic!("{arguments:?}: {error}: {}", String::from_utf8_lossy(&run.stderr));
    })
}

/// Exports, read once.
struct Exports {
    facts: Facts,
    packs: Vec<TaskPack>,
}

impl Exports {
    fn read(paths: &[&str]) -> Self {
        let paths: Vec<String> = paths.iter().map(|path| root().join(path).display().to_string()).collect();
        let inputs = export::load(&paths, &mut std::io::empty()).expect("exports");
        let facts = export::facts(&inputs).expect("exports that can be read").facts;
        let embedded = pack::EMBEDDED.iter().map(|(id, _)| pack::embedded(id).expect("a pack"));
        let packs = embedded.map(|source| pack::pack(&source, &Catalog::embedded()).expect("a sound pack")).collect();
        Self { facts, packs }
    }

    fn faults(&self, report: &Value) -> Vec<Fault> {
        let report = Report::read(&Source::new("report.json", report.to_string())).expect("it is a report");
        let sources = ReplaySources { facts: &self.facts, catalog: &Catalog::embedded(), packs: &self.packs, at: SECONDS };
        verify::replay(&report, sources).faults
    }

    fn accept(&self, report: &Value, what: &str) {
        let faults = self.faults(report);
        assert!(faults.is_empty(), "{what}: {faults:#?}");
    }

    fn refuse(&self, honest: &Value, what: &str, forge: impl FnOnce(&mut Value)) {
        let mut forged = honest.clone();
        forge(&mut forged);
        assert_ne!(&forged, honest, "{what}: nothing was forged");
        assert!(!self.faults(&forged).is_empty(), "{what}: the forged report passes");
    }
}

fn parts() -> Vec<String> {
    READY.iter().map(|part| format!("fixtures/readiness/parts/{part}.json")).collect()
}

fn len(list: &Value) -> usize {
    list.as_array().map_or(0, Vec::len)
}

#[test]
fn verify_accepts_every_untouched_report() {
    let tenants = [
        "fixtures/contoso",
        "fixtures/tenants/silent-subscription",
        "fixtures/delegation/az",
        "fixtures/tenants/named-by-az",
        SMALL,
    ];
    for tenant in tenants {
        let exports = Exports::read(&[tenant]);
        let mut asked: Vec<Vec<&str>> = vec![vec!["audit", tenant]];
        asked.push(vec!["audit", tenant, "--all", "--strict-wildcards"]);
        asked.push(vec!["audit", tenant, "--complete", "groups"]);
        for own in asked {
            exports.accept(&report(&own), &own.join(" "));
        }
    }
}

#[test]
fn verify_accepts_narrowed_reports() {
    let exports = Exports::read(&[SMALL]);
    let subscription = "/subscriptions/5e000000-0000-4000-8000-000000000001";
    let narrowed: [&[&str]; 4] = [
        &["audit", SMALL, "--principal", "ada@tailspin.example"],
        &["audit", SMALL, "--all", "--scope", subscription],
        &["audit", SMALL, "--all", "--workspace", "law"],
        &["audit", SMALL, "--principal", "Ben", "--principal", "Cleo", "--workspace", "law", "--all"],
    ];
    for own in narrowed {
        exports.accept(&report(own), &own.join(" "));
    }
}

#[test]
fn verify_accepts_every_explanation() {
    let exports = Exports::read(&[SMALL]);
    for who in ["ada@tailspin.example", "cleo@tailspin.example"] {
        for what in ["connect-workspace", "Microsoft.Support/*"] {
            exports.accept(&report(&["explain", who, what, SMALL]), &format!("{who} {what}"));
        }
    }
    let eve = ["explain", "eve@tailspin.example", "Microsoft.Support/*", SMALL, "--complete", "groups"];
    exports.accept(&report(&eve), "vouched");
}

#[test]
fn verify_refuses_every_forged_answer() {
    let exports = Exports::read(&[SMALL]);
    let honest = report(&["audit", SMALL, "--all"]);
    let mut seen = std::collections::BTreeSet::new();
    for class in 0..len(&honest["classes"]) {
        for place in 0..len(&honest["classes"][class]["results"]) {
            let own = &honest["classes"][class]["results"][place];
            let verdict = own["verdict"].as_str().expect("a verdict").to_owned();
            if !seen.insert((verdict.clone(), own["basis"].clone().to_string())) {
                continue;
            }
            for other in ["allowed", "not_allowed"].into_iter().filter(|other| *other != verdict).take(1) {
                let what = format!("{verdict} of {} as {other}", own["task"]);
                exports.refuse(&honest, &what, |report| report["classes"][class]["results"][place]["verdict"] = other.into());
            }
            let basis = if own["basis"].is_null() { "listed".into() } else { Value::Null };
            exports.refuse(&honest, "basis", |report| report["classes"][class]["results"][place]["basis"] = basis);
            for step in (0..len(&own["proof"])).take(1) {
                exports.refuse(&honest, "record", |report| {
                    report["classes"][class]["results"][place]["proof"][step]["record"] = 77.into();
                });
            }
        }
    }
    assert!(
        ["allowed", "conditional", "unknown", "blocked"].iter().all(|verdict| seen.iter().any(|(known, _)| known == verdict)),
        "{seen:?}"
    );
}

#[test]
fn verify_refuses_answers_about_what_is_no_target() {
    let exports = Exports::read(&[SMALL]);
    let honest = report(&["audit", SMALL, "--all"]);
    let mut seen = std::collections::BTreeSet::new();
    for class in 0..len(&honest["classes"]) {
        for place in 0..len(&honest["classes"][class]["results"]) {
            let verdict = honest["classes"][class]["results"][place]["verdict"].as_str().expect("a verdict");
            if seen.insert(verdict.to_owned()) {
                exports.refuse(&honest, &format!("another target of {verdict}"), |report| {
                    report["classes"][class]["results"][place]["targets"][0] = "/subscriptions/elsewhere".into();
                });
            }
        }
    }
    assert!(seen.contains("not_allowed") && seen.contains("unknown"), "{seen:?}");
}

/// A report as versions wrote it that knew no coverage by place, and nobody who vouches.
fn older(report: &Value) -> Value {
    let mut older = report.clone();
    older.as_object_mut().expect("a report").remove("coverage");
    for entry in list_of(&mut older, "ledger") {
        entry.as_object_mut().expect("an entry").remove("vouched");
    }
    let classes = list_of(&mut older, "classes").iter_mut();
    for result in classes.flat_map(|class| list_of(class, "results")) {
        let result = result.as_object_mut().expect("a result");
        result.retain(|key, _| !["assumes", "caveats"].contains(&key.as_str()));
    }
    older
}

fn list_of<'v>(value: &'v mut Value, key: &str) -> &'v mut Vec<Value> {
    value.get_mut(key).and_then(Value::as_array_mut).expect("a list")
}

#[test]
fn verify_believes_an_older_report_that_calls_a_directory_complete() {
    let tenant = "fixtures/forged/orphan";
    let exports = Exports::read(&[tenant]);
    let orphaned = older(&report(&["audit", tenant, "--all", "--complete", "users"]));
    assert_eq!(orphaned["findings"][0]["code"], "orphaned-assignment", "{orphaned:#}");
    exports.accept(&orphaned, "nobody whom the users leave out can do anything");
    let without_users = Exports::read(&["fixtures/forged/orphan/role-assignments.json"]);
    assert!(!without_users.faults(&orphaned).is_empty(), "no list of users is at hand");
    exports.refuse(&orphaned, "the list of users is not complete", |report| {
        let users = report["ledger"].as_array_mut().expect("a list").iter_mut().find(|entry| entry["export"] == "users");
        users.expect("an entry")["completeness"] = "partial".into();
    });
}

#[test]
fn verify_decides_again_what_access_policies_of_a_vault_leave_open() {
    let vaults = "fixtures/tenants/key-vaults";
    let exports = Exports::read(&[vaults]);
    let honest = report(&["audit", vaults, "--all", "--tasks", "key-vault-data"]);
    exports.accept(&honest, "access policies and Azure roles");
    let is_open = |own: &Value| own["missing"][0]["code"] == "access-policies";
    let results = honest["classes"][0]["results"].as_array().expect("results");
    let open = results.iter().position(is_open).expect("a task with the secrets of the vault");
    exports.refuse(&honest, "a role opens it", |report| {
        report["classes"][0]["results"][open]["verdict"] = "not_allowed".into();
    });
    exports.refuse(&honest, "another vault", |report| {
        let other = "/subscriptions/5c0b3a9e-0d11-4c7e-9a55-7f2f60b1c001/resourceGroups/rg-shop/providers/Microsoft.KeyVault/vaults/kv-roles";
        report["classes"][0]["results"][open]["missing"][0]["subject"] = other.into();
    });
}

#[test]
fn verify_refuses_other_reasons() {
    let exports = Exports::read(&[SMALL]);
    let honest = report(&["audit", SMALL, "--all"]);
    let mut seen = std::collections::BTreeSet::new();
    for class in 0..len(&honest["classes"]) {
        for place in 0..len(&honest["classes"][class]["results"]) {
            let own = &honest["classes"][class]["results"][place];
            let verdict = own["verdict"].as_str().expect("a verdict").to_owned();
            if len(&own["missing"]) == 0 || !seen.insert(verdict.clone()) {
                continue;
            }
            let missing = |report: &mut Value| report["classes"][class]["results"][place]["missing"].take();
            for (key, value) in [("subject", "somebody else"), ("code", "tenant-not-told")] {
                exports.refuse(&honest, &format!("{value} of {verdict}"), |report| {
                    let mut reasons = missing(report);
                    reasons[0][key] = value.into();
                    report["classes"][class]["results"][place]["missing"] = reasons;
                });
            }
            if verdict != "unknown" {
                exports.refuse(&honest, &format!("no reason of {verdict}"), |report| {
                    report["classes"][class]["results"][place]["missing"] = Value::Array(Vec::new());
                });
            }
        }
    }
    assert!(seen.contains("not_allowed") && seen.len() > 2, "{seen:?}");
}

#[test]
fn verify_refuses_what_leaves_something_out() {
    for (tenant, arguments) in [(SMALL, vec!["audit", SMALL])] {
        let exports = Exports::read(&[tenant]);
        let honest = report(&arguments);
        for list in ["classes", "gaps", "findings", "coverage", "ledger", "tasks"] {
            for place in (0..len(&honest[list])).take(1) {
                exports.refuse(&honest, &format!("{list} {place} of {tenant}"), |report| {
                    report[list].as_array_mut().expect("a list").remove(place);
                });
            }
        }
        for place in (0..len(&honest["targets"])).take(1) {
            let id = honest["targets"][place]["id"].clone();
            exports.refuse(&honest, &format!("target {id} of {tenant}"), |report| {
                report["targets"].as_array_mut().expect("a list").remove(place);
                let classes = report["classes"].as_array_mut().expect("a list").iter_mut();
                for result in classes.flat_map(|class| class["results"].as_array_mut().expect("a list")) {
                    result["targets"].as_array_mut().expect("a list").retain(|own| *own != id);
                }
            });
        }
        let class = honest["classes"].as_array().expect("classes").iter().position(|class| len(&class["results"]) > 0);
        exports.refuse(&honest, "an answer", |report| {
            report["classes"][class.expect("answers")]["results"].as_array_mut().expect("a list").pop();
        });
        exports.refuse(&honest, "the first class twice", |report| {
            let first = report["classes"][0].clone();
            report["classes"].as_array_mut().expect("a list").push(first);
        });
        exports.refuse(&honest, "partial as complete", |report| {
            let entry = report["ledger"].as_array_mut().expect("a list").iter_mut().find(|own| own["completeness"] == "absent");
            entry.expect("an absent kind")["completeness"] = "complete".into();
        });
    }
}

#[test]
fn verify_refuses_another_answer_of_explain() {
    let exports = Exports::read(&[SMALL]);
    for what in ["connect-workspace", "Microsoft.Support/*"] {
        for who in ["ada@tailspin.example", "cleo@tailspin.example", "dan@tailspin.example"] {
            let honest = report(&["explain", who, what, SMALL]);
            for answer in ["yes", "no", "unknown"].into_iter().filter(|answer| honest["answer"] != **answer) {
                exports.refuse(&honest, &format!("{answer} for {who} {what}"), |report| report["answer"] = answer.into());
            }
            exports.refuse(&honest, "gaps", |report| report["gaps"] = Value::Array(Vec::new()));
        }
    }
}

#[test]
fn verify_refuses_another_readiness() {
    let parts = parts();
    let paths: Vec<&str> = parts.iter().map(String::as_str).collect();
    let exports = Exports::read(&paths);
    let arguments: Vec<&str> = ["readiness"].into_iter().chain(paths).chain(["--workspace", "soc"]).collect();
    let honest = report(&arguments);
    exports.accept(&honest, "readiness");
    let words = ["ready", "ready_after_activation", "cannot_tell", "not_ready"];
    let others = |own: &Value| words.into_iter().filter(|word| own != *word).collect::<Vec<_>>();
    for word in others(&honest["readiness"]) {
        exports.refuse(&honest, "the whole", |report| report["readiness"] = word.into());
    }
    for pack in 0..len(&honest["packs"]) {
        let own = &honest["packs"][pack];
        for word in others(&own["readiness"]) {
            exports.refuse(&honest, "a pack", |report| report["packs"][pack]["readiness"] = word.into());
        }
        for place in 0..len(&own["prerequisites"]) {
            let status = &own["prerequisites"][place]["status"];
            for other in ["met", "probable", "indeterminate", "unknown", "not_met"].into_iter().filter(|other| status != *other)
            {
                exports.refuse(&honest, "a prerequisite", |report| {
                    report["packs"][pack]["prerequisites"][place]["status"] = other.into();
                });
            }
        }
        for place in 0..len(&own["tasks"]) {
            for word in others(&own["tasks"][place]["readiness"]) {
                exports.refuse(&honest, "a task", |report| report["packs"][pack]["tasks"][place]["readiness"] = word.into());
            }
        }
    }
    exports.refuse(&honest, "a class", |report| {
        report["classes"].as_array_mut().expect("a list").pop();
    });
}
