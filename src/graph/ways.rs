//! [`WaysUp`]: the ways from a principal to the groups that it is in.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use super::strength::Strength;
use crate::model::PrincipalId;

/// One step from a member to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The member.
    pub member: PrincipalId,
    /// The group.
    pub group: PrincipalId,
    /// Sure, or only eligible.
    pub strength: Strength,
    /// How surely it is a direct membership, as far as any list says that it is one: only these count for Entra roles (R-ENT-8).
    pub direct: Option<Strength>,
}

/// The ways from a principal to itself and to every group that it is in. Each way goes on from another one, so long ways need little
/// memory.
#[derive(Debug, Clone)]
pub struct WaysUp(Vec<Way>);

/// A way from a principal to itself or to a group that it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Where it ends.
    pub to: PrincipalId,
    /// Eligible if any step is.
    pub strength: Strength,
    /// The number of the way that it goes on from; none for the principal itself.
    from: Option<usize>,
}

impl WaysUp {
    /// Sure ways breadth first, then eligible ones.
    pub(super) fn find<'m>(groups_of: impl Fn(PrincipalId) -> &'m [Edge], principal: PrincipalId) -> Self {
        let mut ways = Self(vec![Way { to: principal, strength: Strength::Sure, from: None }]);
        let mut seen: FxHashSet<PrincipalId> = std::iter::once(principal).collect();
        let mut eligible = ways.follow_sure(&groups_of, &mut seen);
        while let Some(way) = eligible.pop_front() {
            if seen.insert(way.to) {
                let number = ways.0.len();
                ways.0.push(way);
                eligible.extend(groups_of(way.to).iter().map(|edge| way.onward(number, edge)));
            }
        }
        ways
    }

    /// Follows sure edges; ways over eligible ones are put aside.
    fn follow_sure<'m>(
        &mut self,
        groups_of: impl Fn(PrincipalId) -> &'m [Edge],
        seen: &mut FxHashSet<PrincipalId>,
    ) -> VecDeque<Way> {
        let (mut later, mut number) = (VecDeque::new(), 0);
        while let Some(&way) = self.0.get(number) {
            for edge in groups_of(way.to) {
                if edge.strength != Strength::Sure {
                    later.push_back(way.onward(number, edge));
                } else if seen.insert(edge.group) {
                    self.0.push(way.onward(number, edge));
                }
            }
            number += 1;
        }
        later
    }

    /// The ways: that to the principal itself first.
    pub fn iter(&self) -> impl Iterator<Item = &Way> {
        self.0.iter()
    }

    /// The groups on a way, nearest first, its end being the last; none for the principal itself.
    pub fn via(&self, way: &Way) -> Vec<PrincipalId> {
        let (mut via, mut at) = (Vec::new(), Some(way));
        while let Some((way, from)) = at.and_then(|way| Some((way, way.from?))) {
            via.push(way.to);
            at = self.0.get(from);
        }
        via.reverse();
        via
    }
}

impl Way {
    fn onward(self, number: usize, edge: &Edge) -> Self {
        Self { to: edge.group, strength: self.strength.min(edge.strength), from: Some(number) }
    }
}
