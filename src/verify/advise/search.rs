//! [`Hunt`]: every combination of roles that covers a need, none of them dispensable, up to what the last answer of a report grants.
//!
//! What a report lists says how far to look, so no combination has to be ranked on the way. Each step takes a string of the need that the
//! chosen roles do not grant and tries each role that grants it; a role that was tried is in no later combination of that step.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::candidates::AdvisableRole;
use super::claims::{ExcessClaim, LeastClaim};
use super::covers::{CoverJudge, CoveredAgain, ItemStrings};
use crate::arrange::Arrange as _;
use crate::catalog::OperationSet;

/// So many roles are looked at, in all branches together.
const STEPS: usize = 2_000_000;

/// What a combination costs, the figure that counts first in front.
pub(super) type RolePrice = [usize; 3];

/// A combination by its price, its size and its names: the order of answers.
pub(super) type CombinationRank = (RolePrice, usize, Vec<(String, usize)>);

/// What is looked for.
#[derive(Clone, Copy)]
pub(super) struct HuntQuestion<'h, 'c> {
    pub judge: CoverJudge<'h, 'c>,
    /// By number; none where a role cannot be assigned.
    pub roles: &'h [Option<&'h AdvisableRole>],
    pub needed: &'h [ItemStrings<'h>],
    /// What costs nothing.
    pub free: &'h OperationSet,
    pub least: LeastClaim,
    /// So many roles together.
    pub most: usize,
    /// The highest price.
    pub bound: Option<RolePrice>,
}

/// What was found.
#[derive(Default)]
pub(super) struct FoundCombinations {
    /// By the numbers of the roles.
    pub all: BTreeMap<Vec<usize>, ExcessClaim>,
    /// There may be more.
    pub is_open: bool,
}

/// What some roles leave open.
enum LeftOpen {
    /// Strings, by number.
    Strings(Vec<usize>),
    Nothing,
    /// That cannot be told.
    Vague,
}

/// A look at combinations.
struct Hunt<'h, 'c> {
    of: HuntQuestion<'h, 'c>,
    /// For each string of the need that was looked at: the roles that grant it.
    samples: Vec<FixedBitSet>,
    /// What each role grants that is not free.
    beyond: Vec<OperationSet>,
    banned: FixedBitSet,
    found: FoundCombinations,
    steps: usize,
}

/// What an amount costs.
pub(super) const fn price(of: ExcessClaim, least: LeastClaim) -> RolePrice {
    match least {
        LeastClaim::Operations => [of.operations, of.privileged, of.data],
        LeastClaim::Privileged => [of.privileged, of.operations, of.data],
        LeastClaim::Data => [of.data, of.operations, of.privileged],
    }
}

/// Every combination.
pub(super) fn combinations(of: HuntQuestion<'_, '_>) -> FoundCombinations {
    let beyond = of.roles.iter().map(|role| {
        let mut own = role.map_or_else(|| of.judge.catalog.nothing(), |role| role.operations.clone());
        own.difference_with(of.free);
        own
    });
    let (beyond, banned) = (beyond.collect(), FixedBitSet::with_capacity(of.roles.len()));
    let mut hunt = Hunt { of, samples: Vec::new(), beyond, banned, found: FoundCombinations::default(), steps: 0 };
    for number in 0..of.needed.len() {
        hunt.begin(number);
    }
    hunt.explore(&mut Vec::new(), &of.judge.catalog.nothing());
    hunt.found
}

impl<'h> HuntQuestion<'h, '_> {
    /// The roles with some numbers.
    pub(super) fn roles(&self, numbers: &[usize]) -> Vec<&'h AdvisableRole> {
        numbers.iter().filter_map(|&number| self.roles.get(number).copied().flatten()).collect()
    }

    /// The place of a combination among the answers.
    pub(super) fn rank(&self, numbers: &[usize], beyond: ExcessClaim) -> CombinationRank {
        let name = |&number: &usize| {
            let role = self.roles.get(number).copied().flatten();
            (role.map(|role| role.name.clone()).unwrap_or_default(), number)
        };
        let mut names: Vec<(String, usize)> = numbers.iter().map(name).collect();
        names.arrange();
        (price(beyond, self.least), numbers.len(), names)
    }

    /// Whether a need stays covered without one of the roles.
    pub(super) fn has_dispensable(&self, numbers: &[usize]) -> bool {
        let without = |left: usize| numbers.iter().copied().filter(|&own| own != left).collect::<Vec<_>>();
        numbers.iter().any(|&left| self.judge.all(self.needed, &self.roles(&without(left))) == CoveredAgain::Whole)
    }
}

impl Hunt<'_, '_> {
    /// A string of an item to begin with.
    fn begin(&mut self, number: usize) {
        let Some(needed) = self.of.needed.get(number) else { return };
        let sample = needed.item.pattern.folded().replace('*', "x");
        if needed.clause.covers(&sample) {
            self.add(number, &sample);
        }
    }

    fn add(&mut self, number: usize, string: &str) {
        let Some(needed) = self.of.needed.get(number) else { return };
        let string = string.to_ascii_lowercase();
        let mut holders = FixedBitSet::with_capacity(self.of.roles.len());
        for (at, role) in self.of.roles.iter().enumerate() {
            holders.set(at, role.is_some_and(|role| role.grants(needed.item, &string)));
        }
        self.samples.push(holders);
    }

    /// The strings that none of the chosen roles grants.
    fn open(&mut self, chosen: &[usize]) -> LeftOpen {
        loop {
            let is_open = |(_, holders): &(usize, &FixedBitSet)| !chosen.iter().any(|&role| holders.contains(role));
            let open: Vec<usize> = self.samples.iter().enumerate().filter(is_open).map(|(at, _)| at).collect();
            if !open.is_empty() {
                return LeftOpen::Strings(open);
            }
            let roles = self.of.roles(chosen);
            let each: Vec<CoveredAgain> = self.of.needed.iter().map(|needed| self.of.judge.of_roles(needed, &roles)).collect();
            let lacking = each.iter().enumerate().find_map(|(number, covered)| match covered {
                CoveredAgain::Lacks(string) => Some((number, string)),
                CoveredAgain::Whole | CoveredAgain::Open => None,
            });
            match lacking {
                Some((number, string)) => self.add(number, string),
                None if each.contains(&CoveredAgain::Open) => return LeftOpen::Vague,
                None => return LeftOpen::Nothing,
            }
        }
    }

    fn explore(&mut self, chosen: &mut Vec<usize>, granted: &OperationSet) {
        let open = match self.open(chosen) {
            LeftOpen::Strings(open) => open,
            LeftOpen::Nothing => return self.record(chosen, granted),
            LeftOpen::Vague => {
                self.found.is_open = true;
                return;
            }
        };
        if chosen.len() >= self.of.most {
            return;
        }
        let mut tried = Vec::new();
        for role in self.next(&open, chosen.len() + 1 == self.of.most) {
            self.steps += 1;
            if self.steps > STEPS {
                self.found.is_open = true;
                break;
            }
            let mut more = granted.clone();
            self.beyond.get(role).into_iter().for_each(|own| more.union_with(own));
            let cost = price(self.of.judge.catalog.figures(&more), self.of.least);
            if self.of.bound.is_none_or(|bound| cost <= bound) {
                chosen.push(role);
                self.explore(chosen, &more);
                chosen.pop();
            }
            self.banned.insert(role);
            tried.push(role);
        }
        for role in tried {
            self.banned.set(role, false);
        }
    }

    /// The roles that may come next: those that grant the string that fewest grant; the last role has to grant everything that is open.
    fn next(&self, open: &[usize], is_last: bool) -> Vec<usize> {
        let holders = open.iter().filter_map(|&at| self.samples.get(at));
        let mut next: FixedBitSet = if is_last {
            holders.cloned().reduce(|all, next| &all & &next).unwrap_or_default()
        } else {
            holders.min_by_key(|holders| holders.difference(&self.banned).count()).cloned().unwrap_or_default()
        };
        next.difference_with(&self.banned);
        next.ones().collect()
    }

    fn record(&mut self, chosen: &[usize], granted: &OperationSet) {
        if !self.of.has_dispensable(chosen) {
            let mut numbers = chosen.to_vec();
            numbers.arrange();
            self.found.all.insert(numbers, self.of.judge.catalog.figures(granted));
        }
    }
}
