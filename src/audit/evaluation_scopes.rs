//! [`EvaluationScopes`]: the scopes at which requirements are evaluated, each once, with the scopes that contain it.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::outcome::Target;
use super::targets::{stand, stands_in};
use crate::decide::{Denied, Doubt, EffectiveGrant};
use crate::graph::{Containing, TenantGraph, UncoveredList};
use crate::model::{DenyAssignment, ScopeId, TargetKind};

/// The number of an evaluation scope.
pub(crate) type EvaluationScopeId = u32;

/// A scope at which leaves are evaluated.
#[derive(Debug)]
pub(crate) struct EvaluationScope {
    /// Its path.
    pub path: Box<str>,
    /// The scopes that contain it, or may.
    pub above: FxHashMap<ScopeId, Containing>,
    /// The scope itself, where an input names it; none where any scope in it is meant.
    pub own: Option<ScopeId>,
    /// The list on which a no rests, where no whole one is at hand (R-EVAL-9).
    pub uncovered: Option<UncoveredList>,
    /// The key vault that it is or lies in, where access policies open that (R-EVAL-11).
    pub by_policies: Option<Arc<str>>,
}

/// All evaluation scopes of a run.
#[derive(Debug, Default)]
pub(crate) struct EvaluationScopes {
    /// The scopes.
    pub list: Vec<EvaluationScope>,
    /// Below each scope: the evaluation scopes that it contains, or may.
    pub below: FxHashMap<ScopeId, Vec<(EvaluationScopeId, Containing)>>,
    by_path: FxHashMap<String, EvaluationScopeId>,
}

impl EvaluationScopes {
    /// The evaluation scope for a target and a kind of leaf; new ones are added.
    pub(crate) fn intern(&mut self, tenant: &TenantGraph, target: &Target, at: TargetKind) -> EvaluationScopeId {
        let path = stand(target, at);
        let stands_in = stands_in(target, at);
        let key = key(&path, stands_in);
        if let Some(&known) = self.by_path.get(&key) {
            return known;
        }
        let id = self.list.len() as EvaluationScopeId;
        let above = tenant.tree().above(tenant.facts(), &path);
        for &(scope, containing) in &above {
            self.below.entry(scope).or_default().push((id, containing));
        }
        let above = above.into_iter().collect();
        let own = tenant.facts().scopes.lookup(&path).filter(|_| !stands_in);
        let uncovered = tenant.uncovered_list(&path);
        let by_policies = tenant.vault_by_policies(&path);
        self.list.push(EvaluationScope { path: path.into(), above, own, uncovered, by_policies });
        self.by_path.insert(key, id);
        id
    }

    /// The evaluation scopes at a path: the scope itself, and any scope in it.
    pub(crate) fn at_path(&self, path: &str) -> impl Iterator<Item = EvaluationScopeId> {
        let keys = [key(path, false), key(path, true)];
        keys.into_iter().filter_map(|key| self.by_path.get(&key).copied())
    }

    /// A `no` needs the lists of another state of the tenant too.
    pub(crate) fn cover_also(&mut self, other: &TenantGraph) {
        for scope in self.list.iter_mut().filter(|scope| scope.uncovered.is_none()) {
            scope.uncovered = other.uncovered_list(&scope.path);
        }
    }

    /// Whether a scope contains any evaluation scope.
    pub(crate) fn matter(&self) -> FxHashSet<ScopeId> {
        self.below.keys().copied().collect()
    }
}

/// What tells evaluation scopes apart: the path, and whether any scope in it is meant.
fn key(path: &str, stands_in: bool) -> String {
    let own = path.to_ascii_lowercase();
    if stands_in { own + "/*" } else { own }
}

/// What a class is named in, and left out of, by deny assignments.
#[derive(Debug, Default)]
pub(crate) struct DenyTies {
    /// Named: surely, or with this doubt.
    pub named: FxHashMap<u32, Option<Doubt>>,
    /// Left out: surely, or with this doubt.
    pub excluded: FxHashMap<u32, Option<Doubt>>,
}

/// The denies that apply to a class at an evaluation scope, by index (R-DENY-6); an unknown membership or containment makes it a maybe.
pub(crate) fn denied(tenant: &TenantGraph, at: &EvaluationScope, ties: &DenyTies) -> Vec<Denied> {
    let anybody = at.above.keys().flat_map(|&scope| tenant.denies_of_anybody(scope));
    let mut candidates: Vec<u32> = anybody.chain(ties.named.keys()).copied().collect();
    candidates.sort_unstable();
    candidates.dedup();
    candidates.into_iter().filter_map(|index| applies(tenant, at, (index, ties))).collect()
}

fn applies(tenant: &TenantGraph, at: &EvaluationScope, (index, ties): (u32, &DenyTies)) -> Option<Denied> {
    let deny = tenant.facts().denies.get(index as usize)?;
    let containing = reaches(deny, at)?;
    let named = if tenant.denies_everyone(index) { Some(&None) } else { ties.named.get(&index) };
    let named = match named {
        Some(doubt) => *doubt,
        None if deny.unreadable => None,
        None => return None,
    };
    let excluded = ties.excluded.get(&index).copied();
    if excluded == Some(None) {
        return None;
    }
    let parents = (containing == Containing::Unknown).then_some(Doubt::Parents(deny.scope));
    let doubt = named.or(excluded.flatten()).or(parents);
    Some(Denied { deny: index, sure: doubt.is_none() && !deny.unreadable, doubt })
}

/// Whether a deny assignment reaches a scope: an inherited one does, unless it stays at its own scope.
fn reaches(deny: &DenyAssignment, at: &EvaluationScope) -> Option<Containing> {
    let containing = at.above.get(&deny.scope).copied()?;
    let here = !deny.not_to_children || at.own == Some(deny.scope);
    (here && !deny.audit_only).then_some(containing)
}

/// Distributes roles over the evaluation scopes below the scopes at which they were assigned.
pub(crate) fn spread(
    scopes: &EvaluationScopes,
    scope: ScopeId,
    held: EffectiveGrant,
) -> impl Iterator<Item = (EvaluationScopeId, EffectiveGrant)> + '_ {
    let below = scopes.below.get(&scope).map(Vec::as_slice).unwrap_or_default();
    below.iter().map(move |&(id, containing)| (id, held.within(containing, scope)))
}
