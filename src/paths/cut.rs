//! [`cut`]: the fewest assignments without which nobody comes to the role.
//!
//! A path stays as long as each assignment of its proofs does. So whatever cuts all paths hits each of them; the fewest assignments that hit
//! the paths that are known are too few, or the fewest of all. They are taken away, and whoever still comes to the role does so by a path
//! that was not known: it counts from then on.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::goal::PathsQuestion;
use super::hitting_set::fewest;
use super::hops::{Hop, HopAction, HopProof};
use super::question::{FoundPaths, GoalPaths, find};
use super::steps::EscalationStep;
use crate::arrange::Arrange as _;
use crate::audit::Outcome;
use crate::decide::Verdict;
use crate::decide::prove::{Prover, RestsOn, Stated};
use crate::graph::{RemovableGrant, TenantGraph};
use crate::model::{LeadsTo, Origin, PrincipalId};

/// How often it is asked again without some assignments, at most.
const ROUNDS: usize = 24;
/// How many grants and principals are looked at for it, all rounds together.
const ROWS: usize = 400_000;

/// Assignments without which nobody comes to the role by the steps that are followed.
#[derive(Debug, Clone)]
pub struct PathCut {
    /// The assignments; by who holds them.
    pub grants: Vec<CutGrant>,
    /// Fewer are not enough. Where it is how many there are, these are the fewest.
    pub least: usize,
}

/// One of them.
#[derive(Debug, Clone)]
pub struct CutGrant {
    /// Who holds it: a group, where it is held through one.
    pub principal: PrincipalId,
    /// What it is.
    pub grant: RemovableGrant,
    /// What its record states.
    pub stated: Stated,
}

/// The assignments that cut every path of which somebody knows that it leads to the role. `None`: there is no such path, or the tenant is so
/// large that they were not found.
pub(super) fn cut(tenant: &TenantGraph, question: &PathsQuestion, outcome: &Outcome, goals: &[GoalPaths]) -> Option<PathCut> {
    let mut search = CutSearch { tenant, known: FxHashMap::default(), grants: Vec::new(), sets: Vec::new(), sure: Vec::new() };
    if !search.take(tenant, outcome, goals, &[]) {
        return None;
    }
    let rows = tenant.grants().len() + tenant.directory_grants().len() + tenant.facts().principals.len();
    let rounds = (ROWS / rows.max(1)).min(ROUNDS);
    for _ in 0..rounds {
        let (chosen, least) = search.fewest();
        let removed: Vec<RemovableGrant> = chosen.iter().map(|own| own.grant.clone()).collect();
        let without = tenant.without(&removed);
        let FoundPaths { outcome, goals, .. } = find(&without, question);
        if !search.take(&without, &outcome, &goals, &removed) {
            return Some(PathCut { grants: chosen, least });
        }
    }
    None
}

struct CutSearch<'t> {
    tenant: &'t TenantGraph,
    /// The numbers of grants.
    known: FxHashMap<RemovableGrant, usize>,
    grants: Vec<CutGrant>,
    /// What each path takes, in numbers of grants.
    sets: Vec<Vec<usize>>,
    /// Those that take it whatever else is removed.
    sure: Vec<Vec<usize>>,
}

impl CutSearch<'_> {
    /// Remembers the paths of a search without what was removed, whose proofs are in these answers; `false` where there is none.
    fn take(&mut self, tenant: &TenantGraph, outcome: &Outcome, goals: &[GoalPaths], removed: &[RemovableGrant]) -> bool {
        // Who loses an Entra role may become somebody whose password can be reset: such a path is there only without it.
        let frees = removed.iter().any(|grant| matches!(grant, RemovableGrant::DirectoryRole { .. }));
        let mut is_any = false;
        let known = goals.iter().flat_map(|goal| &goal.paths).filter(|path| path.verdict > Verdict::Unknown);
        for path in known {
            let grants = path.hops.iter().flat_map(|hop| grants_of(tenant, outcome, hop));
            let set: Vec<usize> = grants.map(|grant| self.number(grant)).collect();
            let is_freed = frees && path.hops.iter().any(resets_by_roles);
            if !is_freed {
                self.sure.push(set.clone());
            }
            self.sets.push(set);
            is_any = true;
        }
        is_any
    }

    fn number(&mut self, grant: CutGrant) -> usize {
        let next = self.grants.len();
        let number = *self.known.entry(grant.grant.clone()).or_insert(next);
        if number == next {
            self.grants.push(grant);
        }
        number
    }

    /// The fewest grants that hit every path so far, and how many it takes at the least.
    fn fewest(&self) -> (Vec<CutGrant>, usize) {
        let order = self.order();
        let places: FxHashMap<usize, usize> = order.iter().enumerate().map(|(place, &grant)| (grant, place)).collect();
        let ordered = |sets: &[Vec<usize>]| -> Vec<Vec<usize>> {
            sets.iter().map(|set| set.iter().filter_map(|grant| places.get(grant).copied()).collect()).collect()
        };
        let all = fewest(&ordered(&self.sets));
        let least = if self.sure.len() == self.sets.len() { all.least } else { fewest(&ordered(&self.sure)).least };
        let grants = all.things.iter().filter_map(|&place| self.grants.get(*order.get(place)?).cloned());
        (grants.collect(), least)
    }

    /// The grants in an order that does not depend on that of the inputs: those of the most paths first.
    fn order(&self) -> Vec<usize> {
        let mut paths: BTreeMap<usize, usize> = BTreeMap::new();
        for set in &self.sets {
            let mut own = set.clone();
            own.arrange();
            own.dedup();
            for grant in own {
                *paths.entry(grant).or_default() += 1;
            }
        }
        let principals = &self.tenant.facts().principals;
        let mut order: Vec<usize> = (0..self.grants.len()).collect();
        order.arrange_by_cached_key(|&number| {
            let grant = self.grants.get(number);
            let text =
                grant.map(|own| (principals.id(own.principal).clone(), own.stated.role.clone(), own.stated.scope.clone()));
            (std::cmp::Reverse(paths.get(&number).copied()), text, grant.map(|own| is_eligible(&own.grant)))
        });
        order
    }
}

fn is_eligible(grant: &RemovableGrant) -> bool {
    match grant {
        RemovableGrant::Role { eligible, .. } => *eligible,
        RemovableGrant::DirectoryRole { gives, .. } => gives.eligible,
        RemovableGrant::AppRole { .. } => false,
    }
}

/// Whether a step resets the password of somebody for the roles that he does not hold.
fn resets_by_roles(hop: &Hop) -> bool {
    matches!(&hop.does, HopAction::Step(EscalationStep::Directory(way)) if way.leads_to == LeadsTo::UsersWithoutOtherRoles)
}

/// The grants that a step takes.
fn grants_of(tenant: &TenantGraph, outcome: &Outcome, hop: &Hop) -> Vec<CutGrant> {
    let mut grants = Vec::new();
    for proof in &hop.proof {
        match *proof {
            HopProof::Answer { class, result } => {
                let answer = outcome.classes.get(class).and_then(|class| class.results.get(result));
                let Some(answer) = answer else { continue };
                let paths = Prover::new(tenant, hop.actor).paths(&answer.decision.steps, &answer.rests_on);
                for (on, path) in answer.rests_on.iter().zip(paths) {
                    let principal = path.via.last().copied().unwrap_or(hop.actor);
                    let stated = on.stated(tenant, path.record);
                    grants.extend(removable(principal, on).map(|grant| CutGrant { principal, grant, stated }));
                }
            }
            HopProof::Record(origin) => grants.extend(app_role(tenant, hop, origin)),
        }
    }
    grants
}

fn removable(principal: PrincipalId, on: &RestsOn) -> Option<RemovableGrant> {
    match on {
        RestsOn::Role(gives) => {
            let (role, scope, eligible) = (gives.role, gives.scope, gives.eligible);
            Some(RemovableGrant::Role { principal, role, scope, eligible })
        }
        RestsOn::DirectoryRole(gives) => Some(RemovableGrant::DirectoryRole { principal, gives: (**gives).clone() }),
        RestsOn::Deny(_) | RestsOn::Possession(_) => None,
    }
}

/// The app role of a step that rests on a record of one.
fn app_role(tenant: &TenantGraph, hop: &Hop, origin: Origin) -> Option<CutGrant> {
    let HopAction::AppRole { app_role, .. } = &hop.does else { return None };
    let row = tenant.facts().escalation.app_roles.iter().find(|row| row.origin == origin)?;
    let grant = RemovableGrant::AppRole { principal: row.principal, app_role: row.app_role, resource: row.resource.clone() };
    let stated = Stated {
        assignment: row.id.as_deref().map(str::to_owned),
        role: Some(row.app_role.to_string()),
        role_name: Some((*app_role).into()),
        scope: row.resource.to_string(),
        origin: Some(origin),
    };
    Some(CutGrant { principal: row.principal, grant, stated })
}
