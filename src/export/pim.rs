//! PIM schedules and schedule instances: of Azure roles (R-PIM-1 to R-PIM-7) and of group membership (R-PIM-8), and the fields
//! that they share with those of Entra roles (R-ENT-12).

use super::azure::{has_type, properties, scope_of};
use super::fields::RecordFields;
use super::pim_requests::is_request;
use super::problem::{NO_ID, NO_PRINCIPAL, NO_ROLE, UNREADABLE_TIME};
use super::reader::{ListContext, RecordReader, Use};
use super::role_assignments::{condition, principal_of, role_id};
use super::tape::RecordNode;
use super::time::length;
use crate::model::{
    ConditionState, ExportKind, ListedRole, MemberKind, MemberType, Membership, Origin, OwnerSchedule, PrincipalKind,
    RoleSchedule, TextId, Validity,
};

const ELIGIBLE: [&str; 2] =
    ["microsoft.authorization/roleeligibilityscheduleinstances", "microsoft.authorization/roleeligibilityschedules"];
const ACTIVE: [&str; 2] =
    ["microsoft.authorization/roleassignmentscheduleinstances", "microsoft.authorization/roleassignmentschedules"];

pub(super) fn is_eligibility(record: RecordNode<'_>, _: &ListContext) -> bool {
    ELIGIBLE.iter().any(|of_type| has_type(record, of_type))
}

pub(super) fn is_schedule(record: RecordNode<'_>, _: &ListContext) -> bool {
    ACTIVE.iter().any(|of_type| has_type(record, of_type))
}

pub(super) fn eligibility(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let keys = ["roleEligibilityScheduleId", "id"];
    schedule_of(reader, record, &ScheduleList { eligible: true, keys }, origin)
}

pub(super) fn schedule(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let keys = ["roleAssignmentScheduleId", "id"];
    schedule_of(reader, record, &ScheduleList { eligible: false, keys }, origin)
}

/// Eligibilities or active assignments.
struct ScheduleList {
    eligible: bool,
    /// What names the schedule of an instance.
    keys: [&'static str; 2],
}

fn schedule_of(reader: &mut RecordReader<'_>, record: RecordNode<'_>, list: &ScheduleList, origin: Origin) -> Use {
    let data = properties(record);
    let Some(principal) = reader.fields.text(data, "principalId") else { return reader.unusable(&NO_PRINCIPAL, record) };
    let Some(role) = reader.fields.text(data, "roleDefinitionId") else { return reader.unusable(&NO_ROLE, record) };
    let id = reader.fields.text(record, "id");
    let scope = reader.fields.text(data, "scope");
    let Some(scope) = scope_of(reader, record, scope, id) else { return Use::Unusable };
    let listed = if list.eligible { ExportKind::RoleEligibility } else { ExportKind::RoleSchedules };
    reader.context.survey.row(&mut reader.facts.scopes, scope, listed);
    let Ok(validity) = validity(data) else { return reader.unusable(&UNREADABLE_TIME, record) };
    let principal = principal_of(reader, data, principal, "principalType");
    expanded(reader, data, principal);
    let role = role_id(reader, record, role);
    reader.context.survey.grant(listed, principal, ListedRole::of(&role));
    let row = RoleSchedule {
        eligible: list.eligible,
        principal,
        role,
        scope,
        // Every version of this API knows conditions: no key means none.
        condition: condition(reader, data, ConditionState::None),
        validity,
        member_type: member_type(reader, data),
        effective: counts(reader, data),
        schedule: text(reader, data, &list.keys).or_else(|| text(reader, record, &list.keys)),
        assignment: text(reader, data, &["originRoleAssignmentId"]),
        id: text(reader, record, &["id"]),
        origin,
    };
    reader.facts.schedules.push(row);
    Use::Used
}

fn text(reader: &mut RecordReader<'_>, of: RecordNode<'_>, keys: &[&'static str]) -> Option<TextId> {
    let text = reader.fields.first_text(of, keys)?.to_ascii_lowercase();
    Some(reader.facts.texts.intern(&text))
}

/// What the expanded properties say of the principal.
fn expanded(reader: &mut RecordReader<'_>, data: RecordNode<'_>, principal: crate::model::PrincipalId) {
    let Some(said) = data.path(&["expandedProperties", "principal"]) else { return };
    if let Some(name) = reader.fields.text(said, "displayName") {
        reader.inferred.name(principal, name);
    }
    if let Some(kind) = reader.fields.text(said, "type") {
        reader.inferred.kind(principal, PrincipalKind::parse(kind));
    }
}

/// When a schedule counts: its own bounds, or those of its `scheduleInfo`, whose end may be stated as a duration (R-PIM-6). `Err` where a
/// bound is there, but cannot be read.
pub(super) fn validity(data: RecordNode<'_>) -> Result<Validity, ()> {
    let Some(info) = inside(data, "scheduleInfo")? else { return RecordFields::validity(data) };
    let start = RecordFields::validity(info)?.start;
    let end = match inside(info, "expiration")? {
        Some(expiration) => end_of(expiration, start)?,
        None => None,
    };
    Ok(Validity { start, end })
}

/// An object in a record. `ConvertTo-Json` may leave the name of its type instead (R-FMT-8), which hides what it says.
fn inside<'t>(of: RecordNode<'t>, key: &str) -> Result<Option<RecordNode<'t>>, ()> {
    match of.get(key).filter(|node| !node.is_null()) {
        Some(node) if node.is_map() => Ok(Some(node)),
        Some(_) => Err(()),
        None => Ok(None),
    }
}

fn end_of(expiration: RecordNode<'_>, start: Option<i64>) -> Result<Option<i64>, ()> {
    if let Some(end) = RecordFields::validity(expiration)?.end {
        return Ok(Some(end));
    }
    let text = |key: &str| expiration.get(key).and_then(RecordNode::as_text).map(str::trim).filter(|text| !text.is_empty());
    let is_open =
        text("type").is_none_or(|kind| kind.eq_ignore_ascii_case("noExpiration") || kind.eq_ignore_ascii_case("notSpecified"));
    match (text("duration"), start) {
        (Some(duration), Some(start)) => start.checked_add(length(duration).ok_or(())?).map(Some).ok_or(()),
        (Some(_), None) => Err(()),
        (None, _) => {
            if is_open {
                Ok(None)
            } else {
                Err(())
            }
        }
    }
}

/// A row of its own, or a view of another (R-PIM-3).
pub(super) fn member_type(reader: &mut RecordReader<'_>, data: RecordNode<'_>) -> MemberType {
    match reader.fields.text(data, "memberType") {
        Some(kind) if kind.eq_ignore_ascii_case("Inherited") => MemberType::Inherited,
        Some(kind) if kind.eq_ignore_ascii_case("Group") => MemberType::Group,
        _ => MemberType::Direct,
    }
}

/// Whether the status counts; rows of a list that has none do (R-PIM-7).
pub(super) fn counts(reader: &mut RecordReader<'_>, data: RecordNode<'_>) -> bool {
    let status = reader.fields.text(data, "status");
    status.is_none_or(|status| status.eq_ignore_ascii_case("Provisioned") || status.eq_ignore_ascii_case("Accepted"))
}

pub(super) fn is_group_eligibility(record: RecordNode<'_>, context: &ListContext) -> bool {
    is_group_row(record, context) && !is_active(record, context)
}

pub(super) fn is_group_schedule(record: RecordNode<'_>, context: &ListContext) -> bool {
    is_group_row(record, context) && is_active(record, context)
}

/// Only active rows have a type, which `$select` may leave out: then the list says it.
fn is_active(record: RecordNode<'_>, context: &ListContext) -> bool {
    record.has("assignmentType")
        || context.listed.collection.starts_with("identitygovernance/privilegedaccess/group/assignmentschedule")
}

fn is_group_row(record: RecordNode<'_>, context: &ListContext) -> bool {
    ["accessId", "groupId", "principalId"].iter().all(|key| record.has(key)) && !is_request(record, context)
}

pub(super) fn group_eligibility(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    membership(reader, record, MemberKind::Eligible, origin)
}

/// An active membership with its time: a member list holds it as well, as long as it runs (R-PIM-10).
pub(super) fn group_schedule(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    membership(reader, record, MemberKind::Scheduled, origin)
}

/// Ownership is not membership, but leads to it; a row that repeats another row does not count (R-PRI-3, R-PIM-3).
fn membership(reader: &mut RecordReader<'_>, record: RecordNode<'_>, kind: MemberKind, origin: Origin) -> Use {
    let access = reader.fields.text(record, "accessId");
    let is_owner = access.is_some_and(|access| access.eq_ignore_ascii_case("owner"));
    let is_member = access.is_none_or(|access| access.eq_ignore_ascii_case("member"));
    if !is_owner && !is_member || !counts(reader, record) || member_type(reader, record) == MemberType::Group {
        return Use::Beside;
    }
    let Some(group) = reader.fields.object_id(record, &["groupId"]) else { return reader.unusable(&NO_ID, record) };
    let Some(principal) = reader.fields.text(record, "principalId") else { return reader.unusable(&NO_PRINCIPAL, record) };
    let Ok(validity) = validity(record) else { return reader.unusable(&UNREADABLE_TIME, record) };
    let group = reader.facts.principals.intern(group);
    reader.inferred.kind(group, PrincipalKind::Group);
    let member = principal_of(reader, record, principal, "principalType");
    if is_owner {
        let eligible = kind == MemberKind::Eligible;
        let row = OwnerSchedule { group, owner: member, eligible, validity, origin };
        reader.facts.escalation.owner_schedules.push(row);
    } else {
        reader.facts.memberships.push(Membership { group, member, kind, validity, origin });
    }
    Use::Used
}
