//! [`compare`]: what two principals hold and may do, side by side.

use std::collections::BTreeMap;

use super::effective::{PrincipalAccess, height};
use super::holdings::Holding;
use super::permissions::{PermissionSet, PermissionsReader};
use super::question::{WhatCan, grouped, scopes_of};
use crate::access::Privileged;
use crate::arrange::Arrange as _;
use crate::audit::outcome::Target;
use crate::catalog::{OperationId, OperationSet};
use crate::decide::{Judge, RestsOn, Verdict};
use crate::explain::{AskedScopes, scope_targets};
use crate::graph::TenantGraph;
use crate::model::Plane;

/// What two principals hold and may do.
#[derive(Debug, Clone)]
pub struct ComparedPrincipals {
    /// What each holds; deny assignments are not among it.
    pub grants: Vec<ComparedGrant>,
    /// What each may do now, by scope, the highest first. Scopes at which the same is effective are together.
    pub scopes: Vec<ComparedScope>,
}

/// A role at a scope, held equally surely and under the same conditions.
#[derive(Debug, Clone)]
pub struct ComparedGrant {
    /// One of the ways in which it is held.
    pub holding: Holding,
    /// By whom.
    pub by: HeldBy,
}

/// Which of two principals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldBy {
    /// Both.
    Both,
    /// The first one alone.
    First,
    /// The second one alone.
    Second,
}

/// What two principals may do now at some scopes.
#[derive(Debug, Clone)]
pub struct ComparedScope {
    /// The scopes, the highest first.
    pub targets: Vec<Target>,
    /// By plane; planes in which neither may do anything are left out.
    pub planes: Vec<ComparedPlane>,
    /// What is permitted is known exactly, for both.
    pub is_exact: bool,
}

/// The operations of the catalog that two principals may do now in one plane.
#[derive(Debug, Clone)]
pub struct ComparedPlane {
    /// The plane.
    pub plane: Plane,
    /// How many both may do.
    pub both: usize,
    /// What the first one alone may do.
    pub first: OwnOperations,
    /// What the second one alone may do.
    pub second: OwnOperations,
    /// How many one of them may do while the other one may under a condition, or while that is not known (R-EVAL-9).
    pub open: usize,
}

/// What one of two principals may do and the other may not, not even under a condition.
#[derive(Debug, Clone)]
pub struct OwnOperations {
    /// How many operations.
    pub count: usize,
    /// The privileged ones, the most dangerous first.
    pub privileged: Vec<OperationId>,
}

/// Compares two principals: at the scopes that were asked about, else at each scope of a grant of either.
pub fn compare(tenant: &TenantGraph, [first, second]: [&WhatCan; 2]) -> ComparedPrincipals {
    let scopes = if first.asked.is_empty() { scopes_of_both(tenant, [first, second]) } else { first.asked.clone() };
    let wildcards = first.outcome.wildcards;
    let (judge, privileged) = (Judge::new(tenant, wildcards), Privileged::new(tenant.catalog()));
    let reader = PermissionsReader { judge: &judge, privileged: &privileged, wildcards };
    let access = [first, second].map(|own| PrincipalAccess::new(tenant, own.principal, &scopes));
    let effective = |scope: &str| Some(access.iter().map(|own| own.at(scope)).collect::<Vec<_>>());
    let at_scopes = grouped(&scopes, effective).into_iter().map(|(effective, scopes)| {
        let permissions: Vec<PermissionSet> = effective.iter().map(|own| reader.permissions(own)).collect();
        let planes = Plane::ALL.into_iter().filter_map(|plane| compared_plane(&privileged, plane, &permissions));
        let is_exact = permissions.iter().all(|own| own.is_exact);
        ComparedScope { targets: scope_targets(tenant, &scopes, AskedScopes::At), planes: planes.collect(), is_exact }
    });
    ComparedPrincipals { scopes: at_scopes.collect(), grants: grants(tenant, [first, second]) }
}

fn scopes_of_both(tenant: &TenantGraph, both: [&WhatCan; 2]) -> Vec<String> {
    let mut scopes: Vec<String> = both.iter().flat_map(|own| scopes_of(tenant, &own.holdings)).collect();
    scopes.arrange_by_cached_key(|scope| height(scope));
    scopes.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
    scopes
}

/// What each holds, in the order in which people see it.
fn grants(tenant: &TenantGraph, both: [&WhatCan; 2]) -> Vec<ComparedGrant> {
    let mut found: BTreeMap<_, ComparedGrant> = BTreeMap::new();
    for (own, by) in both.into_iter().zip([HeldBy::First, HeldBy::Second]) {
        for holding in own.holdings.iter().filter(|holding| !matches!(holding.rests_on, RestsOn::Deny(_))) {
            let stated = holding.rests_on.stated(tenant, Some(holding.record));
            let how = (holding.strength as u8, holding.conditions.clone(), holding.lacks_condition);
            // An Entra role for a part of the directory is another one than that for all of it.
            let what = (stated.role_name, stated.role, how, stated.scope.to_ascii_lowercase());
            let known =
                found.entry((holding.place(tenant), what)).or_insert_with(|| ComparedGrant { holding: holding.clone(), by });
            if known.by != by {
                known.by = HeldBy::Both;
            }
        }
    }
    found.into_values().collect()
}

fn compared_plane(privileged: &Privileged<'_>, plane: Plane, permissions: &[PermissionSet]) -> Option<ComparedPlane> {
    let of = |own: Option<&PermissionSet>, verdicts: &[Verdict]| {
        let parts = own.into_iter().flat_map(|own| &own.parts).filter(|part| part.plane == plane);
        let mut all = OperationSet::new(privileged.catalog().operations());
        parts.filter(|part| verdicts.contains(&part.verdict)).for_each(|part| all.union_with(&part.operations));
        all
    };
    let now = |own| of(own, &[Verdict::Allowed]);
    let open = |own| of(own, &[Verdict::Conditional, Verdict::Unknown]);
    let [first, second] = [permissions.first(), permissions.get(1)];
    let common = |one: &OperationSet, another: &OperationSet| {
        let mut common = one.clone();
        common.intersect_with(another);
        common.len()
    };
    let alone = |own, other| {
        let mut alone: OperationSet = now(own);
        alone.difference_with(&now(other));
        alone.difference_with(&open(other));
        let count = alone.len();
        alone.intersect_with(privileged.operations());
        OwnOperations { count, privileged: privileged.by_danger(alone.iter()) }
    };
    let compared = ComparedPlane {
        plane,
        both: common(&now(first), &now(second)),
        first: alone(first, second),
        second: alone(second, first),
        open: common(&now(first), &open(second)) + common(&now(second), &open(first)),
    };
    (compared.both + compared.first.count + compared.second.count + compared.open > 0).then_some(compared)
}
