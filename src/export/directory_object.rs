//! [`object`]: the principal that a directory object is, wherever it occurs.

use super::reader::RecordReader;
use super::tape::RecordNode;
use crate::model::{ObjectId, PrincipalId, PrincipalKind};

/// What a directory object is: by its `@odata.type`, by its shape, or by its collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DirectoryObjectKind {
    Principal(PrincipalKind),
    /// Application registrations: they hold no roles (R-PRI-6).
    Application,
    /// Contacts and the like: they hold no roles.
    Other,
}

/// A row of the members of a group as the Entra portal downloads them (`exportGroupMembers_*.csv`).
pub(super) fn is_portal_member(record: RecordNode<'_>) -> bool {
    ["isUser", "isGroup", "objectType"].iter().all(|key| record.has(key))
}

/// What the modules `AzureAD` and `MSOnline`, and the portal, call the kind of an object.
pub(super) fn by_object_type(record: RecordNode<'_>) -> Option<DirectoryObjectKind> {
    let keys = ["ObjectType", "GroupMemberType"];
    let kind = keys.iter().find_map(|key| record.get(key)).filter(|_| !record.has("Scope"))?;
    match PrincipalKind::parse(kind.as_text()?) {
        PrincipalKind::Unknown => None,
        kind => Some(DirectoryObjectKind::Principal(kind)),
    }
}

pub(super) fn odata_type(record: RecordNode<'_>) -> Option<&str> {
    let places: [&[&str]; 3] = [
        &["@odata.type"],
        &["AdditionalProperties", "@odata.type"],
        // Azure PowerShell has it as a property of its own.
        &["OdataType"],
    ];
    places.iter().find_map(|keys| record.path(keys)?.as_text())
}

/// The types of Microsoft Graph that are principals.
const ODATA_TYPES: [(&str, PrincipalKind); 4] = [
    ("user", PrincipalKind::User),
    ("group", PrincipalKind::Group),
    ("servicePrincipal", PrincipalKind::ServicePrincipal),
    ("device", PrincipalKind::Device),
];

pub(super) fn by_type(record: RecordNode<'_>) -> Option<DirectoryObjectKind> {
    let name = odata_type(record)?.rsplit('.').next()?;
    let known = ODATA_TYPES.iter().find(|(own, _)| name.eq_ignore_ascii_case(own));
    let other =
        if name.eq_ignore_ascii_case("application") { DirectoryObjectKind::Application } else { DirectoryObjectKind::Other };
    Some(known.map_or(other, |&(_, kind)| DirectoryObjectKind::Principal(kind)))
}

pub(super) fn by_shape(record: RecordNode<'_>) -> Option<DirectoryObjectKind> {
    let any = |keys: &[&str]| keys.iter().any(|key| record.has(key));
    if any(&["servicePrincipalType", "servicePrincipalNames", "servicePrincipalName"]) {
        return Some(DirectoryObjectKind::Principal(PrincipalKind::ServicePrincipal));
    }
    if is_portal_member(record) {
        return by_object_type(record);
    }
    if any(&["userPrincipalName"]) {
        return Some(DirectoryObjectKind::Principal(PrincipalKind::User));
    }
    if any(&["securityEnabled", "groupTypes", "isAssignableToRole", "mailEnabled", "transitiveMembers"]) {
        return Some(DirectoryObjectKind::Principal(PrincipalKind::Group));
    }
    if any(&["deviceId", "operatingSystem"]) {
        return Some(DirectoryObjectKind::Principal(PrincipalKind::Device));
    }
    if any(&["identifierUris", "publisherDomain", "requiredResourceAccess"]) {
        return Some(DirectoryObjectKind::Application);
    }
    by_object_type(record).filter(|_| record.has("ObjectId") || is_portal_member(record))
}

/// The principal that a directory object is, with everything that the object says about it.
pub(super) fn object(reader: &mut RecordReader<'_>, record: RecordNode<'_>) -> Option<PrincipalId> {
    let id = reader.fields.object_id(record, &["id", "objectId"])?;
    let principal = reader.facts.principals.intern(id);
    let more = record.get("AdditionalProperties");
    let mut text = |key: &'static str| {
        let own = reader.fields.text(record, key);
        own.or_else(|| more.and_then(|more| reader.fields.text(more, key)))
    };
    let [name, upn, app, user_type, nickname] =
        ["displayName", "userPrincipalName", "appId", "userType", "mailNickname"].map(&mut text);
    let hidden = text("visibility").is_some_and(|visibility| visibility.eq_ignore_ascii_case("HiddenMembership"));
    let managed_identity = text("servicePrincipalType").map(|kind| kind.eq_ignore_ascii_case("ManagedIdentity"));
    let derived = group_types(record, "DynamicMembership") == Some(true)
        || reader.fields.flag(record, "onPremisesSyncEnabled") == Some(true);
    let [assignable, enabled] = ["isAssignableToRole", "accountEnabled"].map(|key| reader.fields.flag(record, key));
    let mail = reader.fields.flag(record, "mailEnabled");
    let unified = group_types(record, "Unified").or_else(|| mail.filter(|mail| !mail));
    let sort = by_type(record).or_else(|| by_shape(record));
    let known = reader.facts.principals.facts_mut(principal)?;
    if let Some(DirectoryObjectKind::Principal(kind)) = sort {
        known.kind = kind.min(known.kind);
    }
    keep_smaller(&mut known.name, name);
    keep_smaller(&mut known.upn, upn);
    keep_smaller(&mut known.nickname, nickname);
    if known.app_id.is_none() {
        known.app_id = app.map(ObjectId::parse);
    }
    known.hidden_members |= hidden;
    known.members_are_derived |= derived;
    known.managed_identity = known.managed_identity.or(managed_identity);
    known.guest |= user_type.is_some_and(|kind| kind.eq_ignore_ascii_case("Guest"));
    known.enabled = known.enabled.max(enabled);
    known.unified = known.unified.or(unified);
    known.assignable_to_role = known.assignable_to_role.or(assignable);
    Some(principal)
}

/// Whether a group is of a type; `None` where its types were not exported.
fn group_types(record: RecordNode<'_>, wanted: &str) -> Option<bool> {
    let kinds = record.get("groupTypes").filter(|kinds| kinds.is_list())?;
    Some(kinds.children().filter_map(RecordNode::as_text).any(|kind| kind.eq_ignore_ascii_case(wanted)))
}

/// Of two exports that disagree about a name the smaller one is shown, whatever their order.
fn keep_smaller(known: &mut Option<Box<str>>, said: Option<&str>) {
    if let Some(said) = said
        && known.as_deref().is_none_or(|known| said < known)
    {
        *known = Some(said.into());
    }
}
