//! The union of several sets, and the search for a string by the sets that contain it.

use crate::pattern::{Block, Pattern, PatternSet, Search, Wildcards, search};

/// Everything that any of the sets holds.
pub(super) fn union(sets: &[&PatternSet]) -> PatternSet {
    PatternSet { blocks: sets.iter().flat_map(|set| &set.blocks).cloned().collect() }
}

/// The shortest string that is in all of some sets and in none of others.
pub(super) fn find(inside: &[&PatternSet], outside: &[&PatternSet], wildcards: Wildcards) -> Search {
    let blocks = |sets: &[&PatternSet]| -> Vec<Vec<(usize, usize)>> {
        sets.iter().map(|set| set.blocks.iter().map(|block| (block.allow.len(), block.except.len())).collect()).collect()
    };
    let (inner, outer) = (blocks(inside), blocks(outside));
    let patterns: Vec<&Pattern> = inside.iter().chain(outside).flat_map(|set| &set.blocks).flat_map(both).collect();
    let accept = |bits: &[bool]| {
        let mut bits = bits;
        let mut holds = |sizes: &Vec<(usize, usize)>| {
            sizes.iter().fold(false, |found, &size| {
                let (holds, rest) = of_block(bits, size);
                bits = rest;
                found | holds
            })
        };
        inner.iter().fold(true, |all, sizes| all & holds(sizes)) && !outer.iter().fold(false, |any, sizes| any | holds(sizes))
    };
    search(&patterns, &accept, wildcards)
}

fn both(block: &Block) -> impl Iterator<Item = &Pattern> {
    block.allow.iter().chain(&block.except)
}

/// Whether a block holds a string, by the bits of its patterns; and the bits after them.
fn of_block(bits: &[bool], (allow, except): (usize, usize)) -> (bool, &[bool]) {
    let (own, rest) = bits.split_at(allow.min(bits.len()));
    let (less, rest) = rest.split_at(except.min(rest.len()));
    (own.contains(&true) && !less.contains(&true), rest)
}
