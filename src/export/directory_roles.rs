//! Entra directory roles (docs/semantics.md, R-ENT): definitions, activated roles, assignments, and PIM schedules of them.

use super::defender_roles;
use super::directory_object::object;
use super::pim::{counts, member_type, validity};
use super::pim_requests::is_request;
use super::problem::{
    EXCLUDED_ACTIONS, NO_DIRECTORY_ACTION, NO_ID, NO_PRINCIPAL, NO_ROLE, NO_SCOPE, TRUNCATED, UNREADABLE_TIME,
};
use super::reader::{ListContext, RecordReader, Use};
use super::role_assignments::principal_of;
use super::tape::RecordNode;
use crate::model::role::role_id_of;
use crate::model::{
    DirectoryAction, DirectoryAssignment, DirectoryRole, DirectoryScope, ExcludedAction, ExportKind, ListedRole, Origin,
    PrincipalId,
};

/// Whether a record grants a directory role: only these have a directory or app scope (R-ENT-4).
fn is_grant(record: RecordNode<'_>, context: &ListContext) -> bool {
    let scoped = record.has("directoryScopeId") || record.has("appScopeId");
    let own = &context.listed.collection;
    // The other providers of Microsoft Graph, such as entitlement management, have rows of the same shape.
    if own.starts_with("rolemanagement/") && !own.starts_with("rolemanagement/directory") {
        return false;
    }
    scoped && record.has("principalId") && record.has("roleDefinitionId") && !is_request(record, context)
}

/// Lists of PIM, in lower case. Their rows say that they are eligible, or how they are scheduled, in keys that `$select` may leave out: then the
/// list says it (R-ENT-12).
const ELIGIBLE: [&str; 2] =
    ["rolemanagement/directory/roleeligibilityscheduleinstances", "rolemanagement/directory/roleeligibilityschedules"];
const SCHEDULED: [&str; 2] =
    ["rolemanagement/directory/roleassignmentscheduleinstances", "rolemanagement/directory/roleassignmentschedules"];

fn is_eligible(record: RecordNode<'_>, context: &ListContext) -> bool {
    let says = record.has("roleEligibilityScheduleId") || record.has("scheduleInfo") && !record.has("assignmentType");
    says || ELIGIBLE.contains(&context.listed.collection.as_str())
}

fn is_scheduled(record: RecordNode<'_>, context: &ListContext) -> bool {
    let keys = ["memberType", "assignmentType", "startDateTime", "scheduleInfo", "roleAssignmentScheduleId"];
    keys.iter().any(|key| record.has(key)) || SCHEDULED.contains(&context.listed.collection.as_str())
}

pub(super) fn is_assignment(record: RecordNode<'_>, context: &ListContext) -> bool {
    is_grant(record, context) && !is_eligible(record, context) && !is_scheduled(record, context)
}

pub(super) fn is_eligibility(record: RecordNode<'_>, context: &ListContext) -> bool {
    is_grant(record, context) && is_eligible(record, context)
}

pub(super) fn is_schedule(record: RecordNode<'_>, context: &ListContext) -> bool {
    is_grant(record, context) && !is_eligible(record, context) && is_scheduled(record, context)
}

pub(super) fn is_definition(record: RecordNode<'_>, context: &ListContext) -> bool {
    let of_azure = record.has("roleName") || record.has("type");
    if defender_roles::is_definition(record, context) {
        return false;
    }
    record.has("rolePermissions") || context.listed.collection == "rolemanagement/directory/roledefinitions" && !of_azure
}

/// The older `directoryRoles`: roles that were activated in the tenant (R-ENT-3).
pub(super) fn is_activated(record: RecordNode<'_>, _: &ListContext) -> bool {
    record.has("roleTemplateId")
}

pub(super) fn assignment(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    grant(reader, record, HeldAs { eligible: false, scheduled: false }, origin)
}

pub(super) fn eligibility(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    grant(reader, record, HeldAs { eligible: true, scheduled: true }, origin)
}

pub(super) fn schedule(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    grant(reader, record, HeldAs { eligible: false, scheduled: true }, origin)
}

/// Which of the three lists a grant is in.
#[derive(Clone, Copy)]
struct HeldAs {
    eligible: bool,
    scheduled: bool,
}

fn grant(reader: &mut RecordReader<'_>, record: RecordNode<'_>, kind: HeldAs, origin: Origin) -> Use {
    let Some(id) = reader.fields.text(record, "principalId") else { return reader.unusable(&NO_PRINCIPAL, record) };
    let Some(role) = reader.fields.text(record, "roleDefinitionId").map(role_id_of) else {
        return reader.unusable(&NO_ROLE, record);
    };
    let Some(scope) = scope(reader, record) else { return reader.unusable(&NO_SCOPE, record) };
    let Ok(validity) = validity(record) else { return reader.unusable(&UNREADABLE_TIME, record) };
    let principal = principal_of(reader, record, id, "principalType");
    if let Some(expanded) = record.get("principal").filter(|expanded| expanded.is_map()) {
        about(reader, principal, expanded);
    }
    let listed = match kind {
        HeldAs { eligible: true, .. } => ExportKind::DirectoryRoleEligibility,
        HeldAs { scheduled: true, .. } => ExportKind::DirectoryRoleSchedules,
        HeldAs { .. } => ExportKind::DirectoryRoleAssignments,
    };
    reader.context.survey.grant(listed, principal, ListedRole::of(&role));
    let row = DirectoryAssignment {
        principal,
        role,
        scope,
        eligible: kind.eligible,
        scheduled: kind.scheduled,
        validity,
        member_type: member_type(reader, record),
        effective: counts(reader, record),
        id: reader.fields.text(record, "id").map(Into::into),
        origin,
    };
    reader.facts.directory_assignments.push(row);
    Use::Used
}

/// Exactly one of the two scope ids is meaningful (R-ENT-4).
fn scope(reader: &mut RecordReader<'_>, record: RecordNode<'_>) -> Option<DirectoryScope> {
    let directory = reader.fields.text(record, "directoryScopeId").map(DirectoryScope::parse);
    directory.or_else(|| reader.fields.text(record, "appScopeId").map(|id| DirectoryScope::App(id.into())))
}

/// An expanded principal says what it is, without being a directory export.
fn about(reader: &mut RecordReader<'_>, principal: PrincipalId, expanded: RecordNode<'_>) {
    let id = reader.fields.object_id(expanded, &["id", "objectId"]);
    if id.as_ref() == Some(reader.facts.principals.id(principal)) {
        object(reader, expanded);
    }
}

pub(super) fn definition(reader: &mut RecordReader<'_>, record: RecordNode<'_>, _: Origin) -> Use {
    let Some(id) = reader.fields.object_id(record, &["id"]) else { return reader.unusable(&NO_ID, record) };
    let (mut actions, mut excluded): (Vec<Box<str>>, Vec<ExcludedAction>) = (Vec::new(), Vec::new());
    let Ok(permissions) = reader.fields.list(record, "rolePermissions") else {
        return reader.unusable(&TRUNCATED, record);
    };
    for permission in permissions {
        let Ok(own) = unconditional(reader, permission) else { return reader.unusable(&TRUNCATED, record) };
        actions.extend(own.allowed.iter().map(|&action| action.into()));
        excluded.extend(own.exclusions());
    }
    if !excluded.is_empty() {
        reader.problem(&EXCLUDED_ACTIONS, record);
    }
    if actions.iter().any(|action| DirectoryAction::parse(action).is_none()) {
        reader.problem(&NO_DIRECTORY_ACTION, record);
    }
    let role = DirectoryRole {
        id,
        template: reader.fields.object_id(record, &["templateId"]),
        name: reader.fields.text(record, "displayName").unwrap_or_default().into(),
        built_in: reader.fields.flag(record, "isBuiltIn").unwrap_or(false),
        enabled: reader.fields.flag(record, "isEnabled").unwrap_or(true),
        actions,
        excluded,
    };
    reader.facts.directory_roles.push(role);
    Use::Used
}

/// What a permission allows tenant-wide, and what it excludes from that (R-ENT-9).
#[derive(Default)]
struct Unconditional<'r> {
    allowed: Vec<&'r str>,
    excluded: Vec<&'r str>,
}

impl Unconditional<'_> {
    /// Each allowed action with what is excluded from it. The service does not support that yet; it may once it does.
    fn exclusions(&self) -> impl Iterator<Item = ExcludedAction> + '_ {
        let pairs = self.allowed.iter().flat_map(|&allowed| self.excluded.iter().map(move |&excluded| (allowed, excluded)));
        let meet = |(one, other): &(&str, &str)| {
            let both = DirectoryAction::parse(one).zip(DirectoryAction::parse(other));
            both.is_some_and(|(one, other)| one.overlaps(other))
        };
        pairs.filter(meet).map(|(allowed, excluded)| ExcludedAction { allowed: allowed.into(), excluded: excluded.into() })
    }
}

/// Nothing under a condition.
fn unconditional<'r>(
    reader: &mut RecordReader<'_>,
    permission: RecordNode<'r>,
) -> Result<Unconditional<'r>, crate::export::fields::TypeNameOnly> {
    if permission.as_text().is_some() {
        return Err(crate::export::fields::TypeNameOnly);
    }
    let allowed = reader.fields.texts(permission, "allowedResourceActions")?;
    let excluded = reader.fields.texts(permission, "excludedResourceActions")?;
    if reader.fields.text(permission, "condition").is_some() {
        return Ok(Unconditional::default());
    }
    Ok(Unconditional { allowed, excluded })
}

/// A role that was activated, with its members if they were expanded: assignments at the tenant.
pub(super) fn activated(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let template = reader.fields.object_id(record, &["roleTemplateId"]);
    let id = reader.fields.object_id(record, &["id", "objectId"]).or_else(|| template.clone());
    let Some(id) = id else { return reader.unusable(&NO_ID, record) };
    let name = reader.fields.text(record, "displayName").unwrap_or_default().into();
    let Ok(members) = reader.fields.list(record, "members") else { return reader.unusable(&TRUNCATED, record) };
    for member in members {
        match object(reader, member) {
            Some(principal) => {
                reader.facts.directory_assignments.push(DirectoryAssignment::at_tenant(principal, id.clone(), origin));
            }
            None => reader.problem(&TRUNCATED, member),
        }
    }
    reader.facts.directory_roles.push(DirectoryRole {
        id,
        template,
        name,
        built_in: true,
        enabled: true,
        actions: Vec::new(),
        excluded: Vec::new(),
    });
    Use::Used
}
