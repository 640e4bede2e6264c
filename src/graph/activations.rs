//! Choices of activations: which eligible memberships somebody may have activated at once (R-PIM-10).

use rustc_hash::FxHashSet;

use super::strength::Strength;
use super::tenant::TenantGraph;
use super::ways::Way;
use crate::model::PrincipalId;

/// Every choice of up to so many memberships is looked at; of more, each by itself and all of them.
const MOST: usize = 6;

/// The memberships that somebody is eligible for, itself or through a group, where deny assignments wait behind them.
pub(super) struct Activations<'t> {
    tenant: &'t TenantGraph,
    principal: PrincipalId,
    /// (member, group), in order.
    eligible: Vec<(PrincipalId, PrincipalId)>,
}

/// Where a principal is while some memberships are activated.
pub(super) struct ActivationChoice {
    /// The principal and the groups that it is in: surely, or by the activations.
    pub reached: Vec<(PrincipalId, Strength)>,
}

impl<'t> Activations<'t> {
    /// The memberships, if a tied group is reached by an activation only.
    pub(super) fn tied(tenant: &'t TenantGraph, principal: PrincipalId, is_tied: impl Fn(PrincipalId) -> bool) -> Option<Self> {
        if !tenant.membership.has_eligible() {
            return None;
        }
        let ways = tenant.membership.ways_up(principal);
        let by_activation = |way: &&Way| way.strength == Strength::Eligible;
        if !ways.iter().filter(by_activation).any(|way| is_tied(way.to)) {
            return None;
        }
        let edges = ways.iter().flat_map(|way| tenant.membership.groups_of(way.to));
        let edges = edges.filter(|edge| edge.strength == Strength::Eligible);
        let mut eligible: Vec<_> = edges.map(|edge| (edge.member, edge.group)).collect();
        let id = |principal| tenant.facts().principals.id(principal);
        eligible.sort_by(|a, b| (id(a.0), id(a.1)).cmp(&(id(b.0), id(b.1))));
        eligible.dedup();
        Some(Self { tenant, principal, eligible })
    }

    /// Every choice: none first.
    pub(super) fn choices(&self) -> impl Iterator<Item = ActivationChoice> + '_ {
        let count = self.eligible.len();
        let sets: Vec<Vec<usize>> = if count <= MOST {
            (0..1_usize << count).map(|bits| (0..count).filter(|at| bits >> at & 1 == 1).collect()).collect()
        } else {
            let one_each = (0..count).map(|at| vec![at]);
            std::iter::once(Vec::new()).chain(one_each).chain([(0..count).collect()]).collect()
        };
        sets.into_iter().map(|set| self.choice(&set))
    }

    fn choice(&self, set: &[usize]) -> ActivationChoice {
        let chosen: FxHashSet<_> = set.iter().filter_map(|&at| self.eligible.get(at)).copied().collect();
        let surely: FxHashSet<PrincipalId> = self.reached(&FxHashSet::default()).into_iter().collect();
        let strength = |at| if surely.contains(&at) { Strength::Sure } else { Strength::Eligible };
        ActivationChoice { reached: self.reached(&chosen).into_iter().map(|at| (at, strength(at))).collect() }
    }

    /// The principal and every group that it is in, over sure memberships and the chosen ones.
    fn reached(&self, chosen: &FxHashSet<(PrincipalId, PrincipalId)>) -> Vec<PrincipalId> {
        let (mut reached, mut seen) = (vec![self.principal], FxHashSet::from_iter([self.principal]));
        let mut next = 0;
        while let Some(&at) = reached.get(next) {
            next += 1;
            for edge in self.tenant.membership.groups_of(at) {
                let counts = edge.strength == Strength::Sure || chosen.contains(&(edge.member, edge.group));
                if counts && seen.insert(edge.group) {
                    reached.push(edge.group);
                }
            }
        }
        reached
    }
}
