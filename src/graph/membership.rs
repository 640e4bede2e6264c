//! Who is in which group: directly, through other groups, possibly, or only after an activation (R-PRI-1, R-PRI-7, R-PIM-8).

use petgraph::algo::kosaraju_scc;
use petgraph::graphmap::DiGraphMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::collected;
use super::strength::Strength;
use super::ways::{Edge, WaysUp};
use crate::model::{
    Completeness, CoveragePlace, ExportKind, Facts, Listing, MemberKind, Membership as Row, PrincipalId, PrincipalKind,
};

/// Group membership of the tenant.
#[derive(Debug, Clone)]
pub struct Memberships {
    /// By member, then by the group's id; one edge per pair.
    edges: Vec<Edge>,
    /// Where the edges of each principal start.
    starts: Vec<u32>,
    /// Groups that others than those shown may be in: their member list, or that of a group in them, was not exported in full.
    open: FxHashMap<PrincipalId, OpenTo>,
    /// The groups among them whose own list was not exported in full, by id.
    unlisted: Vec<PrincipalId>,
    /// Groups whose direct members are not known, or not all.
    open_directly: FxHashMap<PrincipalId, OpenTo>,
    /// Anyone is only eligible for some membership: asked of each principal, so it is looked for once.
    has_eligible: bool,
}

/// Who else than the members that are shown may be in a group; the lesser is in the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OpenTo {
    /// Service principals: the member list leaves them out (R-FMT-25).
    ServicePrincipals,
    /// Anyone (R-PRI-7, R-FMT-26).
    Anyone,
}

impl Memberships {
    /// Takes the memberships that count at the instant.
    pub(super) fn build(facts: &Facts, at: i64) -> Self {
        let flat = flat_lists(facts);
        let over = Over::new(facts, at);
        let counts = |row: &&Row| row.validity.contains(at) && !over.takes(row, &flat, facts);
        let mut edges: Vec<Edge> = facts.memberships.iter().filter(counts).map(edge).collect();
        let id = |principal| facts.principals.id(principal);
        let better_first = |a: &Edge, b: &Edge| (b.strength, b.direct).cmp(&(a.strength, a.direct));
        edges.sort_by(|a, b| {
            a.member.cmp(&b.member).then_with(|| id(a.group).cmp(id(b.group))).then_with(|| better_first(a, b))
        });
        edges.dedup_by(|later, kept| {
            let same = (later.member, later.group) == (kept.member, kept.group);
            if same {
                kept.direct = kept.direct.max(later.direct);
            }
            same
        });
        for edge in edges.iter_mut().filter(|edge| flat.contains(&edge.group)) {
            edge.direct = Some(edge.strength);
        }
        let starts = starts(&edges, facts.principals.len());
        let (unlisted, mut open_directly) = open_groups(facts);
        let mut open = FxHashMap::default();
        for to in [OpenTo::ServicePrincipals, OpenTo::Anyone] {
            let own = unlisted.iter().filter(|(_, own)| *own >= to).map(|&(group, _)| group).collect();
            open.extend(close_upward(facts, &edges, (own, to)).into_iter().map(|group| (group, to)));
        }
        let mut unlisted: Vec<PrincipalId> = unlisted.into_iter().map(|(group, _)| group).collect();
        unlisted.sort_by_key(|&group| facts.principals.id(group));
        // A flattened list without groups names direct members, as far as it names anybody.
        open_directly.retain(|group, to| match open.get(group) {
            Some(open) if flat.contains(group) => {
                *to = (*to).min(*open);
                true
            }
            _ => !flat.contains(group),
        });
        let has_eligible = edges.iter().any(|edge| edge.strength == Strength::Eligible);
        Self { edges, starts, open, unlisted, open_directly, has_eligible }
    }

    /// The steps from a principal to the groups that list it.
    pub fn groups_of(&self, principal: PrincipalId) -> &[Edge] {
        let start = self.starts.get(principal.index()).copied().unwrap_or(0) as usize;
        let end = self.starts.get(principal.index() + 1).copied().unwrap_or(0) as usize;
        self.edges.get(start..end).unwrap_or_default()
    }

    /// Who else may be a member, for Azure roles.
    pub fn open_to(&self, group: PrincipalId) -> Option<OpenTo> {
        self.open.get(&group).copied()
    }

    /// Whether anyone may be a member, for Azure roles.
    pub fn is_open(&self, group: PrincipalId) -> bool {
        self.open_to(group) == Some(OpenTo::Anyone)
    }

    /// Groups whose own member list was not exported in full, by id.
    pub fn unlisted(&self) -> &[PrincipalId] {
        &self.unlisted
    }

    /// Who else may be a direct member, for Entra roles.
    pub fn open_directly_to(&self, group: PrincipalId) -> Option<OpenTo> {
        self.open_directly.get(&group).copied()
    }

    /// Whether anyone may be a direct member, for Entra roles.
    pub fn is_open_directly(&self, group: PrincipalId) -> bool {
        self.open_directly_to(group) == Some(OpenTo::Anyone)
    }

    /// The principal and every group that it is in, by the shortest way to each (R-PRI-1); sure ways before eligible ones.
    /// Terminates on cycles.
    pub fn ways_up(&self, principal: PrincipalId) -> WaysUp {
        WaysUp::find(|at| self.groups_of(at), principal)
    }

    /// Those of some principals that are in a wanted group by any membership, or are wanted themselves.
    pub fn within(&self, principals: &[PrincipalId], is_wanted: impl Fn(PrincipalId) -> bool) -> FxHashSet<PrincipalId> {
        let mut members: FxHashMap<PrincipalId, Vec<PrincipalId>> = FxHashMap::default();
        let mut seen: FxHashSet<PrincipalId> = principals.iter().copied().collect();
        let mut todo = principals.to_vec();
        let mut wanted: Vec<PrincipalId> = Vec::new();
        while let Some(next) = todo.pop() {
            wanted.extend(Some(next).filter(|&next| is_wanted(next)));
            for edge in self.groups_of(next) {
                members.entry(edge.group).or_default().push(next);
                todo.extend(Some(edge.group).filter(|&group| seen.insert(group)));
            }
        }
        let mut within: FxHashSet<PrincipalId> = FxHashSet::default();
        while let Some(next) = wanted.pop() {
            if within.insert(next) {
                wanted.extend(members.get(&next).into_iter().flatten());
            }
        }
        within
    }

    /// The groups in strongly connected components, over edges of at least this strength. Each component comes after all that
    /// its members reach, so what a component holds can be gathered from earlier components.
    pub(super) fn components(&self, at_least: Strength) -> Vec<Vec<PrincipalId>> {
        let mut graph: DiGraphMap<PrincipalId, ()> = DiGraphMap::new();
        let groups: FxHashSet<PrincipalId> = self.edges.iter().map(|edge| edge.group).collect();
        for edge in self.edges.iter().filter(|edge| edge.strength >= at_least) {
            graph.add_node(edge.group);
            if groups.contains(&edge.member) {
                graph.add_edge(edge.member, edge.group, ());
            }
        }
        // Not Tarjan's: that of petgraph calls itself for each step, and a long circle would take the whole stack.
        kosaraju_scc(&graph)
    }

    /// Whether anyone is only eligible for some membership.
    pub(super) fn has_eligible(&self) -> bool {
        self.has_eligible
    }
}

/// Groups whose flattened member list names no group: everyone in it is a direct member (R-FMT-17).
fn flat_lists(facts: &Facts) -> FxHashSet<PrincipalId> {
    let complete = facts.member_lists.iter().filter(|(_, lists)| lists.transitive >= Listing::WithoutServicePrincipals);
    let mut flat: FxHashSet<PrincipalId> = complete.map(|(&group, _)| group).collect();
    for row in facts.memberships.iter().filter(|row| row.kind == MemberKind::Transitive) {
        if may_be_group(facts, row.member) {
            flat.remove(&row.group);
        }
    }
    flat
}

fn may_be_group(facts: &Facts, principal: PrincipalId) -> bool {
    let kind = facts.principals.kind(principal);
    matches!(kind, PrincipalKind::Group | PrincipalKind::ForeignGroup | PrincipalKind::Unknown)
}

fn edge(row: &Row) -> Edge {
    let (strength, direct) = match row.kind {
        MemberKind::Direct | MemberKind::Scheduled => (Strength::Sure, Some(Strength::Sure)),
        MemberKind::Transitive => (Strength::Sure, None),
        // Eligible for a direct membership: that makes no other membership direct, and none active.
        MemberKind::Eligible => (Strength::Eligible, Some(Strength::Eligible)),
    };
    Edge { member: row.member, group: row.group, strength, direct }
}

/// Memberships whose instances are all over, or have not begun, as (group, member): a list that shows the member was taken while
/// one ran (R-PIM-10).
struct Over {
    pairs: FxHashSet<(PrincipalId, PrincipalId)>,
    /// What may be a group in the direct list of each group.
    nested: FxHashMap<PrincipalId, Vec<PrincipalId>>,
}

impl Over {
    fn new(facts: &Facts, at: i64) -> Self {
        let mut all: FxHashMap<(PrincipalId, PrincipalId), bool> = FxHashMap::default();
        for row in facts.memberships.iter().filter(|row| row.kind == MemberKind::Scheduled) {
            let over = !row.validity.contains(at);
            all.entry((row.group, row.member)).and_modify(|known| *known &= over).or_insert(over);
        }
        let pairs: FxHashSet<_> = all.into_iter().filter_map(|(pair, over)| over.then_some(pair)).collect();
        let mut nested: FxHashMap<PrincipalId, Vec<PrincipalId>> = FxHashMap::default();
        let direct = facts.memberships.iter().filter(|row| row.kind == MemberKind::Direct && !pairs.is_empty());
        for row in direct.filter(|row| may_be_group(facts, row.member)) {
            nested.entry(row.group).or_default().push(row.member);
        }
        Self { pairs, nested }
    }

    /// Whether a line of a list says no more than an instance that is over. A flattened list may show the member for another
    /// reason, a group within the group, unless the direct lists tell that there is none.
    fn takes(&self, row: &Row, flat: &FxHashSet<PrincipalId>, facts: &Facts) -> bool {
        let over = || self.pairs.contains(&(row.group, row.member));
        match row.kind {
            MemberKind::Direct => over(),
            MemberKind::Transitive => over() && (flat.contains(&row.group) || self.is_enumerated(facts, row.group)),
            MemberKind::Scheduled | MemberKind::Eligible => false,
        }
    }

    /// Whether the direct lists of a group, and of every group in it, were exported in full.
    fn is_enumerated(&self, facts: &Facts, group: PrincipalId) -> bool {
        let (mut seen, mut todo) = (FxHashSet::default(), vec![group]);
        while let Some(group) = todo.pop() {
            if !seen.insert(group) {
                continue;
            }
            if facts.member_lists.get(&group).is_none_or(|lists| lists.direct != Listing::Complete) {
                return false;
            }
            todo.extend(self.nested.get(&group).into_iter().flatten());
        }
        true
    }
}

fn starts(edges: &[Edge], principals: usize) -> Vec<u32> {
    let mut starts = vec![0_u32; principals + 1];
    for edge in edges {
        if let Some(count) = starts.get_mut(edge.member.index() + 1) {
            *count += 1;
        }
    }
    let mut total = 0;
    for start in &mut starts {
        total += *start;
        *start = total;
    }
    starts
}

/// Groups whose members were not exported in full (R-PRI-7), and groups whose direct members are not known, each with who else may
/// be in it.
fn open_groups(facts: &Facts) -> (Vec<(PrincipalId, OpenTo)>, FxHashMap<PrincipalId, OpenTo>) {
    let all_vouched = [ExportKind::Groups, ExportKind::GroupMembers].iter().any(|kind| facts.vouched.contains(kind));
    let is_vouched = |group| all_vouched || facts.vouched_at.contains(&(ExportKind::GroupMembers, CoveragePlace::Group(group)));
    let listed_in_full = facts.completeness(ExportKind::Groups) == Completeness::Complete;
    let proved = proved_lists(facts);
    let mut open = Vec::new();
    let mut open_directly = FxHashMap::default();
    for principal in facts.principals.ids() {
        let kind = facts.principals.kind(principal);
        let lists = facts.member_lists.get(&principal).copied().unwrap_or_default();
        // What has a list of members is a group, and what nobody listed may be one.
        let unlisted_group = kind == PrincipalKind::Unknown && (!listed_in_full || lists.direct != Listing::Absent);
        if is_vouched(principal) && kind != PrincipalKind::ForeignGroup || !(kind.is_group() || unlisted_group) {
            continue;
        }
        let hidden = facts.principals.facts(principal).is_some_and(|facts| facts.hidden_members);
        let is_proved = proved.contains(&principal);
        let directly = open_by(lists.direct, hidden, is_proved);
        let flattened = open_by(lists.transitive, hidden, false);
        if let Some(to) = directly {
            open_directly.insert(principal, to);
            open.extend(flattened.map(|flattened| (principal, to.min(flattened))));
        }
    }
    (open, open_directly)
}

/// Who may be in a group beside those that a list of its members shows.
const fn open_by(listing: Listing, hidden: bool, proved: bool) -> Option<OpenTo> {
    match (listing, hidden, proved) {
        // Whoever may not see the members gets a list without them.
        (_, true, _) | (Listing::Absent | Listing::Partial, false, _) => Some(OpenTo::Anyone),
        // A manifest names the request, and that one lists everybody.
        (Listing::WithoutServicePrincipals | Listing::Complete, false, true) | (Listing::Complete, false, false) => None,
        (Listing::WithoutServicePrincipals, false, false) => Some(OpenTo::ServicePrincipals),
    }
}

/// The groups whose list of members is proved to be whole, service principals included.
fn proved_lists(facts: &Facts) -> FxHashSet<PrincipalId> {
    let whole = collected::answered(facts).into_iter().filter(|answered| answered.lacks.is_none());
    whole
        .filter_map(|answered| match (answered.kind, answered.place) {
            (ExportKind::GroupMembers, CoveragePlace::Group(group)) => Some(group),
            _ => None,
        })
        .collect()
}

/// Who may be in a group may be in every group that holds it, unless that one's members are known one by one.
fn close_upward(facts: &Facts, edges: &[Edge], (mut todo, to): (Vec<PrincipalId>, OpenTo)) -> FxHashSet<PrincipalId> {
    let mut parents: FxHashMap<PrincipalId, Vec<PrincipalId>> = FxHashMap::default();
    for edge in edges.iter().filter(|edge| facts.principals.kind(edge.member) != PrincipalKind::User) {
        parents.entry(edge.member).or_default().push(edge.group);
    }
    let enumerated = |group: &PrincipalId| {
        let lists = facts.member_lists.get(group).copied().unwrap_or_default();
        let hidden = facts.principals.facts(*group).is_some_and(|facts| facts.hidden_members);
        open_by(lists.transitive, hidden, false).is_none_or(|open| open < to)
    };
    let mut open: FxHashSet<PrincipalId> = FxHashSet::default();
    while let Some(group) = todo.pop() {
        if open.insert(group) {
            todo.extend(parents.get(&group).into_iter().flatten().filter(|parent| !enumerated(parent)));
        }
    }
    open
}
