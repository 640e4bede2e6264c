//! Microsoft Defender unified RBAC (docs/semantics.md, R-URB-1): role definitions and role assignments, as Microsoft Graph lists them under
//! `roleManagement/defender` (beta).

use super::problem::{NO_ID, NO_PRINCIPAL, NO_ROLE, NO_SCOPE, TRUNCATED};
use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use crate::model::role::role_id_of;
use crate::model::{DefenderAssignment, DefenderRole, ObjectId, Origin};

const ASSIGNMENTS: &str = "rolemanagement/defender/roleassignments";
const DEFINITIONS: &str = "rolemanagement/defender/roledefinitions";
/// How the actions of Defender begin, and those of no other provider of roles.
const NAMESPACE: &str = "microsoft.xdr/";

/// Whether a record is an assignment of several principals over several scopes. Other providers of Microsoft Graph have such records too
/// (Intune, Cloud PC): their lists say so.
pub(super) fn is_assignment(record: RecordNode<'_>, context: &ListContext) -> bool {
    let list = context.listed.collection.as_str();
    let scoped = record.has("appScopeIds") || record.has("directoryScopeIds");
    (list.is_empty() || list == ASSIGNMENTS) && scoped && record.has("principalIds") && record.has("roleDefinitionId")
}

/// Whether a record defines a role of Defender: its list says so, or one of its actions.
pub(super) fn is_definition(record: RecordNode<'_>, context: &ListContext) -> bool {
    let listed = context.listed.collection == DEFINITIONS && record.has("id");
    listed || record.get("rolePermissions").is_some_and(has_own_action)
}

fn has_own_action(permissions: RecordNode<'_>) -> bool {
    let is_own = |action: RecordNode<'_>| {
        let head = action.as_text().and_then(|text| text.trim().split_at_checked(NAMESPACE.len()));
        head.is_some_and(|(head, _)| head.eq_ignore_ascii_case(NAMESPACE))
    };
    let actions = |permission: RecordNode<'_>| {
        permission.get("allowedResourceActions").is_some_and(|actions| actions.children().any(is_own))
    };
    permissions.children().any(actions)
}

pub(super) fn assignment(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let Some(role) = reader.fields.text(record, "roleDefinitionId").map(role_id_of) else {
        return reader.unusable(&NO_ROLE, record);
    };
    let lists = ["principalIds", "directoryScopeIds", "appScopeIds"].map(|key| reader.fields.texts(record, key));
    let [Ok(principals), Ok(directory), Ok(app)] = lists else { return reader.unusable(&TRUNCATED, record) };
    if principals.is_empty() {
        return reader.unusable(&NO_PRINCIPAL, record);
    }
    let scopes: Vec<Box<str>> = directory.into_iter().chain(app).map(|scope| scope.trim().into()).collect();
    if scopes.is_empty() {
        return reader.unusable(&NO_SCOPE, record);
    }
    let intern = |id: &str| reader.facts.principals.intern(ObjectId::parse(id));
    let principals = principals.into_iter().map(intern).collect();
    let id = reader.fields.text(record, "id").map(Into::into);
    reader.facts.defender.assignments.push(DefenderAssignment { principals, role, scopes, id, origin });
    Use::Used
}

pub(super) fn definition(reader: &mut RecordReader<'_>, record: RecordNode<'_>, _: Origin) -> Use {
    let Some(id) = reader.fields.object_id(record, &["id"]) else { return reader.unusable(&NO_ID, record) };
    let Ok(permissions) = reader.fields.list(record, "rolePermissions") else { return reader.unusable(&TRUNCATED, record) };
    let (mut actions, mut narrowed): (Vec<Box<str>>, bool) = (Vec::new(), false);
    for permission in permissions {
        if permission.as_text().is_some() {
            return reader.unusable(&TRUNCATED, record);
        }
        let lists = ["allowedResourceActions", "excludedResourceActions"].map(|key| reader.fields.texts(permission, key));
        let [Ok(allowed), Ok(excluded)] = lists else { return reader.unusable(&TRUNCATED, record) };
        narrowed |= !excluded.is_empty() || reader.fields.text(permission, "condition").is_some();
        actions.extend(allowed.into_iter().map(|action| action.trim().to_ascii_lowercase().into_boxed_str()));
    }
    actions.sort_unstable();
    actions.dedup();
    let role = DefenderRole {
        id,
        name: reader.fields.text(record, "displayName").unwrap_or_default().into(),
        enabled: reader.fields.flag(record, "isEnabled").unwrap_or(true),
        actions,
        narrowed,
    };
    reader.facts.defender.roles.push(role);
    Use::Used
}
