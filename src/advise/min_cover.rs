//! The search for the built-in roles that cover a need and grant least beyond it: branch and bound, exact.
//!
//! Each step picks a string of the need that the chosen roles do not grant yet, namely the one that fewest roles grant; one of those
//! roles has to be added. They are tried in the order of how much they add. A role that was tried is not used again in later branches,
//! so no combination is visited twice. More roles never grant less, so a branch that already grants more than the worst answer kept is
//! left at once. The work is counted in steps (one role compared with one choice), so the same question always ends at the same point;
//! a time limit can be set as well.

use std::time::Duration;

use fixedbitset::FixedBitSet;

use super::candidates::{Candidates, Excess, Least};
use super::coverage::{RoleCover, Verified, covers_strictly};
use super::requirement::Item;
use super::time_limit::TimeLimit;
use crate::arrange::Arrange as _;
use crate::catalog::OperationSet;
use crate::pattern::Wildcards;

/// How to search.
#[derive(Debug, Clone, Copy)]
pub struct SearchOptions {
    /// The largest number of roles in a combination.
    pub roles: usize,
    /// How many answers to keep.
    pub keep: usize,
    /// Which figure counts first.
    pub least: Least,
    /// How many steps to take at most, in each search.
    pub steps: u64,
    /// How long to take at most, in each search.
    pub time: Option<Duration>,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self { roles: 3, keep: 5, least: Least::default(), steps: 2_000_000, time: None }
    }
}

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct SearchEnd {
    /// The steps that it took.
    pub steps: u64,
    /// It ran into its limit: there may be better answers.
    pub stopped_early: bool,
    /// Patterns with several stars made the search too large: there may be other answers.
    pub undecided: bool,
}

impl SearchEnd {
    /// Whether the answers are the best of all.
    pub const fn is_exact(&self) -> bool {
        !self.stopped_early && !self.undecided
    }

    /// Both searches together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            steps: self.steps + other.steps,
            stopped_early: self.stopped_early || other.stopped_early,
            undecided: self.undecided || other.undecided,
        }
    }
}

/// Candidates that cover a need together; none of them is dispensable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleCombination {
    /// Numbers of candidates, in the order of their names.
    pub roles: Vec<usize>,
    /// What they grant beyond the need.
    pub excess: Excess,
    /// They cover it only if `/*/` also matches a single slash (R-PAT-4).
    pub hangs_on_slash_merge: bool,
}

/// The answers of a search, best first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MinCover {
    /// The answers: by excess, then by number of roles, then by name.
    pub found: Vec<RoleCombination>,
    /// How the search ended.
    pub ended: SearchEnd,
}

/// Counts steps, and says when to stop.
pub(super) struct Meter {
    limit: u64,
    time: TimeLimit,
    pub(super) ended: SearchEnd,
}

impl Meter {
    pub(super) fn new(options: &SearchOptions) -> Self {
        Self { limit: options.steps, time: TimeLimit::new(options.time), ended: SearchEnd::default() }
    }

    /// One more step; false: no more.
    pub(super) fn step(&mut self) -> bool {
        self.ended.steps += 1;
        if self.ended.steps > self.limit || (self.ended.steps.is_multiple_of(256) && self.time.is_over()) {
            self.ended.stopped_early = true;
        }
        !self.ended.stopped_early
    }
}

/// The combinations of built-in roles that cover every item and grant least. `free`: operations that cost nothing, such as
/// those of the need and those that are held already.
pub fn min_cover(candidates: &Candidates<'_>, items: &[Item], free: &OperationSet, options: &SearchOptions) -> MinCover {
    let mut beyond: Vec<OperationSet> = Vec::with_capacity(candidates.roles.len());
    for candidate in &candidates.roles {
        let mut own = candidate.operations.clone();
        own.difference_with(free);
        beyond.push(own);
    }
    let mut hunt = CoverSearch {
        candidates,
        beyond,
        options,
        coverage: RoleCover::new(candidates, items),
        banned: FixedBitSet::with_capacity(candidates.roles.len()),
        best: Vec::new(),
        meter: Meter::new(options),
    };
    hunt.explore(&mut Vec::new(), &OperationSet::new(candidates.catalog.operations()));
    for found in &mut hunt.best {
        found.hangs_on_slash_merge =
            candidates.wildcards == Wildcards::Documented && !covers_strictly(candidates, items, &found.roles);
    }
    MinCover { found: hunt.best, ended: hunt.meter.ended }
}

struct CoverSearch<'s, 'c> {
    candidates: &'s Candidates<'c>,
    /// By role: its operations that are not free.
    beyond: Vec<OperationSet>,
    options: &'s SearchOptions,
    coverage: RoleCover<'s, 'c>,
    /// Roles that were already tried with this choice.
    banned: FixedBitSet,
    best: Vec<RoleCombination>,
    meter: Meter,
}

impl CoverSearch<'_, '_> {
    fn explore(&mut self, chosen: &mut Vec<usize>, granted: &OperationSet) {
        let Some(open) = self.open(chosen) else { return };
        if open.is_empty() {
            self.record(chosen, granted);
            return;
        }
        if chosen.len() >= self.options.roles {
            return;
        }
        let mut tried = Vec::new();
        for (key, role) in self.candidates(&open, chosen, granted) {
            if self.meter.ended.stopped_early || !self.may_enter(key) {
                break;
            }
            let mut more = granted.clone();
            self.beyond.get(role).into_iter().for_each(|own| more.union_with(own));
            chosen.push(role);
            self.explore(chosen, &more);
            chosen.pop();
            self.banned.insert(role);
            tried.push(role);
        }
        for role in tried {
            self.banned.remove(role);
        }
    }

    /// Strings that are not granted yet; an empty list: everything is covered. `None`: this cannot be told.
    fn open(&mut self, chosen: &[usize]) -> Option<Vec<usize>> {
        loop {
            let open = self.coverage.open(chosen);
            if !open.is_empty() {
                return Some(open);
            }
            match self.coverage.verify(chosen) {
                Verified::Covered => return Some(Vec::new()),
                Verified::Lacking => {}
                Verified::Undecided => {
                    self.meter.ended.undecided = true;
                    return None;
                }
            }
        }
    }

    /// The roles that may come next, in the order of what the choice costs with them. The last one has to grant everything that
    /// is still open.
    fn candidates(&mut self, open: &[usize], chosen: &[usize], granted: &OperationSet) -> Vec<([usize; 3], usize)> {
        let mut holders = open.iter().filter_map(|&sample| self.coverage.samples.get(sample)).map(|holders| {
            let mut holders = holders.clone();
            holders.difference_with(&self.banned);
            holders
        });
        let possible = if chosen.len() + 1 == self.options.roles {
            holders.next().map(|first| holders.fold(first, |all, next| &all & &next))
        } else {
            holders.min_by_key(|holders| holders.count_ones(..))
        };
        let mut next = Vec::new();
        for role in possible.iter().flat_map(FixedBitSet::ones) {
            if !self.meter.step() {
                break;
            }
            let mut more = granted.clone();
            self.beyond.get(role).into_iter().for_each(|own| more.union_with(own));
            next.push((self.candidates.figures(&more).key(self.options.least), role));
        }
        next.arrange_by(|a, b| (a.0, self.name(a.1)).cmp(&(b.0, self.name(b.1))));
        next
    }

    fn name(&self, role: usize) -> (&str, usize) {
        (self.candidates.roles.get(role).map_or("", |candidate| &*candidate.role.name), role)
    }

    /// Whether something with this excess can still be among the answers.
    fn may_enter(&self, key: [usize; 3]) -> bool {
        let full = self.best.len() >= self.options.keep;
        !full || self.best.last().is_some_and(|worst| key <= worst.excess.key(self.options.least))
    }

    fn record(&mut self, chosen: &[usize], granted: &OperationSet) {
        let excess = self.candidates.figures(granted);
        if !self.may_enter(excess.key(self.options.least)) || self.has_dispensable(chosen) {
            return;
        }
        let mut roles = chosen.to_vec();
        roles.arrange_by(|&a, &b| self.name(a).cmp(&self.name(b)));
        self.best.push(RoleCombination { roles, excess, hangs_on_slash_merge: false });
        let mut best = std::mem::take(&mut self.best);
        best.arrange_by(|a, b| self.rank(a).cmp(&self.rank(b)));
        best.truncate(self.options.keep);
        self.best = best;
    }

    fn rank(&self, found: &RoleCombination) -> ([usize; 3], usize, Vec<(&str, usize)>) {
        let names = found.roles.iter().map(|&role| self.name(role)).collect();
        (found.excess.key(self.options.least), found.roles.len(), names)
    }

    /// Whether the need stays covered without one of the roles.
    fn has_dispensable(&mut self, chosen: &[usize]) -> bool {
        let without = |left: usize| -> Vec<usize> { chosen.iter().copied().filter(|&role| role != left).collect() };
        chosen.iter().any(|&left| {
            let rest = without(left);
            self.coverage.open(&rest).is_empty() && self.coverage.verify(&rest) == Verified::Covered
        })
    }
}
