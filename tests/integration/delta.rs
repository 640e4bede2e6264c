//! Two exports that are read for their difference say of it what they say when both are read whole: random tenants, and random
//! changes of each.

use std::fs;
use std::path::{Path, PathBuf};

use rolecall::catalog::Catalog;
use rolecall::{export, pack};
use serde_json::{Value, json};

use crate::laws::delta::{difference, whole};
use crate::support::numbers::number_of;
use crate::support::random::Random;

/// Random tenants. `ROLECALL_DELTAS` asks for more.
const TENANTS: u64 = 2_000;

fn id(kind: u32, number: usize) -> String {
    format!("{kind:08x}-0000-4000-8000-{number:012x}")
}

const USERS: usize = 9;
const GROUPS: usize = 6;
const APPS: usize = 2;
const S1: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";

/// A principal, and what it is.
fn principal(random: &mut Random) -> (String, &'static str) {
    match random.below(10) {
        0..5 => (id(1, random.below(USERS)), "User"),
        5..9 => (id(2, random.below(GROUPS)), "Group"),
        _ => (id(3, random.below(APPS)), "ServicePrincipal"),
    }
}

fn scope(random: &mut Random) -> String {
    let in_workspace_group = format!("{S1}/resourceGroups/soc/providers");
    let scopes = [
        "/".to_owned(),
        "/providers/Microsoft.Management/managementGroups/corp".to_owned(),
        S1.to_owned(),
        "/subscriptions/22222222-2222-4222-8222-222222222222".to_owned(),
        format!("{S1}/resourceGroups/soc"),
        format!("{S1}/resourcegroups/SOC/"),
        format!("{S1}/resourceGroups/web"),
        format!("{in_workspace_group}/Microsoft.OperationalInsights/workspaces/soc"),
        format!("{in_workspace_group}/microsoft.operationalinsights/workspaces/SOC"),
        format!("{in_workspace_group}/Microsoft.OperationalInsights/workspaces/soc/tables/t"),
        format!("{S1}//resourceGroups/web/providers/Microsoft.OperationalInsights/workspaces/other/"),
        format!("{in_workspace_group}/Microsoft.OperationalInsights"),
        format!("{S1}/resourceGroups/web/providers/Microsoft.Storage/storageAccounts/a"),
        format!("{S1}/resourceGroups/web/providers/Microsoft.Storage/storageAccounts/b"),
        format!("{S1}/resourceGroups/data"),
        format!("{S1}/resourceGroups/data/providers/Microsoft.Storage/storageAccounts/c"),
    ];
    // Most stand at some resource.
    let at = if random.percent(60) { 11 + random.below(5) } else { random.below(scopes.len()) };
    scopes.get(at).expect("a scope").clone()
}

const ROLES: [&str; 7] = [
    "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "8d289c81-5878-46d4-8554-54e1e3d8b5cb",
    "ab8e14d6-4a74-4a29-9ba8-549422addade",
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "99999999-9999-4999-8999-999999999999",
];
const CONDITIONS: [&str; 3] = ["@Resource[a:b] StringEquals 'x'", "((!(ActionMatches{'a/b'})))", "broken ("];

/// What tools print of a tenant; the rows of each file.
#[derive(Clone)]
struct Export {
    files: Vec<(&'static str, Vec<Value>)>,
}

/// How an export is made, the same before and after.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "any of them may be so or not")]
struct Style {
    az: bool,
    odd: bool,
    users: bool,
    groups: bool,
    wrapped: bool,
    appended: bool,
}

fn assignment(random: &mut Random, style: Style, number: usize) -> Value {
    let (scope, (holder, kind), name) = (scope(random), principal(random), id(9, number));
    let kind = if style.odd && random.percent(10) { *random.one(&["User", "Group", "Unknown", "ForeignGroup"]) } else { kind };
    let condition = if random.percent(8) { json!(random.one(&CONDITIONS)) } else { Value::Null };
    let role = format!("{S1}/providers/Microsoft.Authorization/roleDefinitions/{}", random.one(&ROLES));
    let base = if scope == "/" { "" } else { scope.trim_end_matches('/') };
    let own = format!("{base}/providers/Microsoft.Authorization/roleAssignments/{name}");
    let kind_of_record = "Microsoft.Authorization/roleAssignments";
    let mut row = if style.az {
        let called = if random.percent(50) { json!(format!("name of {holder}")) } else { Value::Null };
        json!({"condition": condition, "conditionVersion": if condition.is_null() { Value::Null } else { json!("2.0") },
            "id": own, "name": name, "principalId": holder, "principalName": called, "principalType": kind,
            "roleDefinitionId": role, "roleDefinitionName": "R", "scope": scope, "type": kind_of_record})
    } else {
        json!({"properties": {"roleDefinitionId": role, "principalId": holder, "principalType": kind, "scope": scope,
            "condition": condition, "conditionVersion": if condition.is_null() { Value::Null } else { json!("2.0") },
            "updatedOn": "2024-05-01T10:11:12.1234567Z", "createdBy": id(1, random.below(USERS))},
            "id": own, "type": kind_of_record, "name": name})
    };
    if style.odd && random.percent(5) {
        row.as_object_mut().expect("a row").insert("more".to_owned(), json!("a \"quoted\" word"));
    }
    row
}

fn user(random: &mut Random, number: usize) -> Value {
    let name = if random.percent(90) { json!(format!("Jürgen {number}")) } else { Value::Null };
    json!({"id": id(1, number), "displayName": name, "userPrincipalName": format!("u{number}@contoso.example"), "userType": "Member"})
}

fn group(random: &mut Random, style: Style, number: usize) -> Value {
    let mut members = Vec::new();
    for _ in 0..random.below(4) {
        let (member, kind) =
            if random.percent(70) { (id(1, random.below(USERS)), "user") } else { (id(2, random.below(GROUPS)), "group") };
        members.push(json!({"@odata.type": format!("#microsoft.graph.{kind}"), "id": member}));
    }
    if style.odd && random.percent(10) {
        members = (0..20).map(|other| json!({"@odata.type": "#microsoft.graph.user", "id": id(4, other)})).collect();
    }
    let mut row = json!({"id": id(2, number), "displayName": format!("Group {number}"), "securityEnabled": true,
        "isAssignableToRole": random.one(&[&Value::Null, &json!(true)]), "members": members});
    if style.odd && random.percent(10) {
        row.as_object_mut().expect("a row").remove("members");
    }
    row
}

fn eligible(random: &mut Random, number: usize) -> Value {
    let (scope, (holder, kind), name) = (scope(random), principal(random), id(8, number));
    json!({"properties": {"roleEligibilityScheduleId": format!("{scope}/providers/Microsoft.Authorization/roleEligibilitySchedules/{name}"),
        "scope": scope, "roleDefinitionId": format!("{scope}/providers/Microsoft.Authorization/roleDefinitions/{}", random.one(&ROLES)),
        "principalId": holder, "principalType": kind, "status": "Provisioned", "startDateTime": "2025-01-01T08:00:00Z",
        "endDateTime": null, "memberType": random.one(&["Direct", "Group"]), "condition": null, "conditionVersion": null},
        "id": format!("{scope}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/{name}"), "name": name,
        "type": "Microsoft.Authorization/roleEligibilityScheduleInstances"})
}

fn directory_role(random: &mut Random, number: usize) -> Value {
    let role = random.one(&["194ae4cb-b126-40b2-bd5b-6091b380977d", "62e90394-69f5-4237-9190-012177145e10"]);
    json!({"id": format!("row{number}"), "principalId": principal(random).0, "roleDefinitionId": role, "directoryScopeId": "/"})
}

fn deny(random: &mut Random, number: usize) -> Value {
    let scope = scope(random);
    let scope = scope.trim_end_matches('/');
    let whom = if random.percent(50) { "00000000-0000-0000-0000-000000000000".to_owned() } else { principal(random).0 };
    json!({"properties": {"denyAssignmentName": format!("deny {number}"), "permissions": [{"actions": ["Microsoft.SecurityInsights/*"],
        "notActions": [], "dataActions": [], "notDataActions": []}], "scope": scope, "doNotApplyToChildScopes": false,
        "principals": [{"id": whom, "type": "SystemDefined"}], "excludePrincipals": [{"id": principal(random).0, "type": "Group"}],
        "isSystemProtected": true},
        "id": format!("{scope}/providers/Microsoft.Authorization/denyAssignments/{}", id(7, number)),
        "type": "Microsoft.Authorization/denyAssignments"})
}

fn rows(count: usize, mut row: impl FnMut(usize) -> Value) -> Vec<Value> {
    (0..count).map(&mut row).collect()
}

fn export(random: &mut Random, style: Style) -> Export {
    let mut files = vec![("assignments.json", rows(1 + random.below(14), |number| assignment(random, style, number)))];
    if style.users {
        let mut users = rows(USERS, |number| user(random, number));
        users.retain(|_| !(style.odd && random.percent(10)));
        files.push(("users.json", users));
    }
    if style.groups {
        let mut groups = rows(GROUPS, |number| group(random, style, number));
        groups.retain(|_| !(style.odd && random.percent(10)));
        files.push(("groups.json", groups));
    }
    if random.percent(40) {
        files.push(("eligible.json", rows(random.below(3), |number| eligible(random, number))));
    }
    if random.percent(40) {
        files.push(("directory.json", rows(random.below(3), |number| directory_role(random, number))));
    }
    if random.percent(30) {
        files.push(("denies.json", rows(random.below(3), |number| deny(random, number))));
    }
    if random.percent(40) {
        let workspace = format!(
            "{S1}/resourceGroups/{}/providers/Microsoft.OperationalInsights/workspaces/more",
            random.one(&["web", "more"])
        );
        files.push((
            "resources.json",
            vec![json!({"id": workspace, "name": "more", "type": "Microsoft.OperationalInsights/workspaces"})],
        ));
    }
    Export { files }
}

/// The same export later: rows come, go, change and move.
fn later(random: &mut Random, export: &Export, style: Style) -> Export {
    let mut export = export.clone();
    for (name, rows) in &mut export.files {
        for _ in 0..random.below(3) {
            let (at, any) = (random.below(rows.len().max(1)), random.below(usize::MAX));
            let fresh = match *name {
                "assignments.json" => assignment(random, style, 100 + any % 1000),
                "users.json" => user(random, any % USERS),
                "groups.json" => group(random, style, any % GROUPS),
                "eligible.json" if random.percent(15) => eligible(random, 50),
                "directory.json" if random.percent(15) => directory_role(random, 50),
                _ => continue,
            };
            match random.below(4) {
                0 if rows.len() > 1 => drop(rows.remove(at)),
                1 => rows.get_mut(at).into_iter().for_each(|row| row.clone_from(&fresh)),
                2 if rows.len() > 1 => rows.swap(at, 0),
                _ => rows.insert(at, fresh),
            }
        }
    }
    export
}

fn write(export: &Export, style: Style, folder: &Path) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).expect("a folder");
    for (name, rows) in &export.files {
        let context = match *name {
            "users.json" => "https://graph.microsoft.com/v1.0/$metadata#users",
            "groups.json" => "https://graph.microsoft.com/v1.0/$metadata#groups(members())",
            _ => "",
        };
        let document = match (style.wrapped, context) {
            (false, _) => json!(rows),
            (true, "") => json!({ "value": rows }),
            (true, context) => json!({"@odata.context": context, "value": rows}),
        };
        let mut text =
            if style.odd { serde_json::to_string_pretty(&document) } else { serde_json::to_string(&document) }.expect("JSON");
        if style.appended && *name == "assignments.json" {
            text.push_str(&json!(rows.iter().take(1).collect::<Vec<_>>()).to_string());
        }
        fs::write(folder.join(name), text).expect("a file");
    }
}

#[test]
fn diff_tenant_what_is_left_out_changes_no_difference() {
    let folder: PathBuf = std::env::temp_dir().join(format!("rolecall-pair-{}", std::process::id()));
    let packs =
        [pack::pack(&pack::embedded("sentinel-defender-2025-01").expect("a pack"), &Catalog::embedded()).expect("a pack")];
    let (mut paired, mut different, mut changed) = (0_u64, 0_u64, 0_u64);
    let tenants = number_of("ROLECALL_DELTAS", TENANTS);
    for seed in 0..tenants {
        let random = &mut Random(seed);
        let style = Style {
            az: random.percent(40),
            odd: random.percent(30),
            users: random.percent(85),
            groups: random.percent(85),
            wrapped: random.percent(50),
            appended: random.percent(3),
        };
        let before = export(random, style);
        let after = later(random, &before, style);
        let [old, new] = ["old", "new"].map(|side| folder.join(side));
        write(&before, style, &old);
        write(&after, style, &new);
        let Some(delta) = export::delta(&old.display().to_string(), &new.display().to_string(), 0) else { continue };
        paired += 1;
        let expected = difference(whole(&old).expect("facts"), whole(&new).expect("facts"), &packs, None);
        different += u64::from(!expected.moves.is_empty());
        changed += u64::from(!expected.facts.is_empty() && !expected.access.is_empty());
        let found = difference(delta.before.facts, delta.after.facts, &packs, Some(&delta.affected));
        assert_eq!(found, expected, "seed {seed}: {}", folder.display());
    }
    fs::remove_dir_all(&folder).expect("the folder");
    assert!(
        paired > tenants / 5 && different > tenants / 50 && changed > tenants / 20,
        "{paired} pairs, {different} with other tasks, {changed} with other facts and access: the law is hardly tried"
    );
}
