//! From a decision to a person: through which assignment and which groups a principal holds what the decision rests on.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::decision::{ProofStep, StepOn};
use super::held::Doubt;
use crate::arrange::Arrange as _;
use crate::graph::directory::role_name;
use crate::graph::{
    DirectoryGrantTerms, GrantSource, GrantTerms, OwnPossession, Possession, Strength, TenantGraph, Way, WaysUp,
};
use crate::model::{DenyPrincipal, Origin, PrincipalId};

/// What a step of a decision rests on, where it was assigned: the same for every principal of an access class.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RestsOn {
    /// An Azure role at the scope of the assignment.
    Role(GrantTerms),
    /// An Entra directory role.
    DirectoryRole(Arc<DirectoryGrantTerms>),
    /// A deny assignment, by index.
    Deny(u32),
    /// An application permission, or a group that is owned.
    Possession(Possession),
}

/// How a grant, or a deny assignment, reaches one principal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GrantPath {
    /// The groups from the principal to the one that holds the grant, nearest first.
    pub via: Arc<[PrincipalId]>,
    /// The record that states it.
    pub record: Option<GrantRecord>,
}

/// A step of a decision, proved for one principal.
#[derive(Debug, Clone, Copy)]
pub struct ProvedStep<'p> {
    /// The step.
    pub step: &'p ProofStep,
    /// What it rests on.
    pub rests_on: &'p RestsOn,
    /// How that reaches the principal.
    pub path: &'p GrantPath,
}

impl<'p> ProvedStep<'p> {
    /// The steps of a decision, with what each rests on and how that reaches the principal, in their order.
    pub fn all(
        steps: &'p [ProofStep],
        rests_on: &'p [RestsOn],
        paths: &'p [GrantPath],
    ) -> impl Iterator<Item = Self> + Clone + use<'p> {
        let grants = rests_on.iter().zip(paths);
        steps.iter().zip(grants).map(|(step, (rests_on, path))| Self { step, rests_on, path })
    }

    /// What its record states.
    pub fn stated(&self, tenant: &TenantGraph) -> Stated {
        self.rests_on.stated(tenant, self.path.record)
    }
}

/// Which record states a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GrantRecord {
    /// An assignment or a schedule of an Azure role.
    Role(GrantSource),
    /// Index into `Facts::directory_assignments`.
    DirectoryRole(u32),
    /// Index into `Facts::denies`.
    Deny(u32),
    /// Index into `EscalationFacts::app_roles`.
    AppRole(u32),
    /// Index into `EscalationFacts::owners`.
    Owner(u32),
}

/// What a step of a proof is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// An active assignment of an Azure role.
    Assignment,
    /// An eligible assignment of an Azure role.
    Eligibility,
    /// An active assignment of an Entra directory role.
    DirectoryAssignment,
    /// An eligible assignment of an Entra directory role.
    DirectoryEligibility,
    /// A deny assignment.
    Deny,
    /// An app role of Microsoft Graph that an application has.
    AppRoleAssignment,
    /// A group that somebody owns.
    Ownership,
}

/// What the record of a step states, under the names of the exports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The resource id of the assignment, schedule or deny assignment.
    pub assignment: Option<String>,
    /// The id of the role (or of the directory role); `None` for a deny.
    pub role: Option<String>,
    /// Its display name.
    pub role_name: Option<Arc<str>>,
    /// Where it is held, spelled as exported; `/` or a directory scope for Entra.
    pub scope: String,
    /// The record.
    pub origin: Option<Origin>,
}

impl StepKind {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assignment => "assignment",
            Self::Eligibility => "eligibility",
            Self::DirectoryAssignment => "directory-assignment",
            Self::DirectoryEligibility => "directory-eligibility",
            Self::Deny => "deny",
            Self::AppRoleAssignment => "app-role-assignment",
            Self::Ownership => "ownership",
        }
    }
}

impl RestsOn {
    /// What a step of a proof is that rests on this.
    pub fn kind(&self) -> StepKind {
        match self {
            Self::Role(gives) if gives.eligible => StepKind::Eligibility,
            Self::Role(_) => StepKind::Assignment,
            Self::DirectoryRole(gives) if gives.eligible => StepKind::DirectoryEligibility,
            Self::DirectoryRole(_) => StepKind::DirectoryAssignment,
            Self::Deny(_) => StepKind::Deny,
            Self::Possession(Possession::AppRole(_)) => StepKind::AppRoleAssignment,
            Self::Possession(Possession::Owner(_)) => StepKind::Ownership,
        }
    }

    /// What its record states.
    pub fn stated(&self, tenant: &TenantGraph, record: Option<GrantRecord>) -> Stated {
        let facts = tenant.facts();
        let (assignment, origin) = record.map_or((None, None), |record| record.id_and_origin(tenant));
        match self {
            Self::Role(gives) => Stated {
                assignment,
                role: Some(facts.roles.id(gives.role).to_string()),
                role_name: tenant.roles().get(gives.role).map(|role| Arc::clone(&role.name)),
                scope: facts.scopes.text(gives.scope).to_owned(),
                origin,
            },
            Self::DirectoryRole(gives) => Stated {
                assignment,
                role: Some(gives.template.to_string()),
                role_name: Some(role_name(facts, tenant.catalog(), &gives.template).into()),
                scope: gives.scope.path(),
                origin,
            },
            Self::Deny(index) => {
                let deny = facts.denies.get(*index as usize);
                let scope = deny.map(|deny| facts.scopes.text(deny.scope).to_owned()).unwrap_or_default();
                Stated { assignment, role: None, role_name: None, scope, origin }
            }
            Self::Possession(Possession::AppRole(terms)) => {
                let role = Some(terms.app_role.to_string());
                Stated { assignment, role, role_name: None, scope: "/".to_owned(), origin }
            }
            Self::Possession(Possession::Owner(group)) => {
                let scope = facts.principals.id(*group).to_string();
                Stated { assignment, role: None, role_name: None, scope, origin }
            }
        }
    }
}

impl GrantRecord {
    /// The record of something that a principal has in the directory beside roles.
    pub fn of_possession(own: &OwnPossession) -> Self {
        match own.possession {
            Possession::AppRole(_) => Self::AppRole(own.row),
            Possession::Owner(_) => Self::Owner(own.row),
        }
    }

    fn id_and_origin(self, tenant: &TenantGraph) -> (Option<String>, Option<Origin>) {
        let facts = tenant.facts();
        match self {
            Self::Role(GrantSource::Assignment(index)) => match facts.assignments.get(index as usize) {
                Some(row) => (facts.assignment_id(row.name, row.scope), Some(row.origin)),
                None => (None, None),
            },
            Self::Role(GrantSource::Schedule(index)) => match facts.schedules.get(index as usize) {
                Some(row) => (row.id.or(row.schedule).map(|text| facts.texts.get(text).to_owned()), Some(row.origin)),
                None => (None, None),
            },
            Self::DirectoryRole(index) => match facts.directory_assignments.get(index as usize) {
                Some(row) => (row.id.as_deref().map(str::to_owned), Some(row.origin)),
                None => (None, None),
            },
            Self::Deny(index) => match facts.denies.get(index as usize) {
                Some(deny) => (Some(deny.id.to_string()), Some(deny.origin)),
                None => (None, None),
            },
            Self::AppRole(index) => match facts.escalation.app_roles.get(index as usize) {
                Some(row) => (row.id.as_deref().map(str::to_owned), Some(row.origin)),
                None => (None, None),
            },
            Self::Owner(index) => (None, facts.escalation.owners.get(index as usize).map(|row| row.origin)),
        }
    }
}

/// Finds the paths of grants to one principal. Many steps rest on the same few grants: each is looked for once.
#[derive(Debug)]
pub struct Prover<'t> {
    tenant: &'t TenantGraph,
    principal: PrincipalId,
    ways: WaysUp,
    known: FxHashMap<(RestsOn, Option<PrincipalId>), GrantPath>,
}

impl<'t> Prover<'t> {
    /// A prover for a principal.
    pub fn new(tenant: &'t TenantGraph, principal: PrincipalId) -> Self {
        Self { tenant, principal, ways: tenant.membership().ways_up(principal), known: FxHashMap::default() }
    }

    /// The paths behind the steps of a decision, in their order.
    pub fn paths(&mut self, steps: &[ProofStep], rests_on: &[RestsOn]) -> Vec<GrantPath> {
        steps.iter().zip(rests_on).map(|(step, on)| self.path(step, on)).collect()
    }

    fn path(&mut self, step: &ProofStep, on: &RestsOn) -> GrantPath {
        let open = open_group(step);
        let key = (on.clone(), open);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let path = self
            .directly(on)
            .or_else(|| self.find(open, |way| self.holds(way.to, on)))
            .unwrap_or_else(|| GrantPath { via: Arc::default(), record: self.without_way(on) });
        self.known.insert(key, path.clone());
        path
    }

    /// The record that gives something to this very principal.
    fn holds(&self, holder: PrincipalId, on: &RestsOn) -> Option<GrantRecord> {
        match on {
            RestsOn::Role(gives) => {
                let mut grants = self.tenant.grants_of(holder).iter();
                grants.find(|grant| grant.gives == *gives).map(|grant| GrantRecord::Role(grant.source))
            }
            RestsOn::DirectoryRole(gives) => {
                let mut grants = self.tenant.directory_grants_of(holder).iter();
                grants.find(|grant| grant.gives == **gives).map(|grant| GrantRecord::DirectoryRole(grant.row))
            }
            RestsOn::Deny(index) => {
                let deny = self.tenant.facts().denies.get(*index as usize)?;
                let named = |principal: &DenyPrincipal| match principal {
                    DenyPrincipal::Everyone => true,
                    DenyPrincipal::Principal(principal) => *principal == holder,
                };
                deny.principals.iter().any(named).then_some(GrantRecord::Deny(*index))
            }
            RestsOn::Possession(possession) => record_of(self.tenant, holder, *possession),
        }
    }

    /// A deny assignment that was cut may name anybody (R-FMT-8): its record counts although no way leads to it.
    fn without_way(&self, on: &RestsOn) -> Option<GrantRecord> {
        match on {
            RestsOn::Deny(index) => self.tenant.facts().denies.get(*index as usize).map(|_| GrantRecord::Deny(*index)),
            RestsOn::Role(_) | RestsOn::DirectoryRole(_) | RestsOn::Possession(_) => None,
        }
    }

    /// Entra roles come from the principal itself, or from a group that lists it (R-ENT-8); what it has in the directory beside them comes
    /// from itself.
    fn directly(&self, on: &RestsOn) -> Option<GrantPath> {
        let principal = self.principal;
        if matches!(on, RestsOn::Possession(_)) {
            return Some(GrantPath { via: Arc::default(), record: self.holds(principal, on) });
        }
        if !matches!(on, RestsOn::DirectoryRole(_)) {
            return None;
        }
        let edges = self.tenant.membership().groups_of(principal).iter().filter(|edge| edge.direct.is_some());
        let reaching = edges.filter_map(|edge| Some((self.tenant.directory_reach(edge)?, edge.group)));
        let mut groups: Vec<(Strength, PrincipalId)> = reaching.collect();
        groups.arrange_by_key(|(strength, _)| std::cmp::Reverse(*strength));
        let groups = groups.into_iter().map(|(_, group)| (group, Arc::from([group])));
        let mut ways = std::iter::once((principal, Arc::default())).chain(groups);
        ways.find_map(|(holder, via)| Some(GrantPath { via, record: Some(self.holds(holder, on)?) }))
    }

    /// The first way on which something is found; where membership is in doubt, the way that the doubt is about.
    fn find(&self, open: Option<PrincipalId>, on: impl Fn(&Way) -> Option<GrantRecord>) -> Option<GrantPath> {
        let path = |via: Vec<PrincipalId>, record| GrantPath { via: via.into(), record: Some(record) };
        if let Some((way, record)) = self.ways.iter().find_map(|way| Some((way, on(way)?))) {
            return Some(path(self.ways.via(way), record));
        }
        let group = open?;
        let beyond = self.tenant.membership().ways_up(group);
        let (way, record) = beyond.iter().find_map(|way| Some((way, on(way)?)))?;
        Some(path(std::iter::once(group).chain(beyond.via(way)).collect(), record))
    }
}

/// The record that says that somebody has something of the directory: the first, in the order of the inputs. Of an app role that may be one
/// of Microsoft Graph, one that is known to be is as good.
fn record_of(tenant: &TenantGraph, holder: PrincipalId, possession: Possession) -> Option<GrantRecord> {
    let is_it = |own: &&OwnPossession| match (own.possession, possession) {
        (Possession::AppRole(own), Possession::AppRole(asked)) => {
            own.app_role == asked.app_role && (own.of_graph || !asked.of_graph)
        }
        (own, asked) => own == asked,
    };
    tenant.possessions_of(holder).iter().find(is_it).map(GrantRecord::of_possession)
}

/// The group whose members are in doubt.
fn open_group(step: &ProofStep) -> Option<PrincipalId> {
    let doubt = match &step.on {
        StepOn::Role(held) => held.doubt,
        StepOn::DirectoryRole(held) => held.doubt,
        StepOn::Deny(denied) => denied.doubt,
        StepOn::Possession(_) => None,
    };
    match doubt? {
        Doubt::Members(group) => Some(group),
        Doubt::Parents(_) | Doubt::Tenant => None,
    }
}
