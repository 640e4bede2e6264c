//! Azure deny assignments (R-DENY-1) as ARM, az and Azure PowerShell print them (R-DENY-10, R-FMT-6, R-FMT-8). If PowerShell cut one to
//! the names of its types, it is kept as unreadable: it may deny more than it says, or to others.

use rustc_hash::FxHashSet;

use super::azure::{has_type, printed, properties, scope_of};
use super::fields::TypeNameOnly;
use super::problem::{ODD_EVERYONE, UNUSUAL_ID};
use super::reader::{ListContext, RecordReader, Use};
use super::role_assignments::condition;
use super::role_definitions::{block, blocks};
use super::tape::RecordNode;
use crate::model::{
    ConditionState, DenyAssignment, DenyPrincipal, ExportKind, Guid, Losses, ObjectId, Origin, PermissionBlock, PrincipalId,
    PrincipalKind,
};

const TYPE: &str = "microsoft.authorization/denyassignments";

pub(super) fn is_arm(record: RecordNode<'_>, _: &ListContext) -> bool {
    has_type(record, TYPE) && record.get("properties").is_some_and(RecordNode::is_map)
}

pub(super) fn is_az(record: RecordNode<'_>, _: &ListContext) -> bool {
    printed(record, TYPE) == Some(crate::export::azure::Printed::Az) && !is_flat(record)
}

pub(super) fn is_powershell(record: RecordNode<'_>, _: &ListContext) -> bool {
    record.has("DenyAssignmentName") && is_flat(record)
}

/// PowerShell has the lists of the permissions in the record itself.
fn is_flat(record: RecordNode<'_>) -> bool {
    record.has("Principals") && !record.has("permissions") && !record.has("properties")
}

pub(super) fn nested(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let data = properties(record);
    let mut losses = Losses::default();
    let blocks = blocks(reader, data, &mut losses);
    deny(reader, record, DeniedBlocks { blocks, unreadable: losses.unreadable }, origin)
}

pub(super) fn flat(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let mut losses = Losses::default();
    let mut blocks: Vec<PermissionBlock> = block(reader, record, &mut losses).into_iter().collect();
    // The condition of the record is that of the assignment, which is read there.
    for block in &mut blocks {
        block.condition = None;
        block.condition_version = None;
    }
    deny(reader, record, DeniedBlocks { blocks, unreadable: losses.unreadable }, origin)
}

/// What is denied.
struct DeniedBlocks {
    blocks: Vec<PermissionBlock>,
    /// Something of it cannot be read.
    unreadable: bool,
}

fn deny(reader: &mut RecordReader<'_>, record: RecordNode<'_>, denied: DeniedBlocks, origin: Origin) -> Use {
    let data = properties(record);
    let id = reader.fields.first_text(record, &["id", "DenyAssignmentId", "name"]).unwrap_or_default();
    let scope = reader.fields.text(data, "scope");
    let Some(scope) = scope_of(reader, record, scope, Some(id)) else { return Use::Unusable };
    let listed = ExportKind::DenyAssignments;
    reader.context.survey.row(&mut reader.facts.scopes, scope, listed);
    let principals = whom(reader, data, "principals");
    let exclude = whom(reader, data, "excludePrincipals");
    let DeniedBlocks { blocks, unreadable } = denied;
    let unreadable = unreadable || blocks.is_empty() || principals.is_err() || exclude.is_err();
    let excluded = exclude.unwrap_or_default().into_iter().filter_map(|principal| match principal {
        DenyPrincipal::Principal(principal) => Some(principal),
        DenyPrincipal::Everyone => None,
    });
    let row = DenyAssignment {
        id: id.into(),
        name: reader.fields.text(data, "denyAssignmentName").unwrap_or_default().into(),
        scope,
        blocks,
        principals: principals.unwrap_or_default(),
        exclude: excluded.collect(),
        not_to_children: reader.fields.flag(data, "doNotApplyToChildScopes").unwrap_or(false),
        audit_only: reader.fields.text(data, "denyAssignmentEffect").is_some_and(|effect| effect.eq_ignore_ascii_case("audit")),
        system_protected: reader.fields.flag(data, "isSystemProtected").unwrap_or(false),
        // Every version of this API knows conditions: no key means none.
        condition: condition(reader, data, ConditionState::None),
        unreadable,
        origin,
    };
    reader.facts.denies.push(row);
    Use::Used
}

/// Whom a list names; `Err` where a part of it was cut.
fn whom(reader: &mut RecordReader<'_>, data: RecordNode<'_>, key: &'static str) -> Result<Vec<DenyPrincipal>, TypeNameOnly> {
    let rows = reader.fields.list(data, key).inspect_err(|_| reader.cut(data, key))?;
    let mut named = Vec::with_capacity(rows.len());
    for row in rows {
        let id = if row.is_map() { reader.fields.object_id(row, &["id", "ObjectId"]) } else { None };
        let Some(id) = id else {
            reader.cut(row, "");
            return Err(TypeNameOnly);
        };
        named.push(principal(reader, row, id));
    }
    // Who is named twice is named.
    let mut seen = FxHashSet::default();
    named.retain(|principal| seen.insert(*principal));
    Ok(named)
}

/// The zero GUID means everyone (R-DENY-2).
fn principal(reader: &mut RecordReader<'_>, row: RecordNode<'_>, id: ObjectId) -> DenyPrincipal {
    let kind = reader.fields.first_text(row, &["type", "ObjectType"]);
    if id.guid() == Some(Guid::ZERO) {
        if !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("SystemDefined") || kind.eq_ignore_ascii_case("Everyone")) {
            reader.problem(&ODD_EVERYONE, row);
        }
        return DenyPrincipal::Everyone;
    }
    if id.guid().is_none() {
        reader.problem(&UNUSUAL_ID, row);
    }
    let principal: PrincipalId = reader.facts.principals.intern(id);
    if let Some(kind) = kind {
        reader.inferred.kind(principal, PrincipalKind::parse(kind));
    }
    if let Some(name) = reader.fields.text(row, "displayName") {
        reader.inferred.name(principal, name);
    }
    DenyPrincipal::Principal(principal)
}
