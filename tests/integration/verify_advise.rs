//! Reports of `advise` pass `verify` as the program makes them, and do not where somebody changed something: each fault names the place.

use serde_json::{Value, json};

use crate::verify_all::{Change, ReportCase, rolecall};

const CONTOSO: &str = "fixtures/contoso";
const SOC: &str = "/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401/resourceGroups/rg-sentinel/providers/Microsoft.OperationalInsights/workspaces/soc";
const PRODUCTION: &str = "/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401";
const SHOP: &str = "/subscriptions/a6d40b9e-1f37-4e02-b6c8-27e95c81d502/resourceGroups/rg-shop";

/// A question of `advise`; against which exports it is verified.
fn accepted(asked: &str, exports: &[&str], test: &str) {
    let words: Vec<&str> = asked.split_whitespace().chain(exports.iter().copied()).collect();
    ReportCase { asked: &[&["advise"], words.as_slice()].concat(), against: exports }.accept(test);
}

#[test]
fn verify_accepts_the_advice_of_every_fixture() {
    let mut count = 0;
    let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/cli")).expect("the fixtures");
    for folder in folders {
        let folder = folder.expect("a folder");
        if !folder.file_name().to_string_lossy().starts_with("advise-") {
            continue;
        }
        let text = std::fs::read_to_string(folder.path().join("cmd")).expect("a command");
        let asked = text.lines().find(|line| line.starts_with("advise ")).expect("a question");
        let asked = asked.replace("--format json", "").replace("--format markdown", "");
        let words: Vec<&str> = asked.split_whitespace().collect();
        // What writes a role as a file, and what asks for nothing that there is, makes no report.
        let makes_none = words.contains(&"--custom-role") || rolecall(&words).status.code() == Some(2);
        if makes_none {
            continue;
        }
        let exports: Vec<&str> = words.iter().copied().filter(|word| *word == CONTOSO).collect();
        ReportCase { asked: &words, against: &exports }.accept("advise-fixtures");
        count += 1;
    }
    assert!(count >= 20, "{count} reports");
}

#[test]
fn verify_accepts_advice_however_it_is_asked() {
    let start = "--action Microsoft.Compute/virtualMachines/start/action";
    let needs = [
        "--action Microsoft.Compute/virtualMachines/* --top 3",
        "--action Microsoft.Compute/virtualMachines/start/action --least privileged --top 30",
        "--action Microsoft.Compute/virtualMachines/start/action --least data --max-roles 1",
        "--action Microsoft.Compute/virtualMachines/start/action --action Microsoft.KeyVault/vaults/write --top 4 --strict-wildcards",
        "--action Microsoft.Authorization/*/read --action Microsoft.Support/* --max-roles 2",
        "--action Microsoft.Made/up/action --top 2",
        "--action Microsoft.Made/* --data-action Microsoft.EventHub/* --max-roles 2",
        "--action Microsoft.Insights/workbooks/read --action Microsoft.Insights/workbooks/write --action Microsoft.Insights/workbooks/delete --allow-growth",
        "--action Microsoft.*/virtualMachines/* --top 1",
        "--action microsoft.directory/users/password/update --action microsoft.directory/applications/create",
        "--action microsoft.directory/users/password/update --action Microsoft.Support/* --top 1",
        "--task connect-workspace --action Microsoft.Support/* --top 1",
        "--task connect-workspace --task onboard-sentinel --top 1",
    ];
    for need in needs {
        accepted(need, &[], "advise-asked");
    }
    accepted(&format!("{start} --top 1"), &[], "advise-one");
}

#[test]
fn verify_accepts_advice_about_anybody() {
    let needs = [
        format!("--action Microsoft.Support/supportTickets/write --scope {SHOP} --top 1"),
        format!("--action Microsoft.SecurityInsights/incidents/write --scope {SOC} --principal heidi@contoso.example --top 2"),
        format!("--action Microsoft.SecurityInsights/incidents/read --scope {SOC} --principal carol@contoso.example --top 2"),
        format!(
            "--task act-on-incidents --scope {SOC} --principal grace@contoso.example --principal ivan@contoso.example --top 1"
        ),
        format!("--task connect-workspace --scope {SOC} --principal grace@contoso.example --top 1"),
        format!("--task create-support-request --scope {PRODUCTION} --top 1"),
        "--task onboard-sentinel --principal bob@contoso.example".to_owned(),
        "--task onboard-sentinel".to_owned(),
        format!("--action Microsoft.Web/sites/* --scope {SHOP} --principal ivan@contoso.example --top 1"),
    ];
    for need in &needs {
        accepted(&format!("{need} --at 2025-02-01"), &[CONTOSO], "advise-anybody");
    }
}

#[test]
fn verify_refuses_forged_advice() {
    let asked = [
        "advise",
        "--action",
        "Microsoft.Compute/virtualMachines/start/action",
        "--action",
        "Microsoft.KeyVault/vaults/write",
        "--top",
        "2",
    ];
    let case = ReportCase { asked: &asked, against: &[] };
    let to = |value: Value| Change::To(value);
    let owner = json!("8e3af657-a8ff-443c-a75c-2fe8c4bcb635");
    let portion = "ways[0].portions[0]";
    let answer = "ways[0].portions[0].answers[0]";
    case.refuse(
        "advise-forged",
        &[
            ("/covered", to(json!(false)), "covered", "something covers it"),
            ("/needed_operations", to(json!(7)), "needed_operations", "the need is smaller"),
            ("/ways", Change::Without(0), "", "a way is left out"),
            ("/asked/roles", to(json!(7)), "asked.roles", "there are more roles to choose from"),
            ("/ways/0/granted/operations", to(json!(7)), "ways[0].granted", "the best answers grant more"),
            ("/ways/0/granted", to(json!(null)), "ways[0].granted", "it can be met"),
            ("/ways/0/times", to(json!(1.5)), "ways[0].times", "that is more"),
            ("/ways/0/portions/0/need/0/operations", to(json!(7)), portion, "it is one operation"),
            ("/ways/0/portions/0/answers", Change::Without(0), "ways[0].portions[0].answers", "the least answer is left out"),
            ("/ways/0/portions/0/answers", Change::Without(1), "ways[0].portions[0].answers", "fewer than there are"),
            ("/ways/0/portions/0/answers/0/roles", Change::Without(0), answer, "one role is not enough"),
            ("/ways/0/portions/0/answers/0/roles/0/id", to(owner.clone()), answer, "it is another role"),
            ("/ways/0/portions/0/answers/0/roles/0/id", to(json!("no-role")), answer, "there is no such role"),
            ("/ways/0/portions/0/answers/0/roles/0/name", to(json!("Reader")), answer, "it is called otherwise"),
            ("/ways/0/portions/0/answers/0/roles/0/documented", to(json!(true)), answer, "no document names it"),
            ("/ways/0/portions/0/answers/0/roles/0/privileged", to(json!(true)), answer, "Microsoft does not say so"),
            ("/ways/0/portions/0/answers/0/covers/asked", to(json!(1)), answer, "two are asked for"),
            ("/ways/0/portions/0/answers/0/covers/covered", to(json!(1)), answer, "both are covered"),
            ("/ways/0/portions/0/answers/0/covers/percent", to(json!(50.0)), answer, "that is all"),
            ("/ways/0/portions/0/answers/0/covers/operations", to(json!(7)), answer, "there are two"),
            ("/ways/0/portions/0/answers/0/covers/operations_covered", to(json!(1)), answer, "both are granted"),
            ("/ways/0/portions/0/answers/0/beyond/operations", to(json!(0)), answer, "it grants more"),
            (
                "/ways/0/portions/0/answers/1/beyond/privileged",
                to(json!(9)),
                "ways[0].portions[0].answers[1]",
                "none is privileged",
            ),
            ("/ways/0/portions/0/answers/0/beyond/data", to(json!(9)), answer, "none is of data"),
            ("/ways/0/portions/0/answers/0/granted/operations", to(json!(1)), answer, "with the need it is more"),
            ("/ways/0/portions/0/answers/0/times", to(json!(1.5)), answer, "it is more"),
            ("/ways/0/portions/0/answers/0/strict_wildcards_differ", to(json!(true)), answer, "it does not hang on that"),
            ("/ways/0/portions/0/single", to(json!(null)), "ways[0].portions[0].single", "one role covers it"),
            ("/ways/0/portions/0/single/roles/0/id", to(owner), "ways[0].portions[0].single", "another role grants less"),
            ("/ways/0/portions/0/conditional", Change::With(json!("Reader")), "ways[0].portions[0].conditional", "it has none"),
            (
                "/ways/0/portions/0/custom_role/actions",
                Change::With(json!("*")),
                "ways[0].portions[0].custom_role",
                "it grants all",
            ),
            ("/ways/0/portions/0/custom_role/actions", Change::Without(0), "ways[0].portions[0].custom_role", "it grants less"),
            (
                "/ways/0/portions/0/custom_role/not_actions",
                Change::With(json!("*")),
                "ways[0].portions[0].custom_role",
                "nothing",
            ),
            (
                "/ways/0/portions/0/custom_role/unknown",
                Change::With(json!("a/b")),
                "ways[0].portions[0].custom_role",
                "it is known",
            ),
            ("/ways/0/portions/0/search/exact", to(json!(false)), "ways[0].portions[0].search", "nothing stopped it"),
        ],
    );
}

#[test]
fn verify_refuses_what_advice_does_not_have() {
    let asked = ["advise", "--action", "Microsoft.Compute/virtualMachines/start/action", "--top", "1"];
    let case = ReportCase { asked: &asked, against: &[] };
    let honest = case.honest();
    let mut more = honest.clone();
    more["ways_left_out"] = true.into();
    let mut own = honest.clone();
    own["asked"]["own_roles"] = 1.into();
    let mut custom = honest.clone();
    custom["ways"][0]["portions"][0]["answers"][0]["roles"][0]["custom"] = true.into();
    for (forged, at) in
        [(more, "ways_left_out"), (own, "principals"), (custom, "ways[0].portions[0].answers[0].roles[0].custom")]
    {
        let found = case.faults(&forged, "advise-more");
        assert!(found.iter().any(|(place, _)| place == at), "{at}: {found:?}");
    }
}

#[test]
fn verify_refuses_forged_advice_on_tasks() {
    let case = ReportCase { asked: &["advise", "--task", "connect-workspace", "--top", "1"], against: &[] };
    let to = |value: Value| Change::To(value);
    case.refuse(
        "advise-task-forged",
        &[
            ("/asked/tasks/0/id", to(json!("view-sentinel")), "ways[0]", "another task needs something else"),
            ("/asked/tasks/0/id", to(json!("no-task")), "asked.tasks", "there is no such task"),
            ("/ways", Change::Without(1), "ways", "a way is left out"),
            ("/ways/0/portions", Change::Without(0), "ways[0]", "a part of the way is left out"),
            ("/ways/0/portions/0/need/0/pattern", to(json!("Microsoft.Support/*")), "ways[0]", "something else is needed"),
            ("/ways/0/portions/0/need/0/role", to(json!("Owner")), "ways[0]", "the document names another role"),
            ("/ways/0/portions/0/unconditional", to(json!(true)), "ways[0]", "a condition does not matter"),
            ("/ways/0/portions/0/at", to(json!("workspace")), "ways[0]", "it is needed elsewhere"),
            ("/ways/0/portions/0/documented", to(json!(null)), "ways[0].portions[0].documented", "the document names a role"),
            ("/ways/0/portions/0/conditional", Change::Without(0), "ways[0].portions[0].conditional", "one is left out"),
            (
                "/ways/0/portions/1/custom_role/not_actions",
                Change::Without(0),
                "ways[0].portions[1].custom_role",
                "it grants more",
            ),
            ("/ways/0/portions/1/need/0/except", to(json!([])), "ways[0]", "not all of it is needed"),
        ],
    );
    let mut turned = case.honest();
    turned["ways"].as_array_mut().expect("ways").reverse();
    let found = case.faults(&turned, "advise-turned");
    assert!(found.iter().any(|(place, _)| place == "ways"), "the least way is not first: {found:?}");
}

#[test]
fn verify_refuses_forged_advice_on_entra() {
    let asked = ["advise", "--action", "microsoft.directory/users/password/update"];
    let case = ReportCase { asked: &asked, against: &[] };
    let to = |value: Value| Change::To(value);
    case.refuse(
        "advise-entra-forged",
        &[
            ("/ways", Change::Without(0), "ways", "the least role is left out"),
            ("/ways/0/directory_roles/0/id", to(json!("62e90394-69f5-4237-9190-012177145e10")), "ways[0]", "another role"),
            ("/ways/0/directory_roles/0/actions", to(json!(7)), "ways[0].directory_roles[0].actions", "it has others"),
            ("/ways/0/directory_roles/0/privileged", to(json!(null)), "ways[0].directory_roles[0].privileged", "that is told"),
            ("/asked/directory_actions/0", to(json!("microsoft.directory/users/create")), "ways", "another action"),
        ],
    );
}

#[test]
fn verify_refuses_forged_advice_that_covers_a_part() {
    let asked = [
        "advise",
        "--data-action",
        "Microsoft.KeyVault/vaults/secrets/*",
        "--data-action",
        "Microsoft.EventHub/*",
        "--max-roles",
        "1",
    ];
    let case = ReportCase { asked: &asked, against: &[] };
    let to = |value: Value| Change::To(value);
    let partial = "ways[0].portions[0].partial";
    let event_hubs = json!("a638d3c7-ab3a-418d-83e6-5f17a39d4fde");
    case.refuse(
        "advise-partial-forged",
        &[
            ("/covered", to(json!(true)), "covered", "nothing covers it"),
            ("/ways/0/portions/0/partial", to(json!(null)), partial, "a part can be had"),
            ("/ways/0/portions/0/partial/roles/0/id", to(event_hubs), partial, "that covers less"),
            ("/ways/0/portions/0/partial/remains", Change::Without(0), partial, "something remains"),
            ("/ways/0/portions/0/partial/remains/0/operations_left", to(json!(1)), partial, "more of it remains"),
            ("/ways/0/portions/0/partial/remains/0/in_part", to(json!(true)), partial, "nothing of it is granted"),
            ("/ways/0/portions/0/partial/remains/0/witness", to(json!("Microsoft.EventHub/x")), partial, "no operation"),
            ("/ways/0/portions/0/partial/remains/0/in_catalog", to(json!(false)), partial, "the catalog has it"),
            ("/ways/0/portions/0/partial/covers/covered", to(json!(2)), partial, "one is not covered"),
            ("/ways/0/portions/0/partial/granted/operations", to(json!(1)), partial, "it grants more"),
            ("/ways/0/portions/0/partial/beyond/operations", to(json!(1)), partial, "and beyond the need"),
        ],
    );
}

#[test]
fn verify_refuses_forged_growth() {
    let asked = [
        "advise",
        "--action",
        "Microsoft.Insights/workbooks/read",
        "--action",
        "Microsoft.Insights/workbooks/write",
        "--action",
        "Microsoft.Insights/workbooks/delete",
        "--action",
        "Microsoft.Insights/workbooks/revisions/read",
        "--allow-growth",
    ];
    let case = ReportCase { asked: &asked, against: &[] };
    let to = |value: Value| Change::To(value);
    let role = "ways[0].portions[0].custom_role";
    case.refuse(
        "advise-growth-forged",
        &[
            ("/ways/0/portions/0/custom_role/growth", Change::Without(0), role, "nobody says that it may grow"),
            ("/ways/0/portions/0/custom_role/growth/0/replaces", to(json!(2)), role, "it replaces more"),
            ("/ways/0/portions/0/custom_role/growth/0/pattern", to(json!("Microsoft.Insights/*")), role, "it grants others"),
            (
                "/ways/0/portions/0/custom_role/growth/0/witness",
                to(json!("Microsoft.Insights/workbooks/read")),
                role,
                "that was asked for",
            ),
        ],
    );
}

#[test]
fn verify_refuses_forged_advice_about_somebody() {
    let asked = [
        "advise",
        "--task",
        "connect-workspace",
        "--principal",
        "frank@contoso.example",
        "--principal",
        "bob@contoso.example",
        "--scope",
        SOC,
        CONTOSO,
        "--at",
        "2025-02-01",
        "--top",
        "1",
    ];
    let case = ReportCase { asked: &asked, against: &[CONTOSO] };
    let to = |value: Value| Change::To(value);
    let (frank, bob) = ("principals[0]", "principals[1]");
    case.refuse(
        "advise-somebody-forged",
        &[
            ("/principals/0/id", to(json!("00000000-0000-4000-8000-000000000099")), frank, "nobody"),
            ("/principals/0/id", to(json!("00000002-c057-4a11-9e00-00013c6ef362")), frank, "somebody else"),
            ("/principals/0/met", to(json!(true)), frank, "something is missing"),
            ("/principals/1/met", to(json!(false)), bob, "nothing is missing"),
            ("/principals/0/groups", to(json!(null)), frank, "groups could help"),
            ("/principals/0/portions", Change::Without(0), frank, "a part is left out"),
            ("/principals/0/portions/0/scope", to(json!("/subscriptions/x")), frank, "it is asked elsewhere"),
            ("/principals/0/portions/0/items/0/what", to(json!("Owner")), frank, "something else is asked"),
            ("/principals/0/portions/0/items/0/verdict", to(json!("allowed")), frank, "it is not allowed"),
            ("/principals/0/portions/1/items/0/verdict", to(json!("not_allowed")), frank, "it is allowed"),
            ("/principals/0/portions/1/items/0/through/0", to(json!("Owner")), frank, "no such role is held"),
            ("/principals/0/portions/1/items/0/through", to(json!([])), frank, "it rests on a role"),
            ("/principals/0/portions/0/items/0/assumes", to(json!([])), "", "it rests on lists that only look whole"),
            ("/principals/0/portions/0/custom_roles", Change::With(json!("Custom")), frank, "it holds none"),
            ("/principals/0/portions/0/change", to(json!(null)), frank, "a role would help"),
            ("/principals/0/portions/0/change/answers", Change::Without(0), frank, "the least role is left out"),
            ("/principals/0/portions/0/change/answers/0/beyond/operations", to(json!(1)), frank, "it grants more"),
            ("/principals/0/portions/0/change/need/0/pattern", to(json!("*")), frank, "less is missing"),
            ("/asked/place", to(json!("/subscriptions/x")), "", "another scope was asked about"),
            ("/asked/place", to(json!(null)), "asked.place", "some scope was looked at"),
            ("/asked/own_roles", to(json!(2)), "asked.own_roles", "there is one custom role"),
            ("/coverage", Change::Without(0), "", "a list is left out"),
            ("/gaps", Change::Without(0), "", "a gap is left out"),
        ],
    );
}

#[test]
fn verify_refuses_forged_groups() {
    let asked = [
        "advise",
        "--task",
        "act-on-incidents",
        "--principal",
        "heidi@contoso.example",
        "--scope",
        SOC,
        CONTOSO,
        "--at",
        "2025-02-01",
        "--top",
        "1",
    ];
    let case = ReportCase { asked: &asked, against: &[CONTOSO] };
    let to = |value: Value| Change::To(value);
    let (groups, first) = ("principals[0].groups", "principals[0].groups.list[0]");
    case.refuse(
        "advise-groups-forged",
        &[
            ("/principals/0/groups/left_out", to(json!(1)), groups, "none is left out"),
            ("/principals/0/groups/list", Change::Without(1), groups, "a group is left out"),
            ("/principals/0/groups/list/0/id", to(json!("00000013-c057-4a11-9e00-000bbe1e0823")), first, "it has less"),
            ("/principals/0/groups/list/0/beyond/operations", to(json!(0)), first, "it gives more"),
            ("/principals/0/groups/list/0/directory_actions", to(json!(7)), first, "it has no Entra role"),
            ("/principals/0/groups/list/0/members/users", to(json!(0)), first, "somebody is in it"),
            ("/principals/0/groups/list/0/members/known", to(json!(false)), first, "these are all"),
            ("/principals/0/groups/list/0/gives", Change::Without(0), first, "a grant is left out"),
            ("/principals/0/groups/list/0/gives/0/scope", to(json!("/")), first, "it is elsewhere"),
            ("/principals/0/groups/list/0/gives/0/kind", to(json!("eligibility")), first, "it is active"),
            ("/principals/0/groups/list/0/gives/0/conditions", Change::With(json!("one")), first, "it has no condition"),
        ],
    );
    let mut turned = case.honest();
    turned["principals"][0]["groups"]["list"].as_array_mut().expect("groups").reverse();
    let found = case.faults(&turned, "advise-groups-turned");
    assert!(found.iter().any(|(place, _)| place == "principals[0].groups.list"), "the least is not first: {found:?}");
}

#[test]
fn verify_refuses_forged_custom_roles() {
    let asked = [
        "advise",
        "--action",
        "Microsoft.Support/supportTickets/write",
        "--action",
        "Microsoft.Support/*",
        CONTOSO,
        "--scope",
        PRODUCTION,
        "--at",
        "2025-02-01",
        "--top",
        "30",
    ];
    let case = ReportCase { asked: &asked, against: &[CONTOSO] };
    let honest = case.honest();
    let answers = honest["ways"][0]["portions"][0]["answers"].as_array().expect("answers");
    let is_own = |answer: &Value| answer["roles"][0]["custom"] == true;
    let own = answers.iter().position(is_own).expect("the custom role of the tenant covers it");
    let mut forged = honest.clone();
    forged["ways"][0]["portions"][0]["answers"].as_array_mut().expect("answers").remove(own);
    let found = case.faults(&forged, "advise-own-left-out");
    assert!(found.iter().any(|(place, _)| place == "ways[0].portions[0].answers"), "it is left out: {found:?}");
    let mut forged = honest.clone();
    forged["ways"][0]["portions"][0]["answers"][own]["roles"][0]["custom"] = false.into();
    let found = case.faults(&forged, "advise-own-built-in");
    assert!(found.iter().any(|(place, _)| place.ends_with("roles[0].custom")), "it is not built in: {found:?}");
    case.refuse(
        "advise-anybody-forged",
        &[
            ("/groups", Change::To(json!(null)), "groups", "groups have it"),
            ("/groups/list", Change::Without(0), "groups.list", "a group is left out"),
            ("/groups/left_out", Change::To(json!(3)), "groups.left_out", "none is left out"),
        ],
    );
}
