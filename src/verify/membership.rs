//! Which lines of member lists count at an instant (R-PIM-10).

use rustc_hash::FxHashSet;

use crate::model::{Facts, Listing, MemberKind, Membership, PrincipalId, PrincipalKind};

/// What tells lines that count from those that are left over from an activation.
pub(super) struct Counting<'f> {
    facts: &'f Facts,
    at: i64,
    /// Groups whose lists name other groups, or what may be one.
    pub nesting: FxHashSet<PrincipalId>,
    left_over: FxHashSet<(PrincipalId, PrincipalId)>,
}

impl<'f> Counting<'f> {
    pub(super) fn new(facts: &'f Facts, at: i64) -> Self {
        let nesting = facts.memberships.iter().filter(|row| may_be_group(facts, row.member)).map(|row| row.group).collect();
        Self { facts, at, nesting, left_over: left_over(facts, at) }
    }

    /// Whether a line counts. One that shows what an instance made counts no longer than that; a flattened list may show the member
    /// for another reason.
    pub(super) fn counts(&self, row: &Membership) -> bool {
        let over = || self.left_over.contains(&(row.group, row.member));
        let is_left_over = match row.kind {
            MemberKind::Direct => over(),
            MemberKind::Transitive => over() && !self.may_nest(row.group),
            MemberKind::Scheduled | MemberKind::Eligible => false,
        };
        row.validity.contains(self.at) && !is_left_over
    }

    /// Whether a flattened list may show somebody who is in a group within the group: there are such groups, and not all of their
    /// lists are at hand.
    fn may_nest(&self, group: PrincipalId) -> bool {
        let mut seen = FxHashSet::default();
        let mut todo = vec![group];
        while let Some(at) = todo.pop().filter(|_| self.nesting.contains(&group)) {
            if self.facts.member_lists.get(&at).is_none_or(|lists| lists.direct != Listing::Complete) {
                return true;
            }
            let own = self.facts.memberships.iter().filter(|row| row.group == at && row.kind == MemberKind::Direct);
            let groups = own.map(|row| row.member).filter(|&member| may_be_group(self.facts, member));
            todo.extend(groups.filter(|&member| seen.insert(member)));
        }
        false
    }
}

fn may_be_group(facts: &Facts, member: PrincipalId) -> bool {
    let kind = facts.principals.kind(member);
    kind.is_group() || kind == PrincipalKind::Unknown
}

/// Memberships, as (group, member), of which every instance is over or has not begun (R-PIM-10).
fn left_over(facts: &Facts, at: i64) -> FxHashSet<(PrincipalId, PrincipalId)> {
    let instances = || facts.memberships.iter().filter(|row| row.kind == MemberKind::Scheduled);
    let pair = |row: &Membership| (row.group, row.member);
    let running: FxHashSet<_> = instances().filter(|row| row.validity.contains(at)).map(pair).collect();
    instances().map(pair).filter(|pair| !running.contains(pair)).collect()
}
