//! [`RoleCover`]: whether roles together cover items, exactly over all strings.
//!
//! A few strings represent the items: for each of them it is known which roles grant it. If some roles grant all of these strings,
//! the pattern algebra is asked as well. If it finds a string that none of the roles grants, that string is added to the others. So
//! the algebra is asked about few combinations, and its answer decides.

use fixedbitset::FixedBitSet;
use rustc_hash::FxHashMap;

use super::candidates::Candidates;
use super::requirement::Item;
use crate::pattern::{Pattern, PatternSet, Search, Wildcards};

/// What is known about which roles cover which items.
pub(super) struct RoleCover<'s, 'c> {
    pub(super) candidates: &'s Candidates<'c>,
    pub(super) items: &'s [Item],
    /// For each string that represents the items: the roles that grant it.
    pub(super) samples: Vec<FixedBitSet>,
    /// By item and role: whether the role alone covers the item.
    alone: FxHashMap<(usize, usize), Option<bool>>,
}

/// What the algebra says about some roles and the items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verified {
    /// They cover every item.
    Covered,
    /// They do not; a string that shows it was added to the samples.
    Lacking,
    /// Patterns with several stars are too intricate to tell.
    Undecided,
}

impl<'s, 'c> RoleCover<'s, 'c> {
    pub(super) fn new(candidates: &'s Candidates<'c>, items: &'s [Item]) -> Self {
        let mut coverage = Self { candidates, items, samples: Vec::new(), alone: FxHashMap::default() };
        for (number, item) in items.iter().enumerate() {
            let sample = item.pattern().map(Pattern::sample).unwrap_or_default();
            if item.block.contains(&sample, candidates.wildcards) {
                coverage.add(number, &sample);
            }
        }
        coverage
    }

    fn add(&mut self, item: usize, string: &str) {
        let Some(wanted) = self.items.get(item) else { return };
        let mut holders = FixedBitSet::with_capacity(self.candidates.roles.len());
        for (number, candidate) in self.candidates.roles.iter().enumerate() {
            if candidate.grants(wanted, string, self.candidates.wildcards) {
                holders.insert(number);
            }
        }
        self.samples.push(holders);
    }

    /// The samples that none of some roles grants.
    pub(super) fn open(&self, roles: &[usize]) -> Vec<usize> {
        let granted = |holders: &FixedBitSet| roles.iter().any(|&role| holders.contains(role));
        self.samples.iter().enumerate().filter(|(_, holders)| !granted(holders)).map(|(number, _)| number).collect()
    }

    /// Holds roles against all strings of all items.
    pub(super) fn verify(&mut self, roles: &[usize]) -> Verified {
        let mut undecided = false;
        for number in 0..self.items.len() {
            match self.lacks(number, roles) {
                Search::None => {}
                Search::Undecided => undecided = true,
                Search::Found(string) => {
                    self.add(number, &string);
                    return Verified::Lacking;
                }
            }
        }
        if undecided { Verified::Undecided } else { Verified::Covered }
    }

    /// The shortest string of an item that none of some roles grants.
    pub(super) fn lacks(&mut self, number: usize, roles: &[usize]) -> Search {
        let Some(item) = self.items.get(number) else { return Search::None };
        if let Some(literal) = item.literal() {
            let grants = |role: &usize| {
                self.candidates
                    .roles
                    .get(*role)
                    .is_some_and(|candidate| candidate.grants(item, literal, self.candidates.wildcards))
            };
            return if roles.iter().any(grants) { Search::None } else { Search::Found(literal.to_owned()) };
        }
        if roles.iter().any(|&role| self.is_covered_by(number, role) == Some(true)) {
            return Search::None;
        }
        item.set().escape(&self.together(item, roles), self.candidates.wildcards)
    }

    /// What some roles grant in the plane of an item, as far as it can meet the item.
    fn together(&self, item: &Item, roles: &[usize]) -> PatternSet {
        let wildcards = self.candidates.wildcards;
        let blocks = roles.iter().filter_map(|&role| self.candidates.roles.get(role)).flat_map(|role| role.blocks(item.plane));
        let meets = |allow: &Pattern| item.pattern().is_some_and(|own| own.overlaps(allow, wildcards));
        PatternSet { blocks: blocks.filter(|block| block.allow.iter().any(meets)).cloned().collect() }
    }

    /// Whether a role alone covers an item.
    pub(super) fn is_covered_by(&mut self, number: usize, role: usize) -> Option<bool> {
        if let Some(&known) = self.alone.get(&(number, role)) {
            return known;
        }
        let item = self.items.get(number)?;
        let candidate = self.candidates.roles.get(role)?;
        let covers = if candidate.is_named_by(item) {
            Some(true)
        } else {
            item.set().is_within(&self.together(item, &[role]), self.candidates.wildcards)
        };
        self.alone.insert((number, role), covers);
        covers
    }
}

/// Whether roles cover items whichever way `/*/` is read (R-PAT-4).
pub(super) fn covers_strictly(candidates: &Candidates<'_>, items: &[Item], roles: &[usize]) -> bool {
    let of = |role: &usize| candidates.roles.get(*role);
    let covers = |item: &Item| {
        let blocks = roles.iter().filter_map(of).flat_map(|candidate| candidate.blocks(item.plane)).cloned().collect();
        let named = roles.iter().filter_map(of).any(|candidate| candidate.is_named_by(item));
        named || item.set().is_within(&PatternSet { blocks }, Wildcards::Strict) == Some(true)
    };
    items.iter().all(covers)
}
