//! Azure role definitions (R-DEF-1) as ARM REST, the portal, Resource Graph, az and Azure PowerShell print them (R-DEF-11 to
//! R-DEF-20). Permission blocks are kept apart; the definition remembers what its shape loses.

use super::azure::{has_type, properties};
use super::fields::{TypeNameOnly, offset};
use super::problem::{NO_ID, UNUSUAL_ID};
use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use crate::model::role::role_id_of;
use crate::model::{ExportedRole, Guid, Losses, Origin, PermissionBlock, RoleDefinition, RoleKind};
use crate::pattern::Pattern;

const TYPE: &str = "microsoft.authorization/roledefinitions";

pub(super) fn is_arm(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_nested(record) && !record.has("tenantId")
}

pub(super) fn is_resource_graph(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_nested(record) && record.has("tenantId")
}

pub(super) fn is_az(record: RecordNode<'_>, _: &ListContext) -> bool {
    record.has("permissions") && record.has("roleName") && !record.has("properties")
}

pub(super) fn is_powershell(record: RecordNode<'_>, _: &ListContext) -> bool {
    let listed = record.has("Actions") || record.has("DataActions");
    record.has("AssignableScopes") && listed && !record.has("permissions") && !record.has("properties")
}

/// With a type, or as the portal writes it: without one (R-DEF-15).
fn is_nested(record: RecordNode<'_>) -> bool {
    let Some(inner) = record.get("properties").filter(|inner| inner.is_map()) else { return false };
    has_type(record, TYPE) || !record.has("type") && inner.has("permissions") && inner.has("roleName")
}

pub(super) fn arm(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let data = properties(record);
    let kind = kind(reader.fields.text(data, "type"));
    let parts = blocks_apart(reader, data, kind);
    define(reader, record, parts, origin)
}

pub(super) fn az(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let kind = kind(reader.fields.text(record, "roleType"));
    let parts = blocks_apart(reader, record, kind);
    define(reader, record, parts, origin)
}

fn kind(text: Option<&str>) -> RoleKind {
    match text {
        Some(text) if text.eq_ignore_ascii_case("BuiltInRole") => RoleKind::BuiltIn,
        Some(text) if text.eq_ignore_ascii_case("CustomRole") => RoleKind::Custom,
        _ => RoleKind::Unknown,
    }
}

fn blocks_apart<'t>(reader: &mut RecordReader<'_>, data: RecordNode<'t>, kind: RoleKind) -> Parts<'t> {
    let mut losses = Losses::default();
    let blocks = blocks(reader, data, &mut losses);
    let name = reader.fields.text(data, "roleName");
    Parts { data, name, kind, blocks, losses }
}

/// PowerShell prints the lists of all blocks as one; a custom role has one block, so that nothing of it is lost (R-DEF-14).
pub(super) fn powershell(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let kind = match reader.fields.flag(record, "IsCustom") {
        Some(true) => RoleKind::Custom,
        Some(false) => RoleKind::BuiltIn,
        None => RoleKind::Unknown,
    };
    let mut losses = Losses { blocks_merged: kind != RoleKind::Custom, ..Losses::default() };
    let blocks = block(reader, record, &mut losses).into_iter().collect();
    let name = reader.fields.text(record, "Name");
    define(reader, record, Parts { data: record, name, kind, blocks, losses }, origin)
}

/// A definition as it was read, without its id and scopes.
struct Parts<'t> {
    data: RecordNode<'t>,
    name: Option<&'t str>,
    kind: RoleKind,
    blocks: Vec<PermissionBlock>,
    losses: Losses,
}

fn define(reader: &mut RecordReader<'_>, record: RecordNode<'_>, parts: Parts<'_>, origin: Origin) -> Use {
    let Parts { data, name, kind, blocks, mut losses } = parts;
    // PowerShell's `Name` is the display name; elsewhere `name` is the GUID.
    let by_name = reader.fields.text(record, "name").filter(|name| Guid::parse(name).is_some());
    let Some(id) = reader.fields.text(record, "id").or(by_name).map(role_id_of) else {
        return reader.unusable(&NO_ID, record);
    };
    if id.guid().is_none() {
        reader.problem(&UNUSUAL_ID, record);
    }
    let scopes = reader.fields.texts(data, "assignableScopes").unwrap_or_else(|TypeNameOnly| {
        reader.cut(data, "assignableScopes");
        Vec::new()
    });
    losses.unreadable |= blocks.is_empty();
    let name = name.unwrap_or_default().into();
    let definition =
        RoleDefinition { id, name, kind, assignable_scopes: scopes.into_iter().map(Into::into).collect(), blocks, losses };
    reader.facts.definitions.push(ExportedRole { definition, origin });
    Use::Used
}

fn unreadable(reader: &mut RecordReader<'_>, node: RecordNode<'_>, key: &str, losses: &mut Losses) {
    losses.unreadable = true;
    reader.cut(node, key);
}

/// The permission blocks of a record that keeps them apart.
pub(super) fn blocks(reader: &mut RecordReader<'_>, data: RecordNode<'_>, losses: &mut Losses) -> Vec<PermissionBlock> {
    let nodes = reader.fields.list(data, "permissions").unwrap_or_else(|TypeNameOnly| {
        unreadable(reader, data, "permissions", losses);
        Vec::new()
    });
    nodes.into_iter().filter_map(|node| block(reader, node, losses)).collect()
}

/// One permission block; `None` where it was cut to the name of its type.
pub(super) fn block(reader: &mut RecordReader<'_>, node: RecordNode<'_>, losses: &mut Losses) -> Option<PermissionBlock> {
    if !node.is_map() {
        unreadable(reader, node, "", losses);
        return None;
    }
    losses.no_data_actions |= !node.has("dataActions");
    losses.no_conditions |= !node.has("condition");
    let mut patterns = |key: &'static str| {
        let texts = reader.fields.texts(node, key).unwrap_or_else(|TypeNameOnly| {
            unreadable(reader, node, key, losses);
            Vec::new()
        });
        losses.unreadable |= texts.iter().any(|text| is_expression(text));
        texts.into_iter().map(Pattern::parse).collect()
    };
    let [actions, not_actions] = [patterns("actions"), patterns("notActions")];
    let [data_actions, not_data_actions] = [patterns("dataActions"), patterns("notDataActions")];
    let condition = reader.fields.text(node, "condition");
    if let Some(text) = condition {
        let near = node.get("condition").and_then(|node| offset(reader.fields.source, node));
        reader.look_at_condition(text, near);
    }
    let condition = condition.map(Into::into);
    let condition_version = reader.fields.text(node, "conditionVersion").map(Into::into);
    Some(PermissionBlock { actions, not_actions, data_actions, not_data_actions, condition, condition_version })
}

/// A template expression, whose value is not known here (R-DEF-16).
fn is_expression(text: &str) -> bool {
    text.starts_with('[') && !text.starts_with("[[")
}
