//! Every `not_allowed` of every folder of exports among the fixtures names what proves it: a whole list, or an assumption.

use std::path::{Path, PathBuf};

use rolecall::{Answer, AuditOptions, ExplainOptions, NamedText, ReadinessCheck, Tenant, TenantOptions};
use serde_json::Value;

use crate::support::program::rolecall;

/// The folders that hold exports.
fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found = vec![root.join("contoso")];
    for pattern in ["tenants/*", "read/*/*", "readiness/*"] {
        let pattern = root.join(pattern).to_string_lossy().into_owned();
        found.extend(glob::glob(&pattern).expect("a pattern").filter_map(Result::ok).filter(|path| path.is_dir()));
    }
    found
}

fn exports(folder: &Path) -> Vec<NamedText> {
    let pattern = folder.join("**/*.json").to_string_lossy().into_owned();
    let files = glob::glob(&pattern).expect("a pattern").filter_map(Result::ok);
    files.filter_map(|path| Some(NamedText::new(path.to_string_lossy(), std::fs::read(&path).ok()?))).collect()
}

/// The entries of the coverage that a no about a target needs: of each, the first that is whole will do.
fn needed<'r>(report: &'r Value, task: &str, target: &str) -> Vec<(usize, &'r Value)> {
    let kind = if task == "onboard-sentinel" { "directory-role-assignments" } else { "role-assignments" };
    let subscription = target.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let is_of = |entry: &Value| {
        let place = entry["place"].as_str().expect("a place");
        let here = place.eq_ignore_ascii_case(&subscription) || place.eq_ignore_ascii_case(target) || place == "tenant";
        entry["kind"] == kind && here
    };
    report["coverage"].as_array().expect("coverage").iter().enumerate().filter(|(_, entry)| is_of(entry)).collect()
}

/// Counts the noes of a report with classes, and names those that nothing proves.
fn look_at(report: &Value, from: &str, (noes, unproved): (&mut usize, &mut Vec<String>)) {
    for class in report["classes"].as_array().expect("classes") {
        for result in class["results"].as_array().expect("results") {
            let assumed = numbers(&result["assumes"]);
            let state = |id: &usize| Some(&report["coverage"].get(*id)?["state"]);
            assert!(assumed.iter().all(|id| state(id).is_some_and(|state| state == "listed")), "{from}");
            if result["verdict"] != "not_allowed" {
                continue;
            }
            *noes += 1;
            for target in result["targets"].as_array().expect("targets") {
                let (task, target) = (result["task"].as_str().expect("an id"), target.as_str().expect("an id"));
                let proves = |(id, entry): &(usize, &Value)| entry["state"] == "proved" || assumed.contains(id);
                if !needed(report, task, target).iter().any(proves) {
                    unproved.push(format!("{from}: {task} on {target}"));
                }
            }
        }
    }
}

fn numbers(list: &Value) -> Vec<usize> {
    list.as_array().expect("a list").iter().map(|id| id.as_u64().expect("a number") as usize).collect()
}

fn texts<'r>(report: &'r Value, list: &str, key: &str) -> Vec<&'r str> {
    report[list].as_array().expect("a list").iter().filter_map(|one| one[key].as_str()).collect()
}

fn json(answer: &impl Answer) -> Value {
    serde_json::from_str(&answer.to_json()).expect("JSON")
}

#[test]
fn noes_of_all_fixtures_name_what_proves_them() {
    let (mut noes, mut unproved) = ([0; 3], Vec::new());
    for folder in folders() {
        let options = TenantOptions::at("2026-03-01").expect("a day");
        let Ok(tenant) = Tenant::from_exports(&exports(&folder), &options) else { continue };
        let from = folder.display().to_string();
        let audit = json(&tenant.audit(&AuditOptions { all: true, ..AuditOptions::default() }).expect("an audit"));
        look_at(&audit, &from, (&mut noes[0], &mut unproved));
        let principals = texts(&audit, "principals", "id");
        let questions = texts(&audit, "tasks", "id").into_iter().chain(["Microsoft.Compute/virtualMachines/write"]);
        for (principal, what) in principals.iter().take(3).flat_map(|&who| questions.clone().map(move |what| (who, what))) {
            let Ok(answer) = tenant.explain(principal, what, &ExplainOptions::default()) else { continue };
            look_at(&json(&answer), &format!("explain {principal} {what} {from}"), (&mut noes[1], &mut unproved));
        }
        let targets = audit["targets"].as_array().expect("targets").iter().filter(|target| target["kind"] == "workspace");
        for workspace in targets.filter_map(|target| target["id"].as_str()).take(2) {
            let named = principals.iter().take(5).map(|&id| id.to_owned()).collect();
            let check = ReadinessCheck { principals: named, ..ReadinessCheck::default() };
            let Ok(answer) = tenant.readiness(workspace, &check) else { continue };
            look_at(&json(&answer), &format!("readiness {workspace} {from}"), (&mut noes[2], &mut unproved));
        }
    }
    assert!(unproved.is_empty(), "nothing proves:\n{}", unproved.join("\n"));
    for (noes, command) in noes.into_iter().zip(["audit", "explain", "readiness"]) {
        assert!(noes > 40, "only {noes} noes of {command} were looked at");
    }
}

#[test]
fn noes_of_advice_name_what_proves_them() {
    let mut noes = 0;
    for folder in ["fixtures/contoso", "fixtures/tenants/near-misses", "fixtures/tenants/silent-subscription"] {
        let audit = printed(&["audit", folder, "--at", "2026-03-01", "--format", "json"]);
        let scopes = audit["targets"].as_array().expect("targets").iter().filter(|target| target["kind"] == "subscription");
        let scopes: Vec<&str> = scopes.filter_map(|target| target["id"].as_str()).collect();
        let principals = texts(&audit, "principals", "id");
        for (principal, scope) in principals.iter().take(4).flat_map(|&who| scopes.iter().map(move |&at| (who, at))) {
            let need = ["--action", "Microsoft.Compute/virtualMachines/write", "--principal", principal, "--scope", scope];
            let report = printed(&[&["advise", folder, "--at", "2026-03-01", "--format", "json"][..], &need].concat());
            let portions = report["principals"][0]["portions"].as_array().expect("parts");
            for item in portions.iter().flat_map(|part| part["items"].as_array().expect("items")) {
                if item["verdict"] != "not_allowed" {
                    continue;
                }
                noes += 1;
                let assumed = numbers(&item["assumes"]);
                let proves = |(id, entry): &(usize, &Value)| entry["state"] == "proved" || assumed.contains(id);
                assert!(
                    needed(&report, "", scope).iter().any(proves),
                    "nothing proves the no of {principal} at {scope} in {folder}"
                );
            }
        }
    }
    assert!(noes > 5, "only {noes} noes were looked at");
}

/// The kind of list that facts of a kind stand in.
const LISTS: [(&str, &[&str]); 11] = [
    ("role-assignment", &["role-assignments"]),
    ("role-eligibility", &["role-eligibility"]),
    ("role-schedule", &["role-schedules"]),
    ("delegation", &["lighthouse"]),
    ("deny-assignment", &["deny-assignments"]),
    ("role-definition", &["role-definitions"]),
    ("member", &["group-members"]),
    ("member-schedule", &["group-eligibility"]),
    ("member-eligibility", &["group-eligibility"]),
    ("directory-role", &["directory-role-assignments", "directory-role-schedules"]),
    ("directory-role-eligibility", &["directory-role-eligibility"]),
];

/// What proves that one side of a difference does not have something: a whole list of one of the kinds that shows the place.
fn proves_absence(report: &Value, (side, kinds): (&str, &[&str]), place: &str) -> bool {
    let assumed = numbers(&report["assumes"]);
    let subscription = place.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let shows = |entry: &Value| {
        let own = entry["place"].as_str().expect("a place");
        let above_subscriptions = place.starts_with('/') && !place.to_lowercase().starts_with("/subscriptions/");
        own == "tenant" || own.eq_ignore_ascii_case(place) || own.eq_ignore_ascii_case(&subscription) || above_subscriptions
    };
    let is_of = |entry: &Value| entry["side"] == side && kinds.iter().any(|kind| entry["kind"] == **kind) && shows(entry);
    let mut entries = report["coverage"].as_array().expect("coverage").iter().enumerate().filter(|(_, entry)| is_of(entry));
    entries.any(|(id, entry)| entry["state"] == "proved" || assumed.contains(&id))
}

/// Pairs of exports among the fixtures: what changes in a small tenant, each way, and lists that cannot be compared.
fn compared() -> Vec<[String; 2]> {
    let root = "fixtures/diff";
    let mut found: Vec<[String; 2]> = [
        ("tenant/before", "tenant/after"),
        ("exports/everything/old", "exports/everything/new"),
        ("exports/less/old", "exports/less/new"),
        ("exports/one-list/january.json", "exports/one-list/february.json"),
        ("exports/another-shape/resource-graph.json", "exports/another-shape/az.json"),
    ]
    .map(|(old, new)| [format!("{root}/{old}"), format!("{root}/{new}")])
    .to_vec();
    found.extend(found.clone().into_iter().map(|[old, new]| [new, old]));
    found.push(["fixtures/tenants/near-misses".to_owned(), "fixtures/contoso".to_owned()]);
    found
}

#[test]
fn noes_of_differences_name_what_proves_them() {
    let (mut noes, mut absent) = (0, 0);
    for [old, new] in compared() {
        let report = printed(&["diff", &old, &new, "--at", "2026-02-01", "--format", "json"]);
        let from = format!("diff {old} {new}");
        let listed = |id: &usize| report["coverage"][*id]["state"] == "listed";
        assert!(numbers(&report["assumes"]).iter().all(listed), "{from}: what is assumed only looks whole");
        for change in report["changes"].as_array().expect("changes") {
            let side = match change["change"].as_str() {
                Some("added") => "old",
                Some("removed") => "new",
                _ => continue,
            };
            let kinds = LISTS.iter().find(|(kind, _)| change["kind"] == **kind).expect("a kind").1;
            let place = change["group"]["id"].as_str().or(change["scope"].as_str()).unwrap_or("tenant");
            absent += 1;
            assert!(
                proves_absence(&report, (side, kinds), place),
                "{from}: nothing proves that the {side} export lacks {change:#}"
            );
        }
        let moves = report["principals"].as_array().expect("moves").iter();
        for task in moves.flat_map(|moved| ["gained", "lost"].map(|list| moved[list].as_array().expect("tasks"))).flatten() {
            for (verdict, side) in [("before", "old"), ("after", "new")] {
                if task[verdict] != "not_allowed" || task["targets_differ"] == true {
                    continue;
                }
                let directory = task["task"] == "onboard-sentinel";
                let kinds: &[&str] = if directory { &["directory-role-assignments"] } else { &["role-assignments"] };
                for target in task["targets"].as_array().expect("targets").iter().filter_map(Value::as_str) {
                    noes += 1;
                    assert!(proves_absence(&report, (side, kinds), target), "{from}: nothing proves {verdict} of {task:#}");
                }
            }
        }
    }
    assert!(noes > 15 && absent > 15, "only {noes} noes and {absent} absences were looked at");
}

/// A check with exports prints one kind of no: that nobody holds a changed role in the exports. The records prove it.
#[test]
fn noes_of_a_check_with_exports_are_about_roles_that_no_record_names() {
    const ROLE: &str = "5a3c1d20-8f4e-4b7a-9c61-2d8e7f90a1b2";
    let check = ["check", "fixtures/check/team/roles", "--base", "fixtures/check/team-before", "--at", "2026-06-01"];
    for (exports, is_held) in [("fixtures/check/exports", true), ("fixtures/contoso", false)] {
        let report = printed(&[&check[..], &["--exports", exports, "--format", "json"]].concat());
        let unheld = report["access"]["exposure"]["unheld"].as_array().expect("names");
        let pattern = format!("{}/{exports}/**/*.json", env!("CARGO_MANIFEST_DIR"));
        let mut files = glob::glob(&pattern).expect("a pattern").filter_map(Result::ok);
        let is_named = files.any(|file| std::fs::read_to_string(file).is_ok_and(|text| text.to_lowercase().contains(ROLE)));
        assert_eq!(is_named, is_held, "{exports}");
        assert_eq!(unheld.iter().any(|name| name == "Incident handler"), !is_held, "{exports}: {unheld:?}");
        let entries = report["coverage"].as_array().expect("coverage").iter();
        assert!(entries.clone().any(|entry| entry["kind"] == "role-assignments"), "{exports}: a check says what it rests on");
    }
}

fn printed(args: &[&str]) -> Value {
    let output = rolecall(args, b"");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}: {said}"))
}
