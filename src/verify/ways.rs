//! The groups that a principal is in: through which memberships, and under which choices of activations (R-PRI-1, R-PIM-8, R-PIM-10).

use rustc_hash::{FxHashMap, FxHashSet};

use super::records::Records;
use crate::arrange::Arrange as _;
use crate::model::{Listing, MemberKind, Membership, PrincipalId};

/// A principal and the groups that it is in, each with whether that needs an activation.
pub(super) type Ways = FxHashMap<PrincipalId, bool>;

/// A membership, as (member, group).
type Pair = (PrincipalId, PrincipalId);

/// Every choice of up to so many memberships is looked at; of more, each by itself and all of them.
const MOST: usize = 6;

impl<'f> Records<'f> {
    /// The rows of member lists that name a principal, as they count now.
    pub(super) fn rows_of(&self, member: PrincipalId) -> &[&'f Membership] {
        self.groups.get(&member).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a principal is listed in a group now: `Some(true)` where it has to activate that first.
    pub(super) fn member(&self, member: PrincipalId, group: PrincipalId) -> Option<bool> {
        let rows = self.rows_of(member).iter().filter(|row| row.group == group);
        rows.map(|row| row.kind == MemberKind::Eligible).min()
    }

    /// Whether a group's list names this member as a direct one (R-ENT-8, R-FMT-17): `Some(true)` where it has to activate that.
    pub(super) fn direct(&self, member: PrincipalId, group: PrincipalId) -> Option<bool> {
        let rows = self.rows_of(member).iter().filter(|row| row.group == group);
        let of = |row: &&Membership| match row.kind {
            MemberKind::Direct | MemberKind::Scheduled => Some(false),
            MemberKind::Eligible => Some(true),
            MemberKind::Transitive => self.flat.contains(&group).then_some(false),
        };
        rows.filter_map(of).min()
    }

    /// Whether the whole flattened list of a group is at hand, as far as it names anybody.
    pub(super) fn is_flattened(&self, group: PrincipalId) -> bool {
        self.flattened(group) >= Listing::WithoutServicePrincipals
    }

    /// How much of a flattened list of a group is at hand.
    pub(super) fn flattened(&self, group: PrincipalId) -> Listing {
        self.facts.member_lists.get(&group).map_or(Listing::Absent, |lists| lists.transitive)
    }

    /// Whether a group may hold Entra roles: not where the export says that it may not (R-ENT-8).
    pub(super) fn may_hold_directory_roles(&self, group: PrincipalId) -> bool {
        self.facts.principals.facts(group).is_none_or(|known| known.assignable_to_role != Some(false))
    }

    /// Whether the way to an Entra role is one that Entra follows: the principal itself, or a group that it is directly in.
    pub(super) fn is_way_to_directory_role(&self, way: &[PrincipalId]) -> bool {
        match way {
            [_] => true,
            [member, group] => {
                let nested = self.facts.principals.kind(*member).is_group();
                self.may_hold_directory_roles(*group) && !nested && self.direct(*member, *group).is_some()
            }
            _ => false,
        }
    }

    /// A principal and every group that it is in.
    pub(super) fn ways(&self, principal: PrincipalId) -> Ways {
        self.ways_over(principal, |_| true)
    }

    /// The groups that the principal is in under each choice of memberships that are only eligible: none of them first.
    pub(super) fn choices(&self, principal: PrincipalId) -> Vec<Ways> {
        let mut eligible: Vec<Pair> = self.ways(principal).keys().flat_map(|&at| self.eligible_for(at)).collect();
        eligible.arrange();
        eligible.dedup();
        let under = |chosen: FxHashSet<Pair>| {
            self.ways_over(principal, |row| row.kind != MemberKind::Eligible || chosen.contains(&(row.member, row.group)))
        };
        if eligible.len() > MOST {
            let one_each = eligible.iter().map(|&pair| vec![pair]);
            let sets = std::iter::once(Vec::new()).chain(one_each).chain([eligible.clone()]);
            return sets.map(|set| under(set.into_iter().collect())).collect();
        }
        let chosen =
            |bits: usize| eligible.iter().enumerate().filter(move |(at, _)| bits >> at & 1 == 1).map(|(_, &pair)| pair);
        (0..1_usize << eligible.len()).map(|bits| under(chosen(bits).collect())).collect()
    }

    /// The memberships of a principal that it has to activate.
    fn eligible_for(&self, member: PrincipalId) -> impl Iterator<Item = Pair> + '_ {
        let groups = self.rows_of(member).iter().map(|row| row.group);
        groups.filter(move |&group| self.member(member, group) == Some(true)).map(move |group| (member, group))
    }

    /// A principal and the groups that it is in over some of the memberships.
    fn ways_over(&self, principal: PrincipalId, counts: impl Fn(&Membership) -> bool) -> Ways {
        let mut ways = Ways::default();
        let mut todo = vec![(principal, false)];
        while let Some((at, eligible)) = todo.pop() {
            if ways.get(&at).is_some_and(|&known| known <= eligible) {
                continue;
            }
            ways.insert(at, eligible);
            for row in self.rows_of(at).iter().filter(|row| counts(row)) {
                todo.push((row.group, eligible || row.kind == MemberKind::Eligible));
            }
        }
        ways
    }
}
