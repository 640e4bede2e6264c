//! Resources as `az resource list`, ARM, Resource Graph and `Get-AzResource` print them, and the resources of Microsoft Sentinel, which
//! are inside a workspace and are listed separately (R-PRE-1, R-PRE-2).

use super::azure::properties;
use super::problem::NO_ID;
use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use crate::model::resource::region_of;
use crate::model::{DataConnector, ExportKind, ManagedIdentity, Origin, PrincipalKind, Resource, ResourceDetail};

/// Types that other formats read, or that are no resources.
const OTHERS: [&str; 5] = [
    "microsoft.authorization/",
    "microsoft.management/managementgroups",
    "/providers/microsoft.management/managementgroups",
    "microsoft.managedservices/registration",
    "/subscriptions",
];
const SENTINEL: &str = "microsoft.securityinsights/";

fn type_of(record: RecordNode<'_>) -> Option<&str> {
    let own = record.get("type").and_then(RecordNode::as_text)?;
    let located = record.get("id").and_then(RecordNode::as_text).is_some_and(|id| id.starts_with('/'));
    let other =
        OTHERS.iter().any(|other| starts_with(own, other)) || own.eq_ignore_ascii_case("microsoft.resources/subscriptions");
    (located && own.contains('/') && !other).then_some(own)
}

fn starts_with(text: &str, start: &str) -> bool {
    text.split_at_checked(start.len()).is_some_and(|(head, _)| head.eq_ignore_ascii_case(start))
}

pub(super) fn is_resource(record: RecordNode<'_>, _: &ListContext) -> bool {
    type_of(record).is_some_and(|own| !starts_with(own, SENTINEL)) && !record.has("tenantId")
}

pub(super) fn is_resource_graph(record: RecordNode<'_>, _: &ListContext) -> bool {
    type_of(record).is_some_and(|own| !starts_with(own, SENTINEL)) && record.has("tenantId")
}

pub(super) fn is_sentinel(record: RecordNode<'_>, _: &ListContext) -> bool {
    type_of(record).is_some_and(|own| starts_with(own, SENTINEL))
}

pub(super) fn resource(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let (Some(id), Some(own)) = (reader.fields.text(record, "id"), type_of(record)) else {
        return reader.unusable(&NO_ID, record);
    };
    let scope = reader.facts.scopes.intern(id);
    let listed = if starts_with(own, SENTINEL) { ExportKind::Sentinel } else { ExportKind::Resources };
    reader.context.survey.row(&mut reader.facts.scopes, scope, listed);
    let kind = own.to_ascii_lowercase();
    let name = reader.fields.text(record, "name").or_else(|| id.rsplit('/').next()).unwrap_or_default().into();
    let detail = match kind.as_str() {
        "microsoft.securityinsights/dataconnectors" => ResourceDetail::Connector(Box::new(connector(reader, record))),
        "microsoft.operationsmanagement/solutions" => {
            let workspace = reader.fields.text(properties(record), "workspaceResourceId").map(Into::into);
            ResourceDetail::Solution { workspace }
        }
        "microsoft.keyvault/vaults" => ResourceDetail::KeyVault { by_roles: opened_by_roles(reader, record) },
        _ => ResourceDetail::None,
    };
    let tenant = reader.fields.text(record, "tenantId").map(|tenant| tenant.to_ascii_lowercase().into());
    let location = reader.fields.text(record, "location").map(region_of);
    identities(reader, record, origin);
    reader.facts.resources.push(Resource { scope, kind: kind.into(), name, detail, tenant, location, origin });
    Use::Used
}

/// Whether Azure roles open a key vault (R-EVAL-11). Without a word about it, the policies of a vault count where it has some.
fn opened_by_roles(reader: &mut RecordReader<'_>, record: RecordNode<'_>) -> Option<bool> {
    let data = properties(record);
    let policies = data.get("accessPolicies").filter(|policies| policies.is_list());
    let has_policies = policies.is_some_and(|policies| policies.children().next().is_some());
    reader.fields.flag(data, "enableRbacAuthorization").or_else(|| has_policies.then_some(false))
}

/// The managed identities of a resource: the one of its own, those that are attached to it, and the one that it is.
fn identities(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) {
    const USER_ASSIGNED: &str = "Microsoft.ManagedIdentity/userAssignedIdentities";
    let Some(id) = record.get("id").and_then(RecordNode::as_text) else { return };
    let is_identity = type_of(record).is_some_and(|own| own.eq_ignore_ascii_case(USER_ASSIGNED));
    if is_identity {
        let of = if record.has("principalId") { record } else { properties(record) };
        managed_identity(reader, of, id, origin);
    }
    reader.facts.escalation.identities_listed |= record.has("identity");
    let Some(identity) = record.get("identity").filter(|identity| identity.is_map()) else { return };
    managed_identity(reader, identity, id, origin);
    let attached = identity.get("userAssignedIdentities").filter(|attached| attached.is_map());
    for attached in attached.into_iter().flat_map(RecordNode::children) {
        // It is called as its own resource, not as one that uses it.
        managed_identity(reader, attached, attached.key(), origin);
        managed_identity(reader, attached, id, origin);
    }
}

/// The managed identity whose `principalId` some part of a record states, as one of a resource.
fn managed_identity(reader: &mut RecordReader<'_>, of: RecordNode<'_>, resource: &str, origin: Origin) {
    let Some(id) = reader.fields.object_id(of, &["principalId"]) else { return };
    let principal = reader.facts.principals.intern(id);
    if let Some(known) = reader.facts.principals.facts_mut(principal) {
        known.kind = known.kind.min(PrincipalKind::ServicePrincipal);
        if known.name.is_none() {
            known.name = resource.rsplit('/').next().map(Into::into);
        }
    }
    reader.facts.escalation.identities.push(ManagedIdentity { principal, resource: resource.into(), origin });
}

/// A data connector, nested as ARM prints it or flat as az does.
fn connector(reader: &mut RecordReader<'_>, record: RecordNode<'_>) -> DataConnector {
    let data = properties(record);
    let kind = reader.fields.text(record, "kind").unwrap_or_default().into();
    let tenant = reader.fields.text(data, "tenantId").map(|tenant| tenant.to_ascii_lowercase().into());
    let types = data.get("dataTypes").filter(|types| types.is_map());
    let state = |of: RecordNode<'_>| of.get("state").and_then(RecordNode::as_text).map(Into::into);
    let data_types = types.into_iter().flat_map(RecordNode::children).filter_map(|own| Some((own.key().into(), state(own)?)));
    let mut data_types: Vec<(Box<str>, Box<str>)> = data_types.collect();
    data_types.sort_unstable();
    DataConnector { kind, tenant, data_types }
}
