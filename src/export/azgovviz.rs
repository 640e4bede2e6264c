//! The role assignments of `AzGovViz` (`*_RoleAssignments.csv`, R-FMT-22). A row repeats for every subscription that inherits the
//! assignment, and for every member of a group that holds it; each assignment is taken once.

use super::problem::{AZGOVVIZ, NO_PRINCIPAL, NO_ROLE, NO_SCOPE, NOT_EXPANDED, UNREADABLE_TIME};
use super::reader::{ListContext, RecordReader, Use};
use super::role_assignments::{principal_of, role_id};
use super::tape::RecordNode;
use super::time::first_second_from;
use crate::model::{
    Assignment, AssignmentName, ConditionState, Containment, Guid, MemberType, Origin, PrincipalKind, RoleSchedule, ScopePath,
    Validity,
};

pub(super) fn is_row(record: RecordNode<'_>, _: &ListContext) -> bool {
    ["RoleAssignmentId", "AssignmentType", "RoleId", "ObjectId", "MgId"].iter().all(|column| record.has(column))
}

pub(super) fn row(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    if !reader.is_partial(origin.input) {
        reader.partial(origin.input);
        reader.problem(&AZGOVVIZ, record);
    }
    hierarchy(reader, record, origin);
    let id = reader.fields.text(record, "ObjectId");
    if id == Some("TooManyMembers") {
        reader.problem(&NOT_EXPANDED, record);
        return Use::Beside;
    }
    let is_expanded = reader.fields.text(record, "AssignmentType").is_some_and(|kind| kind.eq_ignore_ascii_case("indirect"));
    if is_expanded {
        return Use::Beside;
    }
    let Some(id) = id else { return reader.unusable(&NO_PRINCIPAL, record) };
    let Some(role) = reader.fields.text(record, "RoleId") else { return reader.unusable(&NO_ROLE, record) };
    // Eligible rows have no id, and nothing else says their exact scope.
    let assignment = reader.fields.text(record, "RoleAssignmentId");
    let Some((assignment, scope)) = assignment.and_then(|id| Some((id, ScopePath::of_assignment_id(id)?))) else {
        return reader.unusable(&NO_SCOPE, record);
    };
    let Ok(slot) = slot(reader, record) else { return reader.unusable(&UNREADABLE_TIME, record) };
    let principal = principal_of(reader, record, id, "");
    about(reader, record, principal);
    let scope = reader.facts.scopes.intern(scope.as_str());
    let role = role_id(reader, record, role);
    let name = assignment.rsplit('/').next().and_then(Guid::parse);
    let name = name.map_or_else(|| AssignmentName::Text(reader.facts.texts.intern(assignment)), AssignmentName::Guid);
    let condition = ConditionState::NotExported;
    reader.facts.assignments.push(Assignment { principal, role, scope, condition, name, updated: 0, origin });
    if slot != Validity::ALWAYS {
        let assignment = Some(reader.facts.texts.intern(&assignment.to_ascii_lowercase()));
        reader.facts.schedules.push(RoleSchedule {
            eligible: false,
            principal,
            role,
            scope,
            condition,
            validity: slot,
            member_type: MemberType::Direct,
            effective: true,
            schedule: None,
            assignment,
            id: None,
            origin,
        });
    }
    Use::Used
}

/// The time of an assignment that PIM made: the list was made some time, and the assignment may be over by now (R-PIM-5, R-PIM-6).
fn slot(reader: &mut RecordReader<'_>, record: RecordNode<'_>) -> Result<Validity, ()> {
    const NONE: [&str; 3] = ["n/a", "perm", "permanent"];
    let mut bound = |column| {
        let text = reader.fields.text(record, column).filter(|text| !NONE.iter().any(|none| text.eq_ignore_ascii_case(none)));
        text.map_or(Ok(None), |text| first_second_from(text).map(Some).ok_or(()))
    };
    let (start, end) = (bound("RoleAssignmentPIMAssignmentSlotStart")?, bound("RoleAssignmentPIMAssignmentSlotEnd")?);
    Ok(Validity { start, end })
}

/// `ObjectType` is a kind with more words: `User Member`, `SP MI Sys`.
fn about(reader: &mut RecordReader<'_>, record: RecordNode<'_>, principal: crate::model::PrincipalId) {
    let kind = reader.fields.text(record, "ObjectType").and_then(|kind| kind.split_whitespace().next());
    let kind = match kind {
        Some("SP") => PrincipalKind::ServicePrincipal,
        Some(kind) => PrincipalKind::parse(kind),
        None => PrincipalKind::Unknown,
    };
    reader.inferred.kind(principal, kind);
    // It writes `n/a` where there is nothing.
    let mut said = |column| reader.fields.text(record, column).filter(|text| *text != "n/a");
    let (name, upn) = (said("ObjectDisplayName"), said("ObjectSignInName"));
    if let Some(name) = name {
        reader.inferred.name(principal, name);
    }
    if let Some(upn) = upn {
        reader.inferred.upn(principal, upn);
    }
}

/// A row names the management group that it was found in, the parent of that group, and the subscription.
fn hierarchy(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) {
    let Some(group) = reader.fields.text(record, "MgId") else { return };
    let group = reader.facts.scopes.intern(ScopePath::management_group(group).as_str());
    let subscription = reader.fields.text(record, "SubscriptionId").filter(|id| Guid::parse(id).is_some());
    if let Some(subscription) = subscription {
        let child = reader.facts.scopes.intern(ScopePath::subscription(subscription).as_str());
        reader.facts.containments.push(Containment { child, parent: group, direct: true, origin });
    }
    // The root has itself, or a text with quotes, for a parent.
    let parent = reader.fields.text(record, "MgParentId").map(|parent| parent.trim_matches('\''));
    if let Some(parent) = parent.filter(|parent| !parent.is_empty()) {
        let parent = reader.facts.scopes.intern(ScopePath::management_group(parent).as_str());
        if parent != group {
            reader.facts.containments.push(Containment { child: group, parent, direct: true, origin });
        }
    }
}
