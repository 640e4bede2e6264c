//! `rolecall check` of files that take something from the files beside them: each side of a comparison with its own neighbours.

use serde_json::Value;

use crate::check::{Folder, json, text};

const TERRAFORM: &str = r#"resource "azurerm_role_definition" "pages" {
  name        = "Pages of Terraform"
  description = "x"
  permissions {
    actions     = concat(local.actions, jsondecode(file("${path.module}/more.json")))
    not_actions = var.not_actions
  }
  assignable_scopes = ["/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401"]
}
"#;

const BICEP: &str = r"resource pages 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: '5a3c1d20-8f4e-4b7a-9c61-2d8e7f90a1b2'
  properties: loadJsonContent('../shared/pages.json')
}
";

fn properties(actions: &str) -> String {
    format!(
        r#"{{"roleName": "Pages of Bicep", "description": "x", "permissions": [{{"actions": {actions}}}],
            "assignableScopes": ["/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401"]}}"#
    )
}

/// Each role with how it changed, and the operations that it gained.
fn changes(folder: &Folder, args: &[&str]) -> Vec<(String, String, Vec<String>)> {
    let done = folder.check(&[args, &["--base", "HEAD", "--format", "json", "--fail-on", "never"]].concat());
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let words = |value: &Value| value.as_str().expect("a text").to_owned();
    let report = json(&done.stdout);
    let roles = report.pointer("/access/roles").and_then(Value::as_array).expect("roles").iter().map(|role| {
        let part = |key: &str| words(role.get(key).expect("a key of every role"));
        let gained = role.get("gained").and_then(Value::as_array).into_iter().flatten();
        let operations = gained.filter_map(|gain| gain.get("operations")?.as_array()).flatten().map(words).collect();
        (part("name"), part("change"), operations)
    });
    roles.collect()
}

fn committed(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.git(&["init", "-q"]);
    folder.write("team/roles/main.tf", TERRAFORM);
    folder.write(
        "team/roles/locals.tf",
        "locals {\n  actions = [\"Microsoft.Support/register/action\"]\n}\nvariable \"not_actions\" { default = [] }\n",
    );
    folder.write("team/roles/more.json", "[\"Microsoft.Support/services/read\"]");
    folder.write("team/roles/terraform.tfvars", "not_actions = [\"Microsoft.Support/services/read\"]\n");
    folder.write("team/roles/pages.bicep", BICEP);
    folder.write("team/shared/pages.json", &properties("[\"Microsoft.Support/register/action\"]"));
    folder.git(&["add", "."]);
    folder.git(&["commit", "-q", "-m", "one"]);
    folder
}

#[test]
fn check_base_takes_neighbours_from_the_base() {
    let folder = committed("neighbours");
    let same = |change: &str| change == "same";
    for args in [&["team/roles"][..], &["team/roles/main.tf"], &["team/roles/pages.bicep"], &["team/roles/*.tf"]] {
        let changes = changes(&folder, args);
        assert!(changes.iter().all(|(_, change, _)| same(change)), "nothing changed: {args:?} {changes:?}");
    }
    let cases = [
        (
            "team/roles/main.tf",
            "team/roles/locals.tf",
            "locals {\n  actions = [\"Microsoft.Support/operations/read\", \"Microsoft.Support/register/action\"]\n}\nvariable \"not_actions\" { default = [] }\n",
            "Microsoft.Support/operations/read",
        ),
        (
            "team/roles/main.tf",
            "team/roles/more.json",
            "[\"Microsoft.Support/checkNameAvailability/action\"]",
            "Microsoft.Support/checkNameAvailability/action",
        ),
        ("team/roles/main.tf", "team/roles/terraform.tfvars", "not_actions = []\n", "Microsoft.Support/services/read"),
        (
            "team/roles/pages.bicep",
            "team/shared/pages.json",
            &properties("[\"Microsoft.Support/operations/read\"]"),
            "Microsoft.Support/operations/read",
        ),
    ];
    for (checked, changed, now, gained) in cases {
        let before = std::fs::read_to_string(folder.0.join(changed)).expect("it is there");
        folder.write(changed, now);
        let found = changes(&folder, &[checked]);
        assert!(found.iter().any(|(.., operations)| operations.iter().any(|name| name == gained)), "{changed}: {found:?}");
        folder.write(changed, &before);
    }
}

#[test]
fn check_base_leaves_the_neighbours_of_the_work_tree_out_of_the_base() {
    let folder = committed("neighbours-new");
    std::fs::remove_file(folder.0.join("team/roles/locals.tf")).expect("it was there");
    folder.write("team/roles/names.tf", "locals {\n  actions = [\"Microsoft.Support/*\"]\n}\n");
    let found = changes(&folder, &["team/roles/main.tf"]);
    assert!(
        found.iter().any(|(_, change, operations)| change == "widened" && operations.len() > 1),
        "the base has the names of its own files: {found:?}"
    );
}
