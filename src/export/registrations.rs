//! [`Registrations`]: the roles that Azure Lighthouse gives to other tenants, and where. Definitions and assignments may be in different
//! files; they are joined when all files are read.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::{Delegation, Facts, InputId, Note, NoteCode, ObjectId, Origin, ScopeId};
use crate::source::Place;

/// What has been read of Lighthouse so far.
#[derive(Debug, Default)]
pub(super) struct Registrations {
    /// By the id of the definition, in lower case.
    definitions: FxHashMap<String, Offer>,
    /// The inputs that definitions are in.
    definition_inputs: Vec<InputId>,
    assignments: Vec<Registration>,
}

/// What a definition offers to a managing tenant.
#[derive(Debug, Clone, Default)]
pub(super) struct Offer {
    pub(super) tenant: Box<str>,
    pub(super) tenant_name: Option<Box<str>>,
    pub(super) grants: Vec<Authorization>,
}

/// A role that an offer gives to a principal of the managing tenant.
#[derive(Debug, Clone)]
pub(super) struct Authorization {
    pub(super) principal: Box<str>,
    pub(super) name: Option<Box<str>>,
    pub(super) role: ObjectId,
    pub(super) eligible: bool,
}

/// Where a definition is put to work.
#[derive(Debug)]
pub(super) struct Registration {
    pub(super) definition: String,
    pub(super) scope: ScopeId,
    /// The definition, where it was expanded into the assignment.
    pub(super) offer: Option<Offer>,
    pub(super) origin: Origin,
}

impl Registrations {
    /// A definition is in an input.
    pub(super) fn define(&mut self, id: String, offer: Offer, input: InputId) {
        self.definitions.insert(id, offer);
        if !self.definition_inputs.contains(&input) {
            self.definition_inputs.push(input);
        }
    }

    /// A definition is assigned somewhere.
    pub(super) fn assign(&mut self, registration: Registration) {
        self.assignments.push(registration);
    }

    /// Joins definitions and assignments. Inputs without their other half are partial, and a note says so.
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
