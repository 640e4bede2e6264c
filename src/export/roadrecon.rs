//! The database of `ROADrecon` as the lists of Microsoft Graph that it was gathered from (R-FMT-21). It holds Entra alone: no Azure role.
//!
//! Tables and columns are those of `roadlib/roadtools/roadlib/metadef/database.py` (<https://github.com/dirkjanm/ROADtools>). The text has one
//! document for each table, then one for the members of each group; the readers of Microsoft Graph take it from there. A table without rows
//! proves nothing: what could not be gathered looks the same.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};
use serde_json::{Map, Value, json};

/// A list of Microsoft Graph, and the columns of the table that become its keys.
struct ListOfTable {
    table: &'static str,
    /// Its name in `@odata.context`.
    collection: &'static str,
    columns: &'static [(&'static str, &'static str, CellKind)],
    /// The tables that say who owns an object.
    owners: &'static [(&'static str, &'static str, &'static str)],
}

/// What a column holds.
#[derive(Clone, Copy)]
enum CellKind {
    Text,
    Flag,
    /// JSON as a text.
    Json,
}

const LISTS: [ListOfTable; 5] = [
    ListOfTable {
        table: "TenantDetails",
        collection: "organization",
        columns: &[
            ("objectId", "id", CellKind::Text),
            ("displayName", "displayName", CellKind::Text),
            ("verifiedDomains", "verifiedDomains", CellKind::Json),
        ],
        owners: &[],
    },
    ListOfTable {
        table: "Users",
        collection: "users",
        columns: &[
            ("objectId", "id", CellKind::Text),
            ("displayName", "displayName", CellKind::Text),
            ("userPrincipalName", "userPrincipalName", CellKind::Text),
            ("mailNickname", "mailNickname", CellKind::Text),
            ("userType", "userType", CellKind::Text),
        ],
        owners: &[],
    },
    ListOfTable {
        table: "Groups",
        collection: "groups",
        columns: &[
            ("objectId", "id", CellKind::Text),
            ("displayName", "displayName", CellKind::Text),
            ("mailNickname", "mailNickname", CellKind::Text),
            ("securityEnabled", "securityEnabled", CellKind::Flag),
            ("groupTypes", "groupTypes", CellKind::Json),
            ("isAssignableToRole", "isAssignableToRole", CellKind::Flag),
            ("dirSyncEnabled", "onPremisesSyncEnabled", CellKind::Flag),
            ("visibility", "visibility", CellKind::Text),
        ],
        owners: &[("lnk_group_owner_user", "Group", "User"), ("lnk_group_owner_serviceprincipal", "Group", "ServicePrincipal")],
    },
    ListOfTable {
        table: "ServicePrincipals",
        collection: "servicePrincipals",
        columns: &[
            ("objectId", "id", CellKind::Text),
            ("displayName", "displayName", CellKind::Text),
            ("appId", "appId", CellKind::Text),
            ("servicePrincipalType", "servicePrincipalType", CellKind::Text),
            ("alternativeNames", "alternativeNames", CellKind::Json),
        ],
        owners: &[
            ("lnk_serviceprincipal_owner_user", "ServicePrincipal", "User"),
            ("lnk_serviceprincipal_owner_serviceprincipal", "ServicePrincipal", "childServicePrincipal"),
        ],
    },
    ListOfTable {
        table: "Applications",
        collection: "applications",
        columns: &[
            ("objectId", "id", CellKind::Text),
            ("appId", "appId", CellKind::Text),
            ("displayName", "displayName", CellKind::Text),
        ],
        owners: &[
            ("lnk_application_owner_user", "Application", "User"),
            ("lnk_application_owner_serviceprincipal", "Application", "ServicePrincipal"),
        ],
    },
];

/// The tables that say who is in a group: the column of the member, and its type in Microsoft Graph.
const MEMBERS: [(&str, &str, &str); 4] = [
    ("lnk_group_member_user", "User", "user"),
    ("lnk_group_member_group", "childGroup", "group"),
    ("lnk_group_member_serviceprincipal", "ServicePrincipal", "servicePrincipal"),
    ("lnk_group_member_device", "Device", "device"),
];

/// The tables of grants, and the lists that they are.
const ASSIGNMENTS: (&str, &str) = ("RoleAssignments", "roleManagement/directory/roleAssignments");
const ELIGIBLE: (&str, &str) = ("EligibleRoleAssignments", "roleManagement/directory/roleEligibilityScheduleInstances");

/// Objects by the id of another one.
type ById = BTreeMap<String, Vec<Value>>;

/// The lists of a database, as one text.
pub(super) fn text(path: &Path) -> Result<String, String> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| error.to_string())?;
    let database = Database { connection };
    if !database.has("Users", "objectId") {
        return Err("it has no table `Users` with a column `objectId`".to_owned());
    }
    database.documents().map_err(|error| error.to_string())
}

struct Database {
    connection: Connection,
}

impl Database {
    fn documents(&self) -> rusqlite::Result<String> {
        let mut documents = Vec::new();
        for list in &LISTS {
            documents.extend(self.list(list)?);
        }
        documents.extend(self.members()?);
        documents.extend(self.definitions()?);
        documents.extend(match self.grants(ASSIGNMENTS)? {
            Some(assignments) => Some(assignments),
            None => self.activated()?,
        });
        documents.extend(self.grants(ELIGIBLE)?);
        let lines = documents.into_iter().map(|document| document.to_string());
        Ok(lines.collect::<Vec<String>>().join("\n"))
    }

    /// Whether a table has a column: older databases lack some.
    fn has(&self, table: &str, column: &str) -> bool {
        let query = "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2";
        self.connection.query_row(query, [table, column], |_| Ok(())).is_ok()
    }

    /// The rows of some columns; columns that the table lacks are null.
    fn rows<T>(&self, table: &str, columns: &[&str], of: impl Fn(&Row<'_>) -> rusqlite::Result<T>) -> rusqlite::Result<Vec<T>> {
        let known =
            columns.iter().map(|column| if self.has(table, column) { format!("\"{column}\"") } else { "NULL".to_owned() });
        let known: Vec<String> = known.collect();
        if known.iter().all(|column| column == "NULL") {
            return Ok(Vec::new());
        }
        let mut statement = self.connection.prepare(&format!("SELECT {} FROM \"{table}\" ORDER BY 1, 2", known.join(", ")))?;
        let rows = statement.query_map([], |row| of(row))?;
        rows.collect()
    }

    fn list(&self, list: &ListOfTable) -> rusqlite::Result<Option<Value>> {
        let mut owners = ById::new();
        for (table, of, owner) in list.owners {
            add(&mut owners, self.linked(table, [of, owner], None)?);
        }
        // One table with its columns says that owners were gathered.
        let owned = list.owners.iter().any(|(table, of, _)| self.has(table, of));
        let columns: Vec<&str> = list.columns.iter().map(|(column, _, _)| *column).collect();
        let rows = self.rows(list.table, &columns, |row| {
            let mut object = Map::new();
            for (number, (_, key, cell)) in list.columns.iter().enumerate() {
                object.insert((*key).to_owned(), value(row.get_ref(number)?, *cell));
            }
            Ok(object)
        })?;
        let with_owners = |mut object: Map<String, Value>| {
            let id = object.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
            if owned {
                object.insert("owners".to_owned(), owners.remove(&id).unwrap_or_default().into());
            }
            Value::Object(object)
        };
        let rows: Vec<Value> = rows.into_iter().map(with_owners).collect();
        Ok(document(list.collection, &rows))
    }

    /// What a table of links says: for each object, those that are linked with it.
    fn linked(&self, table: &str, columns: [&str; 2], kind: Option<&str>) -> rusqlite::Result<Vec<(String, Value)>> {
        let object = |other: String| match kind {
            Some(kind) => json!({"@odata.type": format!("#microsoft.graph.{kind}"), "id": other}),
            None => json!({"id": other}),
        };
        let rows = self.rows(table, &columns, pair)?;
        Ok(rows.into_iter().map(|(of, other)| (of, object(other))).collect())
    }

    /// One list for each group: of a group without rows nobody is a member, unless no group has any: then they were not gathered. `ROADrecon`
    /// lists service principals as well (R-FMT-25).
    fn members(&self) -> rusqlite::Result<Vec<Value>> {
        let mut members = ById::new();
        for (table, member, kind) in MEMBERS {
            if !self.has(table, "Group") {
                return Ok(Vec::new());
            }
            add(&mut members, self.linked(table, ["Group", member], Some(kind))?);
        }
        if members.is_empty() {
            return Ok(Vec::new());
        }
        let groups = self.rows("Groups", &["objectId", "objectType"], pair)?;
        let list = |(group, _): (String, String)| {
            let value = members.remove(&group).unwrap_or_default();
            let context = "https://graph.microsoft.com/beta/$metadata#directoryObjects";
            json!({"@odata.context": context, "groupId": group, "value": value})
        };
        Ok(groups.into_iter().map(list).collect())
    }

    fn definitions(&self) -> rusqlite::Result<Option<Value>> {
        let columns = ["objectId", "templateId", "displayName", "isBuiltIn", "isEnabled", "rolePermissions"];
        let rows = self.rows("RoleDefinitions", &columns, |row| {
            Ok(json!({
                "id": value(row.get_ref(0)?, CellKind::Text),
                "templateId": value(row.get_ref(1)?, CellKind::Text),
                "displayName": value(row.get_ref(2)?, CellKind::Text),
                "isBuiltIn": value(row.get_ref(3)?, CellKind::Flag),
                "isEnabled": value(row.get_ref(4)?, CellKind::Flag),
                "rolePermissions": permissions(value(row.get_ref(5)?, CellKind::Json)),
            }))
        })?;
        Ok(document("roleManagement/directory/roleDefinitions", &rows))
    }

    /// An assignment for each scope of a row.
    fn grants(&self, (table, collection): (&str, &str)) -> rusqlite::Result<Option<Value>> {
        let columns = ["id", "principalId", "roleDefinitionId", "resourceScopes"];
        let rows = self.rows(table, &columns, |row| {
            let text = |number: usize| row.get_ref(number).map(|cell| value(cell, CellKind::Text));
            let (id, principal, role) = (text(0)?, text(1)?, text(2)?);
            let one = |scope: &Value| {
                json!({"id": id, "principalId": principal, "roleDefinitionId": role, "directoryScopeId": scope})
            };
            Ok(match value(row.get_ref(3)?, CellKind::Json) {
                Value::Array(scopes) if !scopes.is_empty() => scopes.iter().map(one).collect::<Vec<Value>>(),
                // Without a scope it is one record that cannot be used, and is told.
                _ => vec![one(&Value::Null)],
            })
        })?;
        Ok(document(collection, &rows.concat()))
    }

    /// The roles that were activated in the tenant, with their members: older databases have no other assignments.
    fn activated(&self) -> rusqlite::Result<Option<Value>> {
        let mut members = ById::new();
        let links = [
            ("lnk_role_member_user", "User", "user"),
            ("lnk_role_member_serviceprincipal", "ServicePrincipal", "servicePrincipal"),
            ("lnk_role_member_group", "Group", "group"),
        ];
        for (table, member, kind) in links {
            add(&mut members, self.linked(table, ["DirectoryRole", member], Some(kind))?);
        }
        let rows = self.rows("DirectoryRoles", &["objectId", "roleTemplateId", "displayName"], |row| {
            let text = |number: usize| row.get_ref(number).map(|cell| value(cell, CellKind::Text));
            Ok((text(0)?, text(1)?, text(2)?))
        })?;
        let role = |(id, template, name): (Value, Value, Value)| {
            let own = id.as_str().and_then(|id| members.remove(id)).unwrap_or_default();
            json!({"id": id, "roleTemplateId": template, "displayName": name, "members": own})
        };
        Ok(document("directoryRoles", &rows.into_iter().map(role).collect::<Vec<Value>>()))
    }
}

fn add(to: &mut ById, linked: Vec<(String, Value)>) {
    for (of, object) in linked {
        to.entry(of).or_default().push(object);
    }
}

/// A list of a collection; none without rows.
fn document(collection: &str, rows: &[Value]) -> Option<Value> {
    let context = format!("https://graph.microsoft.com/beta/$metadata#{collection}");
    (!rows.is_empty()).then(|| json!({"@odata.context": context, "value": rows}))
}

fn pair(row: &Row<'_>) -> rusqlite::Result<(String, String)> {
    let text = |number: usize| row.get_ref(number).map(|cell| cell.as_str().unwrap_or_default().to_owned());
    Ok((text(0)?, text(1)?))
}

/// A cell as JSON has it; what is not of its type is null.
fn value(cell: ValueRef<'_>, of: CellKind) -> Value {
    match (cell, of) {
        (ValueRef::Integer(number), CellKind::Flag) => Value::Bool(number != 0),
        (ValueRef::Text(text), CellKind::Text) => String::from_utf8_lossy(text).into_owned().into(),
        (ValueRef::Text(text), CellKind::Json) => serde_json::from_slice(text).unwrap_or_default(),
        _ => Value::Null,
    }
}

/// The permissions of a role as Microsoft Graph nests them: `ROADrecon` has the actions one level deeper.
fn permissions(own: Value) -> Value {
    let Value::Array(all) = own else { return own };
    let permission = |mut one: Value| {
        if let Some(Value::Object(actions)) = one.as_object_mut().and_then(|one| one.remove("resourceActions"))
            && let Some(one) = one.as_object_mut()
        {
            one.extend(actions);
        }
        one
    };
    all.into_iter().map(permission).collect()
}
