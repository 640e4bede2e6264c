//! [`Because`]: what an answer rests on in one state of a tenant, and whether the other state has that too.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::person::{Person, person};
use crate::decide::{ProvedStep, RestsOn, Stated, StepKind};
use crate::graph::{OwnPossession, Possession, TenantGraph};
use crate::model::{Facts, ObjectId, Origin, PrincipalId};

/// One thing that an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Because {
    /// What it is.
    pub kind: StepKind,
    /// Who holds it: the principal, or a group that it is in.
    pub holder: Person,
    /// The id of the assignment.
    pub assignment: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// Its name.
    pub role_name: Option<Arc<str>>,
    /// Where it is held.
    pub scope: String,
    /// The other state has no such assignment: it makes the difference.
    pub only_here: bool,
    /// In the other state the principal is not in the group that holds it. That makes the difference.
    pub membership_only_here: bool,
    /// The role is defined in another way in the other state.
    pub definition_changed: bool,
    /// The file of the record.
    pub input: Option<Box<str>>,
    /// The record in it, from 1.
    pub record: Option<u32>,
    /// The record of what makes the difference: the assignment, the membership, or the role definition.
    pub changed: Option<RecordPlace>,
}

/// A record of an input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct RecordPlace {
    /// The file.
    pub input: Box<str>,
    /// The record in it, from 1.
    pub record: u32,
}

/// Where the memberships and the role definitions of a state were read.
#[derive(Debug)]
pub(super) struct ChangeRecords {
    memberships: FxHashMap<(PrincipalId, PrincipalId), Origin>,
    definitions: FxHashMap<ObjectId, Origin>,
}

impl ChangeRecords {
    pub(super) fn new(facts: &Facts) -> Self {
        let memberships = facts.memberships.iter().map(|row| ((row.member, row.group), row.origin)).collect();
        let definitions = facts.definitions.iter().map(|role| (role.definition.id.clone(), role.origin)).collect();
        Self { memberships, definitions }
    }
}

/// What a step of a proof in the first of two states rests on.
pub(super) fn because(
    who: PrincipalId,
    proved: &ProvedStep<'_>,
    [tenant, other]: [&TenantGraph; 2],
    records: &ChangeRecords,
) -> Because {
    let ProvedStep { rests_on: on, path, .. } = proved;
    let holder = path.via.last().copied().unwrap_or(who);
    let stated = proved.stated(tenant);
    let only_here = !is_held(on, &stated, tenant.facts().principals.id(holder), other);
    let joined = joined(who, &path.via, tenant, other);
    let definition = changed_definition(on, tenant, other);
    let changed = match (only_here, joined, definition) {
        (true, ..) => stated.origin,
        (false, Some(pair), _) => records.memberships.get(&pair).copied(),
        (false, None, Some(role)) => records.definitions.get(role).copied(),
        (false, None, None) => None,
    };
    let input = stated.origin.and_then(|origin| tenant.facts().input(origin.input));
    Because {
        kind: on.kind(),
        holder: person(tenant, holder),
        only_here,
        membership_only_here: joined.is_some(),
        definition_changed: definition.is_some(),
        input: input.map(|input| (*input.path).into()),
        record: stated.origin.map(|origin| origin.record + 1),
        changed: changed.and_then(|origin| place(tenant.facts(), origin)),
        assignment: stated.assignment,
        role: stated.role,
        role_name: stated.role_name,
        scope: stated.scope,
    }
}

fn place(facts: &Facts, origin: Origin) -> Option<RecordPlace> {
    let input = facts.input(origin.input)?;
    Some(RecordPlace { input: (*input.path).into(), record: origin.record + 1 })
}

/// The first membership on a way that the other tenant does not have: who is in which group.
fn joined(
    who: PrincipalId,
    via: &[PrincipalId],
    tenant: &TenantGraph,
    other: &TenantGraph,
) -> Option<(PrincipalId, PrincipalId)> {
    let there = |id: PrincipalId| other.facts().principals.lookup(tenant.facts().principals.id(id));
    let holder = via.last().copied()?;
    if let (Some(who), Some(holder)) = (there(who), there(holder))
        && other.membership().ways_up(who).iter().any(|way| way.to == holder)
    {
        return None;
    }
    let is_there = |(member, group): (PrincipalId, PrincipalId)| {
        let (Some(member), Some(group)) = (there(member), there(group)) else { return false };
        other.membership().groups_of(member).iter().any(|edge| edge.group == group)
    };
    let members = std::iter::once(who).chain(via.iter().copied());
    members.zip(via.iter().copied()).find(|pair| !is_there(*pair)).or(Some((who, holder)))
}

/// The role that a step rests on, where the other tenant defines it in another way.
fn changed_definition<'t>(on: &RestsOn, tenant: &'t TenantGraph, other: &TenantGraph) -> Option<&'t ObjectId> {
    let RestsOn::Role(gives) = on else { return None };
    let own = tenant.roles().get(gives.role)?;
    let there = other.roles().by_id(&own.id)?;
    (own.alternatives != there.alternatives).then_some(&own.id)
}

/// Whether a tenant has what a step of another state's proof rests on.
fn is_held(on: &RestsOn, stated: &Stated, holder: &ObjectId, tenant: &TenantGraph) -> bool {
    let facts = tenant.facts();
    let Some(holder) = facts.principals.lookup(holder) else { return false };
    let is_role = |id: &ObjectId| stated.role.as_deref() == Some(id.to_string().as_str());
    match on {
        RestsOn::Role(gives) => tenant.grants_of(holder).iter().any(|grant| {
            grant.gives.eligible == gives.eligible
                && is_role(facts.roles.id(grant.gives.role))
                && facts.scopes.text(grant.gives.scope).eq_ignore_ascii_case(&stated.scope)
        }),
        RestsOn::DirectoryRole(gives) => tenant
            .directory_grants_of(holder)
            .iter()
            .any(|grant| grant.gives.eligible == gives.eligible && is_role(&grant.gives.template)),
        RestsOn::Possession(Possession::AppRole(_)) => {
            let of = |own: &OwnPossession| RestsOn::Possession(own.possession).stated(tenant, None);
            tenant.possessions_of(holder).iter().any(|own| of(own).role == stated.role && stated.role.is_some())
        }
        RestsOn::Possession(Possession::Owner(_)) => {
            let of = |own: &OwnPossession| RestsOn::Possession(own.possession).stated(tenant, None);
            tenant.possessions_of(holder).iter().any(|own| of(own).scope == stated.scope)
        }
        RestsOn::Deny(_) => facts.denies.iter().any(|deny| stated.assignment.as_deref() == Some(&*deny.id)),
    }
}
