//! From a decision to a person: which assignment, of which group, brings a principal what the decision rests on.

use std::sync::Arc;

use super::decision::{ProofStep, Step, StepKind, StepOn};
use super::held::Doubt;
use crate::graph::directory::role_name;
use crate::graph::{DirectoryGives, Gives, Grant, GrantSource, Tenant, Way};
use crate::model::{DenyPrincipal, DirectoryScope, Origin, PrincipalId};

/// What a step of a decision rests on, where it was assigned.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Support {
    /// An Azure role at the scope of the assignment.
    Role(Gives),
    /// An Entra directory role.
    DirectoryRole(DirectoryGives),
    /// A deny assignment, by index.
    Deny(u32),
}

/// Finds proofs for one principal.
#[derive(Debug)]
pub struct Prover<'t> {
    tenant: &'t Tenant,
    principal: PrincipalId,
    ways: Vec<Way>,
}

impl<'t> Prover<'t> {
    /// A prover for a principal.
    pub fn new(tenant: &'t Tenant, principal: PrincipalId) -> Self {
        Self { tenant, principal, ways: tenant.membership().ways_up(principal) }
    }

    /// The proof of a step.
    pub fn step(&self, step: &Step, support: &Support) -> ProofStep {
        match support {
            Support::Role(gives) => self.role(step, *gives),
            Support::DirectoryRole(gives) => self.directory_role(step, gives),
            Support::Deny(deny) => self.deny(step, *deny),
        }
    }

    fn role(&self, step: &Step, gives: Gives) -> ProofStep {
        let facts = self.tenant.facts();
        let holds = |way: &Way| self.tenant.grants_of(way.to).iter().find(|grant| grant.gives == gives).copied();
        let found = self.find(step, holds);
        let (via, grant) = found.map_or((Vec::new(), None), |(via, grant)| (via, Some(grant)));
        let (assignment, origin) = grant.map_or((None, None), |grant| self.record(grant));
        let role = self.tenant.roles().get(gives.role);
        ProofStep {
            principal: self.principal,
            via,
            kind: if gives.eligible { StepKind::Eligibility } else { StepKind::Assignment },
            assignment,
            role: Some(facts.roles.id(gives.role).to_string()),
            role_name: role.map(|role| Arc::clone(&role.name)),
            scope: facts.scopes.text(gives.scope).to_owned(),
            pattern: step.pattern.clone(),
            satisfies: Arc::clone(&step.satisfies),
            origin,
        }
    }

    fn directory_role(&self, step: &Step, gives: &DirectoryGives) -> ProofStep {
        let facts = self.tenant.facts();
        let holds = |way: &Way| self.tenant.directory_grants_of(way.to).iter().find(|grant| grant.gives == *gives).cloned();
        let found = self.directly().find_map(|way| Some((way.via.clone(), holds(&way)?))).or_else(|| self.find(step, holds));
        let (via, row) =
            found.map_or((Vec::new(), None), |(via, grant)| (via, facts.directory_assignments.get(grant.row as usize)));
        ProofStep {
            principal: self.principal,
            via,
            kind: if gives.eligible { StepKind::DirectoryEligibility } else { StepKind::DirectoryAssignment },
            assignment: row.and_then(|row| row.id.as_deref()).map(str::to_owned),
            role: Some(gives.template.to_string()),
            role_name: Some(role_name(facts, self.tenant.catalog(), &gives.template).into()),
            scope: directory_scope(&gives.scope),
            pattern: None,
            satisfies: Arc::clone(&step.satisfies),
            origin: row.map(|row| row.origin),
        }
    }

    /// The ways on which Entra roles come: the principal itself, and the groups that list it (R-ENT-8).
    fn directly(&self) -> impl Iterator<Item = Way> + '_ {
        let own = self.ways.iter().take(1).cloned();
        let edges = self.tenant.membership().groups_of(self.principal).iter().filter(|edge| edge.direct.is_some());
        own.chain(edges.map(|edge| Way { to: edge.group, strength: edge.strength, via: vec![edge.group] }))
    }

    fn deny(&self, step: &Step, index: u32) -> ProofStep {
        let facts = self.tenant.facts();
        let deny = facts.denies.get(index as usize);
        let named = |way: &Way| {
            let principals = deny.map(|deny| deny.principals.as_slice()).unwrap_or_default();
            let hit = principals.contains(&DenyPrincipal::Everyone) || principals.contains(&DenyPrincipal::Principal(way.to));
            hit.then_some(())
        };
        ProofStep {
            principal: self.principal,
            via: self.find(step, named).map(|(via, ())| via).unwrap_or_default(),
            kind: StepKind::Deny,
            assignment: deny.map(|deny| deny.id.to_string()),
            role: None,
            role_name: None,
            scope: deny.map(|deny| facts.scopes.text(deny.scope).to_owned()).unwrap_or_default(),
            pattern: step.pattern.clone(),
            satisfies: Arc::clone(&step.satisfies),
            origin: deny.map(|deny| deny.origin),
        }
    }

    /// The first way on which something is found; where membership is in doubt, the way that the doubt is about.
    fn find<T>(&self, step: &Step, mut on: impl FnMut(&Way) -> Option<T>) -> Option<(Vec<PrincipalId>, T)> {
        if let Some(found) = self.ways.iter().find_map(|way| Some((way.via.clone(), on(way)?))) {
            return Some(found);
        }
        let doubt = match &step.on {
            StepOn::Role(held) => held.doubt,
            StepOn::DirectoryRole(held) => held.doubt,
            StepOn::Deny(denied) => denied.doubt,
        };
        let Some(Doubt::Members(group)) = doubt else { return None };
        let beyond = self.tenant.membership().ways_up(group);
        beyond.iter().find_map(|way| {
            let via = std::iter::once(group).chain(way.via.iter().copied()).collect();
            Some((via, on(way)?))
        })
    }

    fn record(&self, grant: Grant) -> (Option<String>, Option<Origin>) {
        let facts = self.tenant.facts();
        match grant.source {
            GrantSource::Assignment(index) => match facts.assignments.get(index as usize) {
                Some(row) => (facts.assignment_id(row.name, row.scope), Some(row.origin)),
                None => (None, None),
            },
            GrantSource::Schedule(index) => match facts.schedules.get(index as usize) {
                Some(row) => (row.id.or(row.schedule).map(|text| facts.texts.get(text).to_owned()), Some(row.origin)),
                None => (None, None),
            },
        }
    }
}

/// A directory scope as Graph writes it (R-ENT-5).
pub fn directory_scope(scope: &DirectoryScope) -> String {
    match scope {
        DirectoryScope::Tenant => "/".to_owned(),
        DirectoryScope::AdministrativeUnit(id) => format!("/administrativeUnits/{id}"),
        DirectoryScope::Object(id) | DirectoryScope::App(id) => format!("/{id}"),
    }
}
