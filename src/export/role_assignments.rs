//! Azure role assignments (R-ASN-1) as ARM REST, Resource Graph, az and Azure PowerShell print them (R-FMT-3, R-FMT-4, R-FMT-7,
//! R-FMT-12), and the classic administrators that older tools print among them (R-CLA-2).

use super::azure::{Printed, printed, properties, scope_of};
use super::problem::{NO_PRINCIPAL, NO_ROLE, RESOURCE_GRAPH, UNUSUAL_ID};
use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use crate::model::role::role_id_of;
use crate::model::scope::plain;
use crate::model::{
    Assignment, AssignmentName, ClassicAdministrator, ConditionState, Guid, ListShape, ObjectId, Origin, PrincipalId,
    PrincipalKind,
};

const TYPE: &str = "microsoft.authorization/roleassignments";
const INFIX: &str = "/providers/microsoft.authorization/roleassignments/";

pub(super) fn is_arm(record: RecordNode<'_>, _: &ListContext) -> bool {
    printed(record, TYPE) == Some(Printed::Arm)
}

pub(super) fn is_resource_graph(record: RecordNode<'_>, _: &ListContext) -> bool {
    printed(record, TYPE) == Some(Printed::ResourceGraph)
}

pub(super) fn is_az(record: RecordNode<'_>, _: &ListContext) -> bool {
    (printed(record, TYPE) == Some(Printed::Az) || is_bare(record)) && !is_az_classic_row(record)
}

pub(super) fn is_az_classic(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_az_classic_row(record)
}

pub(super) fn is_powershell(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_powershell_row(record) && !is_powershell_classic_row(record)
}

pub(super) fn is_powershell_classic(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_powershell_row(record) && is_powershell_classic_row(record)
}

/// What `az ... --query` leaves of a row: neither type nor id.
fn is_bare(record: RecordNode<'_>) -> bool {
    let other = ["type", "id", "properties", "memberType", "startDateTime", "directoryScopeId", "appScopeId", "accessId"];
    ["principalId", "roleDefinitionId", "scope"].iter().all(|key| record.has(key)) && !other.iter().any(|key| record.has(key))
}

fn is_az_classic_row(record: RecordNode<'_>) -> bool {
    record.get("roleDefinitionId").and_then(RecordNode::as_text).is_some_and(|role| role.starts_with("NA("))
}

fn is_powershell_row(record: RecordNode<'_>) -> bool {
    let keys = ["ObjectId", "ObjectType", "RoleDefinitionName", "Scope"];
    let other = record.has("type") || record.has("AssignmentType");
    !other && (keys.iter().all(|key| record.has(key)) || record.has("RoleAssignmentId") && record.has("ObjectId"))
}

fn is_powershell_classic_row(record: RecordNode<'_>) -> bool {
    let text = |key: &str| record.get(key).and_then(RecordNode::as_text).is_some_and(|text| !text.trim().is_empty());
    text("RoleDefinitionName") && !text("RoleDefinitionId") && !text("RoleAssignmentId")
}

/// How a tool names the fields, and what the absence of a condition means there (R-COND-17).
struct FieldNames {
    id: &'static str,
    principal: &'static str,
    kind: &'static str,
    without_condition: ConditionState,
    shape: ListShape,
}

const ARM: FieldNames = FieldNames {
    id: "id",
    principal: "principalId",
    kind: "principalType",
    without_condition: ConditionState::NotExported,
    shape: ListShape::Arm,
};
const AZ: FieldNames = FieldNames { without_condition: ConditionState::None, shape: ListShape::Az, ..ARM };
/// What `--query` leaves of rows of az.
const BARE: FieldNames = FieldNames { shape: ListShape::Az, ..ARM };
const POWERSHELL: FieldNames =
    FieldNames { id: "RoleAssignmentId", principal: "ObjectId", kind: "ObjectType", shape: ListShape::PowerShell, ..ARM };
const RESOURCE_GRAPH_ROWS: FieldNames = FieldNames { shape: ListShape::ResourceGraph, ..ARM };

pub(super) fn arm(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    if assignment(reader, record, &ARM, origin).is_some() { Use::Used } else { Use::Unusable }
}

/// Only rows that the caller may read are listed: never complete by itself (R-FMT-12).
pub(super) fn resource_graph(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    if !reader.is_partial(origin.input) {
        reader.partial(origin.input);
        reader.problem(&RESOURCE_GRAPH, record);
    }
    if let Some(tenant) = reader.fields.text(record, "tenantId").map(str::to_ascii_lowercase) {
        let hint = (origin.input, tenant.into());
        if reader.facts.tenancy.hints.last() != Some(&hint) {
            reader.facts.tenancy.hints.push(hint);
        }
    }
    if assignment(reader, record, &RESOURCE_GRAPH_ROWS, origin).is_some() { Use::Used } else { Use::Unusable }
}

pub(super) fn az(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let names = if record.has("type") { &AZ } else { &BARE };
    let Some(principal) = assignment(reader, record, names, origin) else { return Use::Unusable };
    // For users the name is the one they sign in with, for groups the display name, for applications their id or address.
    let said = reader.fields.text(record, "principalName").filter(|said| !said.trim().is_empty());
    match said {
        Some(upn) if upn.contains('@') => reader.inferred.upn(principal, upn),
        Some(name) if Guid::parse(name).is_none() => reader.inferred.name(principal, name),
        Some(app) if reader.fields.text(record, "principalType") == Some(PrincipalKind::ServicePrincipal.name()) => {
            reader.inferred.app(principal, ObjectId::parse(app));
        }
        _ => {}
    }
    seen(reader, principal, said);
    Use::Used
}

pub(super) fn powershell(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let Some(principal) = assignment(reader, record, &POWERSHELL, origin) else { return Use::Unusable };
    let said = reader.fields.text(record, "DisplayName").filter(|said| !said.trim().is_empty());
    if let Some(name) = said {
        reader.inferred.name(principal, name);
    }
    seen(reader, principal, said);
    if let Some(upn) = reader.fields.text(record, "SignInName") {
        reader.inferred.upn(principal, upn);
    }
    Use::Used
}

/// Tools that ask the directory for a name leave it out where there is nobody: whoever has one existed then (R-ASN-5).
fn seen(reader: &mut RecordReader<'_>, principal: PrincipalId, said: Option<&str>) {
    let is_name = said.is_some_and(|said| ObjectId::parse(said) != *reader.facts.principals.id(principal));
    if let Some(known) = reader.facts.principals.facts_mut(principal) {
        known.seen |= is_name;
    }
}

fn assignment(
    reader: &mut RecordReader<'_>,
    record: RecordNode<'_>,
    names: &FieldNames,
    origin: Origin,
) -> Option<PrincipalId> {
    let data = properties(record);
    let Some(principal) = reader.fields.text(data, names.principal) else {
        reader.problem(&NO_PRINCIPAL, record);
        return None;
    };
    let Some(role) = reader.fields.text(data, "roleDefinitionId") else {
        reader.problem(&NO_ROLE, record);
        return None;
    };
    let id = reader.fields.text(record, names.id);
    let scope_text = reader.fields.text(data, "scope");
    let scope = scope_of(reader, record, scope_text, id)?;
    let name = name(reader, id, scope_text);
    let principal = principal_of(reader, data, principal, names.kind);
    reader.context.inherited.row(scope_text.or(id).unwrap_or_default(), scope, role, origin);
    let role = role_id(reader, record, role);
    if let Some(name) = reader.fields.text(data, "roleDefinitionName") {
        reader.inferred.role(role, name);
    }
    let survey = &mut reader.context.survey;
    survey.shape = names.shape;
    survey.assignment(&mut reader.facts.scopes, scope, (principal, role));
    let condition = condition(reader, data, names.without_condition);
    let updated = reader.fields.first_text(data, &["updatedOn", "createdOn"]).and_then(crate::export::time::seconds);
    let updated = updated.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or(0);
    if updated > 0 {
        reader.dated(origin.input, i64::from(updated));
    }
    reader.facts.assignments.push(Assignment { principal, role, scope, condition, name, updated, origin });
    Some(principal)
}

/// The principal that a row of a grant names, with what the row says of its kind.
pub(super) fn principal_of(reader: &mut RecordReader<'_>, data: RecordNode<'_>, id: &str, kind: &'static str) -> PrincipalId {
    let id = ObjectId::parse(id);
    if id.guid().is_none() {
        reader.problem(&UNUSUAL_ID, data);
    }
    let principal = reader.facts.principals.intern(id);
    if let Some(kind) = reader.fields.text(data, kind) {
        reader.inferred.kind(principal, PrincipalKind::parse(kind));
    }
    principal
}

/// The role that a row of a grant names (R-DEF-8).
pub(super) fn role_id(reader: &mut RecordReader<'_>, record: RecordNode<'_>, text: &str) -> crate::model::RoleId {
    let id = role_id_of(text);
    if id.guid().is_none() {
        reader.problem(&UNUSUAL_ID, record);
    }
    reader.facts.roles.intern(id)
}

/// The condition of a row (R-COND-1, R-COND-17); `absent` is what a row without the key means.
pub(super) fn condition(reader: &mut RecordReader<'_>, data: RecordNode<'_>, absent: ConditionState) -> ConditionState {
    if !data.has("condition") {
        return absent;
    }
    let Some(text) = reader.fields.text(data, "condition") else { return ConditionState::None };
    let known = reader.facts.texts.len();
    let number = reader.facts.texts.intern(text);
    if reader.facts.texts.len() > known {
        reader.look_at_condition(text, data);
    }
    let text = number;
    match reader.fields.text(data, "conditionVersion") {
        None | Some("2.0") => ConditionState::Text(text),
        Some(_) => ConditionState::OtherVersion(text),
    }
}

/// The name of an assignment: a GUID where its id is made of the scope and one.
fn name(reader: &mut RecordReader<'_>, id: Option<&str>, scope: Option<&str>) -> AssignmentName {
    let Some(id) = id.map(plain) else { return AssignmentName::None };
    let guid = match scope {
        Some(scope) => {
            id.split_at_checked(plain(scope).trim_end_matches('/').len()).and_then(|(_, rest)| guid_after_infix(rest))
        }
        None => id.rsplit('/').next().and_then(Guid::parse),
    };
    match guid.or_else(|| Guid::parse(id)) {
        Some(guid) => AssignmentName::Guid(guid),
        None => AssignmentName::Text(reader.facts.texts.intern(id)),
    }
}

fn guid_after_infix(rest: &str) -> Option<Guid> {
    let (infix, guid) = rest.split_at_checked(INFIX.len())?;
    if infix.eq_ignore_ascii_case(INFIX) { Guid::parse(guid) } else { None }
}

pub(super) fn az_classic(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    classic(reader, record, &["principalName", "principalId"], origin)
}

pub(super) fn powershell_classic(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    classic(reader, record, &["SignInName", "DisplayName", "ObjectId"], origin)
}

/// A classic administrator: kept to be named, never granting (R-CLA-1).
fn classic(reader: &mut RecordReader<'_>, record: RecordNode<'_>, who: &[&'static str], origin: Origin) -> Use {
    let who = reader.fields.first_text(record, who).unwrap_or("an account that the export does not name").into();
    let role = reader.fields.text(record, "roleDefinitionName").unwrap_or("classic administrator").into();
    let scope = reader.fields.text(record, "scope").map(|scope| reader.facts.scopes.intern(scope));
    reader.facts.classic.push(ClassicAdministrator { who, role, scope, origin });
    Use::Used
}
