//! Users, groups, service principals and devices as Microsoft Graph, az, Azure PowerShell and the Graph SDK for PowerShell print
//! them (R-FMT-16, R-FMT-18), in lists of their own, in member lists, or expanded inside a group. Owners are no members (R-PRI-3).

use super::format::Use;
use super::members::{Listed, inside};
use super::problem::NO_ID;
use super::scan::{Context, Reader};
use super::tape::Node;
use crate::model::{MemberKind, ObjectId, Origin, PrincipalId, PrincipalKind};

/// What a directory object is: by its `@odata.type`, by its shape, or by the collection that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Principal(PrincipalKind),
    /// Application registrations, contacts and the like: they hold no roles (R-PRI-6).
    Other,
}

pub(super) fn is_user(record: Node<'_>, context: &Context) -> bool {
    listed(record, context) == Some(Sort::Principal(PrincipalKind::User))
}

pub(super) fn is_group(record: Node<'_>, context: &Context) -> bool {
    listed(record, context) == Some(Sort::Principal(PrincipalKind::Group))
}

pub(super) fn is_service_principal(record: Node<'_>, context: &Context) -> bool {
    listed(record, context) == Some(Sort::Principal(PrincipalKind::ServicePrincipal))
}

pub(super) fn is_other(record: Node<'_>, context: &Context) -> bool {
    matches!(listed(record, context), Some(Sort::Principal(PrincipalKind::Device) | Sort::Other))
}

/// A row of a member list, or of a list of mixed objects that may turn out to be one.
pub(super) fn is_member(record: Node<'_>, context: &Context) -> bool {
    is_object(record) && is_in_mixed_list(record, context)
}

fn listed(record: Node<'_>, context: &Context) -> Option<Sort> {
    if !is_object(record) || is_in_mixed_list(record, context) {
        return None;
    }
    by_type(record).or_else(|| by_shape(record)).or_else(|| by_collection(&context.listed))
}

/// Whether a record could be a directory object at all.
fn is_object(record: Node<'_>) -> bool {
    let other =
        ["type", "roleDefinitionId", "roleTemplateId", "rolePermissions", "verifiedDomains", "skuPartNumber", "tenantId"];
    (record.has("id") || record.has("objectId")) && !other.iter().any(|key| record.has(key))
}

fn is_in_mixed_list(record: Node<'_>, context: &Context) -> bool {
    let listed = &context.listed;
    // Lists of `Get-AzADGroupMember`, of older modules and of the portal name no collection: their rows are of any kind.
    let mixed =
        odata_type(record).is_some() || is_portal_member(record) || listed.group.is_some() && by_object_type(record).is_some();
    listed.is_members || listed.collection.is_empty() && mixed
}

/// A row of the members of a group as the Entra portal downloads them (`exportGroupMembers_*.csv`).
fn is_portal_member(record: Node<'_>) -> bool {
    ["isUser", "isGroup", "objectType"].iter().all(|key| record.has(key))
}

/// What the modules `AzureAD` and `MSOnline`, and the portal, call the kind of an object.
fn by_object_type(record: Node<'_>) -> Option<Sort> {
    let keys = ["ObjectType", "GroupMemberType"];
    let kind = keys.iter().find_map(|key| record.get(key)).filter(|_| !record.has("Scope"))?;
    match PrincipalKind::parse(kind.as_text()?) {
        PrincipalKind::Unknown => None,
        kind => Some(Sort::Principal(kind)),
    }
}

fn odata_type(record: Node<'_>) -> Option<String> {
    let own = |of: Node<'_>| of.get("@odata.type").and_then(Node::as_text).map(str::to_owned);
    // Azure PowerShell has it as a property of its own.
    let azure = record.get("OdataType").and_then(Node::as_text).map(str::to_owned);
    own(record).or_else(|| record.get("AdditionalProperties").and_then(own)).or(azure)
}

fn by_type(record: Node<'_>) -> Option<Sort> {
    let kind = odata_type(record)?.to_ascii_lowercase();
    Some(match kind.rsplit('.').next()? {
        "user" => Sort::Principal(PrincipalKind::User),
        "group" => Sort::Principal(PrincipalKind::Group),
        "serviceprincipal" => Sort::Principal(PrincipalKind::ServicePrincipal),
        "device" => Sort::Principal(PrincipalKind::Device),
        _ => Sort::Other,
    })
}

fn by_shape(record: Node<'_>) -> Option<Sort> {
    let any = |keys: &[&str]| keys.iter().any(|key| record.has(key));
    if any(&["servicePrincipalType", "servicePrincipalNames", "servicePrincipalName"]) {
        return Some(Sort::Principal(PrincipalKind::ServicePrincipal));
    }
    if is_portal_member(record) {
        return by_object_type(record);
    }
    if any(&["userPrincipalName"]) {
        return Some(Sort::Principal(PrincipalKind::User));
    }
    if any(&["securityEnabled", "groupTypes", "isAssignableToRole", "mailEnabled", "transitiveMembers"]) {
        return Some(Sort::Principal(PrincipalKind::Group));
    }
    if any(&["deviceId", "operatingSystem"]) {
        return Some(Sort::Principal(PrincipalKind::Device));
    }
    if any(&["identifierUris", "publisherDomain", "requiredResourceAccess"]) {
        return Some(Sort::Other);
    }
    by_object_type(record).filter(|_| record.has("ObjectId") || is_portal_member(record))
}

fn by_collection(listed: &Listed) -> Option<Sort> {
    match listed.collection.as_str() {
        "users" => Some(Sort::Principal(PrincipalKind::User)),
        "groups" => Some(Sort::Principal(PrincipalKind::Group)),
        "serviceprincipals" => Some(Sort::Principal(PrincipalKind::ServicePrincipal)),
        "devices" => Some(Sort::Principal(PrincipalKind::Device)),
        "applications" => Some(Sort::Other),
        _ => None,
    }
}

pub(super) fn user(reader: &mut Reader<'_>, record: Node<'_>, origin: Origin) -> Use {
    in_directory(reader, record, PrincipalKind::User, origin)
}

pub(super) fn service_principal(reader: &mut Reader<'_>, record: Node<'_>, origin: Origin) -> Use {
    in_directory(reader, record, PrincipalKind::ServicePrincipal, origin)
}

pub(super) fn group(reader: &mut Reader<'_>, record: Node<'_>, origin: Origin) -> Use {
    let used = in_directory(reader, record, PrincipalKind::Group, origin);
    if used == Use::Used
        && let Some(id) = reader.fields.object_id(record, &["id", "objectId"])
    {
        let group = reader.facts.principals.intern(id);
        inside(reader, (record, "members"), (group, MemberKind::Direct), origin);
        inside(reader, (record, "transitiveMembers"), (group, MemberKind::Transitive), origin);
    }
    used
}

/// Devices may be named by assignments; applications and contacts never are.
pub(super) fn other(reader: &mut Reader<'_>, record: Node<'_>, origin: Origin) -> Use {
    if by_type(record).or_else(|| by_shape(record)) == Some(Sort::Principal(PrincipalKind::Device)) {
        return in_directory(reader, record, PrincipalKind::Device, origin);
    }
    Use::Beside
}

/// A row of a mixed list: whose list it is may only be known at its end.
pub(super) fn member(reader: &mut Reader<'_>, record: Node<'_>, origin: Origin) -> Use {
    match object(reader, record) {
        Some(principal) => {
            reader.context.listed.rows.push((principal, origin));
            Use::Used
        }
        None => reader.unusable(&NO_ID, record),
    }
}

/// Takes what a record in a list of its own kind says.
fn in_directory(reader: &mut Reader<'_>, record: Node<'_>, kind: PrincipalKind, origin: Origin) -> Use {
    let Some(principal) = object(reader, record) else { return reader.unusable(&NO_ID, record) };
    if let Some(known) = reader.facts.principals.facts_mut(principal) {
        known.kind = kind.min(known.kind);
        known.in_directory = true;
        known.listed = Some(known.listed.map_or(origin, |first| first.min(origin)));
    }
    Use::Used
}

/// The principal that a directory object is, with everything that the object says about it.
pub(super) fn object(reader: &mut Reader<'_>, record: Node<'_>) -> Option<PrincipalId> {
    let id = reader.fields.object_id(record, &["id", "objectId"])?;
    let principal = reader.facts.principals.intern(id);
    let more = record.get("AdditionalProperties");
    let mut text = |key: &'static str| {
        let own = reader.fields.text(record, key);
        own.or_else(|| more.and_then(|more| reader.fields.text(more, key)))
    };
    let [name, upn, app, user_type, nickname] =
        ["displayName", "userPrincipalName", "appId", "userType", "mailNickname"].map(&mut text);
    let assignable = reader.fields.flag(record, "isAssignableToRole");
    let sort = by_type(record).or_else(|| by_shape(record));
    let known = reader.facts.principals.facts_mut(principal)?;
    if let Some(Sort::Principal(kind)) = sort {
        known.kind = kind.min(known.kind);
    }
    keep_smaller(&mut known.name, name);
    keep_smaller(&mut known.upn, upn);
    keep_smaller(&mut known.nickname, nickname);
    if known.app_id.is_none() {
        known.app_id = app.map(ObjectId::parse);
    }
    known.guest |= user_type.is_some_and(|kind| kind.eq_ignore_ascii_case("Guest"));
    known.assignable_to_role = known.assignable_to_role.or(assignable);
    Some(principal)
}

/// Of two exports that disagree about a name the smaller one is shown, whatever their order.
fn keep_smaller(known: &mut Option<Box<str>>, said: Option<&str>) {
    if let Some(said) = said
        && known.as_deref().is_none_or(|known| said < known)
    {
        *known = Some(said.into());
    }
}
