//! The hierarchy of management groups and subscriptions (R-FMT-13, R-FMT-14): trees as az, ARM and Azure PowerShell print them,
//! entities, descendants, and the ancestor chains of Resource Graph.

use super::azure::{has_type, properties};
use super::problem::{NO_ID, NO_PARENTS};
use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use crate::model::scope::management_group_id;
use crate::model::{Containment, ManagementGroup, Origin, ScopeId, ScopeKind, ScopePath, Subscription};

const GROUP: &str = "microsoft.management/managementgroups";
const GROUP_PATH: &str = "/providers/microsoft.management/managementgroups";
const SUBSCRIPTION_IN_GROUP: &str = "microsoft.management/managementgroups/subscriptions";
const SUBSCRIPTION: &str = "microsoft.resources/subscriptions";

fn is_of_type(record: RecordNode<'_>, types: &[&str]) -> bool {
    let own = record.get("type").and_then(RecordNode::as_text);
    own.is_some_and(|own| types.iter().any(|of_type| own.eq_ignore_ascii_case(of_type)))
}

fn has_chain(record: RecordNode<'_>) -> bool {
    record.has("parentNameChain") || properties(record).has("parentNameChain")
}

/// Neither entities nor descendants nor rows of Resource Graph.
fn is_tree(record: RecordNode<'_>) -> bool {
    let plain = is_of_type(record, &[GROUP, GROUP_PATH]) && !has_chain(record) && !has_ancestors(record);
    plain && properties(record).get("parent").is_none()
}

fn has_ancestors(record: RecordNode<'_>) -> bool {
    ancestors(record).is_some()
}

fn ancestors(record: RecordNode<'_>) -> Option<RecordNode<'_>> {
    let data = record.get("properties")?;
    data.get("managementGroupAncestorsChain").or_else(|| data.path(&["details", "managementGroupAncestorsChain"]))
}

pub(super) fn is_arm_tree(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_tree(record) && record.get("properties").is_some_and(RecordNode::is_map)
}

pub(super) fn is_az_tree(record: RecordNode<'_>, _: &ListContext) -> bool {
    is_tree(record) && !record.get("properties").is_some_and(RecordNode::is_map)
}

pub(super) fn is_entity(record: RecordNode<'_>, _: &ListContext) -> bool {
    has_chain(record) && is_of_type(record, &[GROUP, GROUP_PATH, "/subscriptions"])
}

pub(super) fn is_descendant(record: RecordNode<'_>, _: &ListContext) -> bool {
    let types = [GROUP, GROUP_PATH, SUBSCRIPTION_IN_GROUP, "/subscriptions"];
    is_of_type(record, &types) && !has_chain(record) && properties(record).get("parent").is_some()
}

pub(super) fn is_container(record: RecordNode<'_>, _: &ListContext) -> bool {
    has_type(record, SUBSCRIPTION) && record.has("properties") || is_of_type(record, &[GROUP]) && has_ancestors(record)
}

/// A group with the groups and subscriptions in it, as deep as they were expanded.
pub(super) fn tree(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let data = properties(record);
    let tenant = reader.fields.text(data, "tenantId").map(str::to_owned);
    let Some(group) = node(reader, record, tenant.as_deref(), origin) else { return reader.unusable(&NO_ID, record) };
    let nested = data.path(&["details", "parent"]).filter(|parent| parent.is_map());
    let by_node = nested.and_then(|parent| group_of(reader, parent));
    let parent = by_node.or_else(|| reader.fields.text(data, "ParentId").map(|id| reader.facts.scopes.intern(id)));
    let own = management_group_id(reader.facts.scopes.text(group)).unwrap_or_default();
    let is_root = tenant.as_deref().is_some_and(|tenant| own.eq_ignore_ascii_case(tenant));
    match parent {
        Some(parent) => contain(reader, group, parent, origin),
        None if !is_root && !data.get("children").is_some_and(RecordNode::is_list) => {
            reader.problem(&NO_PARENTS, record);
            reader.partial(origin.input);
        }
        None => {}
    }
    children(reader, data, TreeParent { scope: group, tenant: tenant.as_deref() }, origin);
    Use::Used
}

/// A group of the tree, and the tenant that it is of.
#[derive(Clone, Copy)]
struct TreeParent<'t> {
    scope: ScopeId,
    tenant: Option<&'t str>,
}

/// Recursion is as deep as the text is nested, which the parser bounds.
fn children(reader: &mut RecordReader<'_>, data: RecordNode<'_>, parent: TreeParent<'_>, origin: Origin) {
    let Ok(rows) = reader.fields.list(data, "children") else {
        reader.cut(data, "children");
        reader.partial(origin.input);
        return;
    };
    for row in rows {
        let child = if row.is_map() { node(reader, row, parent.tenant, origin) } else { None };
        let Some(child) = child else {
            reader.cut(row, "");
            reader.partial(origin.input);
            continue;
        };
        contain(reader, child, parent.scope, origin);
        children(reader, properties(row), TreeParent { scope: child, ..parent }, origin);
    }
}

/// A group or subscription of the tree.
fn node(reader: &mut RecordReader<'_>, record: RecordNode<'_>, tenant: Option<&str>, origin: Origin) -> Option<ScopeId> {
    let scope = group_of(reader, record)?;
    let data = properties(record);
    let name: Option<Box<str>> = reader.fields.text(data, "displayName").map(Into::into);
    let tenant = tenant.map(|tenant| tenant.to_ascii_lowercase().into());
    if reader.facts.scopes.kind(scope) == ScopeKind::Subscription {
        reader.facts.subscriptions.push(Subscription { scope, name, tenant, origin });
    } else {
        reader.facts.management_groups.push(ManagementGroup { scope, name, tenant, origin });
    }
    Some(scope)
}

/// The scope of a group or subscription by its id: a whole path, or a bare name.
fn group_of(reader: &mut RecordReader<'_>, node: RecordNode<'_>) -> Option<ScopeId> {
    let id = reader.fields.text(node, "id")?;
    let path = match (id.starts_with('/'), subscription_in_group(id)) {
        (_, Some(subscription)) => ScopePath::subscription(subscription),
        (true, None) => ScopePath::parse(id),
        (false, None) if is_of_type(node, &["/subscriptions"]) => ScopePath::subscription(id),
        (false, None) => ScopePath::management_group(id),
    };
    Some(reader.facts.scopes.intern(path.as_str()))
}

/// `/providers/Microsoft.Management/managementGroups/G/subscriptions/S`, as lists of a group's subscriptions write it.
fn subscription_in_group(id: &str) -> Option<&str> {
    management_group_id(id)?;
    let (head, subscription) = id.rsplit_once('/')?;
    head.to_ascii_lowercase().ends_with("/subscriptions").then_some(subscription)
}

fn contain(reader: &mut RecordReader<'_>, child: ScopeId, parent: ScopeId, origin: Origin) {
    reader.facts.containments.push(Containment { child, parent, direct: true, origin });
}

/// A row of `getEntities`: its parent, and the names of all ancestors from the root down.
pub(super) fn entity(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let data = properties(record);
    let tenant = reader.fields.text(data, "tenantId").map(str::to_owned);
    let Some(own) = node(reader, record, tenant.as_deref(), origin) else { return reader.unusable(&NO_ID, record) };
    let chain = reader.fields.texts(data, "parentNameChain").unwrap_or_else(|crate::export::fields::TypeNameOnly| {
        reader.cut(data, "parentNameChain");
        Vec::new()
    });
    let chain: Vec<ScopeId> = chain.iter().map(|name| management_group(reader, name)).collect();
    let nearest = data.get("parent").filter(|parent| parent.is_map()).and_then(|parent| group_of(reader, parent));
    let upwards = nearest.into_iter().chain(chain.iter().rev().copied().filter(|group| Some(*group) != nearest));
    chain_up(reader, own, upwards.collect(), origin);
    Use::Used
}

fn management_group(reader: &mut RecordReader<'_>, name: &str) -> ScopeId {
    reader.facts.scopes.intern(ScopePath::management_group(name).as_str())
}

/// Each of the ancestors, nearest first, contains the one before it.
fn chain_up(reader: &mut RecordReader<'_>, own: ScopeId, ancestors: Vec<ScopeId>, origin: Origin) {
    let mut child = own;
    for parent in ancestors {
        contain(reader, child, parent, origin);
        child = parent;
    }
}

/// A row of `descendants`: a group or subscription and its parent.
pub(super) fn descendant(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let data = properties(record);
    let tenant = reader.fields.first_text(data, &["tenantId", "tenant"]).map(str::to_owned);
    let Some(own) = node(reader, record, tenant.as_deref(), origin) else { return reader.unusable(&NO_ID, record) };
    let parent = data.get("parent").filter(|parent| parent.is_map()).and_then(|parent| group_of(reader, parent));
    let Some(parent) = parent else {
        reader.problem(&NO_PARENTS, record);
        reader.partial(origin.input);
        return Use::Used;
    };
    contain(reader, own, parent, origin);
    Use::Used
}

/// A row of the table `resourcecontainers`: ancestors, nearest first (R-FMT-14).
pub(super) fn container(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let tenant = reader.fields.text(record, "tenantId").map(str::to_owned);
    let Some(own) = node(reader, record, tenant.as_deref(), origin) else { return reader.unusable(&NO_ID, record) };
    rename(reader, record, own);
    let Some(chain) = ancestors(record).filter(|chain| chain.is_list()) else {
        reader.problem(&NO_PARENTS, record);
        reader.partial(origin.input);
        return Use::Used;
    };
    let names = chain.children().filter_map(|ancestor| ancestor.get("name").and_then(RecordNode::as_text));
    let groups: Vec<&str> = names.collect();
    let groups = groups.into_iter().map(|name| management_group(reader, name)).collect();
    chain_up(reader, own, groups, origin);
    Use::Used
}

/// Resource Graph calls a subscription by its display name in `name`.
fn rename(reader: &mut RecordReader<'_>, record: RecordNode<'_>, own: ScopeId) {
    let name = reader.fields.text(record, "name");
    if let Some(row) = reader.facts.subscriptions.last_mut().filter(|row| row.scope == own && row.name.is_none()) {
        row.name = name.map(Into::into);
    }
}
