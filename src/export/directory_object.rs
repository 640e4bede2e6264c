//! [`object`]: the principal that a directory object is, wherever it occurs.

use super::reader::RecordReader;
use super::tape::RecordNode;
use crate::model::{ObjectId, PrincipalId, PrincipalKind};

/// What a directory object is: by its `@odata.type`, by its shape, or by its collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DirectoryObjectKind {
    Principal(PrincipalKind),
    /// Application registrations, contacts and the like: they hold no roles (R-PRI-6).
    Other,
}

pub(super) fn odata_type(record: RecordNode<'_>) -> Option<&str> {
    let own = |of: RecordNode<'_>| of.get("@odata.type").is_some();
    let holder = if own(record) { record } else { record.get("AdditionalProperties").filter(|more| own(*more))? };
    holder.get("@odata.type").and_then(RecordNode::as_text)
}

pub(super) fn by_type(record: RecordNode<'_>) -> Option<DirectoryObjectKind> {
    let name = odata_type(record)?.rsplit('.').next()?.to_ascii_lowercase();
    Some(match name.as_str() {
        "user" => DirectoryObjectKind::Principal(PrincipalKind::User),
        "group" => DirectoryObjectKind::Principal(PrincipalKind::Group),
        "serviceprincipal" => DirectoryObjectKind::Principal(PrincipalKind::ServicePrincipal),
        "device" => DirectoryObjectKind::Principal(PrincipalKind::Device),
        _ => DirectoryObjectKind::Other,
    })
}

pub(super) fn by_shape(record: RecordNode<'_>) -> Option<DirectoryObjectKind> {
    let any = |keys: &[&str]| keys.iter().any(|key| record.has(key));
    if any(&["servicePrincipalType", "servicePrincipalNames", "servicePrincipalName"]) {
        return Some(DirectoryObjectKind::Principal(PrincipalKind::ServicePrincipal));
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
        return Some(DirectoryObjectKind::Other);
    }
    let kind = record.get("ObjectType").filter(|_| record.has("ObjectId") && !record.has("Scope"))?;
    match PrincipalKind::parse(kind.as_text()?) {
        PrincipalKind::Unknown => None,
        kind => Some(DirectoryObjectKind::Principal(kind)),
    }
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
    let [name, upn, app, user_type] = ["displayName", "userPrincipalName", "appId", "userType"].map(&mut text);
    let assignable = reader.fields.flag(record, "isAssignableToRole");
    let sort = by_type(record).or_else(|| by_shape(record));
    let known = reader.facts.principals.facts_mut(principal)?;
    if let Some(DirectoryObjectKind::Principal(kind)) = sort {
        known.kind = kind.min(known.kind);
    }
    keep_smaller(&mut known.name, name);
    keep_smaller(&mut known.upn, upn);
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
