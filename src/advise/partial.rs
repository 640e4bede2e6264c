//! The largest part of a need that built-in roles can cover, if they cannot cover all of it.
//!
//! The count is: one for every action that was asked for; for every pattern, one for each operation of the catalog that it matches and
//! one more for the pattern as a whole. Branch and bound: roles together never cover more than the sum of what each of them adds.

use fixedbitset::FixedBitSet;

use super::candidates::{Candidates, Excess};
use super::coverage::RoleCover;
use super::min_cover::{Meter, RoleCombination, SearchEnd, SearchOptions};
use super::requirement::Item;
use crate::arrange::Arrange as _;
use crate::catalog::OperationSet;
use crate::pattern::Search;

/// The best that roles can do short of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partial {
    /// The roles, and what they grant beyond the need.
    pub found: RoleCombination,
    /// What they grant at all, counted over the catalog.
    pub granted: Excess,
    /// What remains.
    pub remains: Vec<Remaining>,
    /// How the search ended.
    pub ended: SearchEnd,
}

/// An item that is not covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remaining {
    /// The number of the item.
    pub item: usize,
    /// A string of it that is not granted: an operation of the catalog where there is one, else the shortest.
    pub witness: Option<String>,
    /// The witness is an operation of the catalog.
    pub in_catalog: bool,
    /// How many of the catalog's operations in it are not granted.
    pub operations: usize,
    /// Some strings of it are granted.
    pub in_part: bool,
}

/// The roles that cover most; of several, those that grant least beyond the need. `None`: no role covers anything of it.
pub fn partial(candidates: &Candidates<'_>, items: &[Item], free: &OperationSet, options: &SearchOptions) -> Option<Partial> {
    let mut coverage = RoleCover::new(candidates, items);
    let units = units(candidates, items, &mut coverage);
    let width = units.first().map_or(0, FixedBitSet::len);
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.arrange_by_key(|&role| std::cmp::Reverse(units.get(role).map_or(0, |own| own.count_ones(..))));
    let mut search = Widest { candidates, free, options, units, order, best: None, meter: Meter::new(options) };
    search.explore(&mut Vec::new(), &FixedBitSet::with_capacity(width), 0);
    let (_, _, chosen) = search.best.filter(|(covered, ..)| *covered > 0)?;
    let mut roles = chosen;
    roles.arrange_by_key(|&role| candidates.roles.get(role).map(|candidate| (&*candidate.role.name, role)));
    let excess = candidates.figures(&beyond(candidates, &roles, free));
    let granted = candidates.figures(&candidates.granted_by(&roles));
    let remains = (0..items.len()).filter_map(|item| remaining(&mut coverage, item, &roles)).collect();
    Some(Partial {
        found: RoleCombination { roles, excess, hangs_on_slash_merge: false },
        granted,
        remains,
        ended: search.meter.ended,
    })
}

fn beyond(candidates: &Candidates<'_>, roles: &[usize], free: &OperationSet) -> OperationSet {
    let mut all = candidates.granted_by(roles);
    all.difference_with(free);
    all
}

fn remaining(coverage: &mut RoleCover<'_, '_>, number: usize, roles: &[usize]) -> Option<Remaining> {
    let candidates = coverage.candidates;
    let item = coverage.items.get(number)?;
    let witness = match coverage.lacks(number, roles) {
        Search::None => return None,
        Search::Found(string) => Some(string),
        Search::Undecided => None,
    };
    let granted = |string: &str| {
        let mut chosen = roles.iter().filter_map(|&role| candidates.roles.get(role));
        chosen.any(|candidate| candidate.grants(item, string, candidates.wildcards))
    };
    let known = candidates.operations_of([item]);
    let open: Vec<&str> = known.iter().map(|id| candidates.name(id)).filter(|name| !granted(name)).collect();
    let operation = open.first().map(|name| (*name).to_owned());
    let (in_catalog, in_part) = (operation.is_some(), open.len() < known.len());
    Some(Remaining { item: number, witness: operation.or(witness), in_catalog, operations: open.len(), in_part })
}

/// By role: what it covers of everything that is counted.
fn units(candidates: &Candidates<'_>, items: &[Item], coverage: &mut RoleCover<'_, '_>) -> Vec<FixedBitSet> {
    let mut units = vec![FixedBitSet::new(); candidates.roles.len()];
    let mut width = 0;
    for (number, item) in items.iter().enumerate() {
        let strings: Vec<&str> = match item.literal() {
            Some(literal) => vec![literal],
            None => candidates.operations_of([item]).iter().map(|id| candidates.name(id)).collect(),
        };
        let whole = usize::from(item.literal().is_none());
        for (role, candidate) in candidates.roles.iter().enumerate() {
            let Some(own) = units.get_mut(role) else { continue };
            own.grow(width + strings.len() + whole);
            for (at, string) in strings.iter().enumerate() {
                own.set(width + at, candidate.grants(item, string, candidates.wildcards));
            }
            if whole == 1 {
                own.set(width + strings.len(), coverage.is_covered_by(number, role) == Some(true));
            }
        }
        width += strings.len() + whole;
    }
    units
}

struct Widest<'s, 'c> {
    candidates: &'s Candidates<'c>,
    free: &'s OperationSet,
    options: &'s SearchOptions,
    units: Vec<FixedBitSet>,
    /// The roles that cover anything, those that cover most first.
    order: Vec<usize>,
    /// How much is covered, at what price, by which roles.
    best: Option<(usize, [usize; 3], Vec<usize>)>,
    meter: Meter,
}

impl Widest<'_, '_> {
    /// Tries what is chosen, and every addition from place `from` of the order on, so no combination is tried twice.
    fn explore(&mut self, chosen: &mut Vec<usize>, covered: &FixedBitSet, from: usize) {
        self.record(chosen, covered);
        let left = self.options.roles.saturating_sub(chosen.len());
        let gains = if left == 0 { Vec::new() } else { self.gains(covered, from) };
        let bounds = bounds(&gains, left.saturating_sub(1));
        let now = covered.count_ones(..);
        for (&(gain, place), best_rest) in gains.iter().zip(bounds) {
            let Some(&role) = self.order.get(place) else { continue };
            if self.meter.ended.stopped_early || !self.may_win(now + gain + best_rest, chosen, role) {
                continue;
            }
            let mut more = covered.clone();
            self.units.get(role).into_iter().for_each(|own| more.union_with(own));
            chosen.push(role);
            self.explore(chosen, &more, place + 1);
            chosen.pop();
        }
    }

    /// What each role from a place on would add, where it adds anything.
    fn gains(&mut self, covered: &FixedBitSet, from: usize) -> Vec<(usize, usize)> {
        let mut gains = Vec::new();
        for (place, role) in self.order.iter().enumerate().skip(from) {
            if !self.meter.step() {
                break;
            }
            let gain = self.units.get(*role).map_or(0, |own| own.difference_count(covered));
            if gain > 0 {
                gains.push((gain, place));
            }
        }
        gains
    }

    fn may_win(&self, most: usize, chosen: &[usize], role: usize) -> bool {
        self.best.as_ref().is_none_or(|(covered, price, _)| {
            most > *covered || (most == *covered && self.excess(&[chosen, &[role]].concat()).key(self.options.least) <= *price)
        })
    }

    fn excess(&self, roles: &[usize]) -> Excess {
        self.candidates.figures(&beyond(self.candidates, roles, self.free))
    }

    fn record(&mut self, chosen: &[usize], covered: &FixedBitSet) {
        let count = covered.count_ones(..);
        let key = self.excess(chosen).key(self.options.least);
        let names = |roles: &[usize]| -> Vec<&str> {
            let mut names: Vec<&str> =
                roles.iter().filter_map(|&role| self.candidates.roles.get(role)).map(|own| &*own.role.name).collect();
            names.arrange();
            names
        };
        let better = |(best, price, roles): &(usize, [usize; 3], Vec<usize>)| {
            let order = best.cmp(&count).then(key.cmp(price)).then(chosen.len().cmp(&roles.len()));
            order.then_with(|| names(chosen).cmp(&names(roles))).is_lt()
        };
        if self.best.as_ref().is_none_or(better) {
            self.best = Some((count, key, chosen.to_vec()));
        }
    }
}

/// For each gain: the most that `count` of the later ones can add to it.
fn bounds(gains: &[(usize, usize)], count: usize) -> Vec<usize> {
    let mut top: Vec<usize> = Vec::with_capacity(count + 1);
    let mut bounds = Vec::with_capacity(gains.len());
    for &(gain, _) in gains.iter().rev() {
        bounds.push(top.iter().sum());
        let at = top.partition_point(|&other| other >= gain);
        top.insert(at, gain);
        top.truncate(count);
    }
    bounds.reverse();
    bounds
}
