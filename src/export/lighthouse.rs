//! Azure Lighthouse (R-LH-1 to R-LH-4): a registration definition says which principals of another tenant get which roles, a
//! registration assignment says where. The two may stand in different files, and are joined when all are read.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::azure::{has_type, properties};
use super::format::Use;
use super::problem::{NO_ID, NO_SCOPE, TRUNCATED};
use super::scan::{Context, Reader};
use super::tape::Node;
use crate::model::role::role_id_of;
use crate::model::{Delegation, Facts, InputId, Note, NoteCode, ObjectId, Origin, ScopeId, ScopePath};
use crate::source::Place;

const DEFINITION: &str = "microsoft.managedservices/registrationdefinitions";
const ASSIGNMENT: &str = "microsoft.managedservices/registrationassignments";

/// What has been read of Lighthouse so far.
#[derive(Debug, Default)]
pub(super) struct Registrations {
    /// By the id of the definition, in lower case.
    definitions: FxHashMap<String, Offer>,
    /// The inputs that definitions stand in.
    definition_inputs: Vec<InputId>,
    assignments: Vec<Registration>,
}

/// What a definition offers to a managing tenant.
#[derive(Debug, Clone, Default)]
struct Offer {
    tenant: Box<str>,
    tenant_name: Option<Box<str>>,
    grants: Vec<Authorization>,
}

#[derive(Debug, Clone)]
struct Authorization {
    principal: Box<str>,
    name: Option<Box<str>>,
    role: ObjectId,
    eligible: bool,
}

#[derive(Debug)]
struct Registration {
    definition: String,
    scope: ScopeId,
    /// The definition, where it was expanded into the assignment.
    offer: Option<Offer>,
    origin: Origin,
}

pub(super) fn is_definition(record: Node<'_>, _: &Context) -> bool {
    has_type(record, DEFINITION)
}

pub(super) fn is_assignment(record: Node<'_>, _: &Context) -> bool {
    has_type(record, ASSIGNMENT)
}

pub(super) fn definition(reader: &mut Reader<'_>, record: Node<'_>, origin: Origin) -> Use {
    let Some(id) = reader.fields.text(record, "id").map(str::to_ascii_lowercase) else {
        return reader.unusable(&NO_ID, record);
    };
    match offer(reader, properties(record)) {
        Some(offer) => {
            reader.registrations.definitions.insert(id, offer);
            if !reader.registrations.definition_inputs.contains(&origin.input) {
                reader.registrations.definition_inputs.push(origin.input);
            }
            Use::Used
        }
        None => reader.unusable(&TRUNCATED, record),
    }
}

pub(super) fn assignment(reader: &mut Reader<'_>, record: Node<'_>, origin: Origin) -> Use {
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
    let definition = definition.to_ascii_lowercase();
    reader.registrations.assignments.push(Registration { definition, scope, offer, origin });
    Use::Used
}

/// The scope that a registration is made at: the text before its provider.
fn scope_of(id: &str) -> Option<ScopePath> {
    let at = id.to_ascii_lowercase().rfind("/providers/microsoft.managedservices/")?;
    Some(ScopePath::parse(id.get(..at)?))
}

/// `None` where lists were cut to the names of their types.
fn offer(reader: &mut Reader<'_>, data: Node<'_>) -> Option<Offer> {
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

impl Registrations {
    /// Joins definitions and assignments. Inputs whose other half is nowhere are partial, and noted.
    pub(super) fn settle(self, facts: &mut Facts) -> Option<Note> {
        let (mut open, mut missing) = (Vec::new(), 0);
        if self.assignments.is_empty() {
            open.extend(self.definition_inputs);
        }
        for registration in self.assignments {
            let known = registration.offer.or_else(|| self.definitions.get(&registration.definition).cloned());
            let Some(offer) = known else {
                open.push(registration.origin.input);
                missing += 1;
                continue;
            };
            delegate(facts, offer, registration.scope, registration.origin);
        }
        let first = open.first().and_then(|input| facts.input(*input)).map(|file| Arc::clone(&file.path))?;
        for input in open {
            if let Some(file) = facts.inputs.get_mut(input.index()) {
                file.partial = true;
            }
        }
        Some(half(first, missing))
    }
}

fn half(path: Arc<str>, missing: usize) -> Note {
    let message = match missing {
        0 => format!("`{path}` says what Azure Lighthouse offers to other tenants, but not at which scopes"),
        count => {
            format!("{count} Lighthouse registrations name definitions that were not exported: what they grant is unknown")
        }
    };
    let help = "export the assignments with their definitions: \
        `az rest --url \"/subscriptions/SUBSCRIPTION/providers/Microsoft.ManagedServices/registrationAssignments?api-version=2022-10-01&$expandRegistrationDefinition=true\"`";
    Note::warning(NoteCode::LighthouseInPart, message).help(help).at(Place { path, line: 1, column: 1 })
}

fn delegate(facts: &mut Facts, offer: Offer, scope: ScopeId, origin: Origin) {
    for grant in offer.grants {
        let role = facts.roles.intern(grant.role);
        facts.delegations.push(Delegation {
            managing_tenant: offer.tenant.clone(),
            managing_tenant_name: offer.tenant_name.clone(),
            principal: grant.principal,
            principal_name: grant.name,
            role,
            scope,
            eligible: grant.eligible,
            origin,
        });
    }
}
