//! Policy assignments, policy definitions and policy set definitions, as ARM, az and Resource Graph (`policyresources`) print them. What
//! they deny or audit is none of this program's business: only what remediation needs is read.

use super::azure::{has_type, properties, scope_of};
use super::problem::{NO_ID, NO_POLICY_DEFINITION, TRUNCATED};
use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use crate::model::role::role_id_of;
use crate::model::{
    ExportKind, ManagedIdentity, Origin, PolicyAssignment, PolicyDefinition, PolicyIdentity, PolicyName, PolicyReference,
    PolicySet, PrincipalKind,
};

pub(super) fn is_assignment(record: RecordNode<'_>, _: &ListContext) -> bool {
    has_type(record, "microsoft.authorization/policyassignments") && is_read(record)
}

pub(super) fn is_definition(record: RecordNode<'_>, _: &ListContext) -> bool {
    const TYPES: [&str; 2] =
        ["microsoft.authorization/policydefinitions", "microsoft.authorization/policydefinitions/versions"];
    TYPES.iter().any(|own| has_type(record, own)) && is_read(record)
}

pub(super) fn is_set(record: RecordNode<'_>, _: &ListContext) -> bool {
    const TYPES: [&str; 2] =
        ["microsoft.authorization/policysetdefinitions", "microsoft.authorization/policysetdefinitions/versions"];
    TYPES.iter().any(|own| has_type(record, own)) && is_read(record)
}

/// Azure PowerShell names identities and parameters otherwise: read as if they were not there, they would be wrong.
fn is_read(record: RecordNode<'_>) -> bool {
    !["IdentityType", "Parameter", "PolicyDefinition", "ResourceId"].iter().any(|key| record.has(key))
}

pub(super) fn assignment(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let data = properties(record);
    let Some(id) = reader.fields.text(record, "id") else { return reader.unusable(&NO_ID, record) };
    let Some(assigns) = reference(reader, data) else { return reader.unusable(&NO_POLICY_DEFINITION, record) };
    let scope = reader.fields.text(data, "scope");
    let Some(scope) = scope_of(reader, record, scope, Some(id)) else { return Use::Unusable };
    reader.context.survey.row(&mut reader.facts.scopes, scope, ExportKind::PolicyAssignments);
    let identity = identity(reader, record);
    // Whoever changes what the assignment deploys acts as its identity.
    if let PolicyIdentity::Principal(principal) = identity {
        reader.facts.escalation.identities.push(ManagedIdentity { principal, resource: id.into(), origin });
    }
    let overrides = data.get("overrides").is_some_and(|own| own.is_map() || own.children().next().is_some());
    let name = name_of(record, id);
    reader.facts.policy.assignments.push(PolicyAssignment { id: id.into(), name, scope, assigns, identity, overrides, origin });
    Use::Used
}

pub(super) fn definition(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let Some(name) = policy_name(reader, record) else { return reader.unusable(&NO_ID, record) };
    let then = properties(record).path(&["policyRule", "then"]).filter(|then| then.is_map());
    let Some((then, effect)) = then.and_then(|then| Some((then, then.get("effect")?.as_text()?))) else {
        return reader.unusable(&TRUNCATED, record);
    };
    // Of some effects the details are a list of fields, of others they name what is to be there.
    let details = then.get("details").filter(|details| !details.is_list() && !details.is_null());
    let roles = match details {
        Some(details) if details.is_map() => reader.fields.texts(details, "roleDefinitionIds").ok(),
        Some(_) => None,
        None => Some(Vec::new()),
    };
    let Some(roles) = roles else { return reader.unusable(&TRUNCATED, record) };
    let roles = roles.into_iter().map(role_id_of).collect();
    reader.facts.policy.definitions.push(PolicyDefinition { name, effect: effect.trim().into(), roles, origin });
    Use::Used
}

pub(super) fn set(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let Some(name) = policy_name(reader, record) else { return reader.unusable(&NO_ID, record) };
    let Ok(rows) = reader.fields.list(properties(record), "policyDefinitions") else {
        return reader.unusable(&TRUNCATED, record);
    };
    let members: Vec<Option<PolicyReference>> = rows.into_iter().map(|row| reference(reader, row)).collect();
    let Some(members) = members.into_iter().collect::<Option<Vec<_>>>() else {
        return reader.unusable(&NO_POLICY_DEFINITION, record);
    };
    reader.facts.policy.sets.push(PolicySet { name, members, origin });
    Use::Used
}

/// The definition that a record names. Its id may end in a version.
fn reference(reader: &mut RecordReader<'_>, of: RecordNode<'_>) -> Option<PolicyReference> {
    let id = reader.fields.text(of, "policyDefinitionId")?.to_ascii_lowercase();
    let (id, version) = match id.split_once("/versions/") {
        Some((id, version)) => (id.into(), Some(version.into())),
        None => (id.into(), reader.fields.text(of, "definitionVersion").map(Into::into)),
    };
    Some(PolicyReference { id, version, values: values(of, "value") })
}

fn policy_name(reader: &mut RecordReader<'_>, record: RecordNode<'_>) -> Option<PolicyName> {
    let id = reader.fields.text(record, "id")?;
    let data = properties(record);
    // Exports of earlier versions of the interface have it in the metadata alone.
    let version = data.get("version").or_else(|| data.path(&["metadata", "version"])).and_then(RecordNode::as_text);
    let version = version.map(|version| version.trim().into());
    let defaults = values(data, "defaultValue");
    let lower = id.to_ascii_lowercase();
    // An old version is a record of its own.
    let id = lower.split_once("/versions/").map_or(&*lower, |(id, _)| id);
    Some(PolicyName { name: name_of(record, id), id: id.into(), version, defaults })
}

/// What people call a record: its display name, else its name, else the last part of its id.
fn name_of(record: RecordNode<'_>, id: &str) -> Box<str> {
    let text = |of: RecordNode<'_>, key: &str| {
        of.get(key).and_then(RecordNode::as_text).map(str::trim).filter(|text| !text.is_empty()).map(Into::into)
    };
    let own = text(properties(record), "displayName").or_else(|| text(record, "name"));
    own.unwrap_or_else(|| id.rsplit('/').next().unwrap_or(id).into())
}

/// The values of parameters, each under a key of its own; a value that is no text is known to be there.
fn values(of: RecordNode<'_>, key: &str) -> Vec<(Box<str>, Option<Box<str>>)> {
    let parameters = of.get("parameters").filter(|parameters| parameters.is_map());
    let rows = parameters.into_iter().flat_map(RecordNode::children).filter_map(|own| {
        // A default is often left out; a value that is given by a reference is one that nobody sees.
        let value = match key {
            "value" => own.get(key),
            _ => Some(own.get(key).filter(|value| !value.is_null())?),
        };
        Some((own.key().to_ascii_lowercase().into(), value.and_then(RecordNode::as_text).map(|text| text.trim().into())))
    });
    let mut rows: Vec<(Box<str>, Option<Box<str>>)> = rows.collect();
    rows.sort();
    rows
}

/// The identity by which an assignment remediates. ARM leaves out one that is not there; queries of az and of Resource Graph leave out
/// columns, and with them their types.
fn identity(reader: &mut RecordReader<'_>, record: RecordNode<'_>) -> PolicyIdentity {
    let Some(own) = record.get("identity") else {
        let is_whole = record.has("type") && record.has("name") && !record.has("tenantId");
        return if is_whole { PolicyIdentity::Absent } else { PolicyIdentity::NotTold };
    };
    if own.is_null() {
        return PolicyIdentity::Absent;
    }
    if !own.is_map() {
        reader.problem(&TRUNCATED, own);
        return PolicyIdentity::NotTold;
    }
    if let Some(found) = principal(reader, own) {
        return found;
    }
    // An assignment has at most one identity.
    let attached = own.get("userAssignedIdentities").filter(|attached| attached.is_map());
    if let Some(attached) = attached.and_then(|attached| attached.children().next()) {
        return principal(reader, attached).unwrap_or_else(|| PolicyIdentity::Resource(attached.key().into()));
    }
    match own.get("type").and_then(RecordNode::as_text) {
        Some(kind) if kind.eq_ignore_ascii_case("None") => PolicyIdentity::Absent,
        _ => PolicyIdentity::NotTold,
    }
}

/// The service principal that a record names.
fn principal(reader: &mut RecordReader<'_>, of: RecordNode<'_>) -> Option<PolicyIdentity> {
    let id = reader.fields.object_id(of, &["principalId"])?;
    let principal = reader.facts.principals.intern(id);
    if let Some(known) = reader.facts.principals.facts_mut(principal) {
        known.kind = known.kind.min(PrincipalKind::ServicePrincipal);
    }
    Some(PolicyIdentity::Principal(principal))
}
