//! Reports that are no audits pass `verify` as the program makes them, and do not where somebody changed something: each fault names the
//! place.

use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::NamedTempFile;

pub(crate) fn rolecall(arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    program.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().expect("the program runs")
}

/// A report in a file of its own, which goes away with the value.
pub(crate) fn written(report: &Value, test: &str) -> NamedTempFile {
    let name = format!("rolecall-verify-{test}-");
    let file = tempfile::Builder::new().prefix(&name).suffix(".json").tempfile().expect("a file");
    std::fs::write(file.path(), report.to_string()).expect("the file takes it");
    file
}

/// What is asked, and what the report is verified against.
pub(crate) struct ReportCase<'a> {
    pub(crate) asked: &'a [&'a str],
    pub(crate) against: &'a [&'a str],
}

impl ReportCase<'_> {
    pub(crate) fn honest(&self) -> Value {
        let run = rolecall(&[self.asked, &["--format", "json", "-q"]].concat());
        serde_json::from_slice(&run.stdout)
            .unwrap_or_else(|error| panic!("{:?}: {error}: {}", self.asked, String::from_utf8_lossy(&run.stderr)))
    }

    /// The faults that `verify` finds, each as its place, or else its target, and its message.
    pub(crate) fn faults(&self, report: &Value, test: &str) -> Vec<(String, String)> {
        let file = written(report, test);
        let name = file.path().display().to_string();
        let run = rolecall(&[&["verify", name.as_str()], self.against, &["--format", "json", "-q"]].concat());
        let found: Value = serde_json::from_slice(&run.stdout)
            .unwrap_or_else(|error| panic!("{:?}: {error}: {}", self.asked, String::from_utf8_lossy(&run.stderr)));
        let faults = found.get("faults").and_then(Value::as_array).expect("faults");
        assert_eq!(run.status.code(), Some(i32::from(!faults.is_empty())), "the exit code says whether all holds");
        let word = |fault: &Value, key: &str| fault.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let place = |fault: &Value| if fault.get("place").is_some() { word(fault, "place") } else { word(fault, "target") };
        faults.iter().map(|fault| (place(fault), word(fault, "message"))).collect()
    }

    pub(crate) fn accept(&self, test: &str) {
        let found = self.faults(&self.honest(), test);
        assert!(found.is_empty(), "{:?}: {found:?}", self.asked);
    }

    /// Each forgery is refused at a place that begins as it says.
    pub(crate) fn refuse(&self, test: &str, forgeries: &[Forgery]) {
        let honest = self.honest();
        for (pointer, change, place, why) in forgeries {
            let mut forged = honest.clone();
            let value = forged.pointer_mut(pointer).unwrap_or_else(|| panic!("{why}: no {pointer}"));
            match change {
                Change::To(other) => *value = other.clone(),
                Change::Without(number) => drop(value.as_array_mut().expect("a list").remove(*number)),
                Change::With(other) => value.as_array_mut().expect("a list").push(other.clone()),
            }
            assert_ne!(forged, honest, "{why}: nothing was forged");
            let found = self.faults(&forged, test);
            assert!(found.iter().any(|(own, _)| own.starts_with(place)), "{why}: {found:?}");
        }
    }
}

/// What somebody does to a value of a report.
pub(crate) enum Change {
    To(Value),
    /// An item of a list goes.
    Without(usize),
    /// An item of a list comes.
    With(Value),
}

/// The value, what becomes of it, the place that the fault has to name, and why the report is not honest.
pub(crate) type Forgery = (&'static str, Change, &'static str, &'static str);

const CONTOSO: &str = "fixtures/contoso";
const AT: [&str; 2] = ["--at", "2025-02-01"];

fn what_can<'a>(who: &'a str, tenant: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["what-can", who, tenant], AT.as_slice(), more].concat()
}

#[test]
fn verify_accepts_what_anybody_holds_and_may_do() {
    let cases: [(&str, &str, &[&str]); 8] = [
        // The same Entra role, for all of the directory and for a part of it.
        (
            "0a9e0000-0000-4000-8000-000000000002",
            "fixtures/tenants/owners-and-permissions",
            &["--compare", "0a9e0000-0000-4000-8000-000000000003"],
        ),
        ("Bob Brandt", CONTOSO, &["--compare", "Carol Chen"]),
        ("Carol Chen", CONTOSO, &["--compare", "Bob Brandt"]),
        ("Frank Fischer", CONTOSO, &[]),
        ("Carol Chen", CONTOSO, &["--at-scope", "/subscriptions/a6d40b9e-1f37-4e02-b6c8-27e95c81d502/resourceGroups/rg-shop"]),
        ("ada@tailspin.example", "fixtures/forged/small", &["--compare", "cleo@tailspin.example"]),
        ("eve@tailspin.example", "fixtures/forged/small", &[]),
        ("ben@tailspin.example", "fixtures/forged/small", &["--strict-wildcards"]),
    ];
    for (who, tenant, more) in cases {
        ReportCase { asked: &what_can(who, tenant, more), against: &[tenant] }.accept("what-can");
    }
}

#[test]
fn verify_refuses_what_nobody_holds_or_may_do() {
    let asked = what_can("Bob Brandt", CONTOSO, &["--compare", "Carol Chen"]);
    let case = ReportCase { asked: &asked, against: &[CONTOSO] };
    let to = |value: Value| Change::To(value);
    case.refuse(
        "what-can-forged",
        &[
            ("/holdings", Change::Without(0), "holdings", "a grant is left out"),
            ("/holdings/0/held", to(json!("possible")), "holdings[0]", "a grant is said to be less sure"),
            ("/holdings/0/scope", to(json!("/")), "holdings[0]", "a grant is somewhere else"),
            ("/holdings/0/role", to(json!("8e3af657-a8ff-443c-a75c-2fe8c4bcb635")), "holdings[0]", "it is another role"),
            ("/holdings/0/record", to(json!(99)), "holdings[0]", "another record states it"),
            ("/holdings/0/conditions", Change::With(json!("a condition")), "holdings[0]", "it has a condition"),
            ("/scopes", Change::Without(0), "scopes", "a scope is left out"),
            ("/scopes/0/scopes/0", to(json!("/subscriptions/x")), "scopes", "it is another scope"),
            ("/scopes/0/exact", to(json!(false)), "scopes[0].exact", "nothing hides something"),
            ("/scopes/0/permissions/0/verdict", to(json!("eligible")), "scopes[0]", "it needs no activation"),
            ("/scopes/0/permissions/0/patterns", Change::Without(0), "scopes[0]", "a pattern is left out"),
            ("/scopes/0/permissions/0/patterns/0/pattern", to(json!("Microsoft.Made/up")), "scopes[0]", "it is another one"),
            (
                "/scopes/0/permissions/0/patterns/0/operations",
                to(json!(7777)),
                "scopes[0].permissions[0].patterns[0]",
                "there are more",
            ),
            ("/scopes/0/permissions/0/operations", to(json!(7777)), "scopes[0].permissions[0].operations", "and of all"),
            (
                "/scopes/0/permissions/0/privileged",
                Change::With(json!("a/b")),
                "scopes[0].permissions[0].privileged",
                "made up",
            ),
            ("/scopes/0/permissions/0/providers", to(json!({})), "scopes[0].permissions[0].providers", "no provider is named"),
            ("/compared/shared/of_first", to(json!(1.5)), "compared.shared", "they share less"),
            ("/compared/grants", Change::Without(0), "compared.grants", "a grant is left out of the comparison"),
            ("/compared/grants/0/by", to(json!("both")), "compared.grants[0]", "both hold it"),
            ("/compared/scopes/0/planes/0/both", to(json!(7777)), "compared.scopes[0].planes[0].both", "both may do more"),
            (
                "/compared/scopes/0/planes/0/first/operations",
                to(json!(7777)),
                "compared.scopes[0].planes[0].first",
                "one may do more",
            ),
            ("/compared/scopes/0/planes", Change::Without(0), "compared.scopes[0]", "a plane is left out"),
            ("/compared/scopes", Change::Without(0), "compared.scopes", "a scope is left out of the comparison"),
        ],
    );
}

#[test]
fn verify_refuses_other_ends_of_what_is_held() {
    let asked = what_can("Bob Brandt", CONTOSO, &[]);
    let case = ReportCase { asked: &asked, against: &[CONTOSO] };
    for end in ["from", "until"] {
        let mut forged = case.honest();
        forged["holdings"][0][end] = "2030-01-01T00:00:00Z".into();
        let found = case.faults(&forged, "what-can-end");
        assert!(found.iter().any(|(place, _)| place.starts_with("holdings[0]")), "{end}: {found:?}");
    }
}

#[test]
fn verify_accepts_the_readiness_of_policy_assignments() {
    for tenant in ["fixtures/tenants/policy", "fixtures/tenants/policy-ready", CONTOSO] {
        let asked = ["readiness", "--policy", tenant, "--at", "2026-03-01"];
        ReportCase { asked: &asked, against: &[tenant] }.accept("policy");
    }
}

#[test]
fn verify_refuses_policy_assignments_that_are_not_so() {
    let tenant = "fixtures/tenants/policy";
    let asked = ["readiness", "--policy", tenant, "--at", "2026-03-01"];
    let case = ReportCase { asked: &asked, against: &[tenant] };
    let to = |value: Value| Change::To(value);
    let made_up = json!({"code": "no-identity", "subject": ""});
    case.refuse(
        "policy-forged",
        &[
            ("/readiness", to(json!("ready")), "readiness", "the whole is ready"),
            ("/assignments", Change::Without(0), "", "an assignment is left out"),
            ("/assignments/0/readiness", to(json!("ready")), "assignments[0]", "an assignment is ready"),
            ("/assignments/0/needs", to(json!([])), "assignments[0].needs", "it needs nothing"),
            ("/assignments/0/open", Change::With(made_up), "assignments[0].open", "something is open"),
            (
                "/assignments/0/identity",
                to(json!("00000000-0000-4000-8000-000000000099")),
                "assignments[0].identity",
                "somebody else",
            ),
            ("/assignments/0/scope", to(json!("/subscriptions/x")), "assignments[0].scope", "it is somewhere else"),
            ("/assignments/0/record", to(json!(99)), "assignments[0].record", "another record states it"),
            ("/remediates_nothing", to(json!(77)), "remediates_nothing", "more remediate nothing"),
            ("/not_judged", to(json!(77)), "not_judged", "more are not judged"),
            ("/gaps", to(json!([])), "", "nothing is missing"),
        ],
    );
}

#[test]
fn verify_accepts_every_graph() {
    for tenant in [CONTOSO, "fixtures/forged/small", "fixtures/delegation/az", "fixtures/tenants/escalation"] {
        ReportCase { asked: &[&["graph", tenant], AT.as_slice()].concat(), against: &[tenant] }.accept("graph");
    }
    let narrowed: [&[&str]; 3] = [
        &["--principal", "Ivan Ilic"],
        &["--scope", "/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401/resourceGroups/rg-sentinel"],
        &["--principal", "Carol Chen", "--scope", "/subscriptions/a6d40b9e-1f37-4e02-b6c8-27e95c81d502"],
    ];
    for more in narrowed {
        ReportCase { asked: &[&["graph", CONTOSO], AT.as_slice(), more].concat(), against: &[CONTOSO] }.accept("graph");
    }
}

#[test]
fn verify_refuses_every_forged_graph() {
    let asked = [&["graph", CONTOSO], AT.as_slice()].concat();
    let case = ReportCase { asked: &asked, against: &[CONTOSO] };
    let to = |value: Value| Change::To(value);
    case.refuse(
        "graph-forged",
        &[
            ("/nodes/0/kind", to(json!("device")), "nodes", "a node is something else"),
            ("/nodes", Change::With(json!({"id": "x", "kind": "user", "name": "X"})), "nodes", "a node is made up"),
            ("/relations", Change::Without(0), "relations", "a relation is left out"),
            ("/relations/0/to", to(json!(1)), "relations", "it leads elsewhere"),
            ("/relations/0/held", to(json!("eligible")), "relations[0]", "it needs an activation"),
            ("/relations/0/kind", to(json!("contains")), "relations[0]", "it says something else"),
            ("/relations/0/record", to(json!(99)), "relations[0]", "another record states it"),
            ("/relations/0/conditional", to(json!(true)), "relations[0]", "it has a condition"),
        ],
    );
    // A graph of everything says that it was narrowed.
    let mut narrowed = case.honest();
    narrowed["filter"] =
        json!({"principals": [], "workspaces": [], "scopes": ["/subscriptions/00000000-0000-4000-8000-000000000000"]});
    assert!(!case.faults(&narrowed, "graph-narrowed").is_empty(), "it shows more than it was narrowed to");
}

const OLD: &str = "fixtures/diff/pull-request/old";
const NEW: &str = "fixtures/diff/pull-request/new";

#[test]
fn verify_accepts_every_role() {
    let owner = ["role", "Owner"];
    let cases: [(&[&str], &[&str]); 5] = [
        (&owner, &[]),
        (&["role", "Microsoft Sentinel Contributor", "--expand"], &[]),
        (&["role", "Role Based Access Control Administrator"], &[]),
        (&["role", "fixtures/diff/role/every-verb.json"], &["fixtures/diff/role/every-verb.json"]),
        (&["role", "fixtures/diff/role/star-less-writes.json"], &["fixtures/diff/role/star-less-writes.json"]),
    ];
    for (asked, against) in cases {
        ReportCase { asked, against }.accept("role");
    }
}

#[test]
fn verify_refuses_every_forged_role() {
    let case = ReportCase { asked: &["role", "Microsoft Sentinel Contributor"], against: &[] };
    let to = |value: Value| Change::To(value);
    case.refuse(
        "role-forged",
        &[
            ("/roles/0/name", to(json!("Owner")), "roles[0]", "it is another role"),
            ("/roles/0/kind", to(json!("custom")), "roles[0].kind", "it is a custom role"),
            ("/roles/0/privileged", to(json!(true)), "roles[0].privileged", "Microsoft marks it as privileged"),
            ("/roles/0/operations/0/count", to(json!(1)), "roles[0].operations[0]", "it gives less"),
            ("/roles/0/ownership/level", to(json!("owner")), "roles[0].ownership", "it is an owner"),
            ("/roles/0/ownership/lacking", to(json!(0)), "roles[0].ownership", "it lacks nothing"),
            ("/roles/0/blocks/0/patterns", Change::Without(0), "roles[0].blocks[0]", "a pattern is left out"),
            ("/roles/0/blocks/0/patterns/0/count", to(json!(1)), "roles[0].blocks[0].patterns[0].count", "it stands for less"),
            ("/roles/0/blocks/0/patterns/0/verbs", to(json!({})), "roles[0].blocks[0].patterns[0].verbs", "no verb"),
            ("/roles/0/contains", Change::Without(0), "roles[0].contains", "a role in it is left out"),
            (
                "/roles/0/contained_in",
                Change::With(json!({"id": "acdd72a7-3385-48ef-bd42-f606fba81ae7", "name": "Reader"})),
                "roles[0].contained_in",
                "a role around it is made up",
            ),
            ("/roles/0/nearest", to(json!([])), "roles[0].nearest", "no neighbours"),
            ("/roles/0/tasks", to(json!([])), "roles[0].tasks", "it allows no task"),
            ("/roles/0/unmatched", Change::With(json!("a/b")), "roles[0].unmatched", "a pattern that matches nothing"),
        ],
    );
}

#[test]
fn verify_accepts_every_difference_of_roles() {
    let catalogs = ["fixtures/diff/catalogs/january.txt", "fixtures/diff/catalogs/february.txt"];
    let sides = [
        [OLD, NEW],
        ["fixtures/diff/conditions/one.json", "fixtures/diff/conditions/two.json"],
        ["fixtures/diff/conditions/one.json", "fixtures/diff/conditions/none.json"],
        ["fixtures/diff/conditions/one.json", "fixtures/diff/conditions/spelled-otherwise.json"],
        ["fixtures/diff/stars/old.json", "fixtures/diff/stars/new.json"],
        ["Reader", "Contributor"],
    ];
    for [old, new] in sides {
        for [old, new] in [[old, new], [new, old]] {
            ReportCase { asked: &["diff", old, new], against: &[old, new] }.accept("diff-roles");
        }
    }
    for [old, new] in [catalogs, [catalogs[1], catalogs[0]]] {
        let asked = ["diff", "--catalog-old", old, "--catalog-new", new];
        ReportCase { asked: &asked, against: &[old, new] }.accept("diff-catalogs");
    }
}

#[test]
fn verify_holds_differences_of_catalogs_against_exports() {
    let [old, new] = ["fixtures/diff/catalogs/january.txt", "fixtures/diff/catalogs/february.txt"];
    let asked = |old, new, tenant| ["diff", "--catalog-old", old, "--catalog-new", new, tenant, "--at", AT[1]];
    for tenant in ["fixtures/diff/tenant/before", "fixtures/forged/small", CONTOSO] {
        for [old, new] in [[old, new], [new, old]] {
            ReportCase { asked: &asked(old, new, tenant), against: &[old, new, tenant] }.accept("diff-catalogs-tenant");
        }
    }
    let tenant = "fixtures/diff/tenant/before";
    let asked = asked(old, new, tenant);
    let case = ReportCase { asked: &asked, against: &[old, new, tenant] };
    let owner = json!({
        "kind": "group-owner", "change": "added", "principal": {"id": "00000004-d1ff-4a11-9e00-000000000004", "name": "Dee"},
        "of": "00000004-d1ff-4a11-9e00-000000000005", "of_name": null, "app_role": null, "input": "a.json", "record": 1
    });
    let list = json!({
        "kind": "role-assignments", "place": "tenant", "name": null, "side": "both", "old": "absent", "new": "absent",
        "open": false, "remedy": ""
    });
    case.refuse(
        "diff-catalogs-tenant-forged",
        &[
            ("/principals", Change::Without(0), "", "who gained a task is left out"),
            ("/operations", Change::Without(0), "", "who gained an action is left out"),
            ("/roles", Change::Without(0), "roles", "a role that changed is left out"),
            ("/leads", Change::With(owner), "", "nobody came to own a group"),
            ("/not_compared", Change::With(list), "", "every list is compared with itself"),
        ],
    );
    let faults = ReportCase { asked: &asked, against: &[new, old, tenant] }.faults(&case.honest(), "diff-catalogs-swapped");
    assert!(!faults.is_empty(), "the catalogs are the other way round");
}

#[test]
fn verify_refuses_every_forged_difference_of_roles() {
    let case = ReportCase { asked: &["diff", OLD, NEW], against: &[OLD, NEW] };
    let to = |value: Value| Change::To(value);
    case.refuse(
        "diff-roles-forged",
        &[
            ("/roles", Change::Without(0), "roles", "a role is left out"),
            ("/roles/0/name", to(json!("Another")), "roles[0]", "a role is made up"),
            ("/roles/0/change", to(json!("widened")), "roles[0].change", "something else became of it"),
            ("/roles/1/change", to(json!("narrowed")), "roles[1].change", "it lost something"),
            ("/roles/2/gained", to(json!([])), "roles[2]", "it gained nothing"),
            ("/roles/2/gained/0/operations", Change::Without(0), "roles[2].gained[0].operations", "an operation is left out"),
            ("/roles/2/gained/0/count", to(json!(1)), "roles[2].gained[0].count", "it gained one"),
            ("/roles/2/gained/0/privileged", to(json!([])), "roles[2].gained[0].privileged", "none is privileged"),
            ("/roles/2/gained/0/witness", to(json!("a/b")), "roles[2].gained[0].witness", "it does not show this"),
            ("/roles/2/gained/0/beyond_catalog", to(json!("a/b")), "roles[2].gained[0].beyond_catalog", "nor this"),
            ("/roles/2/gained/0/patterns", Change::Without(0), "roles[2].gained[0].patterns", "a pattern is left out"),
            ("/roles/2/gained/0/condition", to(json!("a condition")), "roles[2].gained[0]", "it is under a condition"),
            ("/roles/2/scopes_gained", to(json!([])), "roles[2].scopes_gained", "no scope came"),
            ("/roles/2/tasks_gained", to(json!([])), "roles[2].tasks_gained", "no task came"),
            ("/roles/2/condition_changed", to(json!(true)), "roles[2].condition_changed", "a condition changed"),
            ("/roles/2/lost", Change::With(json!({
                "plane": "control", "operations": [], "count": 0, "witness": "a/b", "in_catalog": false, "beyond_catalog": null,
                "privileged": [], "condition": null, "otherwise_conditioned": false, "patterns": []
            })), "roles[2].lost[0]", "it lost something"),
        ],
    );
}

const TEAM: &str = "fixtures/check/team/roles";
const BEFORE: &str = "fixtures/check/team-before";

const HANDLER: &str = "fixtures/check/team/roles/incident-handler.json";
const WITH_EXPORTS: [&str; 5] = [HANDLER, "--base", BEFORE, "--exports", "fixtures/check/exports"];
const HUGE: &str = "fixtures/lint/too-many-actions";

#[test]
fn verify_accepts_every_check() {
    let day = ["--at", "2026-06-01"];
    let one = HANDLER;
    let cases: [(&[&str], &[&str]); 8] = [
        (&["check", one, "--base", BEFORE, "--exports", "fixtures/check/exports"], &WITH_EXPORTS),
        (&["check", HUGE], &[HUGE]),
        (&["check", TEAM], &[TEAM]),
        (&["check", TEAM, "--base", BEFORE], &[TEAM, "--base", BEFORE]),
        (&["check", one, "--base", BEFORE, "--exports", "fixtures/check/exports"], &[one, "--base", BEFORE]),
        (&["check", TEAM, "--base", BEFORE, "--new-only"], &[TEAM, "--base", BEFORE]),
        (&["check", "fixtures/role-files"], &["fixtures/role-files"]),
        (&["check", "fixtures/lint"], &["fixtures/lint"]),
    ];
    for (asked, against) in cases {
        ReportCase { asked: &[asked, &day].concat(), against }.accept("check");
    }
}

#[test]
fn verify_refuses_every_forged_check() {
    let asked = ["check", TEAM, "--base", BEFORE, "--at", "2026-06-01"];
    let case = ReportCase { asked: &asked, against: &[TEAM, "--base", BEFORE] };
    let to = |value: Value| Change::To(value);
    case.refuse(
        "check-forged",
        &[
            ("/files", Change::Without(0), "files", "a file is left out"),
            ("/files/0/roles", to(json!(7)), "files[0]", "it has more roles"),
            ("/files/0/computed", to(json!(7)), "files[0]", "of which it does not tell all"),
            ("/findings/3/line", to(json!(777)), "findings[3]", "a place that the file does not have"),
            ("/findings/3/role", to(json!("Nobody")), "findings[3]", "a role that is not there"),
            ("/findings/3/path", to(json!("elsewhere.json")), "findings[3]", "a file that is not there"),
            ("/access/roles/1/gained", to(json!([])), "access.roles[1]", "nothing was gained"),
            ("/access/roles/1/change", to(json!("same")), "access.roles[1].change", "all is as before"),
            ("/access", to(Value::Null), "access", "what became of the roles is left out"),
        ],
    );
}

#[test]
fn verify_refuses_checks_without_what_is_dangerous() {
    let base = ["check", TEAM, "--base", BEFORE, "--at", "2026-06-01"];
    let of_team = [
        "can-assign-roles",
        "can-elevate",
        "can-write-role-definitions",
        "max-scope",
        "never-grant",
        "new-access",
        "privilege-escalation",
        "required-not-actions",
    ];
    let folders = ["can-remove-protection", "owner-equivalent", "wildcard-data", "wildcard-write"]
        .map(|lint| (lint, format!("fixtures/lint/{lint}")));
    let of_lints: Vec<([&str; 2], [&str; 1], [&str; 1])> =
        folders.iter().map(|(lint, folder)| (["check", folder.as_str()], [folder.as_str()], [*lint])).collect();
    let team = (ReportCase { asked: &base, against: &[TEAM, "--base", BEFORE] }, &of_team[..]);
    let of_lints = of_lints.iter().map(|(asked, against, lint)| (ReportCase { asked, against }, &lint[..]));
    for (case, decided_again) in std::iter::once(team).chain(of_lints) {
        let honest = case.honest();
        let findings = honest["findings"].as_array().expect("findings");
        for &lint in decided_again {
            let number = findings.iter().position(|own| own["lint"] == lint);
            let number = number.unwrap_or_else(|| panic!("the fixture has no {lint}"));
            let mut forged = honest.clone();
            forged["findings"].as_array_mut().expect("findings").remove(number);
            let found = case.faults(&forged, "check-left-out");
            assert!(found.iter().any(|(place, _)| place == "findings"), "{lint} is left out: {found:?}");
            let mut forged = honest.clone();
            forged["findings"][number]["severity"] = "nothing".into();
            let found = case.faults(&forged, "check-milder");
            let place = format!("findings[{number}]");
            assert!(found.iter().any(|(own, _)| *own == place), "{lint} is milder: {found:?}");
        }
    }
}

#[test]
fn verify_refuses_roles_that_are_said_to_be_too_large() {
    let case = ReportCase { asked: &["check", TEAM, "--at", "2026-06-01"], against: &[TEAM] };
    let mut forged = case.honest();
    let findings = forged["findings"].as_array_mut().expect("findings");
    let number = findings.iter().position(|own| own["lint"] == "privilege-escalation").expect("a way to more access");
    let mut excuse = findings[number].clone();
    excuse["lint"] = "too-many-actions".into();
    excuse["severity"] = "error".into();
    findings.retain(|own| own["lint"] != "privilege-escalation" || own["role"] != excuse["role"]);
    findings.push(excuse);
    let found = case.faults(&forged, "check-too-large");
    assert!(found.iter().any(|(place, _)| place == "findings"), "what was not compared is left out: {found:?}");
    assert!(found.iter().any(|(place, _)| place.starts_with("findings[")), "and the role is not too large: {found:?}");
}

#[test]
fn verify_refuses_findings_that_the_base_does_not_have() {
    let asked = ["check", TEAM, "--base", BEFORE, "--at", "2026-06-01"];
    let case = ReportCase { asked: &asked, against: &[TEAM, "--base", BEFORE] };
    let honest = case.honest();
    let findings = honest["findings"].as_array().expect("findings");
    let is_new = |own: &Value, lint: &str| own["lint"] == lint && own["old"] == false;
    for lint in ["can-assign-roles", "never-grant", "new-access"] {
        let number = findings.iter().position(|own| is_new(own, lint)).unwrap_or_else(|| panic!("no new {lint}"));
        let mut forged = honest.clone();
        forged["findings"][number]["old"] = true.into();
        let found = case.faults(&forged, "check-old");
        let place = format!("findings[{number}]");
        assert!(found.iter().any(|(own, _)| *own == place), "{lint} is new: {found:?}");
        let mut forged = honest.clone();
        forged["findings"].as_array_mut().expect("findings").remove(number);
        forged["old_left_out"] = 1.into();
        let found = case.faults(&forged, "check-old-left-out");
        assert!(found.iter().any(|(own, _)| own == "findings"), "{lint} is not one of those that are left out: {found:?}");
    }
}

#[test]
fn verify_refuses_forged_gains_of_access() {
    let asked = [&["check"], WITH_EXPORTS.as_slice(), &["--at", "2026-06-01"]].concat();
    let case = ReportCase { asked: &asked, against: &WITH_EXPORTS };
    let to = |value: Value| Change::To(value);
    let nobody = json!({"id": "00000000-0000-4000-8000-000000000099", "type": "User", "name": "N", "upn": null});
    let task = json!({
        "pack": "sentinel-defender-2025-01", "task": "connect-workspace", "target": "tenant", "verdict": "allowed",
        "principals": [{"id": "b0000003-0000-4000-8000-000000000003", "type": "User", "name": "Dave", "upn": null}]
    });
    case.refuse(
        "check-exposure-forged",
        &[
            ("/access/exposure/roles", Change::Without(0), "access.exposure.roles", "who gains access is left out"),
            ("/access/exposure/roles/0/principals", Change::Without(0), "access.exposure.roles", "one of them is left out"),
            ("/access/exposure/roles/0/principals", Change::With(nobody), "access.exposure.roles[0]", "somebody is made up"),
            ("/access/exposure/roles/0/verdict", to(json!("eligible")), "access.exposure.roles", "it needs no activation"),
            ("/access/exposure/roles/0/scope", to(json!("/subscriptions/x")), "access.exposure.roles", "it is somewhere else"),
            ("/access/exposure/roles/0/privileged", Change::Without(0), "access.exposure.roles", "an operation is left out"),
            ("/access/exposure/roles/0/witness", to(json!("a/b")), "access.exposure.roles", "it is not gained"),
            ("/access/exposure/unheld", Change::With(json!("Incident handler")), "", "somebody holds it"),
            ("/access/exposure/tasks", Change::With(task), "", "nobody gains the task"),
            ("/access/exposure", to(Value::Null), "access.exposure", "who gains access is not told at all"),
            ("/coverage", Change::Without(0), "", "how whole a list is, is not told"),
        ],
    );
}

#[test]
fn verify_accepts_every_difference_of_packs() {
    let reach = ["fixtures/cli/tasks-diff-reach/old.yaml", "fixtures/cli/tasks-diff-reach/new.yaml"];
    for [old, new] in [reach, [reach[1], reach[0]], ["sentinel-defender-2025-01", "sentinel-defender-2025-01"]] {
        ReportCase { asked: &["tasks", "diff", old, new], against: &[old, new] }.accept("packs");
        ReportCase { asked: &["tasks", "diff", old, new, CONTOSO], against: &[old, new] }.accept("packs-exports");
    }
    let azure = "fixtures/contoso/azure";
    let parts = ["fixtures/contoso/entra", "fixtures/contoso/azure/accounts.json"];
    let moved = ["sentinel-defender-2025-01", "sentinel-defender-2026-09"];
    let elsewhere = ["sentinel-defender-2025-01", "fixtures/cli/tasks-diff-open-target/new.yaml"];
    for [old, new] in [reach, moved, elsewhere, [moved[1], moved[0]], [moved[0], moved[0]]] {
        for exports in [&[CONTOSO][..], &[azure], &parts, &["fixtures/tenants/owners-and-permissions"]] {
            let asked = [&["tasks", "diff", old, new], exports, AT.as_slice()].concat();
            ReportCase { asked: &asked, against: &[&[old, new], exports].concat() }.accept("packs-tenant");
        }
    }
}

/// What makes somebody's gain or loss of a task, by its number, another one.
type ForgedMove = fn(&mut Value, usize);

#[test]
fn verify_refuses_forged_tasks_of_people_by_packs() {
    let [old, new] = ["sentinel-defender-2025-01", "sentinel-defender-2026-09"];
    let asked = [&["tasks", "diff", old, new, CONTOSO], AT.as_slice()].concat();
    let case = ReportCase { asked: &asked, against: &[old, new, CONTOSO] };
    let honest = case.honest();
    let moves = honest["principals"].as_array().expect("who gains and loses a task");
    let number =
        moves.iter().position(|own| !own["lost"].as_array().expect("a list").is_empty()).expect("somebody loses a task");
    let forgeries: [(ForgedMove, &str); 8] = [
        (|report, number| drop(report["principals"].as_array_mut().expect("a list").remove(number)), "somebody is left out"),
        (|report, number| report["principals"][number]["lost"] = json!([]), "nothing is lost"),
        (
            |report, number| {
                let lost = std::mem::replace(&mut report["principals"][number]["lost"], json!([]));
                report["principals"][number]["gained"] = lost;
            },
            "a loss is called a gain",
        ),
        (|report, number| report["principals"][number]["lost"][0]["before"] = "conditional".into(), "it was more before"),
        (|report, number| report["principals"][number]["lost"][0]["pack"] = "another".into(), "it is of another pack"),
        (
            |report, number| {
                report["principals"][number]["principals"][0]["id"] = "00000000-0000-4000-8000-000000000099".into();
            },
            "it is somebody else",
        ),
        (|report, _| report["open"] = (!report["open"].as_bool().expect("a word")).into(), "it is not as open as that"),
        (|report, _| drop(report["gaps"].as_array_mut().expect("a list").pop()), "what the exports lack is not told"),
    ];
    for (forge, why) in forgeries {
        let mut forged = honest.clone();
        forge(&mut forged, number);
        assert_ne!(forged, honest, "{why}: nothing was forged");
        assert!(!case.faults(&forged, "packs-tenant-forged").is_empty(), "{why}");
    }
}

#[test]
fn verify_refuses_every_forged_difference_of_packs() {
    let [old, new] = ["fixtures/cli/tasks-diff-reach/old.yaml", "fixtures/cli/tasks-diff-reach/new.yaml"];
    let case = ReportCase { asked: &["tasks", "diff", old, new], against: &[old, new] };
    let to = |value: Value| Change::To(value);
    case.refuse(
        "packs-forged",
        &[
            ("/packs/0", to(json!("another")), "packs", "it is another pack"),
            ("/changes", Change::Without(0), "changes", "a change is left out"),
            ("/changes/0/id", to(json!("another")), "changes[0]", "another task changed"),
            ("/changes/0/reach", to(json!("wider")), "changes[0]", "it asks for less"),
            ("/changes/1/newly_enough", to(json!([])), "changes[1]", "nothing more is enough"),
            ("/changes/2/no_longer_enough", to(json!([])), "changes[2]", "nothing less is enough"),
            ("/changes/0/before", to(json!("Contributor at subscription")), "changes[0]", "it asked for something else"),
        ],
    );
}

/// The answers of a report, each with its reasons.
fn reasons(report: &mut Value) -> impl Iterator<Item = &mut Value> {
    let classes = report["classes"].as_array_mut().expect("classes").iter_mut();
    let results = classes.flat_map(|class| class["results"].as_array_mut().expect("results"));
    results.flat_map(|result| result["missing"].as_array_mut().expect("reasons"))
}

/// Every way to make the first reason of a code untrue is refused.
fn refuse_reasons(case: &ReportCase<'_>, codes: &[&str], others: &[&str]) {
    let honest = case.honest();
    for &code in codes {
        let name = format!("reasons-{code}");
        let is_meant = |own: &&mut Value| own["code"] == code;
        for &other in others.iter().filter(|other| **other != code) {
            let mut forged = honest.clone();
            reasons(&mut forged).find(is_meant).unwrap_or_else(|| panic!("no {code}"))["code"] = other.into();
            assert!(!case.faults(&forged, &name).is_empty(), "{code} is called {other}");
        }
        let mut forged = honest.clone();
        let subject = "00000000-0000-4000-8000-000000000099";
        reasons(&mut forged).find(is_meant).unwrap_or_else(|| panic!("no {code}"))["subject"] = subject.into();
        assert!(!case.faults(&forged, &name).is_empty(), "{code} is about something else");
    }
}

#[test]
fn verify_refuses_untrue_reasons_about_roles_that_do_not_count() {
    let held = ["held-below", "held-from", "held-under-condition", "held-until"];
    let tenant = "fixtures/tenants/near-misses";
    let others = [&held[..], &["orphaned", "needs-activation", "membership-eligible"]].concat();
    // A schedule of one day in February.
    let times: [(&str, &[&str]); 2] =
        [("2026-01-15", &["held-from"]), ("2026-03-01", &["held-below", "held-under-condition", "held-until"])];
    for (at, codes) in times {
        let asked = ["audit", tenant, "--at", at, "--all", "--tasks", "sentinel-defender-2026-09"];
        let case = ReportCase { asked: &asked, against: &[tenant] };
        case.accept("reasons-near-misses");
        refuse_reasons(&case, codes, &others);
    }
}

#[test]
fn verify_refuses_untrue_reasons_about_activations() {
    let asked = ["audit", CONTOSO, "--at", AT[1], "--all"];
    let case = ReportCase { asked: &asked, against: &[CONTOSO] };
    case.accept("reasons-activations");
    let [role, membership] = ["needs-activation", "membership-eligible"];
    refuse_reasons(&case, &[role], &[membership, "held-until", "orphaned"]);
    let tenant = "fixtures/tenants/eligible-membership";
    let asked = ["audit", tenant, "--at", AT[1], "--all"];
    let case = ReportCase { asked: &asked, against: &[tenant] };
    case.accept("reasons-memberships");
    refuse_reasons(&case, &[membership], &[role, "held-until", "orphaned"]);
}

#[test]
fn verify_decides_again_what_azure_lighthouse_gives() {
    let tenant = "fixtures/tenants/lighthouse";
    let scope = "/subscriptions/11111111-1111-4111-8111-111111111111";
    let asked = |action| ["who-can", action, tenant, "--scope", scope, "--at", "2026-11-01"];
    for (action, answer) in
        [("Microsoft.SecurityInsights/incidents/write", "yes"), ("Microsoft.Storage/storageAccounts/delete", "no")]
    {
        let asked = asked(action);
        let case = ReportCase { asked: &asked, against: &[tenant] };
        assert_eq!(case.honest()["answer"], answer, "{action}");
        case.accept("lighthouse");
        let others: Vec<&str> = ["yes", "no", "unknown"].into_iter().filter(|other| *other != answer).collect();
        for other in others {
            let mut forged = case.honest();
            forged["answer"] = other.into();
            assert!(!case.faults(&forged, "lighthouse-forged").is_empty(), "{action}: {other}");
        }
    }
}
