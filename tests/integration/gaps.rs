//! What the exports lack, as people read it: gaps of one kind are one block, however many places they are about.

use std::fmt::Write as _;

use crate::support::program::rolecall;

/// What `az role assignment list --all --include-inherited` prints of so many subscriptions: a custom role of a user at each, a group
/// below it, and a role at a management group.
fn assignments(subscriptions: usize) -> String {
    let mut rows = Vec::new();
    let mut add = |who: String, kind: &str, role: &str, scope: String| {
        let number = rows.len();
        rows.push(format!(
            r#"{{"id": "{scope}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-8000-{number:012}", "principalId": "{who}", "principalType": "{kind}", "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/{role}", "scope": "{scope}", "condition": null}}"#
        ));
    };
    for number in 1..=subscriptions {
        let scope = format!("/subscriptions/{number:08}-1111-4111-8111-111111111111");
        let role = format!("dddddddd-0000-4000-8000-{:012}", number % 7);
        add(format!("bbbbbbbb-0000-4000-8000-{number:012}"), "User", &role, scope.clone());
        let (group, reader) = (format!("cccccccc-0000-4000-8000-{number:012}"), "acdd72a7-3385-48ef-bd42-f606fba81ae7");
        add(group, "Group", reader, format!("{scope}/resourceGroups/rg"));
    }
    let (owner, root) = ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "/providers/Microsoft.Management/managementGroups/corp");
    add("bbbbbbbb-0000-4000-8000-000000000999".to_owned(), "User", owner, root.to_owned());
    format!("[{}]", rows.join(",\n"))
}

fn printed(args: &[&str], subscriptions: usize) -> String {
    let output = rolecall(args, assignments(subscriptions).as_bytes());
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn gaps_of_one_list_fit_a_screen() {
    for subscriptions in [1, 4, 100] {
        let text = printed(&["audit", "-", "--at", "2026-03-01"], subscriptions);
        let (_, lack) = text.split_once("What the exports lack").expect("what is missing");
        assert!(lack.lines().count() <= 40, "{subscriptions} subscriptions:\n{lack}");
        let mut holes = ["SUBSCRIPTION", "GROUP", "TENANT", "WORKSPACE"].iter();
        assert!(holes.all(|hole| !lack.contains(hole)), "an id is missing:\n{lack}");
    }
}

#[test]
fn gaps_of_many_places_say_how_many_and_how_to_see_them_all() {
    let short = printed(&["audit", "-", "--at", "2026-03-01"], 100);
    let short = short.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(short.contains("the members of 100 groups (cccccccc-0000-4000-8000-000000000001, "), "{short}");
    assert!(short.contains("... and the same for 97 more (-v names them all)"), "{short}");
    let long = printed(&["audit", "-", "--at", "2026-03-01", "-v"], 100);
    assert!(!long.contains("(-v names them all)"));
    let mut ids = String::new();
    for number in 1..=100 {
        write!(ids, " {number:08}-1111-4111-8111-111111111111").expect("text");
    }
    assert!(long.contains(&format!("for s in{ids}; do az resource list")), "every subscription is named");
}

#[test]
fn gaps_stay_one_by_one_in_json() {
    let report = printed(&["audit", "-", "--at", "2026-03-01", "--format", "json"], 100);
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    let gaps = report["gaps"].as_array().expect("gaps");
    let members = gaps.iter().filter(|gap| gap["code"] == "members-not-exported");
    let mut ids: Vec<&str> = members.map(|gap| gap["subject"].as_str().expect("an id")).collect();
    ids.dedup();
    assert_eq!(ids.len(), 100);
}
