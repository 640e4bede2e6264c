//! Azure role assignments (R-ASN-1) as ARM REST, Resource Graph, az and Azure PowerShell print them (R-FMT-3, R-FMT-4, R-FMT-7,
//! R-FMT-12), and the classic administrators that older tools print among them (R-CLA-2).

use super::assignment_row::{AssignmentRow, FieldNames, StatedCondition, StatedName, StatedPrincipal, principal_id, role_of};
use super::azure::{Printed, printed};
use super::fields::RecordFields;
use super::problem::RESOURCE_GRAPH;
use super::reader::{ListContext, RecordReader, Use};
use super::tape::{RecordNode, Tape};
use crate::model::{
    Assignment, AssignmentName, ClassicAdministrator, ConditionState, Facts, ListShape, ListedRole, Origin, PrincipalId,
    PrincipalKind, RoleId,
};
use crate::source::Source;

const TYPE: &str = "microsoft.authorization/roleassignments";

pub(super) fn is_arm(record: RecordNode<'_>, _: &ListContext) -> bool {
    printed(record, TYPE) == Some(Printed::Arm)
}

pub(super) fn is_resource_graph(record: RecordNode<'_>, _: &ListContext) -> bool {
    printed(record, TYPE) == Some(Printed::ResourceGraph)
}

pub(super) fn is_az(record: RecordNode<'_>, _: &ListContext) -> bool {
    (printed(record, TYPE) == Some(Printed::Az) || is_bare(record)) && !is_az_classic_row(record)
}

pub(super) fn is_az_classic(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_az_classic_row(record)
}

pub(super) fn is_powershell(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_powershell_row(record) && !is_powershell_classic_row(record)
}

pub(super) fn is_powershell_classic(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_powershell_row(record) && is_powershell_classic_row(record)
}

/// What `az ... --query` leaves of a row: neither type nor id.
fn is_bare(record: RecordNode<'_>) -> bool {
    let other = ["type", "id", "properties", "memberType", "startDateTime", "directoryScopeId", "appScopeId", "accessId"];
    ["principalId", "roleDefinitionId", "scope"].iter().all(|key| record.has(key)) && !other.iter().any(|key| record.has(key))
}

fn is_az_classic_row(record: RecordNode<'_>) -> bool {
    record.get("roleDefinitionId").and_then(RecordNode::as_text).is_some_and(|role| role.starts_with("NA("))
}

fn is_powershell_row(record: RecordNode<'_>) -> bool {
    let keys = ["ObjectId", "ObjectType", "RoleDefinitionName", "Scope"];
    let other = record.has("type") || record.has("AssignmentType");
    !other && (keys.iter().all(|key| record.has(key)) || record.has("RoleAssignmentId") && record.has("ObjectId"))
}

fn is_powershell_classic_row(record: RecordNode<'_>) -> bool {
    let text = |key: &str| record.get(key).and_then(RecordNode::as_text).is_some_and(|text| !text.trim().is_empty());
    text("RoleDefinitionName") && !text("RoleDefinitionId") && !text("RoleAssignmentId")
}

const ARM: FieldNames = FieldNames {
    id: "id",
    principal: "principalId",
    kind: "principalType",
    without_condition: ConditionState::NotExported,
    shape: ListShape::Arm,
};
const AZ: FieldNames = FieldNames { without_condition: ConditionState::None, shape: ListShape::Az, ..ARM };
/// What `--query` leaves of rows of az.
const BARE: FieldNames = FieldNames { shape: ListShape::Az, ..ARM };
const POWERSHELL: FieldNames =
    FieldNames { id: "RoleAssignmentId", principal: "ObjectId", kind: "ObjectType", shape: ListShape::PowerShell, ..ARM };
const AZUREHOUND_ROWS: FieldNames = FieldNames { shape: ListShape::AzureHound, ..ARM };
const RESOURCE_GRAPH_ROWS: FieldNames = FieldNames { shape: ListShape::ResourceGraph, ..ARM };

/// A role assignment that was read beside others, and the id of its format.
#[derive(Debug)]
pub(super) struct ReadyAssignment<'s> {
    pub(super) format: &'static str,
    row: AssignmentRow<'s>,
}

impl<'s> ReadyAssignment<'s> {
    /// Reads a record for as long as there is its text, if there is nothing to say about it. Only what its own format looks up counts as
    /// looked up.
    pub(super) fn new(source: &'s Source, record: &Tape<'s>, nowhere: &ListContext) -> Option<Self> {
        let (root, mut fields) = (record.root(), RecordFields::new(source));
        let is = |shape: fn(RecordNode<'_>, &ListContext) -> bool| {
            record.forget_repeated();
            shape(root, nowhere)
        };
        let (format, row) = match () {
            () if is(is_arm) => ("arm.role-assignments", arm_row(&mut fields, root)),
            () if is(is_az) => ("az.role-assignments", az_row(&mut fields, root)),
            () if is(is_powershell) => ("powershell.role-assignments", powershell_row(&mut fields, root)),
            () => ("", None),
        };
        let row = row.filter(|_| fields.is_clean()).and_then(|row| row.lasting(source));
        if row.is_none() {
            record.forget_repeated();
        }
        Some(Self { format, row: row? })
    }

    /// Looks up whom and what some rows name. One after the other and nothing else between, so that the processor waits for many places of
    /// its memory at a time.
    pub(super) fn look_up(ready: &mut [&mut Option<Self>], facts: &Facts) {
        for ready in ready.iter_mut().filter_map(|ready| ready.as_mut()) {
            ready.row.known.0 = facts.principals.lookup(&ready.row.principal);
        }
        for ready in ready.iter_mut().filter_map(|ready| ready.as_mut()) {
            ready.row.known.1 = facts.scopes.known(&ready.row.scope);
        }
    }

    /// Takes the facts of the record.
    pub(super) fn take(self, reader: &mut RecordReader<'_>, origin: Origin) {
        take(reader, self.row, origin);
    }
}

fn arm_row<'t>(fields: &mut RecordFields<'_>, record: RecordNode<'t>) -> Option<AssignmentRow<'t>> {
    AssignmentRow::read(fields, record, &ARM)
}

fn az_row<'t>(fields: &mut RecordFields<'_>, record: RecordNode<'t>) -> Option<AssignmentRow<'t>> {
    let names = if record.has("type") { &AZ } else { &BARE };
    Some(AssignmentRow::read(fields, record, names)?.named_by_az(fields, record))
}

fn powershell_row<'t>(fields: &mut RecordFields<'_>, record: RecordNode<'t>) -> Option<AssignmentRow<'t>> {
    Some(AssignmentRow::read(fields, record, &POWERSHELL)?.named_by_powershell(fields, record))
}

pub(super) fn arm(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let row = arm_row(&mut reader.fields, record);
    used(reader, row, origin)
}

/// A row of ARM in an object of `AzureHound`.
pub(super) fn azurehound(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let row = AssignmentRow::read(&mut reader.fields, record, &AZUREHOUND_ROWS);
    used(reader, row, origin)
}

pub(super) fn az(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let row = az_row(&mut reader.fields, record);
    used(reader, row, origin)
}

pub(super) fn powershell(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let row = powershell_row(&mut reader.fields, record);
    used(reader, row, origin)
}

/// Only rows that the caller may read are listed: never complete by itself (R-FMT-12).
pub(super) fn resource_graph(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    if !reader.is_partial(origin.input) {
        reader.partial(origin.input);
        reader.problem(&RESOURCE_GRAPH, record);
    }
    let tenant = reader.fields.text(record, "tenantId");
    reader.facts.tenancy.says(origin, tenant);
    let row = AssignmentRow::read(&mut reader.fields, record, &RESOURCE_GRAPH_ROWS);
    used(reader, row, origin)
}

fn used(reader: &mut RecordReader<'_>, row: Option<AssignmentRow<'_>>, origin: Origin) -> Use {
    let Some(row) = row else { return Use::Unusable };
    take(reader, row, origin);
    Use::Used
}

/// Numbers what a row states, and keeps it.
fn take(reader: &mut RecordReader<'_>, row: AssignmentRow<'_>, origin: Origin) {
    let (principal, scope) = row.known;
    let scope = match scope {
        Some(known) => {
            reader.facts.scopes.keep_smaller_spelling(known, &row.scope);
            known
        }
        None => reader.facts.scopes.intern(&row.scope),
    };
    let name = match row.name {
        StatedName::Guid(guid) => AssignmentName::Guid(guid),
        StatedName::Text(text) => AssignmentName::Text(reader.facts.texts.intern(text)),
        StatedName::None => AssignmentName::None,
    };
    let principal = principal.unwrap_or_else(|| reader.facts.principals.intern(row.principal));
    if let Some(kind) = row.kind {
        reader.inferred.kind(principal, kind);
    }
    reader.context.inherited.row(row.written_scope, scope, row.role_text, origin);
    let role = reader.facts.roles.intern(row.role);
    if let Some(name) = row.role_name {
        reader.inferred.role(role, name);
    }
    let survey = &mut reader.context.survey;
    survey.shape = row.shape;
    survey.assignment(&mut reader.facts.scopes, scope, (principal, ListedRole::of(&role)));
    let condition = known_condition(reader, row.condition);
    if row.updated > 0 {
        reader.dated(origin.input, i64::from(row.updated));
    }
    reader.facts.assignments.push(Assignment { principal, role, scope, condition, name, updated: row.updated, origin });
    about(reader, principal, row.about);
}

/// What a row says of its principal.
fn about(reader: &mut RecordReader<'_>, principal: PrincipalId, said: StatedPrincipal<'_>) {
    if let Some(name) = said.name {
        reader.inferred.name(principal, name);
    }
    if let Some(upn) = said.upn {
        reader.inferred.upn(principal, upn);
    }
    if let Some(app) = said.app {
        reader.inferred.app(principal, app);
    }
    if said.seen
        && let Some(known) = reader.facts.principals.facts_mut(principal)
    {
        known.seen = true;
    }
}

/// The principal that a row of a grant names, with what the row says of its kind.
pub(super) fn principal_of(reader: &mut RecordReader<'_>, data: RecordNode<'_>, id: &str, kind: &'static str) -> PrincipalId {
    let id = principal_id(&mut reader.fields, data, id);
    let principal = reader.facts.principals.intern(id);
    if let Some(kind) = reader.fields.text(data, kind) {
        reader.inferred.kind(principal, PrincipalKind::parse(kind));
    }
    principal
}

/// The role that a row of a grant names (R-DEF-8).
pub(super) fn role_id(reader: &mut RecordReader<'_>, record: RecordNode<'_>, text: &str) -> RoleId {
    let id = role_of(&mut reader.fields, record, text);
    reader.facts.roles.intern(id)
}

/// The condition of a row (R-COND-1, R-COND-17); `absent` is what a row without the key means.
pub(super) fn condition(reader: &mut RecordReader<'_>, data: RecordNode<'_>, absent: ConditionState) -> ConditionState {
    let stated = StatedCondition::read(&mut reader.fields, data, absent);
    known_condition(reader, stated)
}

/// Numbers a condition. A new one is looked at, to say what is wrong with it.
fn known_condition(reader: &mut RecordReader<'_>, stated: StatedCondition<'_>) -> ConditionState {
    let (text, is_other_version, at) = match stated {
        StatedCondition::State(state) => return state,
        StatedCondition::Text { text, is_other_version, at } => (text, is_other_version, at),
    };
    let known = reader.facts.texts.len();
    let number = reader.facts.texts.intern(text);
    if reader.facts.texts.len() > known {
        reader.look_at_condition(text, at);
    }
    if is_other_version { ConditionState::OtherVersion(number) } else { ConditionState::Text(number) }
}

pub(super) fn az_classic(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    classic(reader, record, &["principalName", "principalId"], origin)
}

pub(super) fn powershell_classic(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    classic(reader, record, &["SignInName", "DisplayName", "ObjectId"], origin)
}

/// A classic administrator: kept to be named, never granting (R-CLA-1).
fn classic(reader: &mut RecordReader<'_>, record: RecordNode<'_>, who: &[&'static str], origin: Origin) -> Use {
    let who = reader.fields.first_text(record, who).unwrap_or("an account that the export does not name").into();
    let role = reader.fields.text(record, "roleDefinitionName").unwrap_or("classic administrator").into();
    let scope = reader.fields.text(record, "scope").map(|scope| reader.facts.scopes.intern(scope));
    reader.facts.classic.push(ClassicAdministrator { who, role, scope, origin });
    Use::Used
}
