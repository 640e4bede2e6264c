//! App roles that principals have for APIs, as Microsoft Graph and its SDK for PowerShell print them: for Microsoft Graph itself these are
//! application permissions. They give nobody a role by themselves, and lead on to it (`paths`).

use super::problem::{NO_ID, NO_PRINCIPAL};
use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use crate::model::{AppRoleAssignment, Guid, InputId, ObjectId, Origin, PrincipalKind};

/// What an export calls everybody who has app roles of one API.
const ASSIGNED_TO: &str = "serviceprincipals/approleassignedto";
const ASSIGNMENTS: &str = "serviceprincipals/approleassignments";

pub(super) fn is_assignment(record: RecordNode<'_>, _: &ListContext) -> bool {
    ["appRoleId", "principalId", "resourceId"].iter().all(|key| record.has(key))
}

pub(super) fn assignment(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    match reader.context.listed.collection.as_str() {
        // What one principal has: others may have more.
        ASSIGNMENTS => reader.partial(origin.input),
        ASSIGNED_TO => is_listed(reader, record, origin),
        _ => {}
    }
    let kind = reader.fields.text(record, "principalType").map(PrincipalKind::parse);
    // Users and groups have app roles to use an application, not to act as one.
    if kind.is_some_and(|kind| kind != PrincipalKind::ServicePrincipal) {
        return Use::Used;
    }
    let Some(id) = reader.fields.object_id(record, &["principalId"]) else { return reader.unusable(&NO_PRINCIPAL, record) };
    let app_role = reader.fields.text(record, "appRoleId").and_then(Guid::parse);
    let resource = reader.fields.object_id(record, &["resourceId"]);
    let (Some(app_role), Some(resource)) = (app_role, resource) else { return reader.unusable(&NO_ID, record) };
    let principal = reader.facts.principals.intern(id);
    reader.inferred.kind(principal, PrincipalKind::ServicePrincipal);
    if let Some(name) = reader.fields.text(record, "principalDisplayName") {
        reader.inferred.name(principal, name);
    }
    let id = reader.fields.text(record, "id").map(Into::into);
    reader.facts.escalation.app_roles.push(AppRoleAssignment { principal, app_role, resource, id, origin });
    Use::Used
}

/// Remembers that an input lists everybody who has an app role of an API, which is nobody: an empty list is knowledge (R-FMT-29).
pub(super) fn nobody_has_one(reader: &mut RecordReader<'_>, envelope: RecordNode<'_>, input: InputId) {
    let context = envelope.get("@odata.context").and_then(RecordNode::as_text).unwrap_or_default();
    let of = context.split_once("servicePrincipals('").and_then(|(_, rest)| rest.split_once("')/"));
    let Some((id, _)) = of.filter(|(_, list)| list.eq_ignore_ascii_case("appRoleAssignedTo")) else { return };
    reader.facts.escalation.app_roles_listed.push((input, ObjectId::parse(id)));
}

/// Remembers that an input lists everybody who has an app role of an API.
fn is_listed(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) {
    let Some(resource) = reader.fields.object_id(record, &["resourceId"]) else { return };
    let listed = &mut reader.facts.escalation.app_roles_listed;
    if !listed.last().is_some_and(|(input, of)| *input == origin.input && *of == resource) {
        listed.push((origin.input, resource));
    }
}
