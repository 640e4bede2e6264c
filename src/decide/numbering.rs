//! [`Numbering`]: every pattern of a question gets a number, and a string is described by the numbers of the patterns that match it.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::clauses::{DenyClause, GrantClause, PlaneBlock, Required};
use super::decision::Verdict;
use super::verdict::{self, Denial};
use crate::condition::{Condition, Context, Truth};
use crate::pattern::{Block, Pattern, Wildcards};

/// A block by the numbers of its patterns.
#[derive(Debug)]
pub(super) struct BlockBits {
    allow: Vec<usize>,
    except: Vec<usize>,
}

/// A block and its own condition.
#[derive(Debug)]
struct ClauseBits {
    block: BlockBits,
    condition: Option<ConditionBits>,
}

/// A grant by the numbers of its patterns.
#[derive(Debug)]
pub(super) struct GrantBits {
    verdict: Verdict,
    alternatives: Vec<Vec<ClauseBits>>,
    condition: Option<ConditionBits>,
}

/// A deny by the numbers of its patterns.
#[derive(Debug)]
pub(super) struct DenyBits {
    sure: bool,
    blocks: Vec<ClauseBits>,
    condition: Option<ConditionBits>,
}

/// A condition, and for each of the patterns that tell actions apart for it the number of the pattern.
#[derive(Debug)]
struct ConditionBits {
    condition: Arc<Condition>,
    numbers: Vec<Option<usize>>,
}

impl BlockBits {
    /// Whether a string is in the block.
    fn holds(&self, bits: &[bool]) -> bool {
        self.allow.iter().any(|&number| bit(bits, number)) && !self.except.iter().any(|&number| bit(bits, number))
    }
}

impl GrantBits {
    /// What it gives for a string. If the role has several possible definitions: what all of them give.
    pub(super) fn gives(&self, bits: &[bool], context: &Context) -> Option<Verdict> {
        let own = truth(self.condition.as_ref(), bits, context);
        let of_clause = |clause: &ClauseBits| {
            let of = || verdict::of_grant(self.verdict, own.min(truth(clause.condition.as_ref(), bits, context)));
            if clause.block.holds(bits) { of() } else { None }
        };
        verdict::of_alternatives(self.alternatives.iter().map(|clauses| clauses.iter().filter_map(of_clause).max()))
    }
}

impl DenyBits {
    /// What it says of a string.
    pub(super) fn says(&self, bits: &[bool], context: &Context) -> Denial {
        let own = truth(self.condition.as_ref(), bits, context);
        let hit = self.blocks.iter().filter(|clause| clause.block.holds(bits));
        let truth = hit.map(|clause| own.min(truth(clause.condition.as_ref(), bits, context))).max();
        verdict::of_deny(truth.unwrap_or(Truth::False), self.sure)
    }
}

/// What a condition says of a string; without one it holds.
fn truth(condition: Option<&ConditionBits>, bits: &[bool], context: &Context) -> Truth {
    condition.map_or(Truth::True, |term| {
        let hits: Vec<bool> = term.numbers.iter().map(|number| number.is_some_and(|number| bit(bits, number))).collect();
        term.condition.evaluate_region(&hits, context)
    })
}

/// Whether a string is in one of some blocks.
pub(super) fn is_in(blocks: &[BlockBits], bits: &[bool]) -> bool {
    blocks.iter().any(|block| block.holds(bits))
}

fn bit(bits: &[bool], number: usize) -> bool {
    bits.get(number).copied().unwrap_or(false)
}

/// Gives every pattern that can match a required string a number.
pub(super) struct Numbering<'q> {
    /// The patterns, by number.
    pub patterns: Vec<&'q Pattern>,
    /// The number of each pattern that was seen; none for one that can match no required string.
    numbers: FxHashMap<&'q Pattern, Option<usize>>,
    set: &'q Required,
    wildcards: Wildcards,
}

impl<'q> Numbering<'q> {
    /// For the strings of a set.
    pub(super) fn new(set: &'q Required, wildcards: Wildcards) -> Self {
        Self { patterns: Vec::new(), numbers: FxHashMap::default(), set, wildcards }
    }

    /// The blocks of the set.
    pub(super) fn required(&mut self) -> Vec<BlockBits> {
        let set = self.set;
        set.blocks.iter().map(|block| self.block(block)).collect()
    }

    fn number(&mut self, pattern: &'q Pattern) -> Option<usize> {
        if let Some(&known) = self.numbers.get(pattern) {
            return known;
        }
        let mut required = self.set.blocks.iter().flat_map(|block| &block.allow);
        let number = required.any(|wanted| wanted.overlaps(pattern, self.wildcards)).then_some(self.patterns.len());
        if number.is_some() {
            self.patterns.push(pattern);
        }
        self.numbers.insert(pattern, number);
        number
    }

    fn block(&mut self, block: &'q Block) -> BlockBits {
        let allow = block.allow.iter().filter_map(|pattern| self.number(pattern)).collect();
        let except = block.except.iter().filter_map(|pattern| self.number(pattern)).collect();
        BlockBits { allow, except }
    }

    fn clause(&mut self, clause: &'q PlaneBlock) -> Option<ClauseBits> {
        let block = self.block(&clause.block);
        if block.allow.is_empty() {
            return None;
        }
        Some(ClauseBits { block, condition: clause.condition.as_ref().map(|condition| self.condition(condition)) })
    }

    /// A grant.
    pub(super) fn grant(&mut self, grant: &'q GrantClause<'q>) -> GrantBits {
        let alternatives =
            grant.alternatives.iter().map(|clauses| clauses.iter().filter_map(|clause| self.clause(clause)).collect());
        let alternatives = alternatives.collect();
        let condition = grant.condition.as_ref().map(|condition| self.condition(condition));
        GrantBits { verdict: grant.verdict, alternatives, condition }
    }

    /// A deny.
    pub(super) fn deny(&mut self, deny: &'q DenyClause<'q>) -> DenyBits {
        let blocks = deny.blocks.iter().filter_map(|clause| self.clause(clause)).collect();
        let condition = deny.condition.as_ref().map(|condition| self.condition(condition));
        DenyBits { sure: deny.sure, blocks, condition }
    }

    fn condition(&mut self, condition: &'q Arc<Condition>) -> ConditionBits {
        let numbers = condition.telling_patterns().map(|pattern| self.number(pattern)).collect();
        ConditionBits { condition: Arc::clone(condition), numbers }
    }
}
