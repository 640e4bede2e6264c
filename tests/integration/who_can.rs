//! `who-can` and `where-can` say of each principal and scope what `explain` says of it alone, and `verify` takes what they say.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::program::rolecall;

const TENANT: &str = "fixtures/contoso";

/// What is asked: an action, all of a pattern, a data action, an Azure role, an Entra role, a task.
const QUESTIONS: [&str; 6] = [
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.SecurityInsights/incidents/*",
    "Microsoft.KeyVault/vaults/secrets/getSecret/action",
    "Owner",
    "Global Administrator",
    "connect-workspace",
];

fn report(arguments: &[&str]) -> Value {
    let output = rolecall(&[arguments, &["--format", "json", "--at", "2025-02-01", "-q"]].concat(), b"");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {said}"))
}

/// Principal, target and verdict of every answer that is better than no.
fn answers(report: &Value) -> BTreeSet<(String, String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let mut found = BTreeSet::new();
    for class in report["classes"].as_array().expect("classes") {
        for result in class["results"].as_array().expect("results") {
            for (who, target) in class["principals"]
                .as_array()
                .expect("ids")
                .iter()
                .flat_map(|who| result["targets"].as_array().expect("targets").iter().map(move |target| (who, target)))
            {
                found.insert((text(who), text(target), text(&result["verdict"])));
            }
        }
    }
    found.retain(|(.., verdict)| verdict != "not_allowed");
    found
}

fn principals(report: &Value) -> Vec<String> {
    let all = report["principals"].as_array().expect("principals");
    all.iter().map(|who| who["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn who_can_says_of_each_principal_what_explain_says() {
    for what in QUESTIONS {
        let everybody = report(&["who-can", what, TENANT]);
        let of_all = answers(&everybody);
        let mut of_each = BTreeSet::new();
        for who in principals(&everybody) {
            of_each.extend(answers(&report(&["explain", &who, what, TENANT])));
        }
        assert_eq!(of_all, of_each, "{what}");
    }
}

#[test]
fn where_can_says_of_each_scope_what_explain_says() {
    for what in &QUESTIONS[..4] {
        let mut somewhere = 0;
        for who in principals(&report(&["who-can", what, TENANT])).iter().step_by(6) {
            let found = report(&["where-can", who, what, TENANT]);
            for target in found["targets"].as_array().expect("targets").iter().filter_map(|target| target["id"].as_str()) {
                let scope = if target == "tenant" { "/" } else { target };
                let alone = answers(&report(&["explain", who, what, TENANT, "--scope", scope]));
                let here: BTreeSet<_> = answers(&found).into_iter().filter(|(_, at, _)| at == target).collect();
                somewhere += here.len();
                assert_eq!(here, alone, "{who} {what} at {target}");
            }
        }
        assert!(*what == QUESTIONS[2] || somewhere > 0, "{what} is allowed somewhere");
    }
}

#[test]
fn who_can_reports_are_taken_by_verify_and_forged_ones_are_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.json");
    let verify = |report: &Value| {
        std::fs::write(&file, report.to_string()).expect("a file");
        rolecall(&["verify", file.to_str().expect("a path"), TENANT], b"").status.code()
    };
    for arguments in QUESTIONS.iter().flat_map(|what| {
        let who: &[&[&str]] = &[&["who-can", what, TENANT], &["who-can", what, TENANT, "--anywhere", "--all"]];
        who.iter().map(|arguments| arguments.to_vec()).chain([vec!["where-can", "Ivan Ilic", what, TENANT]]).collect::<Vec<_>>()
    }) {
        let honest = report(&arguments);
        assert_eq!(verify(&honest), Some(0), "{arguments:?}");
        for answer in ["yes", "no", "unknown"].into_iter().filter(|answer| honest["answer"] != **answer) {
            let mut forged = honest.clone();
            forged["answer"] = answer.into();
            assert_eq!(verify(&forged), Some(1), "{arguments:?} says {answer}");
        }
        let mut forged = honest.clone();
        forged["classes"].as_array_mut().expect("classes").pop();
        assert_eq!(verify(&forged), Some(1), "{arguments:?} leaves a class out");
    }
}

/// Questions for any action of a pattern.
const ANY: [&[&str]; 4] =
    [&["Microsoft.SecurityInsights/*"], &["Microsoft.KeyVault/*", "--data"], &["*/delete", "--control"], &["*"]];

#[test]
fn who_can_any_says_yes_where_one_action_is_a_yes() {
    for pattern in ["Microsoft.SecurityInsights/incidents/*", "Microsoft.KeyVault/vaults/secrets/*"] {
        let any = answers(&report(&["who-can", pattern, TENANT, "--any", "--control"]));
        let listed = rolecall(&["catalog", "find", pattern, "--format", "json"], b"").stdout;
        let listed: Value = serde_json::from_slice(&listed).expect("a list of operations");
        let mut best: BTreeSet<(String, String)> = BTreeSet::new();
        for row in listed["operations"].as_array().expect("operations").iter().filter(|row| row["plane"] == "control") {
            let found = report(&["who-can", row["name"].as_str().expect("a name"), TENANT, "--control"]);
            let allowed = answers(&found).into_iter().filter(|(.., verdict)| verdict == "allowed");
            best.extend(allowed.map(|(who, target, _)| (who, target)));
        }
        let any = any.into_iter().filter(|(.., verdict)| verdict == "allowed");
        let any: BTreeSet<_> = any.map(|(who, target, _)| (who, target)).collect();
        assert!(!best.is_empty(), "{pattern}");
        assert_eq!(any, best, "{pattern}");
    }
}

#[test]
fn who_can_any_reports_are_taken_by_verify_and_forged_ones_are_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.json");
    let verify = |report: &Value| {
        std::fs::write(&file, report.to_string()).expect("a file");
        rolecall(&["verify", file.to_str().expect("a path"), TENANT], b"").status.code()
    };
    for asked in ANY {
        let commands: [&[&str]; 4] =
            [&["who-can"], &["where-can", "Ivan Ilic"], &["explain", "Ivan Ilic"], &["who-can", "--anywhere", "--all"]];
        for command in commands {
            let honest = report(&[command, asked, &[TENANT, "--any"]].concat());
            assert_eq!(honest["question"]["asks_for"], "any", "{command:?} {asked:?}");
            assert_eq!(verify(&honest), Some(0), "{command:?} {asked:?}");
            let mut forged = honest.clone();
            forged["question"]["asks_for"] = "all".into();
            forged["question"]["plane"] = "control".into();
            let is_same_answer = answers(&report(&[command, &asked[..1], &[TENANT, "--control"]].concat())) == answers(&honest);
            assert!(is_same_answer || verify(&forged) == Some(1), "{command:?} {asked:?} asks for all");
            for (key, value) in [("action", "Microsoft.Foo/bar/read".into()), ("in_catalog", false.into())] {
                let mut forged = honest.clone();
                let results = forged["classes"].as_array_mut().expect("classes").iter_mut();
                let results = results.flat_map(|class| class["results"].as_array_mut().expect("results"));
                let mut steps = results.flat_map(|result| result["proof"].as_array_mut().expect("steps"));
                let Some(step) = steps.find(|step| step["example"]["in_catalog"] == true) else { continue };
                step["example"][key] = value;
                assert_eq!(verify(&forged), Some(1), "{command:?} {asked:?} with another {key}");
            }
        }
    }
}

/// Principal, role, scope, target and verdict of every assignment.
fn assigned(report: &Value) -> BTreeSet<[String; 5]> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let mut found = BTreeSet::new();
    for own in report["assignments"].as_array().expect("assignments") {
        let [principal, role, scope] = ["principal", "role", "scope"].map(|key| text(&own[key]));
        for result in own["results"].as_array().expect("results") {
            for target in result["targets"].as_array().expect("targets") {
                let [principal, role, scope] = [&principal, &role, &scope].map(Clone::clone);
                found.insert([principal, role, scope, text(target), text(&result["verdict"])]);
            }
        }
    }
    found
}

#[test]
fn who_can_direct_names_every_assignment_that_a_proof_of_one_rests_on() {
    for what in QUESTIONS {
        let direct = report(&["who-can", what, TENANT, "--direct"]);
        let assigned = assigned(&direct);
        for class in direct["classes"].as_array().expect("classes") {
            for result in class["results"].as_array().expect("results") {
                let proof = result["proof"].as_array().expect("a proof");
                let is_sure = ["allowed", "eligible"].iter().any(|verdict| result["verdict"] == **verdict);
                let [step] = proof.as_slice() else { continue };
                let holder = step["via"].as_array().and_then(|via| via.last()).unwrap_or(&step["principal"]);
                let is_meant =
                    |own: &[String; 5]| [holder, &step["role"], &step["scope"]].iter().zip(own).all(|(a, b)| *a == b);
                assert!(!is_sure || assigned.iter().any(is_meant), "{what}: {step} is missing");
            }
        }
    }
}

#[test]
fn who_can_direct_reports_are_taken_by_verify_and_forged_ones_are_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.json");
    let verify = |report: &Value| {
        std::fs::write(&file, report.to_string()).expect("a file");
        rolecall(&["verify", file.to_str().expect("a path"), TENANT], b"").status.code()
    };
    for arguments in QUESTIONS.iter().flat_map(|what| {
        let one = vec!["who-can", what, TENANT, "--direct"];
        [one.clone(), [one.as_slice(), &["--principal", "Bob Brandt"]].concat(), [one.as_slice(), &["--anywhere"]].concat()]
    }) {
        let honest = report(&arguments);
        assert_eq!(verify(&honest), Some(0), "{arguments:?}");
        for place in 0..honest["assignments"].as_array().expect("assignments").len() {
            let forge: [fn(&mut Value, usize); 3] = [
                |report, place| drop(report["assignments"].as_array_mut().expect("a list").remove(place)),
                |report, place| report["assignments"][place]["results"][0]["verdict"] = "blocked".into(),
                |report, place| report["assignments"][place]["reaches"]["users"] = 99.into(),
            ];
            for (number, forge) in forge.iter().enumerate() {
                let mut forged = honest.clone();
                forge(&mut forged, place);
                assert_eq!(verify(&forged), Some(1), "{arguments:?}: forgery {number} of assignment {place}");
            }
        }
        let mut forged = honest.clone();
        let together = forged["together"].as_array_mut().expect("a list");
        let principals = honest["principals"].as_array().expect("principals");
        let Some(other) = principals.iter().map(|own| &own["id"]).find(|id| !together.contains(id)) else { continue };
        together.push(other.clone());
        assert_eq!(verify(&forged), Some(1), "{arguments:?} names one more with several assignments");
    }
}
