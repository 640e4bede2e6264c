//! Users, groups, service principals and devices as Microsoft Graph, az, Azure PowerShell and the Graph SDK for PowerShell print
//! them (R-FMT-16, R-FMT-18): in lists of their own, in member lists, or expanded inside a group. Owners are not members (R-PRI-3).

use super::directory_object::{DirectoryObjectKind, by_object_type, by_shape, by_type, is_portal_member, object, odata_type};
use super::member_list::Listed;
use super::members::{GroupRecord, inside};
use super::owners::owners;
use super::problem::NO_ID;
use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use super::trusts::trusts;
use crate::model::{ManagedIdentity, MemberKind, Origin, OwnedObject, PrincipalId, PrincipalKind};

pub(super) fn is_user(record: RecordNode<'_>, context: &ListContext) -> bool {
    listed(record, context) == Some(DirectoryObjectKind::Principal(PrincipalKind::User))
}

pub(super) fn is_group(record: RecordNode<'_>, context: &ListContext) -> bool {
    listed(record, context) == Some(DirectoryObjectKind::Principal(PrincipalKind::Group))
}

pub(super) fn is_service_principal(record: RecordNode<'_>, context: &ListContext) -> bool {
    listed(record, context) == Some(DirectoryObjectKind::Principal(PrincipalKind::ServicePrincipal))
}

pub(super) fn is_other(record: RecordNode<'_>, context: &ListContext) -> bool {
    matches!(listed(record, context), Some(DirectoryObjectKind::Principal(PrincipalKind::Device) | DirectoryObjectKind::Other))
}

pub(super) fn is_application(record: RecordNode<'_>, context: &ListContext) -> bool {
    listed(record, context) == Some(DirectoryObjectKind::Application)
}

/// A row of a member list, or of a list of mixed objects that may turn out to be one.
pub(super) fn is_member(record: RecordNode<'_>, context: &ListContext) -> bool {
    is_object(record) && is_in_mixed_list(record, context)
}

fn listed(record: RecordNode<'_>, context: &ListContext) -> Option<DirectoryObjectKind> {
    if !is_object(record) || is_in_mixed_list(record, context) {
        return None;
    }
    by_type(record).or_else(|| by_shape(record)).or_else(|| by_collection(&context.listed))
}

/// Whether a record could be a directory object at all.
fn is_object(record: RecordNode<'_>) -> bool {
    let other = [
        "type",
        "roleDefinitionId",
        "roleTemplateId",
        "rolePermissions",
        "verifiedDomains",
        "skuPartNumber",
        "tenantId",
        "appRoleId",
    ];
    (record.has("id") || record.has("objectId")) && !other.iter().any(|key| record.has(key))
}

fn is_in_mixed_list(record: RecordNode<'_>, context: &ListContext) -> bool {
    let listed = &context.listed;
    // Lists of `Get-AzADGroupMember`, of older modules and of the portal name no collection: their rows are of any kind.
    let mixed =
        odata_type(record).is_some() || is_portal_member(record) || listed.group.is_some() && by_object_type(record).is_some();
    listed.is_members || listed.collection.is_empty() && mixed
}

fn by_collection(listed: &Listed) -> Option<DirectoryObjectKind> {
    match listed.collection.as_str() {
        "users" => Some(DirectoryObjectKind::Principal(PrincipalKind::User)),
        "groups" => Some(DirectoryObjectKind::Principal(PrincipalKind::Group)),
        "serviceprincipals" => Some(DirectoryObjectKind::Principal(PrincipalKind::ServicePrincipal)),
        "devices" => Some(DirectoryObjectKind::Principal(PrincipalKind::Device)),
        "applications" => Some(DirectoryObjectKind::Application),
        _ => None,
    }
}

pub(super) fn user(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    in_directory(reader, record, PrincipalKind::User, origin)
}

pub(super) fn service_principal(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let used = in_directory(reader, record, PrincipalKind::ServicePrincipal, origin);
    if used == Use::Used {
        managed_identity(reader, record, origin);
        owned(reader, record, OwnedObject::ServicePrincipal, origin);
    }
    used
}

/// Takes who owns a group or a service principal.
fn owned(reader: &mut RecordReader<'_>, record: RecordNode<'_>, of: fn(PrincipalId) -> OwnedObject, origin: Origin) {
    if let Some(id) = reader.fields.object_id(record, &["id", "objectId"]) {
        let principal = reader.facts.principals.intern(id);
        owners(reader, record, &of(principal), origin);
    }
}

/// The resource of a managed identity is one of its alternative names.
fn managed_identity(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) {
    let names = record.get("alternativeNames").filter(|names| names.is_list());
    let mut names = names.into_iter().flat_map(RecordNode::children).filter_map(RecordNode::as_text);
    let resource = names.find(|name| name.starts_with('/'));
    let id = resource.and_then(|_| reader.fields.object_id(record, &["id", "objectId"]));
    if let (Some(resource), Some(id)) = (resource, id) {
        let principal = reader.facts.principals.intern(id);
        reader.facts.escalation.identities.push(ManagedIdentity { principal, resource: resource.into(), origin });
    }
}

pub(super) fn group(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let used = in_directory(reader, record, PrincipalKind::Group, origin);
    if used == Use::Used
        && let Some(id) = reader.fields.object_id(record, &["id", "objectId"])
    {
        let group = reader.facts.principals.intern(id);
        inside(reader, record, "members", GroupRecord { group, kind: MemberKind::Direct, origin });
        inside(reader, record, "transitiveMembers", GroupRecord { group, kind: MemberKind::Transitive, origin });
        owned(reader, record, OwnedObject::Group, origin);
    }
    used
}

/// Devices may be named by assignments; contacts never are.
pub(super) fn other(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    if by_type(record).or_else(|| by_shape(record)) == Some(DirectoryObjectKind::Principal(PrincipalKind::Device)) {
        return in_directory(reader, record, PrincipalKind::Device, origin);
    }
    Use::Beside
}

/// An application is no principal, but its owners, and whom it trusts, come to act as its service principal.
pub(super) fn application(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let has = |key: &str| record.get(key).is_some_and(|node| !node.is_null());
    let (has_owners, has_trusts) = (has("owners"), has("federatedIdentityCredentials"));
    let id = reader.fields.object_id(record, &["appId"]).filter(|_| has_owners || has_trusts);
    let Some(id) = id else { return Use::Beside };
    if has_trusts {
        trusts(reader, record, &id, origin);
    }
    if has_owners {
        owners(reader, record, &OwnedObject::Application(id), origin);
    }
    Use::Used
}

/// A row of a mixed list: whose list it is may only be known at its end.
pub(super) fn member(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    match object(reader, record) {
        Some(principal) => {
            reader.context.listed.rows.push((principal, origin));
            Use::Used
        }
        None => reader.unusable(&NO_ID, record),
    }
}

/// Takes what a record in a list of its own kind says.
fn in_directory(reader: &mut RecordReader<'_>, record: RecordNode<'_>, kind: PrincipalKind, origin: Origin) -> Use {
    let Some(principal) = object(reader, record) else { return reader.unusable(&NO_ID, record) };
    if let Some(known) = reader.facts.principals.facts_mut(principal) {
        known.kind = kind.min(known.kind);
        known.in_directory = true;
        known.listed = Some(known.listed.map_or(origin, |first| first.min(origin)));
    }
    Use::Used
}
