//! A small tenant as the exports that Azure's tools would write.

use serde_json::{Value, json};

use super::evaluate::condition_text;
use super::world::{
    Block, DIRECTORY_ROLES, Deny, Grant, Narrowed, PATTERNS, PEOPLE, Role, RoleSource, SCOPES, TENANT, USERS, World, person,
    role_id,
};

/// Files by name.
pub(crate) fn exports(world: &World) -> Vec<(&'static str, String)> {
    let mut files = vec![
        ("organization.json", graph("organization", vec![json!({"id": TENANT, "displayName": "Laws", "verifiedDomains": []})])),
        ("manifest.json", manifest()),
        ("groups.json", graph("groups", (USERS..PEOPLE).map(|group| the_group(world, group)).collect())),
        ("servicePrincipals.json", graph("servicePrincipals", Vec::new())),
        ("memberships.json", eligible_memberships(world)),
        ("directory.json", directory(world)),
        ("denies.json", arm(world.denies.iter().enumerate().map(deny).collect(), false)),
        ("resources.json", resources()),
        ("roles.json", arm(definitions(world), false)),
        ("merged.json", merged(world)),
        ("entities.json", entities(world)),
    ];
    if world.users_exported {
        let users = (0..USERS).filter(|&user| !(world.orphan && user == USERS - 1));
        files.push(("users.json", graph("users", users.map(user).collect())));
    }
    let rows = |eligible: bool| world.grants.iter().enumerate().filter(move |(_, grant)| grant.eligible == eligible);
    files.push(("assignments.json", arm(rows(false).map(assignment).collect(), world.assignments_partial)));
    files
        .push(("eligible.json", arm(rows(true).map(|row| schedule(row, "roleEligibilityScheduleInstances")).collect(), false)));
    if let Some(group) = world.inherited {
        files.push(("inherited.json", arm(inherited(group), world.assignments_partial)));
    }
    let over = rows(false).filter(|(_, grant)| grant.over);
    files.push(("schedules.json", arm(over.map(|row| schedule(row, "roleAssignmentScheduleInstances")).collect(), false)));
    files
}

/// Without it nobody is known to be deleted: a list alone may be filtered (R-ASN-5).
fn manifest() -> String {
    json!({"rolecall": "collect@1", "collected_at": "2026-05-01T00:00:00Z", "tenant": TENANT}).to_string()
}

fn arm(rows: Vec<Value>, partial: bool) -> String {
    let mut page = json!({"value": rows});
    if partial {
        page["nextLink"] = json!("https://management.azure.com/next");
    }
    page.to_string()
}

fn graph(collection: &str, rows: Vec<Value>) -> String {
    json!({"@odata.context": format!("https://graph.microsoft.com/v1.0/$metadata#{collection}"), "value": rows}).to_string()
}

fn user(number: usize) -> Value {
    json!({"id": person(number).to_uppercase(), "displayName": format!("User {number}"), "userPrincipalName": format!("u{number}@laws.example")})
}

fn the_group(world: &World, group: usize) -> Value {
    let at = group - USERS;
    let mut row = json!({"id": person(group), "displayName": format!("Group {group}"), "securityEnabled": true});
    if let Some(Some(assignable)) = world.assignable.get(at) {
        row["isAssignableToRole"] = json!(assignable);
    }
    if world.listed[at] {
        let members = world.members.iter().filter(|(of, _, eligible)| *of == group && !eligible);
        row["members"] = members.map(|&(_, member, _)| object(member)).collect();
    }
    row
}

fn object(number: usize) -> Value {
    let kind = if number < USERS { "#microsoft.graph.user" } else { "#microsoft.graph.group" };
    json!({"@odata.type": kind, "id": person(number), "displayName": format!("Somebody {number}")})
}

fn eligible_memberships(world: &World) -> String {
    let eligible = world.members.iter().filter(|(_, _, eligible)| *eligible);
    let row = |&(group, member, _): &(usize, usize, bool)| {
        json!({"id": format!("{group}-{member}"), "principalId": person(member), "groupId": person(group), "accessId": "member",
            "startDateTime": null, "endDateTime": null, "memberType": "direct", "eligibilityScheduleId": format!("{group}-{member}")})
    };
    graph("identityGovernance/privilegedAccess/group/eligibilityScheduleInstances", eligible.map(row).collect())
}

/// Roles that no task asks for: a list with one principal or one role alone may be filtered (R-EVAL-9).
const OTHER_ROLES: [&str; 2] = ["88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b"];

fn other_directory_role(number: usize) -> Value {
    json!({"id": format!("other{number}"), "principalId": person(number), "roleDefinitionId": OTHER_ROLES[number],
        "directoryScopeId": "/", "appScopeId": null})
}

fn directory(world: &World) -> String {
    let row = |eligible: bool| {
        let rows = world.directory.iter().enumerate().filter(move |(_, grant)| grant.eligible == eligible);
        rows.map(move |(number, grant)| {
            let scope = if grant.unit { "/administrativeUnits/aaaaaaaa-0000-4000-8000-000000000001" } else { "/" };
            let mut row = json!({"id": format!("d{number}"), "principalId": person(grant.who),
                "roleDefinitionId": DIRECTORY_ROLES[grant.role], "directoryScopeId": scope, "appScopeId": null});
            if eligible {
                row["memberType"] = json!("Direct");
                row["roleEligibilityScheduleId"] = json!(format!("s{number}"));
                row["startDateTime"] = Value::Null;
                row["endDateTime"] = Value::Null;
            }
            row
        })
    };
    let list = |name: &str, rows: Vec<Value>| json!({"@odata.context": format!("https://graph.microsoft.com/v1.0/$metadata#roleManagement/directory/{name}"), "value": rows});
    let others = (0..OTHER_ROLES.len()).map(other_directory_role);
    let mut active = list("roleAssignments", others.chain(row(false)).collect());
    if world.directory_partial {
        active["@odata.nextLink"] = json!("https://graph.microsoft.com/next");
    }
    format!("{active}\n{}", list("roleEligibilityScheduleInstances", row(true).collect()))
}

fn patterns(list: &[usize]) -> Value {
    list.iter().map(|&number| PATTERNS[number]).collect()
}

fn block(lists: &[Vec<usize>; 4], condition: Option<usize>) -> Value {
    json!({"actions": patterns(&lists[0]), "notActions": patterns(&lists[1]), "dataActions": patterns(&lists[2]),
        "notDataActions": patterns(&lists[3]), "condition": condition.map(condition_text),
        "conditionVersion": condition.map(|_| "2.0")})
}

fn deny((number, deny): (usize, &Deny)) -> Value {
    let mut principals: Vec<Value> = deny.principals.iter().map(|&number| named(number)).collect();
    if deny.everyone {
        principals = vec![json!({"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"})];
    }
    json!({"id": format!("{}/providers/Microsoft.Authorization/denyAssignments/77777777-0000-4000-8000-{number:012x}", prefix(deny.at)),
        "type": "Microsoft.Authorization/denyAssignments", "name": number.to_string(), "properties": {
        "denyAssignmentName": format!("deny {number}"), "scope": SCOPES[deny.at], "permissions": [block(&deny.lists, None)],
        "doNotApplyToChildScopes": deny.not_to_children, "principals": principals,
        "excludePrincipals": deny.exclude.iter().map(|&number| named(number)).collect::<Vec<_>>(),
        "denyAssignmentEffect": if deny.audit { "audit" } else { "enforced" },
        "condition": deny.condition.map(condition_text), "conditionVersion": deny.condition.map(|_| "2.0")}})
}

fn named(number: usize) -> Value {
    json!({"id": person(number), "type": if number < USERS { "User" } else { "Group" }})
}

fn prefix(scope: usize) -> &'static str {
    if scope == 0 { "" } else { SCOPES[scope] }
}

fn assignment((number, grant): (usize, &Grant)) -> Value {
    let id = format!("88888888-0000-4000-8000-{number:012x}");
    let scope = if number % 3 == 0 { SCOPES[grant.at].to_uppercase() } else { SCOPES[grant.at].to_owned() };
    let mut properties = json!({"scope": scope, "principalId": person(grant.who), "roleDefinitionId": role_path(grant.role),
        "principalType": if grant.who < USERS { "User" } else { "Group" }});
    if grant.narrowed != Narrowed::NotExported {
        narrow(&mut properties, grant.narrowed);
    }
    json!({"id": format!("{}/providers/Microsoft.Authorization/roleAssignments/{id}", if grant.at == 0 { "" } else { &scope }),
        "name": id, "type": "Microsoft.Authorization/roleAssignments", "properties": properties})
}

/// A list of the first subscription: somebody's assignment that it inherits, and one at the subscription.
fn inherited(group: usize) -> Vec<Value> {
    let row = |number: u32, scope: &str| {
        let name = format!("55555555-0000-4000-8000-{number:012x}");
        json!({"id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"), "name": name,
            "type": "Microsoft.Authorization/roleAssignments", "properties": {"scope": scope, "principalId": person(90),
            "roleDefinitionId": format!("{}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7", SCOPES[4]),
            "principalType": "User", "condition": null, "conditionVersion": null}})
    };
    vec![row(1, SCOPES[group]), row(2, SCOPES[4])]
}

fn narrow(properties: &mut Value, narrowed: Narrowed) {
    let condition = if let Narrowed::By(number) = narrowed { Some(number) } else { None };
    properties["condition"] = json!(condition.map(condition_text));
    properties["conditionVersion"] = json!(condition.map(|_| "2.0"));
}

fn role_path(role: usize) -> String {
    format!("/providers/Microsoft.Authorization/roleDefinitions/{}", role_id(role))
}

fn schedule((number, grant): (usize, &Grant), kind: &str) -> Value {
    let end = if grant.over { json!("2026-01-01T00:00:00Z") } else { Value::Null };
    let mut properties = json!({"scope": SCOPES[grant.at], "principalId": person(grant.who), "roleDefinitionId": role_path(grant.role),
        "principalType": if grant.who < USERS { "User" } else { "Group" }, "status": "Provisioned", "memberType": "Direct",
        "startDateTime": "2025-01-01T00:00:00Z", "endDateTime": end,
        "originRoleAssignmentId": format!("{}/providers/Microsoft.Authorization/roleAssignments/88888888-0000-4000-8000-{number:012x}", prefix(grant.at))});
    if grant.narrowed != Narrowed::NotExported {
        narrow(&mut properties, grant.narrowed);
    }
    json!({"id": format!("{}/providers/Microsoft.Authorization/{kind}/66666666-0000-4000-8000-{number:012x}", prefix(grant.at)),
        "name": number.to_string(), "type": format!("Microsoft.Authorization/{kind}"), "properties": properties})
}

fn definitions(world: &World) -> Vec<Value> {
    let arm = world.roles.iter().enumerate().filter(|(_, role)| role.source == RoleSource::Arm);
    let row = |(number, role): (usize, &Role)| {
        let blocks: Vec<Value> = role.blocks.iter().map(|own: &Block| block(&own.lists, own.condition)).collect();
        json!({"id": role_path(number), "name": role_id(number), "type": "Microsoft.Authorization/roleDefinitions", "properties": {
            "roleName": format!("Role {number}"), "type": "CustomRole", "assignableScopes": ["/subscriptions/11111111-1111-4111-8111-111111111111"],
            "permissions": blocks}})
    };
    arm.map(row).collect()
}

fn merged(world: &World) -> String {
    let powershell = world.roles.iter().enumerate().filter(|(_, role)| role.source == RoleSource::PowerShell);
    let row = |(number, role): (usize, &Role)| {
        let all = |list: usize| patterns(&role.blocks.iter().flat_map(|block| block.lists[list].clone()).collect::<Vec<_>>());
        json!({"Name": format!("Role {number}"), "Id": role_id(number), "IsCustom": true, "Description": "", "Actions": all(0),
            "NotActions": all(1), "DataActions": all(2), "NotDataActions": all(3), "AssignableScopes": ["/subscriptions/11111111-1111-4111-8111-111111111111"]})
    };
    Value::Array(powershell.map(row).collect()).to_string()
}

fn resources() -> String {
    json!([{"id": SCOPES[super::world::WORKSPACE], "name": "soc", "type": "Microsoft.OperationalInsights/workspaces", "location": "westeurope",
        "resourceGroup": "rg1"}, {"id": format!("{}/providers/Microsoft.Web/sites/a", SCOPES[9]), "name": "a", "type": "Microsoft.Web/sites",
        "location": "westeurope", "resourceGroup": "rg10"}]).to_string()
}

fn entities(world: &World) -> String {
    let children = [2, 3, 4, 8];
    let rows = children.iter().zip(&world.parents).filter_map(|(&child, parent)| {
        let group = child < 4;
        let kind = if group { "Microsoft.Management/managementGroups" } else { "/subscriptions" };
        let path = SCOPES[child];
        Some(json!({"id": path, "type": kind, "name": path.rsplit('/').next(), "properties": {"displayName": "x", "parent": {"id": SCOPES[(*parent)?]}}}))
    });
    Value::Array(rows.collect()).to_string()
}
