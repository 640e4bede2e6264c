//! The members of groups, in lists of their own and inside the records of groups (R-FMT-17, R-PRI-7).

use super::called_list::CalledList;
use super::directory_object::object;
use super::member_list::{EXPANDED, EmptyList, Listed, merge, named_group};
use super::problem::{NO_ID, TRUNCATED};
use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use crate::model::{Guid, Listing, MemberKind, Membership, Origin, PrincipalId, PrincipalKind, Validity};

/// A group whose members a record names, and which of them.
#[derive(Clone, Copy)]
pub(super) struct GroupRecord {
    pub(super) group: PrincipalId,
    pub(super) kind: MemberKind,
    pub(super) origin: Origin,
}

/// A list ends: if it is a member list, its rows are members of the group that is given back.
pub(super) fn close(
    reader: &mut RecordReader<'_>,
    listed: Listed,
    envelope: RecordNode<'_>,
    more: bool,
) -> Option<PrincipalId> {
    let Some((id, kind)) = named_group(envelope).or(listed.group) else {
        if !listed.rows.is_empty() {
            let place = reader.fields.source.place(0);
            let listing = if more { Listing::Partial } else { listing_of(reader, envelope, &listed.rows) };
            reader.called_lists.push(CalledList { rows: listed.rows, listing, place });
        }
        return None;
    };
    if listed.rows.is_empty() {
        return None;
    }
    let group = reader.facts.principals.intern(id);
    reader.inferred.kind(group, PrincipalKind::Group);
    let listing = if more { Listing::Partial } else { listing_of(reader, envelope, &listed.rows) };
    for (member, origin) in listed.rows {
        add_member(reader, GroupRecord { group, kind, origin }, member);
    }
    list_of(reader, group, kind, listing);
    Some(group)
}

/// How much a whole list holds: version 1.0 of Microsoft Graph, and so az, lists no service principals (R-FMT-25). Where one is
/// listed, another version was asked.
fn listing_of(reader: &RecordReader<'_>, envelope: RecordNode<'_>, rows: &[(PrincipalId, Origin)]) -> Listing {
    let links = ["@odata.context", "@odata.nextLink", "@odata.deltaLink"];
    let beta =
        links.iter().filter_map(|key| envelope.get(key)?.as_text()).any(|link| link.to_ascii_lowercase().contains("/beta/"));
    let principals = &reader.facts.principals;
    let names_one = rows.iter().any(|&(member, _)| principals.kind(member) == PrincipalKind::ServicePrincipal);
    if beta || names_one { Listing::Complete } else { Listing::WithoutServicePrincipals }
}

/// A list without rows ends. An empty member list proves that the group has no members (R-PRI-7). A file with an id as its name
/// may be one; only all inputs together can tell. Returns whether it may be one.
pub(super) fn close_empty(reader: &mut RecordReader<'_>, listed: &Listed, envelope: RecordNode<'_>, more: bool) -> bool {
    let listing = if more { Listing::Partial } else { listing_of(reader, envelope, &[]) };
    let Some((id, kind)) = named_group(envelope).or_else(|| listed.group.clone()) else { return false };
    reader.empty_members.push(EmptyList { id, kind, listing, place: reader.fields.source.place(0) });
    true
}

/// `{"groupId": ..., "members": [...]}`, one record for a group.
pub(super) fn is_wrapper(record: RecordNode<'_>, _: &ListContext) -> bool {
    record.has("groupId") && (record.has("members") || record.has("transitiveMembers")) && !record.has("accessId")
}

pub(super) fn wrapper(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let Some(id) = reader.fields.object_id(record, &["groupId"]) else { return reader.unusable(&NO_ID, record) };
    let group = reader.facts.principals.intern(id);
    reader.inferred.kind(group, PrincipalKind::Group);
    for (key, kind) in [("members", MemberKind::Direct), ("transitiveMembers", MemberKind::Transitive)] {
        inside(reader, record, key, GroupRecord { group, kind, origin });
    }
    Use::Used
}

/// The members that a record of a group holds.
pub(super) fn inside(reader: &mut RecordReader<'_>, record: RecordNode<'_>, key: &'static str, of: GroupRecord) {
    let GroupRecord { group, kind, .. } = of;
    if record.get(key).is_none_or(RecordNode::is_null) {
        return;
    }
    let Ok(rows) = reader.fields.list(record, key) else {
        reader.cut(record, key);
        list_of(reader, group, kind, Listing::Partial);
        return;
    };
    let link = format!("{key}@odata.nextLink");
    let more = rows.len() == EXPANDED && !record.has("groupId") || record.children().any(|child| child.key() == link);
    let mut cut = false;
    let mut members = Vec::with_capacity(rows.len());
    for row in rows {
        match member_of_list(reader, row) {
            Some(member) => members.push(member),
            None => cut = true,
        }
    }
    // `$expand` lists service principals as well; what a script put together may come from version 1.0.
    let put_together = record.has("groupId");
    let names_one = members.iter().any(|&member| reader.facts.principals.kind(member) == PrincipalKind::ServicePrincipal);
    let listing = match (more || cut, put_together && !names_one) {
        (true, _) => Listing::Partial,
        (false, true) => Listing::WithoutServicePrincipals,
        (false, false) => Listing::Complete,
    };
    for member in members {
        add_member(reader, of, member);
    }
    list_of(reader, group, kind, listing);
}

/// A member as an object, or as its id alone; `None` if it was cut to the name of its type.
fn member_of_list(reader: &mut RecordReader<'_>, row: RecordNode<'_>) -> Option<PrincipalId> {
    if let Some(id) = row.as_text().and_then(Guid::parse) {
        return Some(reader.facts.principals.intern(id.into()));
    }
    let member = if row.is_map() { object(reader, row) } else { None };
    if member.is_none() {
        reader.problem(&TRUNCATED, row);
    }
    member
}

/// A member of a group.
pub(super) fn add_member(reader: &mut RecordReader<'_>, of: GroupRecord, member: PrincipalId) {
    let GroupRecord { group, kind, origin } = of;
    reader.facts.memberships.push(Membership { group, member, kind, validity: Validity::ALWAYS, origin });
}

/// How much of a group's list was exported.
pub(super) fn list_of(reader: &mut RecordReader<'_>, group: PrincipalId, kind: MemberKind, listing: Listing) {
    merge(reader.facts, group, kind, listing);
}
