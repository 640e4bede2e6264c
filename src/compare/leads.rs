//! [`Leads`]: what leads to access without being any, and came or went: owners, app roles, federated credentials and the identities of
//! resources. What follows from it is not compared: `paths` follows it.

use rustc_hash::FxHashMap;

use super::fact_kind::FactChange;
use super::joint::StateSide;
use super::person::{Person, person};
use crate::arrange::Arrange as _;
use crate::graph::TenantGraph;
use crate::model::{Facts, ObjectId, Origin, OwnedKind, OwnedObject, PrincipalId};

/// What leads to access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeadKind {
    /// Somebody owns a group.
    GroupOwner,
    /// Somebody owns a service principal.
    ServicePrincipalOwner,
    /// Somebody owns an application.
    ApplicationOwner,
    /// A service principal has an app role of an API.
    AppRole,
    /// An application trusts a managed identity by a federated identity credential.
    FederatedCredential,
    /// A resource has a managed identity.
    ResourceIdentity,
}

impl LeadKind {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 6] = [
        Self::GroupOwner,
        Self::ServicePrincipalOwner,
        Self::ApplicationOwner,
        Self::AppRole,
        Self::FederatedCredential,
        Self::ResourceIdentity,
    ];

    /// Whether the exports of a state list them, be there none.
    fn is_listed(self, facts: &Facts) -> bool {
        let escalation = &facts.escalation;
        match self {
            Self::GroupOwner => escalation.owners_listed.contains(&OwnedKind::Groups),
            Self::ServicePrincipalOwner => escalation.owners_listed.contains(&OwnedKind::ServicePrincipals),
            Self::ApplicationOwner => escalation.owners_listed.contains(&OwnedKind::Applications),
            Self::AppRole => !escalation.app_roles_listed.is_empty(),
            Self::FederatedCredential => escalation.trusts_listed,
            Self::ResourceIdentity => escalation.identities_listed,
        }
    }
}

/// One that came or went.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Lead {
    /// What it is.
    pub kind: LeadKind,
    /// What became of it.
    pub change: FactChange,
    /// The owner, the service principal with the app role, or the identity.
    pub principal: Person,
    /// What is owned or trusts it, the API, or the resource: its id.
    pub of: String,
    /// What that is called, where it is known.
    pub of_name: Option<Box<str>>,
    /// The id of the app role.
    pub app_role: Option<String>,
    /// The file where it is, or was.
    pub input: Option<Box<str>>,
    /// The record in it, from 1.
    pub record: Option<u32>,
}

/// What leads to access, and came or went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Leads {
    /// By kind and principal.
    pub changed: Vec<Lead>,
    /// What only one of the states lists, so that it cannot be compared.
    pub one_sided: Vec<LeadKind>,
}

impl Leads {
    /// Compares two states.
    pub(super) fn of(states: [&TenantGraph; 2]) -> Self {
        let [old, new] = states.map(rows);
        let mut found = Self::default();
        for kind in LeadKind::ALL {
            let listed = states.map(|state| kind.is_listed(state.facts()));
            if listed != [true, true] {
                found.one_sided.extend((listed != [false, false]).then_some(kind));
                continue;
            }
            let beyond = |own: &FxHashMap<LeadKey, Origin>, other: &FxHashMap<LeadKey, Origin>| {
                let only = own.iter().filter(|(key, _)| key.kind == kind && !other.contains_key(key));
                only.map(|(key, origin)| (key.clone(), *origin)).collect::<Vec<_>>()
            };
            let [before, after] = states;
            found.changed.extend(beyond(&old, &new).into_iter().map(|(key, at)| key.lead(before, StateSide::Old, at)));
            found.changed.extend(beyond(&new, &old).into_iter().map(|(key, at)| key.lead(after, StateSide::New, at)));
        }
        found.changed.arrange();
        found
    }

    /// Whether something came that may lead to access.
    pub fn adds(&self) -> bool {
        self.changed.iter().any(|lead| lead.change == FactChange::Added)
    }
}

/// What makes two rows the same one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct LeadKey {
    kind: LeadKind,
    principal: ObjectId,
    of: String,
    app_role: Option<String>,
}

impl LeadKey {
    fn lead(self, state: &TenantGraph, side: StateSide, origin: Origin) -> Lead {
        let facts = state.facts();
        let known = |id: &ObjectId| facts.principals.lookup(id).map(|own| person(state, own));
        let principal = known(&self.principal).unwrap_or_else(|| Person { id: self.principal.clone(), name: None });
        let input = facts.input(origin.input);
        Lead {
            kind: self.kind,
            change: if side == StateSide::New { FactChange::Added } else { FactChange::Removed },
            principal,
            of_name: known(&ObjectId::parse(&self.of)).and_then(|person| person.name),
            of: self.of,
            app_role: self.app_role,
            input: input.map(|input| (*input.path).into()),
            record: Some(origin.record + 1),
        }
    }
}

/// The rows of a state, each with the record that shows it.
fn rows(state: &TenantGraph) -> FxHashMap<LeadKey, Origin> {
    let (facts, escalation) = (state.facts(), &state.facts().escalation);
    let id = |principal: PrincipalId| facts.principals.id(principal);
    let key = |kind, principal: &ObjectId, of: String| LeadKey { kind, principal: principal.clone(), of, app_role: None };
    let owners = escalation.owners.iter().map(|row| {
        let (kind, of) = match &row.owned {
            OwnedObject::Group(group) => (LeadKind::GroupOwner, id(*group).to_string()),
            OwnedObject::ServicePrincipal(own) => (LeadKind::ServicePrincipalOwner, id(*own).to_string()),
            OwnedObject::Application(application) => (LeadKind::ApplicationOwner, application.to_string()),
        };
        (key(kind, id(row.owner), of), row.origin)
    });
    let app_roles = escalation.app_roles.iter().map(|row| {
        let own = key(LeadKind::AppRole, id(row.principal), row.resource.to_string());
        (LeadKey { app_role: Some(row.app_role.to_string()), ..own }, row.origin)
    });
    let trusts = escalation.trusts.iter();
    let trusts = trusts.map(|row| (key(LeadKind::FederatedCredential, &row.identity, row.application.to_string()), row.origin));
    let identities = escalation.identities.iter();
    let identities = identities
        .map(|row| (key(LeadKind::ResourceIdentity, id(row.principal), row.resource.to_ascii_lowercase()), row.origin));
    let schedules = escalation.owner_schedules.iter();
    let schedules = schedules.map(|row| (key(LeadKind::GroupOwner, id(row.owner), id(row.group).to_string()), row.origin));
    owners.chain(schedules).chain(app_roles).chain(trusts).chain(identities).collect()
}
