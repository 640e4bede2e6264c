//! Which lines of member lists count at an instant (R-PIM-10).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Facts, Listing, MemberKind, Membership, PrincipalId, PrincipalKind};

/// What tells lines that count from those that are left over from an activation.
pub(super) struct Counting<'f> {
    facts: &'f Facts,
    at: i64,
    /// Groups whose whole flattened list names no group: everybody in it is a direct member (R-FMT-17).
    pub flat: FxHashSet<PrincipalId>,
    /// What may be a group in the direct list of each group; only where something is left over.
    nested: FxHashMap<PrincipalId, Vec<PrincipalId>>,
    left_over: FxHashSet<(PrincipalId, PrincipalId)>,
}

impl<'f> Counting<'f> {
    pub(super) fn new(facts: &'f Facts, at: i64) -> Self {
        let left_over = left_over(facts, at);
        let mut nested: FxHashMap<PrincipalId, Vec<PrincipalId>> = FxHashMap::default();
        let direct = facts.memberships.iter().filter(|row| row.kind == MemberKind::Direct && !left_over.is_empty());
        for row in direct.filter(|row| may_be_group(facts, row.member)) {
            nested.entry(row.group).or_default().push(row.member);
        }
        Self { facts, at, flat: flat(facts), nested, left_over }
    }

    /// Whether a line counts. One that shows what an instance made counts no longer than that; a flattened list may show the member
    /// for another reason, unless the direct lists tell that there is none.
    pub(super) fn counts(&self, row: &Membership) -> bool {
        let over = || self.left_over.contains(&(row.group, row.member));
        let is_left_over = match row.kind {
            MemberKind::Direct => over(),
            MemberKind::Transitive => over() && (self.flat.contains(&row.group) || !self.may_nest(row.group)),
            MemberKind::Scheduled | MemberKind::Eligible => false,
        };
        row.validity.contains(self.at) && !is_left_over
    }

    /// Whether a flattened list may show somebody who is in a group within the group: not all of the direct lists are at hand.
    fn may_nest(&self, group: PrincipalId) -> bool {
        let (mut seen, mut todo) = (FxHashSet::default(), vec![group]);
        while let Some(at) = todo.pop() {
            if !seen.insert(at) {
                continue;
            }
            if self.facts.member_lists.get(&at).is_none_or(|lists| lists.direct != Listing::Complete) {
                return true;
            }
            todo.extend(self.nested.get(&at).into_iter().flatten());
        }
        false
    }
}

fn may_be_group(facts: &Facts, member: PrincipalId) -> bool {
    let kind = facts.principals.kind(member);
    kind.is_group() || kind == PrincipalKind::Unknown
}

fn flat(facts: &Facts) -> FxHashSet<PrincipalId> {
    let whole = facts.member_lists.iter().filter(|(_, lists)| lists.transitive >= Listing::WithoutServicePrincipals);
    let mut flat: FxHashSet<PrincipalId> = whole.map(|(&group, _)| group).collect();
    for row in facts.memberships.iter().filter(|row| row.kind == MemberKind::Transitive) {
        if may_be_group(facts, row.member) {
            flat.remove(&row.group);
        }
    }
    flat
}

/// Memberships, as (group, member), of which every instance is over or has not begun (R-PIM-10).
fn left_over(facts: &Facts, at: i64) -> FxHashSet<(PrincipalId, PrincipalId)> {
    let instances = || facts.memberships.iter().filter(|row| row.kind == MemberKind::Scheduled);
    let pair = |row: &Membership| (row.group, row.member);
    let running: FxHashSet<_> = instances().filter(|row| row.validity.contains(at)).map(pair).collect();
    instances().map(pair).filter(|pair| !running.contains(pair)).collect()
}
