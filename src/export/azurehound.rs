//! What `AzureHound` collects (R-FMT-20): objects `{"kind": "AZ...", "data": {...}}` with the shapes of ARM and Microsoft Graph inside,
//! which are read as such. Its role assignments have no condition and no principal type, so the condition counts as not exported
//! (R-COND-17). Its lists of a subscription include inherited rows: the scope is that of the row, never of its wrapper.

use super::members::{GroupRecord, add_member, list_of};
use super::problem::{AZUREHOUND, NO_ID, TRUNCATED};
use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use super::{directory, directory_object, directory_roles, hierarchy, role_assignments, tenant};
use crate::model::{Listing, MemberKind, Organization, Origin, PrincipalKind};

/// The kind of an object, where a record is one.
fn kind(record: RecordNode<'_>) -> Option<&str> {
    let kind = record.get("kind").and_then(RecordNode::as_text)?;
    (kind.starts_with("AZ") && record.get("data").is_some_and(RecordNode::is_map)).then_some(kind)
}

fn inside(record: RecordNode<'_>) -> RecordNode<'_> {
    record.get("data").unwrap_or(record)
}

fn is_one_of(record: RecordNode<'_>, kinds: &[&str]) -> bool {
    kind(record).is_some_and(|kind| kinds.contains(&kind))
}

/// `AZSubscriptionRoleAssignment` and the like, for every type of resource; not the roles of Entra and of applications.
pub(super) fn is_role_assignments(record: RecordNode<'_>, _: &ListContext) -> bool {
    let others = ["AZRoleAssignment", "AZAppRoleAssignment"];
    kind(record).is_some_and(|kind| kind.ends_with("RoleAssignment") && !others.contains(&kind))
}

pub(super) fn is_directory_role_assignments(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_one_of(record, &["AZRoleAssignment"])
}

pub(super) fn is_directory_role_eligibility(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_one_of(record, &["AZRoleEligibilityScheduleInstance"])
}

pub(super) fn is_directory_role(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_one_of(record, &["AZRole"])
}

pub(super) fn is_members(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_one_of(record, &["AZGroupMember"])
}

pub(super) fn is_user(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_one_of(record, &["AZUser"])
}

pub(super) fn is_group(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_one_of(record, &["AZGroup"])
}

pub(super) fn is_service_principal(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_one_of(record, &["AZServicePrincipal"])
}

pub(super) fn is_subscription(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_one_of(record, &["AZSubscription"])
}

pub(super) fn is_tenant(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_one_of(record, &["AZTenant"])
}

pub(super) fn is_descendant(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_one_of(record, &["AZManagementGroupDescendant"])
}

/// Whatever else it collects: applications, machines, owners.
pub(super) fn is_other(record: RecordNode<'_>, context: &ListContext) -> bool {
    const KNOWN: [fn(RecordNode<'_>, &ListContext) -> bool; 11] = [
        is_role_assignments,
        is_directory_role_assignments,
        is_directory_role_eligibility,
        is_directory_role,
        is_members,
        is_user,
        is_group,
        is_service_principal,
        is_subscription,
        is_tenant,
        is_descendant,
    ];
    kind(record).is_some() && !KNOWN.iter().any(|is| is(record, context))
}

pub(super) fn other(_: &mut RecordReader<'_>, _: RecordNode<'_>, _: Origin) -> Use {
    Use::Beside
}

/// Not every type of resource is collected: never complete by itself.
pub(super) fn role_assignments(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    if !reader.is_partial(origin.input) {
        reader.partial(origin.input);
        reader.problem(&AZUREHOUND, record);
    }
    let read = role_assignments::azurehound;
    let lists = [
        WrappedList { key: "roleAssignments", wrapper: "roleAssignment", read },
        WrappedList { key: "assignees", wrapper: "assignee", read },
    ];
    let [some, others] = lists.map(|list| list.each(reader, record, origin));
    if others == Use::Unusable { others } else { some }
}

pub(super) fn directory_role_assignments(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    WrappedList { key: "roleAssignments", wrapper: "roleAssignment", read: directory_roles::assignment }
        .each(reader, record, origin)
}

/// A list inside an object, whose rows may be wrapped once more.
struct WrappedList {
    key: &'static str,
    wrapper: &'static str,
    /// Reads a row.
    read: fn(&mut RecordReader<'_>, RecordNode<'_>, Origin) -> Use,
}

impl WrappedList {
    /// Reads every row.
    fn each(&self, reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
        let Ok(rows) = reader.fields.list(inside(record), self.key) else { return reader.unusable(&TRUNCATED, record) };
        let mut used = Use::Used;
        for row in rows {
            if (self.read)(reader, row.get(self.wrapper).unwrap_or(row), origin) == Use::Unusable {
                used = Use::Unusable;
            }
        }
        used
    }
}

pub(super) fn directory_role_eligibility(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    directory_roles::eligibility(reader, inside(record), origin)
}

pub(super) fn directory_role(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    directory_roles::definition(reader, inside(record), origin)
}

pub(super) fn user(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    directory::user(reader, inside(record), origin)
}

pub(super) fn group(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    directory::group(reader, inside(record), origin)
}

pub(super) fn service_principal(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    directory::service_principal(reader, inside(record), origin)
}

pub(super) fn subscription(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    tenant::subscription(reader, inside(record), origin)
}

pub(super) fn descendant(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    hierarchy::descendant(reader, inside(record), origin)
}

/// A tenant. Only the collected tenant is the tenant of the exports; the collector merely knows the others.
pub(super) fn organization(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let data = inside(record);
    if reader.fields.flag(data, "collected") != Some(true) {
        return Use::Beside;
    }
    let Some(id) = reader.fields.text(data, "tenantId") else { return reader.unusable(&NO_ID, record) };
    let id = id.to_ascii_lowercase().into();
    let name = reader.fields.text(data, "displayName").map(Into::into);
    reader.facts.organizations.push(Organization { id, name, origin });
    Use::Used
}

/// The direct members of a group.
pub(super) fn members(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let data = inside(record);
    let Some(id) = reader.fields.object_id(data, &["groupId"]) else { return reader.unusable(&NO_ID, record) };
    let Ok(rows) = reader.fields.list(data, "members") else { return reader.unusable(&TRUNCATED, record) };
    let group = reader.facts.principals.intern(id);
    reader.inferred.kind(group, PrincipalKind::Group);
    let mut listing = Listing::Complete;
    for row in rows {
        if let Some(member) = row.get("member").and_then(|member| directory_object::object(reader, member)) {
            add_member(reader, GroupRecord { group, kind: MemberKind::Direct, origin }, member);
        } else {
            reader.problem(&TRUNCATED, row);
            listing = Listing::Partial;
        }
    }
    list_of(reader, group, MemberKind::Direct, listing);
    Use::Used
}
