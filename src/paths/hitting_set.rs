//! [`fewest`]: the fewest things of which some are in each of several sets, by branch and bound.

use crate::arrange::Arrange as _;

/// How much work is done for it: each look at a thing in a set counts as one.
const WORK: usize = 20_000_000;

/// Things that hit every set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HittingSet {
    /// The things, sorted.
    pub(super) things: Vec<usize>,
    /// Fewer things than this hit not every set. Where it is how many there are, these are the fewest.
    pub(super) least: usize,
}

/// The fewest things that hit every set; smaller numbers first where several choices are as good. Where that takes too much work: few
/// things, and how many it takes at the least. A set without things is left out: nothing hits it.
pub(super) fn fewest(sets: &[Vec<usize>]) -> HittingSet {
    let mut sets: Vec<Vec<usize>> = sets.iter().filter(|set| !set.is_empty()).cloned().collect();
    for set in &mut sets {
        set.arrange();
        set.dedup();
    }
    sets.arrange_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    sets.dedup();
    let best = greedy(&sets);
    let all: Vec<usize> = (0..sets.len()).collect();
    let mut search = HittingSearch { sets: &sets, best, chosen: Vec::new(), barred: Vec::new(), work: WORK };
    let least = search.disjoint(&all);
    search.descend(&all);
    let is_proved = search.work > 0;
    let mut things = search.best;
    things.arrange();
    let least = if is_proved { things.len() } else { least };
    HittingSet { things, least }
}

/// Few things that hit every set: always the one that hits the most sets that are left.
fn greedy(sets: &[Vec<usize>]) -> Vec<usize> {
    let mut left: Vec<&Vec<usize>> = sets.iter().collect();
    let mut chosen = Vec::new();
    while !left.is_empty() {
        let mut things: Vec<usize> = left.iter().flat_map(|set| set.iter().copied()).collect();
        things.arrange();
        let most = things.chunk_by(|a, b| a == b).max_by_key(|same| (same.len(), std::cmp::Reverse(same.first().copied())));
        let Some(thing) = most.and_then(|same| same.first().copied()) else { break };
        chosen.push(thing);
        left.retain(|set| set.binary_search(&thing).is_err());
    }
    chosen
}

struct HittingSearch<'s> {
    /// The smallest first.
    sets: &'s [Vec<usize>],
    best: Vec<usize>,
    chosen: Vec<usize>,
    /// Things that another branch has looked at already.
    barred: Vec<usize>,
    work: usize,
}

impl HittingSearch<'_> {
    fn set(&self, number: usize) -> &[usize] {
        self.sets.get(number).map(Vec::as_slice).unwrap_or_default()
    }

    /// How many sets have nothing in common, of some: it takes a thing for each.
    fn disjoint(&mut self, left: &[usize]) -> usize {
        let mut seen: Vec<usize> = Vec::new();
        let mut count = 0;
        for &number in left {
            let set = self.sets.get(number).map(Vec::as_slice).unwrap_or_default();
            self.work = self.work.saturating_sub(set.len());
            if set.iter().all(|thing| !seen.contains(thing)) {
                seen.extend(set);
                count += 1;
            }
        }
        count
    }

    /// Looks at every choice for the sets that are left, as long as it may be better than the best.
    fn descend(&mut self, left: &[usize]) {
        let Some(&first) = left.first() else {
            if self.chosen.len() < self.best.len() {
                self.best.clone_from(&self.chosen);
            }
            return;
        };
        if self.work == 0 || self.chosen.len() + self.disjoint(left) >= self.best.len() {
            return;
        }
        let before = self.barred.len();
        for thing in self.set(first).to_vec() {
            if self.barred.contains(&thing) {
                continue;
            }
            let rest: Vec<usize> = left.iter().copied().filter(|&set| self.set(set).binary_search(&thing).is_err()).collect();
            self.work = self.work.saturating_sub(left.len());
            self.chosen.push(thing);
            self.descend(&rest);
            self.chosen.pop();
            self.barred.push(thing);
        }
        self.barred.truncate(before);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hitting_sets_are_the_fewest() {
        type HittingRow = (&'static [&'static [usize]], &'static [usize], &'static str);
        let rows: [HittingRow; 6] = [
            (&[], &[], "nothing to hit"),
            (&[&[1, 2], &[2, 3]], &[2], "one thing in both"),
            (&[&[1], &[2], &[1, 2]], &[1, 2], "two sets with nothing in common"),
            // Two is in the most sets, and takes two more.
            (
                &[&[0, 2, 3], &[0, 2, 4], &[0, 7], &[1, 2, 5], &[1, 2, 6], &[1, 8]],
                &[0, 1],
                "fewer than always the most common one",
            ),
            (&[&[2, 7], &[2, 7]], &[2], "the smaller number of equally good ones"),
            (&[&[], &[5]], &[5], "nothing hits an empty set"),
        ];
        for (sets, expected, why) in rows {
            let sets: Vec<Vec<usize>> = sets.iter().map(|set| set.to_vec()).collect();
            let mut expected = expected.to_vec();
            expected.sort_unstable();
            assert_eq!(fewest(&sets), HittingSet { least: expected.len(), things: expected }, "{why}");
        }
    }

    proptest! {
        #[test]
        fn hitting_sets_agree_with_trying_all(sets in prop::collection::vec(prop::collection::vec(0..8_usize, 1..4), 0..8)) {
            let found = fewest(&sets);
            prop_assert!(sets.iter().all(|set| set.iter().any(|thing| found.things.contains(thing))));
            let hits = |chosen: u32| sets.iter().all(|set| set.iter().any(|thing| chosen & (1 << thing) != 0));
            let least = (0..256_u32).filter(|chosen| hits(*chosen)).map(u32::count_ones).min().expect("all of them");
            prop_assert_eq!((found.things.len(), found.least), (least as usize, least as usize));
        }
    }
}
