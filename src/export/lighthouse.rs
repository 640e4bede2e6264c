//! Azure Lighthouse (R-LH-1 to R-LH-4): a registration definition says which principals of another tenant get which roles; a
//! registration assignment says where. The two may be in different files; they are joined when all files are read.

use super::azure::{has_type, properties};
use super::problem::{NO_ID, NO_SCOPE, TRUNCATED};
use super::reader::{ListContext, RecordReader, Use};
use super::registrations::{Authorization, Offer, Registration};
use super::tape::RecordNode;
use crate::model::role::role_id_of;
use crate::model::{ExportKind, Origin, ScopePath};

const DEFINITION: &str = "microsoft.managedservices/registrationdefinitions";
const ASSIGNMENT: &str = "microsoft.managedservices/registrationassignments";

pub(super) fn is_definition(record: RecordNode<'_>, _: &ListContext) -> bool {
    has_type(record, DEFINITION)
}

pub(super) fn is_assignment(record: RecordNode<'_>, _: &ListContext) -> bool {
    has_type(record, ASSIGNMENT)
}

pub(super) fn definition(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let Some(id) = reader.fields.text(record, "id").map(str::to_ascii_lowercase) else {
        return reader.unusable(&NO_ID, record);
    };
    match offer(reader, properties(record)) {
        Some(offer) => {
            reader.registrations.define(id, offer, origin.input);
            Use::Used
        }
        None => reader.unusable(&TRUNCATED, record),
    }
}

pub(super) fn assignment(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let data = properties(record);
    let Some(scope) = reader.fields.text(record, "id").and_then(scope_of) else { return reader.unusable(&NO_SCOPE, record) };
    let expanded = data.get("registrationDefinition").filter(|expanded| expanded.is_map());
    let inner = expanded.map(properties).filter(|inner| inner.has("authorizations"));
    let by_expanded = expanded.and_then(|expanded| reader.fields.text(expanded, "id"));
    let Some(definition) = reader.fields.text(data, "registrationDefinitionId").or(by_expanded) else {
        return reader.unusable(&NO_ID, record);
    };
    let offer = match inner {
        Some(inner) => match offer(reader, inner) {
            Some(offer) => Some(offer),
            None => return reader.unusable(&TRUNCATED, record),
        },
        None => None,
    };
    let scope = reader.facts.scopes.intern(scope.as_str());
    let listed = ExportKind::Lighthouse;
    reader.context.survey.row(&mut reader.facts.scopes, scope, listed);
    let definition = definition.to_ascii_lowercase();
    reader.registrations.assign(Registration { definition, scope, offer, origin });
    Use::Used
}

/// The scope that a registration is made at: the text before its provider.
fn scope_of(id: &str) -> Option<ScopePath> {
    let at = id.to_ascii_lowercase().rfind("/providers/microsoft.managedservices/")?;
    Some(ScopePath::parse(id.get(..at)?))
}

/// `None` where lists were cut to the names of their types.
fn offer(reader: &mut RecordReader<'_>, data: RecordNode<'_>) -> Option<Offer> {
    let mut grants = Vec::new();
    for (key, eligible) in [("authorizations", false), ("eligibleAuthorizations", true)] {
        for row in reader.fields.list(data, key).ok()? {
            let principal = reader.fields.text(row, "principalId")?.to_ascii_lowercase().into();
            let role = role_id_of(reader.fields.text(row, "roleDefinitionId")?);
            let name = reader.fields.text(row, "principalIdDisplayName").map(Into::into);
            grants.push(Authorization { principal, name, role, eligible });
        }
    }
    let tenant = reader.fields.text(data, "managedByTenantId").unwrap_or_default().to_ascii_lowercase().into();
    let tenant_name = reader.fields.text(data, "managedByTenantName").map(Into::into);
    Some(Offer { tenant, tenant_name, grants })
}
