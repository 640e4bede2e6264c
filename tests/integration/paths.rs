//! `paths`: each escalation way leads on where it applies, and does not where it just does not.

use rolecall::catalog::Catalog;
use rolecall::export;
use rolecall::graph::TenantGraph;
use rolecall::input::Input;
use rolecall::model::{DirectoryWay, LeadsTo, Notes};
use rolecall::pack::escalation;
use rolecall::paths::{PathsQuestion, paths};
use rolecall::pattern::Wildcards;
use rolecall::report::{Format, Look, PathsReport, Writable};
use rolecall::resolve;
use rolecall::source::Source;
use serde_json::{Value, json};

use crate::support::program::rolecall;

const SUBSCRIPTION: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const RBAC_ADMINISTRATOR: &str = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
/// Who comes to the role, if anybody does.
const ACTOR: &str = "00000000-0000-4000-8000-00000000000a";
/// Who holds Owner.
const VICTIM: &str = "00000000-0000-4000-8000-00000000000b";
/// The service principal of Microsoft Graph.
const GRAPH: &str = "00000000-0000-4000-8000-0000000000e0";
const GRAPH_APP: &str = "00000003-0000-0000-c000-000000000000";
const CUSTOM: &str = "00000000-0000-4000-8000-00000000000c";

/// Exports of a tenant, list by list.
#[derive(Default)]
struct Exports {
    objects: Vec<Value>,
    applications: Vec<Value>,
    app_roles: Vec<Value>,
    resources: Vec<Value>,
    assignments: Vec<Value>,
    definitions: Vec<Value>,
    directory_roles: Vec<Value>,
    directory_assignments: Vec<Value>,
    denies: Vec<Value>,
    eligible: Vec<Value>,
    subscriptions: Vec<Value>,
    owner_schedules: Vec<Value>,
}

impl Exports {
    /// A user who holds nothing, and a victim who is Owner of the subscription.
    fn new(victim: Value) -> Self {
        let mut exports = Self::default();
        exports.objects.push(json!({"@odata.type": "#microsoft.graph.user", "id": ACTOR, "displayName": "Actor"}));
        exports.objects.push(victim);
        exports.assigned(OWNER, VICTIM, SUBSCRIPTION);
        exports
    }

    /// A victim that is the managed identity of a resource.
    fn with_identity_of(resource: &str) -> Self {
        let own = json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": VICTIM, "displayName": "identity",
            "servicePrincipalType": "ManagedIdentity"});
        let mut exports = Self::new(own);
        exports.resources.push(json!({"id": resource, "name": "it", "type": kind_of(resource),
            "properties": {"policyDefinitionId": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/policyDefinitions/it")},
            "identity": {"type": "SystemAssigned", "principalId": VICTIM}}));
        exports
    }

    fn assigned(&mut self, role: &str, who: &str, scope: &str) -> &mut Value {
        let name = format!("00000000-0000-4000-8000-{:012}", self.assignments.len() + 1);
        let id = format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}");
        let role = format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}");
        let properties = json!({"roleDefinitionId": role, "principalId": who, "scope": scope, "condition": null});
        let row = json!({"id": id, "name": name, "type": "Microsoft.Authorization/roleAssignments", "properties": properties});
        self.assignments.push(row);
        self.assignments.last_mut().expect("it was just pushed")
    }

    /// A custom role that can be assigned in the subscription.
    fn custom(&mut self, id: &str, actions: &[&str], data_actions: &[&str]) {
        let block = json!({"actions": actions, "notActions": [], "dataActions": data_actions, "notDataActions": []});
        self.definitions.push(json!({
            "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{id}"), "name": id,
            "type": "Microsoft.Authorization/roleDefinitions",
            "properties": {"roleName": format!("Custom {id}"), "type": "CustomRole", "assignableScopes": [SUBSCRIPTION], "permissions": [block]},
        }));
    }

    /// A custom Entra role with one action, which the actor holds.
    fn directory_role(&mut self, action: &str, scope: &str) {
        self.directory_roles.push(json!({"id": CUSTOM, "templateId": CUSTOM, "displayName": "Custom", "isBuiltIn": false,
            "isEnabled": true, "rolePermissions": [{"allowedResourceActions": [action], "condition": null}]}));
        self.holds_directory_role(CUSTOM, ACTOR, scope);
    }

    fn holds_directory_role(&mut self, role: &str, who: &str, scope: &str) {
        let id = format!("assignment-{}", self.directory_assignments.len());
        let row = json!({"id": id, "principalId": who, "directoryScopeId": scope, "roleDefinitionId": role});
        self.directory_assignments.push(row);
    }

    fn inputs(&self) -> Vec<Input> {
        let list = |context: &str, rows: &[Value]| json!({"@odata.context": format!("https://graph.microsoft.com/v1.0/$metadata#{context}"), "value": rows});
        let of = |kind: &str| -> Vec<Value> {
            let wanted = format!("#microsoft.graph.{kind}");
            self.objects.iter().filter(|object| object["@odata.type"] == wanted.as_str()).cloned().collect()
        };
        let all = [
            ("users.json", list("users", &of("user"))),
            ("groups.json", list("groups", &of("group"))),
            ("service-principals.json", list("servicePrincipals", &of("servicePrincipal"))),
            ("applications.json", list("applications", &self.applications)),
            ("app-roles.json", list(&format!("servicePrincipals('{GRAPH}')/appRoleAssignedTo"), &self.app_roles)),
            ("resources.json", json!(self.resources)),
            ("role-definitions.json", json!({"value": self.definitions})),
            ("directory-roles.json", list("roleManagement/directory/roleDefinitions", &self.directory_roles)),
            ("directory-assignments.json", list("roleManagement/directory/roleAssignments", &self.directory_assignments)),
        ];
        let lists = [
            ("denies.json", json!({"value": self.denies}), self.denies.is_empty()),
            (
                "group-eligibility.json",
                list("identityGovernance/privilegedAccess/group/eligibilityScheduleInstances", &self.owner_schedules),
                self.owner_schedules.is_empty(),
            ),
            ("eligible.json", json!({"value": self.eligible}), self.eligible.is_empty()),
            ("subscriptions.json", json!(self.subscriptions), self.subscriptions.is_empty()),
            // Whoever exports no assignment at all exports no list of them.
            ("role-assignments.json", json!({"value": self.assignments}), self.assignments.is_empty()),
        ];
        let lists = lists.into_iter().filter(|(_, _, is_empty)| !is_empty).map(|(name, json, _)| (name, json));
        all.into_iter().chain(lists).map(|(name, json)| Input::new(Source::new(name, json.to_string()))).collect()
    }

    /// A deny assignment of everything.
    fn denied(&mut self, principal: &str, scope: &str, exclude: &[&str]) {
        let id = format!("{scope}/providers/Microsoft.Authorization/denyAssignments/00000000-0000-4000-8000-0000000000d1");
        let kind = if principal.starts_with("00000000-0000-0000") { "SystemDefined" } else { "User" };
        let exclude: Vec<Value> = exclude.iter().map(|own| json!({"id": own, "type": "User"})).collect();
        let block = json!({"actions": ["*"], "notActions": [], "dataActions": [], "notDataActions": []});
        self.denies.push(json!({"id": id, "name": "00000000-0000-4000-8000-0000000000d1", "type": "Microsoft.Authorization/denyAssignments",
            "properties": {"denyAssignmentName": "closed", "scope": scope, "doNotApplyToChildScopes": false, "isSystemProtected": true,
                "permissions": [block], "principals": [{"id": principal, "type": kind}], "excludePrincipals": exclude}}));
    }

    /// The same with lists of everything that `paths` wants to know of: only then nobody is a no.
    fn whole(mut self) -> Self {
        let group = "00000000-0000-4000-8000-0000000000f1";
        self.objects.push(json!({"@odata.type": "#microsoft.graph.group", "id": group, "displayName": "Nobody",
            "securityEnabled": true, "isAssignableToRole": false, "groupTypes": [], "members": [], "owners": []}));
        self.objects
            .push(json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": GRAPH, "displayName": "Microsoft Graph",
            "servicePrincipalType": "Application", "appId": GRAPH_APP, "owners": []}));
        self.applications
            .push(json!({"id": "00000000-0000-4000-8000-0000000000f2", "appId": "00000000-0000-4000-8000-0000000000f3",
            "displayName": "nothing", "owners": [], "federatedIdentityCredentials": []}));
        self.app_roles
            .push(json!({"id": "app-role-0", "appRoleId": "df021288-bdef-4463-88db-98f22de89214", "principalId": GRAPH,
            "principalType": "ServicePrincipal", "resourceDisplayName": "Microsoft Graph", "resourceId": GRAPH}));
        let machine = resource("rg-plain", "Microsoft.Compute/disks");
        self.resources.push(json!({"id": machine, "name": "it", "type": "Microsoft.Compute/disks", "identity": null}));
        self
    }

    /// What the program says of the actor: its exit code where no path is expected, the ways of the first path, and the verdict. `verify`
    /// takes the report.
    fn told(&self) -> (Option<i32>, Vec<String>, String) {
        let folder = tempfile::tempdir().expect("a folder");
        for input in self.inputs() {
            let text = input.source().expect("a text");
            std::fs::write(folder.path().join(text.name().to_string()), text.text()).expect("an export");
        }
        let exports = folder.path().to_string_lossy().into_owned();
        let to = format!("Owner@{SUBSCRIPTION}");
        let arguments = ["paths", &exports, "--at", "2026-11-01", "--to", &to, "--from", ACTOR, "--format", "json", "-q"];
        let output = rolecall(&[&arguments[..], &["--expect", "none"]].concat(), b"");
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let (code, said) = verified_with(&report, &exports);
        assert_eq!(code, Some(0), "{said}");
        let path = report.pointer("/goals/0/paths/0");
        let text = |of: &Value, key: &str| of.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let hops = path.and_then(|path| path.get("hops")?.as_array()).into_iter().flatten();
        let ways = hops.map(|hop| text(hop, "way")).collect();
        (output.status.code(), ways, path.map(|path| text(path, "verdict")).unwrap_or_default())
    }

    /// The report of how the actor comes to a role, with what cuts the paths or without.
    fn report(&self, to: &str, with_cut: bool) -> Value {
        let loaded = export::facts(&self.inputs()).unwrap_or_else(|errors| panic!("{errors}"));
        let tenant = TenantGraph::build(loaded.facts, Catalog::embedded(), 1_780_000_000, &mut Notes::default());
        let (role, scopes) = resolve::goal(&tenant, to).expect("a goal");
        let from = vec![resolve::principal(&tenant, ACTOR).expect("the actor")];
        let question = PathsQuestion { role, scopes, from, wildcards: Wildcards::default() };
        let found = paths(&tenant, question);
        let found = if with_cut { found.with_cut(&tenant) } else { found };
        let report = PathsReport::new(&found, &tenant, &[], &[]);
        let mut out = Vec::new();
        report.write(Format::Json, &Look::default(), &mut out).expect("memory");
        serde_json::from_slice(&out).expect("JSON")
    }

    /// Of each assignment that cuts the paths to Owner, who holds it and the end of the id of its role; and whether fewer are not enough.
    fn cut(&self) -> Option<(Vec<(String, String)>, bool)> {
        let report = self.report(&format!("Owner@{SUBSCRIPTION}"), true);
        let cut = report.get("cut").filter(|cut| !cut.is_null())?;
        let text = |of: &Value, key: &str| of[key].as_str().expect("a text").to_owned();
        let of = |own: &Value| (text(own, "principal"), text(own, "role"));
        let assignments = cut["assignments"].as_array().expect("assignments").iter().map(of).collect();
        assert_eq!(
            cut["fewest"],
            cut["assignments"].as_array().map(Vec::len) == cut["at_least"].as_u64().map(|least| least as usize)
        );
        Some((assignments, cut["fewest"] == true))
    }

    /// The ways of the steps by which the actor comes to a role, and the verdict; none where it does not.
    fn ways(&self, to: &str) -> (Vec<String>, String) {
        let report = self.report(to, false);
        let goals = report.get("goals").and_then(Value::as_array).into_iter().flatten();
        // Who may hold the role, for all that the exports show, comes to it by no way.
        let is_way = |path: &&Value| {
            let hops = path.get("hops").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            !matches!(hops, [only] if only.get("way").and_then(Value::as_str) == Some("holds"))
        };
        let path = goals.filter_map(|goal| goal.get("paths")?.as_array()).flatten().find(is_way);
        let Some(path) = path else { return (Vec::new(), String::new()) };
        let text = |of: &Value, key: &str| of.get(key).and_then(Value::as_str).expect("a text").to_owned();
        let hops = path.get("hops").and_then(Value::as_array).expect("hops");
        (hops.iter().map(|hop| text(hop, "way")).collect(), text(path, "verdict"))
    }

    fn ways_to_owner(&self) -> Vec<String> {
        self.ways(&format!("Owner@{SUBSCRIPTION}")).0
    }
}

fn kind_of(resource: &str) -> String {
    let mut words = resource.rsplit('/');
    let (_, kind, namespace) = (words.next(), words.next().expect("a type"), words.next().expect("a namespace"));
    format!("{namespace}/{kind}")
}

fn resource(group: &str, kind: &str) -> String {
    format!("{SUBSCRIPTION}/resourceGroups/{group}/providers/{kind}/it")
}

const NO_WAYS: [&str; 0] = [];

#[test]
fn paths_each_way_by_azure_permissions_leads_to_the_identity_of_the_resource_and_of_no_other() {
    for way in escalation::embedded().iter().filter(|way| way.leads_to == Some(LeadsTo::Identity)) {
        for own in &way.actions {
            let action = own.pattern.text();
            let kind: Vec<&str> = action.split('/').take(2).collect();
            let (here, elsewhere) = (resource("rg-here", &kind.join("/")), resource("rg-elsewhere", &kind.join("/")));
            let is_data = own.plane == rolecall::model::Plane::Data;
            let also: Vec<&str> = way.also.iter().take(1).map(|own| own.pattern.text()).collect();
            let ways = |actions: &[&str], scope: &str| {
                let mut exports = Exports::with_identity_of(&here);
                let (control, data) = if is_data { (&actions[1..], &actions[..1]) } else { (actions, &actions[..0]) };
                exports.custom(CUSTOM, control, data);
                exports.assigned(CUSTOM, ACTOR, scope);
                exports.ways_to_owner()
            };
            let enough: Vec<&str> = std::iter::once(action).chain(also.iter().copied()).collect();
            let (group, other) = (format!("{SUBSCRIPTION}/resourceGroups/rg-here"), elsewhere);
            assert_eq!(ways(&enough, &group), [way.id.as_str(), "holds"], "{action} at the resource group");
            assert_eq!(ways(&enough, &other), NO_WAYS, "{action} at another resource");
            let longer = format!("{action}X");
            assert_eq!(ways(&[&longer], &group), NO_WAYS, "an action that only begins like {action}");
            if !also.is_empty() {
                assert_eq!(ways(&[action], &group), NO_WAYS, "{action} alone: nothing to attach the identity to");
            }
        }
    }
}

/// Who is Owner, so that the way leads to it; and somebody alike to whom it just does not lead, if there is such a one.
fn victims(way: &DirectoryWay) -> (Option<Value>, Option<Value>) {
    let user = json!({"@odata.type": "#microsoft.graph.user", "id": VICTIM, "displayName": "Victim"});
    let group = |assignable: bool, kinds: &[&str]| {
        json!({"@odata.type": "#microsoft.graph.group", "id": VICTIM, "displayName": "Victims", "securityEnabled": true,
            "isAssignableToRole": assignable, "groupTypes": kinds})
    };
    let service = |kind: &str| json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": VICTIM, "displayName": "victim", "servicePrincipalType": kind});
    match way.leads_to {
        LeadsTo::Groups => (Some(group(false, &[])), Some(group(false, &["DynamicMembership"]))),
        LeadsTo::SecurityGroups => (Some(group(false, &[])), Some(group(false, &["Unified"]))),
        LeadsTo::UnifiedGroups => (Some(group(false, &["Unified"])), Some(group(false, &[]))),
        LeadsTo::RoleAssignableGroups => (Some(group(true, &[])), Some(group(false, &[]))),
        LeadsTo::ServicePrincipals => (Some(service("Application")), Some(service("ManagedIdentity"))),
        LeadsTo::Users | LeadsTo::UsersWithoutOtherRoles => (Some(user), Some(service("Application"))),
        LeadsTo::Root | LeadsTo::AnyDirectoryRole => (None, None),
        LeadsTo::AnyRole | LeadsTo::Identity => panic!("{} is no way of Entra", way.id),
    }
}

#[test]
fn paths_each_way_by_an_entra_role_leads_to_whom_it_speaks_of() {
    let unit = "/administrativeUnits/00000000-0000-4000-8000-0000000000ff";
    let nobody = || json!({"@odata.type": "#microsoft.graph.user", "id": VICTIM, "displayName": "Victim"});
    for way in escalation::embedded_directory_ways() {
        let (victim, alike) = victims(way);
        let expected: Vec<&str> = match way.leads_to {
            LeadsTo::Root => vec![&way.id, "assign-roles"],
            LeadsTo::AnyDirectoryRole => vec![&way.id, "elevate-to-root", "assign-roles"],
            _ => vec![&way.id, "holds"],
        };
        let hold = |exports: &mut Exports, action: Option<&str>, scope: &str| match (action, way.roles.first()) {
            (Some(action), _) => exports.directory_role(action, scope),
            (None, Some((role, _))) => exports.holds_directory_role(&role.to_string(), ACTOR, scope),
            (None, None) => {}
        };
        let actions = way.actions.iter().map(|action| Some(action.as_str()));
        for action in actions.chain(way.roles.first().map(|_| None)) {
            let ways = |victim: Option<Value>, scope: &str| {
                let mut exports = Exports::new(victim.unwrap_or_else(nobody));
                hold(&mut exports, action, scope);
                exports.ways_to_owner()
            };
            assert_eq!(ways(victim.clone(), "/"), expected, "{} by {action:?}", way.id);
            assert_eq!(ways(victim.clone(), unit), NO_WAYS, "{} by {action:?}, in an administrative unit", way.id);
            if let Some(alike) = &alike {
                assert_eq!(ways(Some(alike.clone()), "/"), NO_WAYS, "{} by {action:?}, to {alike}", way.id);
            }
        }
    }
}

/// A victim who is Owner, an actor that is a service principal, and an API whose application has an id.
fn with_app_role(victim: Value, app_role: &str, api: Option<&str>) -> Exports {
    let service = |id: &str, app: Option<&str>| {
        json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": id, "displayName": id, "servicePrincipalType": "Application",
            "appId": app})
    };
    let mut exports = Exports::new(victim);
    if let Some(actor) = exports.objects.first_mut() {
        *actor = service(ACTOR, None);
    }
    exports.objects.push(service(GRAPH, api));
    exports
        .app_roles
        .push(json!({"id": "app-role", "appRoleId": app_role, "principalId": ACTOR, "principalType": "ServicePrincipal",
        "resourceDisplayName": "Microsoft Graph", "resourceId": GRAPH}));
    exports
}

#[test]
fn paths_each_way_by_an_app_role_of_microsoft_graph_leads_to_whom_it_speaks_of() {
    let nobody = || json!({"@odata.type": "#microsoft.graph.user", "id": VICTIM, "displayName": "Victim"});
    let mut tried = 0;
    for way in escalation::embedded_directory_ways() {
        let (victim, alike) = victims(way);
        let last: &[&str] = match way.leads_to {
            LeadsTo::AnyDirectoryRole => &["elevate-to-root", "assign-roles"],
            _ => &["holds"],
        };
        for (app_role, name) in &way.app_roles {
            tried += 1;
            let app_role = app_role.to_string();
            let ways = |victim: Option<Value>, app_role: &str, api: Option<&str>| {
                with_app_role(victim.unwrap_or_else(nobody), app_role, api).ways(&format!("Owner@{SUBSCRIPTION}"))
            };
            let (found, verdict) = ways(victim.clone(), &app_role, Some(GRAPH_APP));
            // Of several ways to the same end by one app role, the first is told.
            let first = escalation::embedded_directory_ways()
                .iter()
                .find(|own| own.leads_to == way.leads_to && own.app_roles.iter().any(|(id, _)| id.to_string() == app_role));
            let expected: Vec<&str> = first.iter().map(|way| way.id.as_str()).chain(last.iter().copied()).collect();
            assert_eq!((found, verdict.as_str()), (expected.iter().map(ToString::to_string).collect(), "allowed"), "{name}");
            // Who may be a member of the group, for all that the exports say, comes to nothing by the way.
            if !matches!(way.leads_to, LeadsTo::Groups | LeadsTo::RoleAssignableGroups) {
                let (found, verdict) = ways(victim.clone(), &app_role, None);
                assert_eq!(
                    (found, verdict.as_str()),
                    (expected.iter().map(ToString::to_string).collect(), "unknown"),
                    "{name}: of which API?"
                );
            }
            let other = Some("00000000-0000-4000-8000-0000000000e9");
            assert_eq!(ways(victim.clone(), &app_role, other).0, NO_WAYS, "{name} of another API that calls itself so");
            // User.Read.All.
            let reads = "df021288-bdef-4463-88db-98f22de89214";
            assert_eq!(ways(victim.clone(), reads, Some(GRAPH_APP)).0, NO_WAYS, "{name}: an app role that only reads");
            // Whoever makes members of groups for Entra roles makes those of other groups as well, by another way.
            if let Some(alike) = alike.as_ref().filter(|_| way.leads_to != LeadsTo::RoleAssignableGroups) {
                assert_eq!(ways(Some(alike.clone()), &app_role, Some(GRAPH_APP)).0, NO_WAYS, "{name}, to {alike}");
            }
        }
    }
    assert_eq!(tried, 13, "every app role of the rules is tried");
}

#[test]
fn paths_an_app_role_that_assigns_entra_roles_leads_to_an_entra_role() {
    let victim = json!({"@odata.type": "#microsoft.graph.user", "id": VICTIM, "displayName": "Victim"});
    let mut exports = with_app_role(victim, "06b708a9-e830-4db3-a914-8e69da51d44f", Some(GRAPH_APP));
    assert_eq!(exports.ways("Global Administrator").0, ["graph-grant-app-roles", "assign-directory-roles"]);
    exports.app_roles[0]["principalType"] = json!("User");
    assert_eq!(exports.ways("Global Administrator").0, NO_WAYS, "users have app roles to use an application");
}

const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";
const USER_ADMINISTRATOR: &str = "fe930be7-5e62-47db-91af-98c3a49a38b1";
const HELPDESK: &str = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
const PASSWORD_ADMINISTRATOR: &str = "966707d0-3269-4727-9be2-8c3a10f19b9d";
const DIRECTORY_READERS: &str = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
const GROUPS_ADMINISTRATOR: &str = "fdd7a751-b60b-444a-984c-02652fe8fa1c";
const PRIVILEGED_AUTHENTICATION: &str = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13";

/// Microsoft Entra, privileged roles and permissions: who can reset passwords.
#[test]
fn paths_a_password_is_reset_where_the_table_of_the_documentation_says_so() {
    let rows: [(&str, &[&str], &[&str]); 10] = [
        (HELPDESK, &[], &["reset-passwords-as-helpdesk", "holds"]),
        (HELPDESK, &[HELPDESK], &["reset-passwords-as-helpdesk", "holds"]),
        (HELPDESK, &[GROUPS_ADMINISTRATOR], &[]),
        (HELPDESK, &[DIRECTORY_READERS, GROUPS_ADMINISTRATOR], &[]),
        (USER_ADMINISTRATOR, &[GROUPS_ADMINISTRATOR], &["reset-passwords-as-user-administrator", "holds"]),
        (PASSWORD_ADMINISTRATOR, &[DIRECTORY_READERS], &["reset-passwords-as-password-administrator", "holds"]),
        (PASSWORD_ADMINISTRATOR, &[HELPDESK], &[]),
        (USER_ADMINISTRATOR, &[GLOBAL_ADMINISTRATOR], &[]),
        (PRIVILEGED_AUTHENTICATION, &[GLOBAL_ADMINISTRATOR], &["reset-passwords-of-administrators", "holds"]),
        (CUSTOM, &[DIRECTORY_READERS], &[]),
    ];
    for (role, held, expected) in rows {
        let mut exports = Exports::new(json!({"@odata.type": "#microsoft.graph.user", "id": VICTIM, "displayName": "Victim"}));
        match role {
            CUSTOM => exports.directory_role("microsoft.directory/users/password/update", "/"),
            role => exports.holds_directory_role(role, ACTOR, "/"),
        }
        for held in held {
            exports.holds_directory_role(held, VICTIM, "/");
        }
        assert_eq!(exports.ways_to_owner(), expected, "{role} and who holds {held:?}");
    }
}

#[test]
fn paths_no_password_is_reset_of_who_is_in_a_group_for_entra_roles_or_owns_one() {
    let member = json!([{"@odata.type": "#microsoft.graph.user", "id": VICTIM}]);
    let rows: [(&str, Value, &[&str], &str); 4] = [
        ("a member", json!({"isAssignableToRole": true, "members": member}), &[], ""),
        ("an owner", json!({"isAssignableToRole": true, "owners": member}), &[], ""),
        (
            "a member of another group",
            json!({"isAssignableToRole": false, "members": member}),
            &["reset-passwords-as-helpdesk", "holds"],
            "allowed",
        ),
        ("nobody says what the group is", json!({"members": member}), &["reset-passwords-as-helpdesk", "holds"], "unknown"),
    ];
    for (why, mut group, expected, verdict) in rows {
        let mut exports = Exports::new(json!({"@odata.type": "#microsoft.graph.user", "id": VICTIM, "displayName": "Victim"}));
        exports.holds_directory_role(HELPDESK, ACTOR, "/");
        let own =
            json!({"@odata.type": "#microsoft.graph.group", "id": CUSTOM, "displayName": "Group", "securityEnabled": true});
        let fields = group.as_object_mut().expect("fields");
        own.as_object().into_iter().flatten().for_each(|(key, value)| drop(fields.insert(key.clone(), value.clone())));
        exports.objects.push(group);
        let (ways, said) = exports.ways(&format!("Owner@{SUBSCRIPTION}"));
        assert_eq!((ways, said.as_str()), (expected.iter().map(ToString::to_string).collect(), verdict), "{why}");
    }
}

#[test]
fn paths_a_delegation_that_forbids_owner_is_walked_around_by_a_custom_role_that_assigns_roles() {
    let forbidden = format!(
        "((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/write'}})) OR \
         (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {{{OWNER}, \
         18d7d88d-d35e-4fb5-a5c3-7773c20a72d9, {RBAC_ADMINISTRATOR}}}))"
    );
    let allowed = format!(
        "((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/write'}})) OR \
         (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{READER}}}))"
    );
    let rows: [(&str, &str, Option<&str>, &[&str]); 5] = [
        ("the list forbids every built-in role that assigns roles", &forbidden, None, &[]),
        ("a custom role assigns roles", &forbidden, Some("Microsoft.Authorization/*/write"), &["assign-roles", "assign-roles"]),
        ("the custom role assigns nothing", &forbidden, Some("Microsoft.Authorization/*/read"), &[]),
        ("only Reader may be assigned", &allowed, Some("Microsoft.Authorization/*/write"), &[]),
        ("no condition", "", None, &["assign-roles"]),
    ];
    for (why, condition, custom, expected) in rows {
        let mut exports = Exports::new(json!({"@odata.type": "#microsoft.graph.user", "id": VICTIM, "displayName": "Victim"}));
        let row = exports.assigned(RBAC_ADMINISTRATOR, ACTOR, SUBSCRIPTION);
        if !condition.is_empty() {
            row["properties"]["condition"] = json!(condition);
            row["properties"]["conditionVersion"] = json!("2.0");
        }
        if let Some(action) = custom {
            exports.custom(CUSTOM, &[action], &[]);
        }
        assert_eq!(exports.ways_to_owner(), expected, "{why}");
    }
}

#[test]
fn paths_go_on_from_one_identity_to_the_next() {
    let machine = resource("rg-here", "Microsoft.Compute/virtualMachines");
    let mut exports = Exports::with_identity_of(&machine);
    let service = "00000000-0000-4000-8000-0000000000d0";
    exports.objects.push(json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": service, "displayName": "deployer",
        "servicePrincipalType": "Application"}));
    // Virtual Machine Contributor.
    exports.assigned("9980e02c-c2be-4d73-94e8-173b1dc7cf3c", service, &machine);
    exports.directory_role("microsoft.directory/servicePrincipals/credentials/update", "/");
    assert_eq!(exports.ways_to_owner(), ["add-credentials", "run-on-virtual-machines", "holds"]);
    assert_eq!(exports.ways("Global Administrator").0, NO_WAYS, "no step leads to an Entra role");
    assert_eq!(exports.ways("Owner").0, ["add-credentials", "run-on-virtual-machines", "holds"], "every scope");
}

#[test]
fn paths_are_no_surer_than_their_least_sure_step() {
    let unknown = json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": VICTIM, "displayName": "victim"});
    let mut exports = Exports::new(unknown);
    exports.directory_role("microsoft.directory/servicePrincipals/credentials/update", "/");
    let (ways, verdict) = exports.ways(&format!("Owner@{SUBSCRIPTION}"));
    assert_eq!(ways, ["add-credentials", "holds"]);
    assert_eq!(verdict, "unknown", "whether it is a managed identity is not exported");
}

#[test]
fn paths_a_custom_role_is_widened_by_who_holds_it_and_may_change_it_at_each_of_its_scopes() {
    let group = format!("{SUBSCRIPTION}/resourceGroups/rg-here");
    let elsewhere = "/subscriptions/22222222-2222-4222-8222-222222222222";
    let change = "Microsoft.Authorization/roleDefinitions/*";
    let rows: [(&str, &str, &[&str], Option<&str>); 4] = [
        ("it may be changed where it can be assigned", change, &[group.as_str()], Some("allowed")),
        ("it can be assigned in more than may be changed", change, &[SUBSCRIPTION], None),
        ("what is held in another subscription was not exported", change, &[group.as_str(), elsewhere], Some("unknown")),
        ("it may only be read", "Microsoft.Authorization/roleDefinitions/read", &[group.as_str()], None),
    ];
    for (why, action, scopes, expected) in rows {
        let mut exports = Exports::new(json!({"@odata.type": "#microsoft.graph.user", "id": VICTIM, "displayName": "Victim"}));
        exports.custom(CUSTOM, &[action], &[]);
        exports.definitions[0]["properties"]["assignableScopes"] = json!(scopes);
        exports.assigned(CUSTOM, ACTOR, &group);
        let (ways, verdict) = exports.ways(&format!("Owner@{group}"));
        assert_eq!(ways, expected.map(|_| "write-role-definitions").into_iter().collect::<Vec<_>>(), "{why}");
        assert_eq!(verdict, expected.unwrap_or_default(), "{why}");
    }
}

#[test]
fn paths_an_owner_comes_to_act_as_what_it_owns_unless_nobody_can() {
    let owners = json!([{"@odata.type": "#microsoft.graph.user", "id": ACTOR}]);
    let group = |kinds: &[&str], assignable: bool| {
        json!({"@odata.type": "#microsoft.graph.group", "id": VICTIM, "displayName": "Victims", "securityEnabled": true,
            "isAssignableToRole": assignable, "groupTypes": kinds, "owners": owners})
    };
    let service = |kind: &str| {
        json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": VICTIM, "displayName": "victim", "servicePrincipalType": kind,
            "owners": owners})
    };
    let rows: [(&str, Value, &[&str]); 5] = [
        ("a group", group(&[], false), &["own", "holds"]),
        ("a group that can hold Entra roles", group(&[], true), &["own", "holds"]),
        ("a group whose members a rule sets", group(&["DynamicMembership"], false), &[]),
        ("an application", service("Application"), &["own", "holds"]),
        ("a managed identity", service("ManagedIdentity"), &[]),
    ];
    for (why, victim, expected) in rows {
        assert_eq!(Exports::new(victim).ways_to_owner(), expected, "{why}");
    }
}

#[test]
fn paths_the_owner_of_an_application_signs_in_as_its_service_principal() {
    let application = "00000000-0000-4000-8000-0000000000a1";
    let mut exports =
        Exports::new(json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": VICTIM, "displayName": "victim",
        "servicePrincipalType": "Application", "appId": application}));
    exports
        .applications
        .push(json!({"id": "00000000-0000-4000-8000-0000000000a2", "appId": application, "displayName": "victim",
        "owners": [{"@odata.type": "#microsoft.graph.user", "id": ACTOR}]}));
    assert_eq!(exports.ways_to_owner(), ["own", "holds"]);
    exports.applications[0]["appId"] = json!("00000000-0000-4000-8000-0000000000a3");
    assert_eq!(exports.ways_to_owner(), NO_WAYS, "another application");
}

/// Virtual Machine Contributor.
const MACHINES: &str = "9980e02c-c2be-4d73-94e8-173b1dc7cf3c";

#[test]
fn paths_the_fewest_assignments_that_cut_all_of_them_are_found_also_where_a_path_is_hidden_by_another() {
    let machine = resource("rg-here", "Microsoft.Compute/virtualMachines");
    let own = |who: &str, role: &str| (who.to_owned(), role.to_owned());
    let mut exports = Exports::with_identity_of(&machine);
    assert_eq!(exports.cut(), None, "nobody comes to it");
    exports.assigned(MACHINES, ACTOR, &machine);
    assert_eq!(exports.cut(), Some((vec![own(ACTOR, MACHINES)], true)), "one path: one of its two assignments");
    // The report shows the shorter path alone; without it the longer one is there.
    exports.assigned(RBAC_ADMINISTRATOR, ACTOR, SUBSCRIPTION);
    let both = vec![own(ACTOR, MACHINES), own(ACTOR, RBAC_ADMINISTRATOR)];
    let (mut found, fewest) = exports.cut().expect("a cut");
    found.sort_by(|a, b| a.1.cmp(&b.1));
    assert_eq!((found, fewest), (both, true), "a path that another one hides");
    // The same role assignment in two lists is one.
    let again = exports.assignments.last().cloned().expect("it was assigned");
    exports.assignments.push(again);
    assert_eq!(exports.cut().map(|(found, fewest)| (found.len(), fewest)), Some((2, true)), "what is listed twice");
}

#[test]
fn paths_a_cut_counts_eligible_and_active_roles_entra_roles_and_app_roles() {
    let victim = json!({"@odata.type": "#microsoft.graph.user", "id": VICTIM, "displayName": "Victim"});
    let app_role = "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8";
    let mut exports = with_app_role(victim, app_role, Some(GRAPH_APP));
    exports.holds_directory_role(PRIVILEGED_AUTHENTICATION, ACTOR, "/");
    let (mut found, fewest) = exports.cut().expect("a cut");
    found.sort_by(|a, b| a.1.cmp(&b.1));
    // Who may sign in as the victim is cut from it, or the victim from the role.
    assert_eq!(found.len(), 2);
    assert!(fewest && found.contains(&(ACTOR.to_owned(), app_role.to_owned())), "{found:?}");
}

/// Why, what the actor is, the issuer and the subject of the credential, the ways, and the verdict.
type TrustRow = (&'static str, Value, &'static str, &'static str, &'static [&'static str], &'static str);

#[test]
fn paths_a_managed_identity_signs_in_as_the_application_that_trusts_it() {
    let application = "00000000-0000-4000-8000-0000000000a1";
    let issuer = "https://login.microsoftonline.com/00000000-0000-4000-8000-0000000000ee/v2.0";
    let actor = |kind: Value| json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": ACTOR, "displayName": "actor", "servicePrincipalType": kind});
    let rows: [TrustRow; 5] = [
        ("a managed identity", json!("ManagedIdentity"), issuer, ACTOR, &["trusted-identity", "holds"], "allowed"),
        ("nobody says what it is", Value::Null, issuer, ACTOR, &["trusted-identity", "holds"], "unknown"),
        ("an application", json!("Application"), issuer, ACTOR, &[], ""),
        ("an issuer outside", json!("ManagedIdentity"), "https://token.actions.githubusercontent.com", ACTOR, &[], ""),
        ("another identity", json!("ManagedIdentity"), issuer, CUSTOM, &[], ""),
    ];
    for (why, kind, issuer, subject, expected, verdict) in rows {
        let mut exports = Exports::new(json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": VICTIM,
            "displayName": "victim", "servicePrincipalType": "Application", "appId": application}));
        exports.objects[0] = actor(kind);
        exports.applications.push(json!({"id": "00000000-0000-4000-8000-0000000000a2", "appId": application,
            "displayName": "victim", "federatedIdentityCredentials": [{"issuer": issuer, "subject": subject}]}));
        let (ways, said) = exports.ways(&format!("Owner@{SUBSCRIPTION}"));
        assert_eq!((ways, said.as_str()), (expected.iter().map(ToString::to_string).collect(), verdict), "{why}");
    }
}

fn user(id: &str) -> Value {
    json!({"@odata.type": "#microsoft.graph.user", "id": id, "displayName": "Victim", "userPrincipalName": "victim@contoso.example",
        "userType": "Member", "accountEnabled": true})
}

const EVERYONE: &str = "00000000-0000-0000-0000-000000000000";

#[test]
fn paths_nobody_is_a_no_only_where_the_exports_show_who_holds_the_role() {
    let told = |change: fn(&mut Exports)| {
        let mut exports = Exports::new(user(VICTIM)).whole();
        change(&mut exports);
        exports.told()
    };
    let nothing = |code: i32| (Some(code), Vec::new(), String::new());
    assert_eq!(told(|_| ()), nothing(0), "everything is known, and nobody comes to it");
    let unknown = (Some(2), vec!["holds".to_owned()], "unknown".to_owned());
    assert_eq!(told(|exports| exports.assignments.clear()), unknown, "no list of role assignments");
    let holds_undefined = |exports: &mut Exports| {
        exports.assigned("00000000-0000-4000-8000-0000000000c9", ACTOR, SUBSCRIPTION);
    };
    assert_eq!(told(holds_undefined), unknown, "a role that no export defines");
    let elsewhere = |exports: &mut Exports| {
        let other = "/subscriptions/22222222-2222-4222-8222-222222222222";
        exports.assignments.clear();
        exports.assigned(OWNER, VICTIM, other);
    };
    assert_eq!(told(elsewhere), unknown, "a subscription of which no export tells");
}

#[test]
fn paths_who_is_eligible_for_the_role_comes_to_it() {
    let mut exports = Exports::new(user(VICTIM)).whole();
    let id = format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/eligible-1");
    let role = format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{OWNER}");
    exports.eligible.push(json!({"id": id, "name": "eligible-1", "type": "Microsoft.Authorization/roleEligibilityScheduleInstances",
        "properties": {"roleDefinitionId": role, "principalId": ACTOR, "principalType": "User", "scope": SUBSCRIPTION,
            "status": "Provisioned", "memberType": "Direct", "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": null,
            "roleEligibilityScheduleId": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleEligibilitySchedules/1")}}));
    assert_eq!(exports.told(), (Some(1), vec!["holds".to_owned()], "eligible".to_owned()));
}

#[test]
fn paths_whoever_may_ask_for_privileged_roles_is_no_no() {
    let requests = "Microsoft.Authorization/roleEligibilityScheduleRequests/write";
    let told = |action: &str, denied: bool| {
        let mut exports = Exports::new(user(VICTIM)).whole();
        let role = "00000000-0000-4000-8000-0000000000d7";
        exports.custom(role, &[action], &[]);
        exports.assigned(role, ACTOR, SUBSCRIPTION);
        if denied {
            exports.denied(ACTOR, SUBSCRIPTION, &[]);
        }
        exports.told().0
    };
    assert_eq!(told("Microsoft.Authorization/roleAssignments/read", false), Some(0), "reading leads to nothing");
    assert_eq!(told(requests, false), Some(2), "eligible roles lead to the role, and are not followed");
    assert_eq!(told(requests, true), Some(0), "a deny assignment takes it");
}

/// The parts of a row, in their order.
type ExpectedPath<'a> = (&'a str, &'a str, &'a str, &'a [&'a str], &'a [&'a str], &'a str, i32);

#[test]
fn paths_a_deny_assignment_stops_the_last_step_of_an_entra_administrator() {
    let other = "/subscriptions/22222222-2222-4222-8222-222222222222";
    let group = "00000000-0000-4000-8000-0000000000f1";
    let ways = ["elevate-to-root", "assign-roles"];
    let rows: [ExpectedPath<'_>; 5] = [
        ("everyone", EVERYONE, SUBSCRIPTION, &[], &[], "", 0),
        ("everyone but the actor", EVERYONE, SUBSCRIPTION, &[ACTOR], &ways, "allowed", 1),
        ("the actor", ACTOR, SUBSCRIPTION, &[], &[], "", 0),
        ("somebody else", VICTIM, SUBSCRIPTION, &[], &ways, "allowed", 1),
        ("everyone, elsewhere", EVERYONE, other, &[], &ways, "allowed", 1),
    ];
    for (why, principal, scope, exclude, expected, verdict, code) in rows {
        let mut exports = Exports::with_identity_of(&resource("rg-here", "Microsoft.Compute/virtualMachines")).whole();
        exports.holds_directory_role(GLOBAL_ADMINISTRATOR, ACTOR, "/");
        exports.denied(principal, scope, exclude);
        let (exit, ways, said) = exports.told();
        assert_eq!((exit, said.as_str()), (Some(code), verdict), "{why}");
        assert_eq!(ways, expected, "{why}");
    }
    // Who is in the group is not known.
    let mut exports = Exports::with_identity_of(&resource("rg-here", "Microsoft.Compute/virtualMachines")).whole();
    exports.holds_directory_role(GLOBAL_ADMINISTRATOR, ACTOR, "/");
    exports.denied(group, SUBSCRIPTION, &[]);
    exports.objects.iter_mut().filter(|own| own["id"] == group).for_each(|own| {
        own.as_object_mut().expect("an object").remove("members");
    });
    let (exit, ways, said) = exports.told();
    assert_eq!((exit, said.as_str()), (Some(2), "unknown"), "{ways:?}");
}

#[test]
fn paths_a_role_that_can_only_be_assigned_to_another_kind_goes_to_whom_the_actor_can_act_as() {
    let (group, bot) = ("00000000-0000-4000-8000-0000000000a7", "00000000-0000-4000-8000-0000000000a8");
    let condition = |kind: &str| {
        format!(
            "((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/write'}})) OR (@Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {{'{kind}'}}))"
        )
    };
    let member = json!([{"@odata.type": "#microsoft.graph.user", "id": ACTOR}]);
    let rows: [(&str, &str, bool, &[&str], i32); 4] = [
        ("a group that it is in", "Group", true, &["assign-roles", "member", "given-role"], 1),
        ("a group that it is not in", "Group", false, &[], 0),
        ("an application that it owns", "ServicePrincipal", true, &["assign-roles", "own", "given-role"], 1),
        ("an application of somebody else", "ServicePrincipal", false, &[], 0),
    ];
    for (why, kind, is_own, expected, code) in rows {
        let mut exports = Exports::new(user(VICTIM)).whole();
        let own = if is_own { member.clone() } else { json!([]) };
        exports.objects.push(json!({"@odata.type": "#microsoft.graph.group", "id": group, "displayName": "Team",
            "securityEnabled": true, "isAssignableToRole": false, "groupTypes": [], "members": own, "owners": []}));
        exports.objects.push(json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": bot, "displayName": "bot",
            "servicePrincipalType": "Application", "appId": "00000000-0000-4000-8000-0000000000a9", "owners": own}));
        let row = exports.assigned(RBAC_ADMINISTRATOR, ACTOR, SUBSCRIPTION);
        row["properties"]["condition"] = json!(condition(kind));
        row["properties"]["conditionVersion"] = json!("2.0");
        let (exit, ways, _) = exports.told();
        assert_eq!(ways, expected, "{why}");
        assert_eq!(exit, Some(code), "{why}");
    }
}

#[test]
fn paths_an_identity_can_be_attached_to_a_resource_of_another_resource_group() {
    let identity = resource("rg-identities", "Microsoft.ManagedIdentity/userAssignedIdentities");
    let operator = "f1a07417-d97a-45cb-824c-7a7467783830";
    let machines = format!("{SUBSCRIPTION}/resourceGroups/rg-machines");
    let mut exports = Exports::with_identity_of(&identity).whole();
    exports.assigned(operator, ACTOR, &identity);
    assert_eq!(exports.told(), (Some(0), Vec::new(), String::new()), "nothing to attach it to");
    exports.assigned(MACHINES, ACTOR, &machines);
    assert_eq!(exports.told(), (Some(1), vec!["use-managed-identities".to_owned(), "holds".to_owned()], "allowed".to_owned()));
}

#[test]
fn paths_what_is_there_and_not_followed_is_no_no() {
    let application_administrator = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
    let unit = "/administrativeUnits/00000000-0000-4000-8000-0000000000ff";
    let bot = || {
        json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": VICTIM, "displayName": "bot",
            "servicePrincipalType": "Application", "appId": "00000000-0000-4000-8000-0000000000a9", "owners": []})
    };
    let object = |id: &str| format!("/{id}");
    let rows: [(&str, Value, &str, String, i32); 5] = [
        ("at the application", bot(), application_administrator, object("00000000-0000-4000-8000-0000000000a4"), 2),
        ("at the service principal", bot(), application_administrator, object(VICTIM), 2),
        ("at somebody who holds nothing", bot(), application_administrator, object(ACTOR), 0),
        ("in an administrative unit", user(VICTIM), HELPDESK, unit.to_owned(), 2),
        ("of a role that leads nowhere", user(VICTIM), "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", unit.to_owned(), 0),
    ];
    for (why, victim, role, scope, code) in rows {
        let mut exports = Exports::new(victim).whole();
        exports.holds_directory_role(role, ACTOR, &scope);
        assert_eq!(exports.told(), (Some(code), Vec::new(), String::new()), "{why}");
    }
    let contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    let rows: [(&str, &[&str], i32); 4] = [
        ("Microsoft.App/containerApps", &["change-container-apps", "holds"], 1),
        ("Microsoft.App/jobs", &["change-container-apps", "holds"], 1),
        ("Microsoft.Resources/deploymentScripts", &["run-deployment-scripts", "holds"], 1),
        ("Microsoft.ContainerService/managedClusters", &[], 2),
    ];
    for (kind, expected, code) in rows {
        let mut exports = Exports::with_identity_of(&resource("rg-here", kind)).whole();
        exports.assigned(contributor, ACTOR, &format!("{SUBSCRIPTION}/resourceGroups/rg-here"));
        let (exit, ways, _) = exports.told();
        assert_eq!((exit, ways.iter().map(String::as_str).collect::<Vec<_>>()), (Some(code), expected.to_vec()), "{kind}");
    }
    // An identity of which no export names the resource.
    let mut exports = Exports::with_identity_of(&resource("rg-here", "Microsoft.Compute/virtualMachines")).whole();
    exports.resources.remove(0);
    assert_eq!(exports.told(), (Some(2), Vec::new(), String::new()));
}

#[test]
fn paths_no_password_is_reset_of_a_guest_or_of_a_disabled_account() {
    let rows: [(&str, &str, &str, Value, &str, i32); 6] = [
        ("a member", HELPDESK, "victim@contoso.example", json!(true), "allowed", 1),
        ("a guest", HELPDESK, "victim_contoso.example#EXT#@fabrikam.example", json!(true), "", 0),
        (
            "a guest, by whoever resets anybody's",
            PRIVILEGED_AUTHENTICATION,
            "victim_contoso.example#ext#@fabrikam.example",
            json!(true),
            "",
            0,
        ),
        ("a disabled account", HELPDESK, "victim@contoso.example", json!(false), "unknown", 2),
        ("a disabled account, by who enables it", USER_ADMINISTRATOR, "victim@contoso.example", json!(false), "allowed", 1),
        ("nobody says whether it is disabled", HELPDESK, "victim@contoso.example", Value::Null, "allowed", 1),
    ];
    for (why, role, name, enabled, verdict, code) in rows {
        let mut victim = user(VICTIM);
        victim["userPrincipalName"] = json!(name);
        victim["accountEnabled"] = enabled;
        let mut exports = Exports::new(victim).whole();
        exports.holds_directory_role(role, ACTOR, "/");
        let (exit, _, said) = exports.told();
        assert_eq!((exit, said.as_str()), (Some(code), verdict), "{why}");
    }
}

#[test]
fn paths_an_application_that_trusts_another_tenant_trusts_no_identity_of_this_one() {
    let (home, other) = ("00000000-0000-4000-8000-0000000000ee", "00000000-0000-4000-8000-0000000000ef");
    for (issuer, expected) in [(home, &["trusted-identity", "holds"][..]), (other, &[]), ("common", &[])] {
        let application = "00000000-0000-4000-8000-0000000000a1";
        let mut exports = Exports::new(json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": VICTIM,
            "displayName": "victim", "servicePrincipalType": "Application", "appId": application, "owners": []}));
        exports.objects[0] = json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": ACTOR, "displayName": "actor",
            "servicePrincipalType": "ManagedIdentity", "owners": []});
        exports.subscriptions.push(json!({"id": SUBSCRIPTION.rsplit('/').next(), "name": "Shop", "state": "Enabled",
            "tenantId": home, "homeTenantId": home}));
        let issuer_text = format!("https://login.microsoftonline.com/{issuer}/v2.0");
        exports.applications.push(json!({"id": "00000000-0000-4000-8000-0000000000a2", "appId": application,
            "displayName": "victim", "owners": [], "federatedIdentityCredentials": [{"issuer": issuer_text, "subject": ACTOR}]}));
        assert_eq!(exports.ways_to_owner(), expected, "{issuer}");
    }
}

const USER_ACCESS_ADMINISTRATOR: &str = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";

/// A condition on whoever assigns roles: an attribute of the assignment is among some values.
fn only(attribute: &str, values: &str) -> String {
    let kind = if attribute == "PrincipalType" { "StringEqualsIgnoreCase" } else { "GuidEquals" };
    format!(
        "((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/write'}})) OR (@Request[Microsoft.Authorization/roleAssignments:{attribute}] ForAnyOfAnyValues:{kind} {{{values}}}))"
    )
}

impl Exports {
    /// An assignment under a condition; none where it is empty.
    fn assigned_under(&mut self, condition: &str, role: &str, (who, scope): (&str, &str)) {
        let row = self.assigned(role, who, scope);
        let properties = row.get_mut("properties").and_then(Value::as_object_mut).filter(|_| !condition.is_empty());
        if let Some(properties) = properties {
            properties.insert("condition".to_owned(), json!(condition));
            properties.insert("conditionVersion".to_owned(), json!("2.0"));
        }
    }

    /// What is told, with the exit code and the ways as plain texts.
    fn ends(&self) -> Ended {
        let (code, ways, verdict) = self.told();
        (code.expect("an exit code"), ways.join(" "), verdict)
    }
}

/// The exit code, the ways and the verdict.
type Ended = (i32, String, String);

fn ended(code: i32, ways: &str, verdict: &str) -> Ended {
    (code, ways.to_owned(), verdict.to_owned())
}

#[test]
fn paths_whoever_may_assign_a_role_at_a_resource_goes_the_way_that_it_opens() {
    let machine = resource("rg-here", "Microsoft.Compute/virtualMachines");
    let (here, elsewhere) =
        (format!("{SUBSCRIPTION}/resourceGroups/rg-here"), format!("{SUBSCRIPTION}/resourceGroups/rg-other"));
    let roles = |own: &str| only("RoleDefinitionId", own);
    let (contributor, reader, steps) = (roles(CONTRIBUTOR), roles(READER), roles(USER_ACCESS_ADMINISTRATOR));
    let by_role = "assign-roles run-on-virtual-machines holds";
    let rows: [(&str, &str, &str, &str); 7] = [
        ("at the resource group", "", &here, by_role),
        ("at the resource", "", &machine, by_role),
        ("at another resource group", "", &elsewhere, ""),
        ("Contributor alone", &contributor, &here, by_role),
        ("Reader alone", &reader, &here, ""),
        ("a role that assigns any other", &steps, &here, "assign-roles assign-roles run-on-virtual-machines holds"),
        ("Contributor alone, elsewhere", &contributor, &elsewhere, ""),
    ];
    for (why, condition, scope, expected) in rows {
        let mut exports = Exports::with_identity_of(&machine).whole();
        exports.assigned_under(condition, RBAC_ADMINISTRATOR, (ACTOR, scope));
        let (code, verdict) = if expected.is_empty() { (0, "") } else { (1, "allowed") };
        assert_eq!(exports.ends(), ended(code, expected, verdict), "{why}");
    }
}

#[test]
fn paths_a_deny_assignment_stops_the_way_that_a_new_role_opens() {
    let machine = resource("rg-here", "Microsoft.Compute/virtualMachines");
    let here = format!("{SUBSCRIPTION}/resourceGroups/rg-here");
    let by_role = ended(1, "assign-roles run-on-virtual-machines holds", "allowed");
    let rows: [(&str, &str, &[&str], &str, Ended); 4] = [
        ("everyone", EVERYONE, &[], "Microsoft.Compute/*", ended(0, "", "")),
        ("everyone but the actor", EVERYONE, &[ACTOR], "Microsoft.Compute/*", by_role.clone()),
        ("somebody else", VICTIM, &[], "Microsoft.Compute/*", by_role.clone()),
        ("another action", EVERYONE, &[], "Microsoft.Web/*", by_role),
    ];
    for (why, principal, exclude, action, expected) in rows {
        let mut exports = Exports::with_identity_of(&machine).whole();
        exports.assigned_under(&only("RoleDefinitionId", CONTRIBUTOR), RBAC_ADMINISTRATOR, (ACTOR, &here));
        exports.denied(principal, &machine, exclude);
        exports.denies[0]["properties"]["permissions"][0]["actions"] = json!([action]);
        assert_eq!(exports.ends(), expected, "{why}");
    }
}

#[test]
fn paths_a_role_that_opens_a_way_goes_to_a_group_that_the_actor_is_in() {
    let machine = resource("rg-here", "Microsoft.Compute/virtualMachines");
    let group = "00000000-0000-4000-8000-0000000000a7";
    for (is_member, expected) in
        [(true, ended(1, "assign-roles member run-on-virtual-machines holds", "allowed")), (false, ended(0, "", ""))]
    {
        let mut exports = Exports::with_identity_of(&machine).whole();
        let members = if is_member { json!([{"@odata.type": "#microsoft.graph.user", "id": ACTOR}]) } else { json!([]) };
        exports.objects.push(json!({"@odata.type": "#microsoft.graph.group", "id": group, "displayName": "Team",
            "securityEnabled": true, "isAssignableToRole": false, "groupTypes": [], "members": members, "owners": []}));
        exports.assigned_under(&only("PrincipalType", "'Group'"), RBAC_ADMINISTRATOR, (ACTOR, &machine));
        assert_eq!(exports.ends(), expected, "{is_member}");
    }
}

#[test]
fn paths_a_custom_role_is_widened_where_it_opens_a_way() {
    let machine = resource("rg-here", "Microsoft.Compute/virtualMachines");
    let (here, elsewhere) =
        (format!("{SUBSCRIPTION}/resourceGroups/rg-here"), format!("{SUBSCRIPTION}/resourceGroups/rg-other"));
    let widened = ended(1, "write-role-definitions run-on-virtual-machines holds", "allowed");
    let rows: [(&str, &[&str], &str, Ended); 3] = [
        ("where it is held and can be changed", &[&here], &here, widened),
        ("it can be assigned in more than may be changed", &[SUBSCRIPTION], &here, ended(0, "", "")),
        ("it is held elsewhere", &[&elsewhere], &elsewhere, ended(0, "", "")),
    ];
    for (why, scopes, held, expected) in rows {
        let mut exports = Exports::with_identity_of(&machine).whole();
        exports.custom(CUSTOM, &["Microsoft.Authorization/roleDefinitions/write"], &[]);
        exports.definitions[0]["properties"]["assignableScopes"] = json!(scopes);
        exports.assigned(CUSTOM, ACTOR, held);
        assert_eq!(exports.ends(), expected, "{why}");
    }
}

#[test]
fn paths_a_condition_on_the_principal_is_decided() {
    let other = "00000000-0000-4000-8000-0000000000a6";
    let rows: [(&str, &str, Ended); 4] = [
        ("itself", ACTOR, ended(1, "assign-roles", "allowed")),
        ("somebody else", other, ended(0, "", "")),
        ("both", &format!("{ACTOR}, {other}"), ended(1, "assign-roles", "allowed")),
        ("nobody whom the exports name", "00000000-0000-4000-8000-0000000000a5", ended(0, "", "")),
    ];
    for (why, principals, expected) in rows {
        let mut exports = Exports::new(user(VICTIM)).whole();
        exports.objects.push(user(other));
        exports.assigned_under(&only("PrincipalId", principals), RBAC_ADMINISTRATOR, (ACTOR, SUBSCRIPTION));
        // Another condition names somebody: the actor is one whom none names, where the first does not.
        exports.assigned_under(&only("PrincipalId", VICTIM), RBAC_ADMINISTRATOR, (other, SUBSCRIPTION));
        assert_eq!(exports.ends(), expected, "{why}");
    }
    // Everybody but one.
    let but = |id: &str| only("PrincipalId", id).replace("ForAnyOfAnyValues:GuidEquals", "ForAnyOfAllValues:GuidNotEquals");
    for (id, expected) in [(other, ended(1, "assign-roles", "allowed")), (ACTOR, ended(0, "", ""))] {
        let mut exports = Exports::new(user(VICTIM)).whole();
        exports.objects.push(user(other));
        exports.assigned_under(&but(id), RBAC_ADMINISTRATOR, (ACTOR, SUBSCRIPTION));
        assert_eq!(exports.ends(), expected, "all but {id}");
    }
}

#[test]
fn paths_a_group_that_comes_to_the_role_and_has_no_list_of_members_is_no_no() {
    let group = |members: Option<Value>| {
        let mut own = json!({"@odata.type": "#microsoft.graph.group", "id": VICTIM, "displayName": "Victims", "securityEnabled": true,
            "isAssignableToRole": false, "groupTypes": [], "owners": []});
        if let Some(members) = members {
            own["members"] = members;
        }
        Exports::new(own).whole()
    };
    assert_eq!(group(Some(json!([]))).ends().0, 0, "it has no members");
    assert_eq!(group(None).ends().0, 2, "no export lists them");
}

#[test]
fn paths_who_is_eligible_to_own_a_group_comes_to_act_as_its_member() {
    let rows: [(&str, &str, Value, Ended); 4] = [
        ("owner", "2026-01-01T00:00:00Z", Value::Null, ended(1, "own holds", "eligible")),
        ("owner, over", "2026-01-01T00:00:00Z", json!("2026-02-01T00:00:00Z"), ended(0, "", "")),
        ("owner, later", "2027-01-01T00:00:00Z", Value::Null, ended(0, "", "")),
        ("neither", "2026-01-01T00:00:00Z", Value::Null, ended(0, "", "")),
    ];
    for (access, from, until, expected) in rows {
        let mut exports = Exports::new(json!({"@odata.type": "#microsoft.graph.group", "id": VICTIM, "displayName": "Victims",
            "securityEnabled": true, "isAssignableToRole": false, "groupTypes": [], "members": [], "owners": []}))
        .whole();
        exports.owner_schedules.push(json!({"id": "1", "principalId": ACTOR, "groupId": VICTIM,
            "accessId": access.split(',').next(), "memberType": "direct", "startDateTime": from, "endDateTime": until,
            "eligibilityScheduleId": "2", "status": "Provisioned"}));
        assert_eq!(exports.ends(), expected, "{access}");
    }
}

#[test]
fn paths_a_disabled_service_principal_gets_no_token() {
    let machine = resource("rg-here", "Microsoft.Compute/virtualMachines");
    for (enabled, expected) in [(true, ended(1, "run-on-virtual-machines holds", "allowed")), (false, ended(0, "", ""))] {
        let mut exports = Exports::with_identity_of(&machine).whole();
        exports.objects[1]["accountEnabled"] = json!(enabled);
        exports.assigned(MACHINES, ACTOR, &machine);
        assert_eq!(exports.ends(), expected, "a managed identity");
    }
    for (enabled, expected) in [(true, ended(1, "own holds", "allowed")), (false, ended(2, "own holds", "unknown"))] {
        let exports =
            Exports::new(json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": VICTIM, "displayName": "bot",
            "servicePrincipalType": "Application", "accountEnabled": enabled,
            "owners": [{"@odata.type": "#microsoft.graph.user", "id": ACTOR}]}))
            .whole();
        assert_eq!(exports.ends(), expected, "an application, whose owner may be able to enable it");
    }
}

#[test]
fn paths_an_empty_list_of_app_roles_is_knowledge() {
    let exports = |api: &str| {
        let mut exports = Exports::new(user(VICTIM)).whole();
        exports.app_roles.clear();
        exports.objects.iter_mut().filter(|own| own["id"] == GRAPH).for_each(|own| own["appId"] = json!(api));
        exports
    };
    assert_eq!(exports(GRAPH_APP).ends(), ended(0, "", ""), "of Microsoft Graph");
    assert_eq!(exports("00000000-0000-4000-8000-0000000000e9").ends(), ended(2, "", ""), "of another API");
}

#[test]
fn paths_an_identity_can_be_attached_to_the_one_machine_that_can_be_changed() {
    let identity = resource("rg-identities", "Microsoft.ManagedIdentity/userAssignedIdentities");
    let operator = "f1a07417-d97a-45cb-824c-7a7467783830";
    for (kind, expected) in [
        ("Microsoft.Compute/virtualMachines", ended(1, "use-managed-identities holds", "allowed")),
        ("Microsoft.Compute/disks", ended(0, "", "")),
    ] {
        let mut exports = Exports::with_identity_of(&identity).whole();
        exports.assigned(operator, ACTOR, &identity);
        exports.assigned(MACHINES, ACTOR, &resource("rg-machines", kind));
        assert_eq!(exports.ends(), expected, "{kind}");
    }
}

#[test]
fn paths_whoever_changes_a_policy_assignment_may_act_as_its_identity() {
    let policy = format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/it");
    // Resource Policy Contributor, and one that only reads.
    for (role, expected) in
        [("36243c78-bf99-498c-9df9-86d9f8d28608", ended(2, "assign-policies holds", "unknown")), (READER, ended(0, "", ""))]
    {
        let mut exports = Exports::with_identity_of(&policy).whole();
        exports.assigned(role, ACTOR, SUBSCRIPTION);
        assert_eq!(exports.ends(), expected, "{role}");
    }
}

/// A report of the paths of the tenant in the fixtures.
fn report_of_fixture() -> Value {
    let arguments = ["paths", "fixtures/tenants/escalation", "--at", "2026-11-01", "--format", "json", "-q"];
    serde_json::from_slice(&rolecall(&arguments, b"").stdout).expect("JSON")
}

/// What `verify` says of a report about that tenant: its exit code and what it prints.
fn verified(report: &Value) -> (Option<i32>, String) {
    verified_with(report, "fixtures/tenants/escalation")
}

fn verified_with(report: &Value, exports: &str) -> (Option<i32>, String) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), report.to_string()).expect("a report");
    let output = rolecall(&["verify", &file.path().to_string_lossy(), exports], b"");
    (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

/// The step of somebody's path that goes a way.
fn hop<'r>(report: &'r mut Value, way: &str) -> &'r mut Value {
    let goals = report.get_mut("goals").and_then(Value::as_array_mut).into_iter().flatten();
    let paths = goals.filter_map(|goal| goal.get_mut("paths")?.as_array_mut()).flatten();
    let mut hops = paths.filter_map(|path| path.get_mut("hops")?.as_array_mut()).flatten();
    hops.find(|hop| hop.get("way").and_then(Value::as_str) == Some(way)).expect("a step")
}

type Forgery = fn(&mut Value);

#[test]
fn paths_reports_are_taken_by_verify_and_forged_ones_are_not() {
    let honest = report_of_fixture();
    let (code, said) = verified(&honest);
    assert_eq!(code, Some(0), "{said}");
    let forgeries: [(&str, &str, Forgery); 14] = [
        ("somebody comes to it, and the answer is no", "other-answer", |report| report["answer"] = json!("no")),
        ("nobody comes to it, and the answer is yes", "other-answer", |report| report["goals"] = json!([])),
        ("a list is called proved that is not", "other-status", |report| {
            let mut entries = report["coverage"].as_array_mut().expect("coverage").iter_mut();
            let listed = entries.find(|entry| entry["state"] == "listed");
            listed.expect("a list that only looks whole")["state"] = json!("proved");
        }),
        ("an assignment that cuts the paths is left out", "not-cut", |report| {
            report["cut"]["assignments"].as_array_mut().expect("assignments").remove(0);
        }),
        ("an assignment that cuts the paths is somebody else's", "other-record", |report| {
            report["cut"]["assignments"][0]["principal"] = hop(report, "own")["actor"].clone();
        }),
        ("somebody else acts", "other-principal", |report| hop(report, "add-credentials")["actor"] = json!(ACTOR)),
        ("it leads to another identity", "broken-path", |report| {
            let other = hop(report, "add-credentials")["acts_as"].clone();
            hop(report, "run-on-virtual-machines")["acts_as"] = other;
        }),
        ("an owner of something else", "other-record", |report| hop(report, "own")["record"] = json!(7)),
        ("the record of another grant", "other-record", |report| {
            hop(report, "run-on-virtual-machines")["answers"][0]["proof"][0]["record"] = json!(1);
        }),
        ("on another basis", "other-basis", |report| hop(report, "holds")["answers"][0]["basis"] = json!("covers")),
        ("a step is left out", "broken-path", |report| {
            let mut goals = report["goals"].as_array_mut().expect("goals").iter_mut();
            let path = goals.find_map(|goal| {
                goal["paths"].as_array_mut()?.iter_mut().find(|path| path["hops"].as_array().is_some_and(|hops| hops.len() > 1))
            });
            path.expect("a path")["hops"].as_array_mut().expect("steps").remove(0);
        }),
        ("a role that only leads on is the end", "broken-path", |report| {
            let goals = report["goals"].as_array_mut().expect("goals").iter_mut();
            let paths = goals.flat_map(|goal| goal["paths"].as_array_mut().expect("paths"));
            let is_twice =
                |path: &&mut Value| path["hops"][0]["way"] == "assign-roles" && path["hops"][1]["way"] == "assign-roles";
            let path = paths.filter(|path| path["hops"].as_array().is_some_and(|hops| hops.len() == 2)).find(is_twice);
            path.expect("a path")["hops"].as_array_mut().expect("steps").pop();
        }),
        ("a reset of the password of an administrator", "broken-path", |report| {
            let administrator = hop(report, "elevate-to-root")["actor"].clone();
            hop(report, "reset-passwords-as-helpdesk")["acts_as"] = administrator;
        }),
        ("who holds the role does not", "overstated", |report| {
            let reader = hop(report, "own")["actor"].clone();
            let mut goals = report["goals"].as_array_mut().expect("goals").iter_mut();
            let held = goals.find(|goal| goal["holders"].as_array().is_some_and(|holders| !holders.is_empty()));
            held.expect("a goal that is held")["holders"][0]["principal"] = reader;
        }),
    ];
    for (why, code, forge) in forgeries {
        let mut forged = honest.clone();
        forge(&mut forged);
        let (exit, said) = verified(&forged);
        assert!(exit == Some(1) && said.contains(code), "{why}: {code} is not in {exit:?} {said}");
    }
}

#[test]
fn paths_reports_with_app_roles_are_taken_by_verify_and_forged_ones_are_not() {
    let exports = "fixtures/tenants/graph-permissions";
    let of = |to: &[&str]| -> Value {
        let arguments = [&["paths", exports, "--at", "2026-11-01", "--format", "json", "-q"], to].concat();
        serde_json::from_slice(&rolecall(&arguments, b"").stdout).expect("JSON")
    };
    let honest = of(&[]);
    for report in [&honest, &of(&["--to", "Global Administrator"])] {
        let (code, said) = verified_with(report, exports);
        assert_eq!(code, Some(0), "{said}");
    }
    let forgeries: [(&str, &str, Forgery); 5] = [
        ("an application that trusts nobody", "other-record", |report| hop(report, "trusted-identity")["record"] = json!(1)),
        ("a record of somebody else", "other-record", |report| {
            hop(report, "graph-assign-directory-roles")["record"] = json!(2);
        }),
        ("an app role of another way", "other-record", |report| {
            hop(report, "graph-change-groups")["way"] = json!("graph-issue-access-passes");
        }),
        ("an API that only calls itself Microsoft Graph", "other-record", |report| {
            let payroll = json!("9a9c0000-0000-4000-8000-000000000023");
            let hop = hop(report, "graph-assign-directory-roles");
            hop["actor"] = payroll;
            hop["input"] = json!("fixtures/tenants/graph-permissions/app-roles-of-another.json");
            hop["record"] = json!(1);
        }),
        ("it leads to a managed identity", "broken-path", |report| {
            let identity = hop(report, "graph-add-credentials")["actor"].clone();
            hop(report, "graph-add-credentials")["acts_as"] = identity;
        }),
    ];
    for (why, code, forge) in forgeries {
        let mut forged = honest.clone();
        forge(&mut forged);
        if why.starts_with("an API") {
            let goals = forged["goals"].as_array_mut().expect("goals").iter_mut();
            for path in goals.flat_map(|goal| goal["paths"].as_array_mut().expect("paths")) {
                if path["hops"][0]["actor"] == "9a9c0000-0000-4000-8000-000000000023" {
                    path["principal"] = path["hops"][0]["actor"].clone();
                }
            }
        }
        let (exit, said) = verified_with(&forged, exports);
        assert!(exit == Some(1) && said.contains(code), "{why}: {code} is not in {exit:?} {said}");
    }
}

#[test]
fn paths_verify_refuses_a_path_that_is_said_to_be_surer_than_whom_it_leads_to() {
    let unknown = json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": VICTIM, "displayName": "victim"});
    let mut exports = Exports::new(unknown);
    exports.directory_role("microsoft.directory/servicePrincipals/credentials/update", "/");
    let folder = tempfile::tempdir().expect("a folder");
    for input in exports.inputs() {
        let text = input.source().expect("a text");
        std::fs::write(folder.path().join(text.name().to_string()), text.text()).expect("an export");
    }
    let exports = folder.path().to_string_lossy().into_owned();
    let arguments =
        ["paths", &exports, "--at", "2026-11-01", "--to", &format!("Owner@{SUBSCRIPTION}"), "--format", "json", "-q"];
    let report = String::from_utf8(rolecall(&arguments, b"").stdout).expect("text");
    for (forged, code) in
        [(report.clone(), Some(0)), (report.replace(r#""verdict":"unknown","hops""#, r#""verdict":"allowed","hops""#), Some(1))]
    {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), &forged).expect("a report");
        let output = rolecall(&["verify", &file.path().to_string_lossy(), &exports], b"");
        assert_eq!(output.status.code(), code, "{}", String::from_utf8_lossy(&[output.stdout, output.stderr].concat()));
        assert_eq!(code == Some(0), forged == report, "the forgery changes something");
    }
}
