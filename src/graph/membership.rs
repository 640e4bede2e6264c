//! Who is in which group: directly, through other groups, possibly, or only after an activation (R-PRI-1, R-PRI-7, R-PIM-8).

use std::collections::VecDeque;

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::strength::Strength;
use crate::model::{Completeness, ExportKind, Facts, Listing, MemberKind, PrincipalId, PrincipalKind};

/// One step from a member to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The member.
    pub member: PrincipalId,
    /// The group.
    pub group: PrincipalId,
    /// Sure, or only eligible.
    pub strength: Strength,
    /// Known to be a direct membership: only these count for Entra roles (R-ENT-8).
    pub direct: bool,
}

/// Group membership of the tenant.
#[derive(Debug, Clone)]
pub struct Memberships {
    /// By member, then by the group's id; one edge per pair.
    edges: Vec<Edge>,
    /// Where the edges of each principal start.
    starts: Vec<u32>,
    /// Groups that anyone may be in: their member list, or that of a group in them, was not exported in full.
    open: FxHashSet<PrincipalId>,
    /// The groups among them whose own list was not exported in full, by id.
    unlisted: Vec<PrincipalId>,
    /// Groups whose direct members are not known.
    open_directly: FxHashSet<PrincipalId>,
}

impl Memberships {
    /// Takes the memberships that count at the instant.
    pub(super) fn build(facts: &Facts, at: i64) -> Self {
        let mut edges: Vec<Edge> = facts.memberships.iter().filter(|row| row.validity.contains(at)).map(edge).collect();
        let id = |principal| facts.principals.id(principal);
        let better_first = |a: &Edge, b: &Edge| (b.strength, b.direct).cmp(&(a.strength, a.direct));
        edges.sort_by(|a, b| {
            a.member.cmp(&b.member).then_with(|| id(a.group).cmp(id(b.group))).then_with(|| better_first(a, b))
        });
        edges.dedup_by(|later, kept| {
            let same = (later.member, later.group) == (kept.member, kept.group);
            if same {
                kept.direct |= later.direct;
            }
            same
        });
        let flat = flat_lists(facts);
        for edge in edges.iter_mut().filter(|edge| flat.contains(&edge.group)) {
            edge.direct = true;
        }
        let starts = starts(&edges, facts.principals.len());
        let (mut unlisted, mut open_directly) = open_groups(facts);
        unlisted.sort_by_key(|&group| facts.principals.id(group));
        let open = close_upward(facts, &edges, unlisted.clone());
        open_directly.retain(|group| !flat.contains(group));
        Self { edges, starts, open, unlisted, open_directly }
    }

    /// The steps from a principal to the groups that list it.
    pub fn groups_of(&self, principal: PrincipalId) -> &[Edge] {
        let start = self.starts.get(principal.index()).copied().unwrap_or(0) as usize;
        let end = self.starts.get(principal.index() + 1).copied().unwrap_or(0) as usize;
        self.edges.get(start..end).unwrap_or_default()
    }

    /// Whether anyone may be a member, for Azure roles.
    pub fn is_open(&self, group: PrincipalId) -> bool {
        self.open.contains(&group)
    }

    /// Groups whose own member list was not exported in full, by id.
    pub fn unlisted(&self) -> &[PrincipalId] {
        &self.unlisted
    }

    /// Whether the direct members are not known, for Entra roles.
    pub fn is_open_directly(&self, group: PrincipalId) -> bool {
        self.open_directly.contains(&group)
    }

    /// The principal and every group that it is in, each with the groups on the shortest way to it (R-PRI-1); sure ways
    /// before eligible ones. Terminates on cycles.
    pub fn ways_up(&self, principal: PrincipalId) -> Vec<Way> {
        let mut ways = vec![Way { to: principal, strength: Strength::Sure, via: Vec::new() }];
        let mut seen: FxHashSet<PrincipalId> = std::iter::once(principal).collect();
        let mut later = Vec::new();
        self.walk(&mut ways, &mut seen, &mut later);
        let mut eligible: VecDeque<Way> = later.into();
        while let Some(way) = eligible.pop_front() {
            if seen.insert(way.to) {
                for edge in self.groups_of(way.to) {
                    eligible.push_back(way.onward(edge));
                }
                ways.push(way);
            }
        }
        ways
    }

    /// Follows sure edges breadth first; eligible ones are put aside.
    fn walk(&self, ways: &mut Vec<Way>, seen: &mut FxHashSet<PrincipalId>, later: &mut Vec<Way>) {
        let mut next = 0;
        while let Some(way) = ways.get(next).cloned() {
            next += 1;
            for edge in self.groups_of(way.to) {
                if edge.strength != Strength::Sure {
                    later.push(way.onward(edge));
                } else if seen.insert(edge.group) {
                    ways.push(way.onward(edge));
                }
            }
        }
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
        tarjan_scc(&graph)
    }

    /// Whether anyone is only eligible for some membership.
    pub(super) fn has_eligible(&self) -> bool {
        self.edges.iter().any(|edge| edge.strength == Strength::Eligible)
    }
}

/// A way from a principal to itself or to a group that it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Where it ends.
    pub to: PrincipalId,
    /// Eligible if any step is.
    pub strength: Strength,
    /// The groups on it, nearest first, the last one being `to`; empty for the principal itself.
    pub via: Vec<PrincipalId>,
}

impl Way {
    fn onward(&self, edge: &Edge) -> Self {
        let mut via = self.via.clone();
        via.push(edge.group);
        Self { to: edge.group, strength: self.strength.min(edge.strength), via }
    }
}

/// Groups whose flattened member list names no group: everyone in it is a direct member (R-FMT-17).
fn flat_lists(facts: &Facts) -> FxHashSet<PrincipalId> {
    let complete = facts.member_lists.iter().filter(|(_, lists)| lists.transitive == Listing::Complete);
    let mut flat: FxHashSet<PrincipalId> = complete.map(|(&group, _)| group).collect();
    let nested = |kind| matches!(kind, PrincipalKind::Group | PrincipalKind::ForeignGroup | PrincipalKind::Unknown);
    for row in facts.memberships.iter().filter(|row| row.kind == MemberKind::Transitive) {
        if nested(facts.principals.kind(row.member)) {
            flat.remove(&row.group);
        }
    }
    flat
}

fn edge(row: &crate::model::Membership) -> Edge {
    let strength = if row.kind == MemberKind::Eligible { Strength::Eligible } else { Strength::Sure };
    Edge { member: row.member, group: row.group, strength, direct: row.kind != MemberKind::Transitive }
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

/// Groups whose members were not exported in full (R-PRI-7), and groups whose direct members are not known.
fn open_groups(facts: &Facts) -> (Vec<PrincipalId>, FxHashSet<PrincipalId>) {
    let vouched = facts.vouched.contains(&ExportKind::Groups);
    let listed_in_full = facts.completeness(ExportKind::Groups) == Completeness::Complete;
    let mut open = Vec::new();
    let mut open_directly = FxHashSet::default();
    for principal in facts.principals.ids() {
        let kind = facts.principals.kind(principal);
        let lists = facts.member_lists.get(&principal).copied().unwrap_or_default();
        let unlisted_group = kind == PrincipalKind::Unknown && !listed_in_full && lists.direct == Listing::Absent;
        if vouched && kind != PrincipalKind::ForeignGroup || !(kind.is_group() || unlisted_group) {
            continue;
        }
        if lists.direct != Listing::Complete {
            open_directly.insert(principal);
            if lists.transitive != Listing::Complete {
                open.push(principal);
            }
        }
    }
    (open, open_directly)
}

/// Whoever may be in a group may be in every group that contains it, unless the members of the outer group are known one by
/// one.
fn close_upward(facts: &Facts, edges: &[Edge], mut todo: Vec<PrincipalId>) -> FxHashSet<PrincipalId> {
    let mut parents: FxHashMap<PrincipalId, Vec<PrincipalId>> = FxHashMap::default();
    for edge in edges.iter().filter(|edge| facts.principals.kind(edge.member) != PrincipalKind::User) {
        parents.entry(edge.member).or_default().push(edge.group);
    }
    let enumerated =
        |group: &PrincipalId| facts.member_lists.get(group).is_some_and(|lists| lists.transitive == Listing::Complete);
    let mut open: FxHashSet<PrincipalId> = FxHashSet::default();
    while let Some(group) = todo.pop() {
        if open.insert(group) {
            todo.extend(parents.get(&group).into_iter().flatten().filter(|parent| !enumerated(parent)));
        }
    }
    open
}
