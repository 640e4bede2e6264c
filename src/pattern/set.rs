//! Sets of action strings: unions of blocks, each a list of patterns less a list of exceptions.

use super::found::Search;
use super::search::{search, search_within};
use super::single::Pattern;
use super::wildcards::Wildcards;

/// The strings that some pattern of `allow` matches and none of `except` (R-PAT-12).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Block {
    /// What is in.
    pub allow: Vec<Pattern>,
    /// What is taken out again, of this block only.
    pub except: Vec<Pattern>,
}

/// A union of blocks, in one plane.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct PatternSet {
    /// The blocks; never merged.
    pub blocks: Vec<Block>,
}

impl Block {
    /// Whether a string is in the block.
    pub fn contains(&self, action: &str, wildcards: Wildcards) -> bool {
        let hit = |pattern: &Pattern| pattern.matches(action, wildcards);
        self.allow.iter().any(hit) && !self.except.iter().any(hit)
    }

    /// Whether some string is in the block and matches a pattern; `None` where the search gives up.
    pub fn meets(&self, wanted: &Pattern, wildcards: Wildcards) -> Option<bool> {
        if !self.allow.iter().any(|allowed| allowed.overlaps(wanted, wildcards)) {
            return Some(false);
        }
        let patterns: Vec<&Pattern> = std::iter::once(wanted).chain(&self.allow).chain(&self.except).collect();
        let except = 1 + self.allow.len();
        let accept = |bits: &[bool]| {
            let any = |range: Option<&[bool]>| range.is_some_and(|range| range.contains(&true));
            any(bits.get(..1)) && any(bits.get(1..except)) && !any(bits.get(except..))
        };
        match search(&patterns, &accept, wildcards) {
            Search::Found(_) => Some(true),
            Search::None => Some(false),
            Search::Undecided => None,
        }
    }

    /// The part of the block that some patterns match (`true`) and others do not, and whether it is exactly that: it is wider where nobody can
    /// say what two patterns have in common. `None`: nothing is left.
    pub fn region<'p>(
        &self,
        patterns: impl Iterator<Item = (&'p Pattern, bool)>,
        wildcards: Wildcards,
    ) -> Option<(Self, bool)> {
        let (mut own, mut is_exact) = (self.clone(), true);
        for (pattern, inside) in patterns {
            if !inside {
                let meets = own.allow.iter().any(|allowed| allowed.overlaps(pattern, wildcards));
                own.except.extend(Some(pattern.clone()).filter(|_| meets));
                continue;
            }
            let common = own.allow.iter().flat_map(|allowed| {
                let common = allowed.intersection(pattern, wildcards);
                is_exact &= common.is_some();
                common.unwrap_or_else(|| vec![allowed.clone()])
            });
            own.allow = common.collect();
        }
        let is_left = |allowed: &Pattern| !own.except.iter().any(|except| except.covers(allowed, wildcards));
        own.allow.iter().any(is_left).then_some((own, is_exact))
    }
}

impl PatternSet {
    /// Whether a string is in any block.
    pub fn contains(&self, action: &str, wildcards: Wildcards) -> bool {
        self.blocks.iter().any(|block| block.contains(action, wildcards))
    }

    /// The shortest string that is in this set and not in the other. If there is none, the other contains this one, over all
    /// strings.
    pub fn escape(&self, other: &Self, wildcards: Wildcards) -> Search {
        let mut shortest = Search::None;
        for found in self.escapes(other, wildcards) {
            shortest = shorter(shortest, found);
        }
        shortest
    }

    /// Whether the other set holds everything that this one holds; `None` where that cannot be told.
    pub fn is_within(&self, other: &Self, wildcards: Wildcards) -> Option<bool> {
        let mut undecided = false;
        for found in self.escapes(other, wildcards) {
            match found {
                Search::Found(_) => return Some(false),
                Search::Undecided => undecided = true,
                Search::None => {}
            }
        }
        (!undecided).then_some(true)
    }

    /// What each allowed pattern has beyond the other set.
    fn escapes(&self, other: &Self, wildcards: Wildcards) -> impl Iterator<Item = Search> {
        let of_block = move |block| {
            let Block { allow, except }: &Block = block;
            allow.iter().map(move |pattern| BlockDifference::new(pattern, except, other, wildcards).escape())
        };
        self.blocks.iter().flat_map(of_block)
    }
}

/// The shorter of two finds; a witness is one whatever else is undecided.
fn shorter(first: Search, second: Search) -> Search {
    match (first, second) {
        (Search::Found(a), Search::Found(b)) => Search::Found(if (b.len(), &b) < (a.len(), &a) { b } else { a }),
        (Search::Found(found), _) | (_, Search::Found(found)) => Search::Found(found),
        (Search::Undecided, _) | (_, Search::Undecided) => Search::Undecided,
        (Search::None, Search::None) => Search::None,
    }
}

/// One pattern without its own exceptions, and the blocks that have to contain the rest; of all these, only what can overlap
/// with it.
struct BlockDifference<'d> {
    pattern: &'d Pattern,
    except: Vec<&'d Pattern>,
    blocks: Vec<(Vec<&'d Pattern>, Vec<&'d Pattern>)>,
    wildcards: Wildcards,
}

impl<'d> BlockDifference<'d> {
    fn new(pattern: &'d Pattern, except: &'d [Pattern], other: &'d PatternSet, wildcards: Wildcards) -> Self {
        let meeting = |patterns: &'d [Pattern]| -> Vec<&Pattern> {
            patterns.iter().filter(|other| other.overlaps(pattern, wildcards)).collect()
        };
        let of_block = |block: &'d Block| {
            let allow = meeting(&block.allow);
            (!allow.is_empty()).then(|| (allow, meeting(&block.except)))
        };
        Self { pattern, except: meeting(except), blocks: other.blocks.iter().filter_map(of_block).collect(), wildcards }
    }

    fn escape(&self) -> Search {
        if self.is_plainly_within() {
            return Search::None;
        }
        let mut patterns = self.except.clone();
        let mut ranges = Vec::with_capacity(self.blocks.len());
        for (allow, except) in &self.blocks {
            let start = patterns.len();
            patterns.extend(allow);
            let middle = patterns.len();
            patterns.extend(except);
            ranges.push((start..middle, middle..patterns.len()));
        }
        let own = self.except.len();
        let any = |bits: &[bool], range: std::ops::Range<usize>| bits.get(range).is_some_and(|bits| bits.contains(&true));
        let accept = |bits: &[bool]| {
            let held = |(allow, except): &(_, _)| any(bits, Clone::clone(allow)) && !any(bits, Clone::clone(except));
            !any(bits, 0..own) && !ranges.iter().any(held)
        };
        search_within(self.pattern, &patterns, &accept, self.wildcards)
    }

    /// The usual yes, without a search: an exception takes all of it, or one pattern covers it and none of its exceptions takes
    /// anything of what is left.
    fn is_plainly_within(&self) -> bool {
        let is_taken = |pattern: &Pattern| self.except.iter().any(|own| own.covers(pattern, self.wildcards));
        let holds = |(allow, except): &(Vec<&Pattern>, Vec<&Pattern>)| {
            allow.iter().any(|allow| allow.covers(self.pattern, self.wildcards)) && except.iter().all(|except| is_taken(except))
        };
        is_taken(self.pattern) || self.blocks.iter().any(holds)
    }
}
