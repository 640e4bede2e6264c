//! The database of `ROADrecon` gives the same as the lists of Microsoft Graph that hold the same tenant (R-FMT-21): it is built here from the rows
//! of a fixture, as `roadrecon gather` writes it.
#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]
#![expect(clippy::indexing_slicing, reason = "an index into JSON gives null")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use rolecall::catalog::Catalog;
use rolecall::export::{self, Loaded};
use rolecall::graph::TenantGraph;
use rolecall::model::{Notes, ObjectId};
use rusqlite::{Connection, params};
use serde_json::Value;

/// 2025-02-01.
const AT: i64 = 1_738_368_000;
const AZURE: &str = "fixtures/contoso/azure";
const ENTRA: &str = "fixtures/contoso/entra";

/// The tables, with the columns that matter here and some that do not.
const TABLES: &str = r#"
CREATE TABLE "TenantDetails" ("objectType" TEXT, "objectId" TEXT PRIMARY KEY, "displayName" TEXT, "verifiedDomains" TEXT);
CREATE TABLE "Users" ("objectType" TEXT, "objectId" TEXT PRIMARY KEY, "accountEnabled" BOOLEAN, "displayName" TEXT, "mailNickname" TEXT,
    "userPrincipalName" TEXT, "userType" TEXT);
CREATE TABLE "Groups" ("objectType" TEXT, "objectId" TEXT PRIMARY KEY, "dirSyncEnabled" BOOLEAN, "displayName" TEXT, "groupTypes" TEXT,
    "isAssignableToRole" BOOLEAN, "mailNickname" TEXT, "securityEnabled" BOOLEAN, "visibility" TEXT);
CREATE TABLE "ServicePrincipals" ("objectType" TEXT, "objectId" TEXT PRIMARY KEY, "alternativeNames" TEXT, "appId" TEXT,
    "displayName" TEXT, "servicePrincipalType" TEXT);
CREATE TABLE "RoleDefinitions" ("objectType" TEXT, "objectId" TEXT PRIMARY KEY, "displayName" TEXT, "isBuiltIn" BOOLEAN,
    "isEnabled" BOOLEAN, "resourceScopes" TEXT, "rolePermissions" TEXT, "templateId" TEXT);
CREATE TABLE "RoleAssignments" ("id" TEXT PRIMARY KEY, "principalId" TEXT, "resourceScopes" TEXT, "roleDefinitionId" TEXT);
CREATE TABLE "EligibleRoleAssignments" ("id" TEXT PRIMARY KEY, "principalId" TEXT, "resourceScopes" TEXT, "roleDefinitionId" TEXT);
CREATE TABLE "DirectoryRoles" ("objectType" TEXT, "objectId" TEXT PRIMARY KEY, "displayName" TEXT, "roleTemplateId" TEXT);
CREATE TABLE "lnk_group_member_user" ("Group" TEXT, "User" TEXT);
CREATE TABLE "lnk_group_member_group" ("Group" TEXT, "childGroup" TEXT);
CREATE TABLE "lnk_group_member_serviceprincipal" ("Group" TEXT, "ServicePrincipal" TEXT);
CREATE TABLE "lnk_group_member_device" ("Group" TEXT, "Device" TEXT);
CREATE TABLE "lnk_role_member_user" ("DirectoryRole" TEXT, "User" TEXT);
CREATE TABLE "lnk_role_member_group" ("DirectoryRole" TEXT, "Group" TEXT);
CREATE TABLE "lnk_role_member_serviceprincipal" ("DirectoryRole" TEXT, "ServicePrincipal" TEXT);
"#;

fn rows(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(format!("{ENTRA}/{file}")).expect("a fixture");
    let list: Value = serde_json::from_str(&text).expect("JSON");
    list["value"].as_array().expect("a list").clone()
}

fn text<'v>(row: &'v Value, key: &str) -> Option<&'v str> {
    row.get(key).and_then(Value::as_str)
}

/// Writes the database of the fixture.
fn database(path: &Path) -> Connection {
    let database = Connection::open(path).expect("a database");
    database.execute_batch(TABLES).expect("tables");
    let add = |statement: &str, values: &[&dyn rusqlite::ToSql]| {
        database.execute(statement, values).expect("a row");
    };
    for row in rows("organization.json") {
        let domains = row["verifiedDomains"].to_string();
        add(
            "INSERT INTO TenantDetails VALUES ('Company', ?1, ?2, ?3)",
            params![text(&row, "id"), text(&row, "displayName"), domains],
        );
    }
    for row in rows("users.json") {
        let [id, name, upn, kind] = ["id", "displayName", "userPrincipalName", "userType"].map(|key| text(&row, key));
        add("INSERT INTO Users VALUES ('User', ?1, 1, ?2, NULL, ?3, ?4)", params![id, name, upn, kind]);
    }
    for row in rows("service-principals.json") {
        let [id, app, name, kind] = ["id", "appId", "displayName", "servicePrincipalType"].map(|key| text(&row, key));
        add("INSERT INTO ServicePrincipals VALUES ('ServicePrincipal', ?1, '[]', ?2, ?3, ?4)", params![id, app, name, kind]);
    }
    for row in rows("groups.json") {
        let (id, name, kinds) = (text(&row, "id"), text(&row, "displayName"), row["groupTypes"].to_string());
        let (assignable, secured) = (row["isAssignableToRole"].as_bool(), row["securityEnabled"].as_bool());
        add(
            "INSERT INTO Groups VALUES ('Group', ?1, NULL, ?2, ?3, ?4, NULL, ?5, ?6)",
            params![id, name, kinds, assignable, secured, text(&row, "visibility")],
        );
        for member in row["members"].as_array().into_iter().flatten() {
            let (table, column) = match text(member, "@odata.type") {
                Some("#microsoft.graph.user") => ("user", "User"),
                Some("#microsoft.graph.group") => ("group", "childGroup"),
                Some("#microsoft.graph.servicePrincipal") => ("serviceprincipal", "ServicePrincipal"),
                _ => ("device", "Device"),
            };
            let statement = format!("INSERT INTO lnk_group_member_{table} (\"Group\", \"{column}\") VALUES (?1, ?2)");
            add(&statement, params![id, text(member, "id")]);
        }
    }
    for (file, table) in [("role-assignments.json", "RoleAssignments"), ("role-eligibility.json", "EligibleRoleAssignments")] {
        for row in rows(file) {
            let [id, principal, role, scope] =
                ["id", "principalId", "roleDefinitionId", "directoryScopeId"].map(|key| text(&row, key));
            let scopes = serde_json::to_string(&[scope]).expect("JSON");
            add(&format!("INSERT INTO {table} VALUES (?1, ?2, ?3, ?4)"), params![id, principal, scopes, role]);
        }
    }
    database
}

fn load(paths: &[&str]) -> Loaded {
    let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
    let inputs = export::load(&paths, &mut std::io::empty()).expect("the inputs");
    export::facts(&inputs).expect("the facts")
}

/// Everything that Entra says: who there is, who is in which group, and who holds which role.
fn said(loaded: &Loaded) -> BTreeSet<String> {
    let tenant = TenantGraph::build(loaded.facts.clone(), Arc::clone(&Catalog::embedded()), AT, &mut Notes::default());
    let facts = tenant.facts();
    let (principals, mut said) = (&facts.principals, BTreeSet::new());
    for who in principals.ids() {
        let known =
            principals.facts(who).map(|own| (own.name.clone(), own.upn.clone(), own.in_directory, own.assignable_to_role));
        said.insert(format!("{} {:?} {known:?}", principals.id(who), principals.kind(who)));
        for edge in tenant.membership().groups_of(who) {
            let (group, strength, direct) = (principals.id(edge.group), edge.strength, edge.direct);
            said.insert(format!("{} in {group}: {strength:?} {direct:?}", principals.id(who)));
        }
        let open = tenant.membership().open_to(who);
        said.insert(format!("{}: open to {open:?}", principals.id(who)));
    }
    for grant in tenant.directory_grants() {
        said.insert(format!("{} has {:?}", principals.id(grant.principal), grant.gives));
    }
    for grant in tenant.grants() {
        let (role, scope) = (facts.roles.id(grant.gives.role), facts.scopes.text(grant.gives.scope));
        said.insert(format!("{} has {role} at {scope}, {}", principals.id(grant.principal), grant.gives.eligible));
    }
    said.extend(facts.organizations.iter().map(|own| format!("tenant {} {:?}", own.id, own.name)));
    said
}

#[test]
fn roadrecon_gives_the_same_grants_as_the_lists_of_microsoft_graph() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("roadrecon.db");
    let own = database(&file);
    let graph = said(&load(&[AZURE, ENTRA]));
    let path = file.to_str().expect("a path");
    assert_eq!(said(&load(&[AZURE, path])), graph, "named by itself");
    assert_eq!(said(&load(&[AZURE, folder.path().to_str().expect("a path")])), graph, "found in a folder");
    assert!(graph.iter().any(|line| line.contains("eligible: true")) && graph.iter().any(|line| line.contains(" in ")));
    drop(own);
}

#[test]
fn roadrecon_without_role_assignments_has_those_of_activated_roles() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("roadrecon.db");
    let own = database(&file);
    let (user, role, template) = (
        "00000001-c057-4a11-9e00-00009e3779b1",
        "dddddddd-0000-4000-8000-000000000001",
        "62e90394-69f5-4237-9190-012177145e10",
    );
    own.execute_batch("DELETE FROM RoleAssignments").expect("no rows");
    own.execute("INSERT INTO DirectoryRoles VALUES ('Role', ?1, 'Global Administrator', ?2)", params![role, template])
        .expect("a row");
    own.execute("INSERT INTO lnk_role_member_user VALUES (?1, ?2)", params![role, user]).expect("a row");
    let said = said(&load(&[file.to_str().expect("a path")]));
    let held: Vec<&String> = said.iter().filter(|line| line.contains(" has ")).collect();
    let template = format!("{:?}", ObjectId::parse(template));
    assert!(held.iter().any(|line| line.starts_with(user) && line.contains(&template)), "{held:?}");
}

#[test]
fn roadrecon_is_not_any_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("other.db");
    let other = Connection::open(&file).expect("a database");
    other.execute_batch("CREATE TABLE Users (id INTEGER PRIMARY KEY)").expect("a table");
    let error = export::load(&[file.display().to_string()], &mut std::io::empty()).expect_err("no database of ROADrecon");
    assert!(format!("{error:?}").contains("no table `Users`"), "{error:?}");
}
