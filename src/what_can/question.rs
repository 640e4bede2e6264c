//! [`what_can`]: asks everything about one principal.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::effective::{PrincipalAccess, height};
use super::holdings::{Holding, holdings};
use super::permissions::{PermissionSet, PermissionsReader};
use crate::access::Privileged;
use crate::arrange::Arrange as _;
use crate::audit::outcome::{Outcome, Target};
use crate::audit::tasks::{TaskOptions, tasks};
use crate::decide::{Effective, Judge, RestsOn};
use crate::explain::{AskedScopes, scope_targets};
use crate::graph::{Strength, TenantGraph};
use crate::model::{PrincipalId, ScopeId, TaskPack};

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct WhatCanQuestion<'q> {
    /// Who.
    pub principal: PrincipalId,
    /// At these scopes; at each scope of its grants where empty.
    pub scopes: &'q [String],
    /// The tasks.
    pub packs: &'q [TaskPack],
}

/// What one principal holds and can do.
#[derive(Debug, Clone)]
pub struct WhatCan {
    /// Who.
    pub principal: PrincipalId,
    /// The scopes that were asked about by name.
    pub asked: Vec<String>,
    /// What it holds.
    pub holdings: Vec<Holding>,
    /// What it may do, by scope, the highest first. Scopes at which the same is effective are together.
    pub scopes: Vec<ScopePermissions>,
    /// What it can do of the packs.
    pub outcome: Outcome,
}

/// What is permitted at some scopes.
#[derive(Debug, Clone)]
pub struct ScopePermissions {
    /// The scopes, the highest first.
    pub targets: Vec<Target>,
    /// What is permitted at each of them.
    pub permissions: PermissionSet,
}

/// Asks everything about one principal; the principals of the options have no say.
pub fn what_can(tenant: &TenantGraph, question: WhatCanQuestion<'_>, options: &TaskOptions) -> WhatCan {
    let judge = Judge::new(tenant, options.wildcards);
    let principal = question.principal;
    let mut holdings = holdings(&judge, principal);
    if !question.scopes.is_empty() {
        holdings.retain(|holding| reaches_any(tenant, holding, question.scopes));
    }
    let scopes = if question.scopes.is_empty() { scopes_of(tenant, &holdings) } else { question.scopes.to_vec() };
    let privileged = Privileged::new(tenant.catalog());
    let reader = PermissionsReader { judge: &judge, privileged: &privileged, wildcards: options.wildcards };
    let access = PrincipalAccess::new(tenant, principal, &scopes);
    // A scope that was asked about is shown even where nothing is effective.
    let is_shown = |choice: &Effective| !question.scopes.is_empty() || !choice.held.is_empty();
    let effective = |scope: &str| Some(access.at(scope)).filter(|choices| choices.iter().any(is_shown));
    let scopes = grouped(&scopes, effective).into_iter().map(|(effective, scopes)| ScopePermissions {
        targets: scope_targets(tenant, &scopes, AskedScopes::At),
        permissions: reader.permissions(&effective),
    });
    let scopes = scopes.collect();
    let options = TaskOptions { principals: vec![principal], ..options.clone() };
    let outcome = tasks(tenant, question.packs, &options);
    WhatCan { principal, asked: question.scopes.to_vec(), holdings, scopes, outcome }
}

/// Whether a holding counts at one of some scopes, or may. An Entra role is at no scope of Azure.
fn reaches_any(tenant: &TenantGraph, holding: &Holding, scopes: &[String]) -> bool {
    let own = holding.scope(tenant);
    let contains = |scope: &String| tenant.tree().above(tenant.facts(), scope).iter().any(|(outer, _)| Some(*outer) == own);
    own.is_none() || scopes.iter().any(contains)
}

/// The scopes, by what is effective there; without those of which there is nothing to show.
pub(super) fn grouped<T: Clone + Eq + Hash>(scopes: &[String], effective: impl Fn(&str) -> Option<T>) -> Vec<(T, Vec<String>)> {
    let mut groups: Vec<(T, Vec<String>)> = Vec::new();
    let mut numbers: FxHashMap<T, usize> = FxHashMap::default();
    for scope in scopes {
        let Some(effective) = effective(scope) else { continue };
        let number = *numbers.entry(effective.clone()).or_insert(groups.len());
        match groups.get_mut(number) {
            Some((_, scopes)) => scopes.push(scope.clone()),
            None => groups.push((effective, vec![scope.clone()])),
        }
    }
    groups
}

/// The scopes of the grants that surely reach the principal, and those at which a deny assignment cuts something out below them; the
/// highest first. A grant that reaches it perhaps counts at these scopes as well, but gives no scope of its own.
pub(super) fn scopes_of(tenant: &TenantGraph, holdings: &[Holding]) -> Vec<String> {
    let facts = tenant.facts();
    let sure = holdings.iter().filter(|holding| holding.strength != Strength::Unknown);
    let held: Vec<ScopeId> = sure.filter_map(Holding::role_scope).collect();
    let is_deny = |holding: &&Holding| matches!(holding.rests_on, RestsOn::Deny(_)) && !holding.is_excluded;
    let is_below = |scope: &ScopeId| {
        let above = tenant.tree().above(facts, facts.scopes.text(*scope));
        above.iter().any(|(outer, _)| held.contains(outer))
    };
    let cut: Vec<ScopeId> = holdings.iter().filter(is_deny).filter_map(|own| own.scope(tenant)).filter(is_below).collect();
    let mut scopes: Vec<String> = held.iter().chain(&cut).map(|&scope| facts.scopes.text(scope).to_owned()).collect();
    scopes.arrange_by_cached_key(|scope| height(scope));
    scopes.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
    scopes
}
