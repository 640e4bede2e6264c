//! One question about a set of strings: what do the grants and deny assignments at a scope say, for the worst string of the set?
//!
//! Every pattern involved gets a number. A string is then described by the patterns that match it, and the table of [`super::verdict`]
//! gives its answer. The algebra looks for strings whose answer is worse than the worst one so far, until it finds no more.

use std::borrow::Cow;
use std::sync::Arc;

use super::decision::Verdict;
use super::verdict::{self, Denial};
use crate::condition::{Condition, Context, Truth};
use crate::pattern::{Block, Pattern, Search, Wildcards, search};

/// The answer for a whole required set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Worst {
    /// The worst answer of any string, and a string that has it; `None` if every string has the best possible answer.
    Found(Verdict, Option<String>),
    /// The search ran out of its budget: nothing can be said.
    Undecided,
}

/// A grant as a question sees it.
#[derive(Debug, Clone)]
pub(super) struct GrantClause<'q> {
    /// What it gives where everything about it holds.
    pub verdict: Verdict,
    /// The definitions that its role may have.
    pub alternatives: Cow<'q, [Vec<PlaneBlock>]>,
    /// The condition of the assignment.
    pub condition: Option<Arc<Condition>>,
}

impl GrantClause<'_> {
    /// Takes out what a block grants under a condition of its own.
    pub(super) fn drop_conditioned_blocks(&mut self) {
        if self.alternatives.iter().flatten().any(|block| block.condition.is_some()) {
            for blocks in self.alternatives.to_mut() {
                blocks.retain(|block| block.condition.is_none());
            }
        }
    }
}

/// A deny as a question sees it.
#[derive(Debug, Clone)]
pub(super) struct DenyClause<'q> {
    /// It applies for sure.
    pub sure: bool,
    /// What it denies.
    pub blocks: &'q [PlaneBlock],
    /// The condition of the deny assignment.
    pub condition: Option<Arc<Condition>>,
}

/// One permission block in one plane.
#[derive(Debug, Clone, Default)]
pub(super) struct PlaneBlock {
    /// What it matches.
    pub block: Block,
    /// Its own condition.
    pub condition: Option<Arc<Condition>>,
}

/// The required set in one plane.
#[derive(Debug, Clone, Default)]
pub(super) struct Required {
    /// The strings of any of these blocks.
    pub blocks: Vec<Block>,
}

/// A question, ready to be asked.
pub(super) struct SetQuestion<'q> {
    patterns: Vec<&'q Pattern>,
    required: Vec<BlockBits>,
    grants: Vec<GrantBits>,
    denies: Vec<DenyBits>,
    context: &'q Context,
    wildcards: Wildcards,
    /// Only literal actions are required, so it is enough to ask about each of them.
    samples_are_all: bool,
}

#[derive(Debug)]
struct BlockBits {
    allow: Vec<usize>,
    except: Vec<usize>,
}

#[derive(Debug)]
struct ClauseBits {
    block: BlockBits,
    condition: Option<ConditionBits>,
}

#[derive(Debug)]
struct GrantBits {
    verdict: Verdict,
    alternatives: Vec<Vec<ClauseBits>>,
    condition: Option<ConditionBits>,
}

#[derive(Debug)]
struct DenyBits {
    sure: bool,
    blocks: Vec<ClauseBits>,
    condition: Option<ConditionBits>,
}

/// A condition, and for each of its action patterns the number of the pattern.
#[derive(Debug)]
struct ConditionBits {
    condition: Arc<Condition>,
    numbers: Vec<Option<usize>>,
}

/// What bears on a question.
#[derive(Clone, Copy, Default)]
pub(super) struct BearingClauses<'q> {
    /// What is granted.
    pub(super) grants: &'q [GrantClause<'q>],
    /// What is denied.
    pub(super) denies: &'q [DenyClause<'q>],
}

impl<'q> SetQuestion<'q> {
    /// Asks about the strings of `required`; patterns that can match none of them are left out.
    pub(super) fn new(required: &'q Required, clauses: BearingClauses<'q>, context: &'q Context, wildcards: Wildcards) -> Self {
        let mut numbering = Numbering { patterns: Vec::new(), required, wildcards };
        let required_bits = required.blocks.iter().map(|block| numbering.block(block)).collect();
        let grants = clauses.grants.iter().map(|grant| numbering.grant(grant)).collect();
        let denies = clauses.denies.iter().map(|deny| numbering.deny(deny)).collect();
        let samples_are_all = required.blocks.iter().flat_map(|block| &block.allow).all(Pattern::is_literal);
        Self { patterns: numbering.patterns, required: required_bits, grants, denies, context, wildcards, samples_are_all }
    }

    /// The worst answer over all strings of the required set.
    pub(super) fn worst(&self) -> Worst {
        let mut worst = (Verdict::Allowed, None);
        for sample in self.samples() {
            self.lower(&mut worst, sample);
        }
        if self.samples_are_all {
            return Worst::Found(worst.0, worst.1);
        }
        while worst.0 > Verdict::NotAllowed {
            let accept = |bits: &[bool]| self.is_required(bits) && self.verdict(bits) < worst.0;
            match search(&self.patterns, &accept, self.wildcards) {
                Search::Found(string) => self.lower(&mut worst, string),
                Search::None => break,
                Search::Undecided => return Worst::Undecided,
            }
        }
        Worst::Found(worst.0, worst.1)
    }

    /// Whether any string of the required set has an answer that the predicate accepts.
    pub(super) fn any(&self, accept: impl Fn(Verdict) -> bool) -> Option<bool> {
        if self.samples().any(|sample| self.of_string(&sample).is_some_and(&accept)) {
            return Some(true);
        }
        let wanted = |bits: &[bool]| self.is_required(bits) && accept(self.verdict(bits));
        match search(&self.patterns, &wanted, self.wildcards) {
            Search::Found(_) => Some(true),
            Search::None => Some(false),
            Search::Undecided => None,
        }
    }

    fn lower(&self, worst: &mut (Verdict, Option<String>), string: String) {
        if let Some(verdict) = self.of_string(&string)
            && verdict < worst.0
        {
            *worst = (verdict, Some(string));
        }
    }

    /// The answer for one string, if it is in the required set.
    fn of_string(&self, string: &str) -> Option<Verdict> {
        let bits: Vec<bool> = self.patterns.iter().map(|pattern| pattern.matches(string, self.wildcards)).collect();
        self.is_required(&bits).then(|| self.verdict(&bits))
    }

    /// A string of each required pattern: most questions are answered by these alone.
    fn samples(&self) -> impl Iterator<Item = String> + '_ {
        let numbers = self.required.iter().flat_map(|block| &block.allow);
        numbers.filter_map(|&number| self.patterns.get(number)).map(|pattern| pattern.sample())
    }

    fn is_required(&self, bits: &[bool]) -> bool {
        self.required.iter().any(|block| block.holds(bits))
    }

    fn verdict(&self, bits: &[bool]) -> Verdict {
        let granted = self.grants.iter().filter_map(|grant| self.granted(grant, bits)).max();
        let denial = self.denies.iter().map(|deny| self.denial(deny, bits)).max().unwrap_or(Denial::None);
        verdict::of_string(granted, denial)
    }

    /// What one grant gives for a string. If the role has several possible definitions: what all of them give.
    fn granted(&self, grant: &GrantBits, bits: &[bool]) -> Option<Verdict> {
        let truth = self.truth(grant.condition.as_ref(), bits);
        let of_clause = |clause: &ClauseBits| {
            let holds = clause.block.holds(bits);
            holds.then(|| verdict::of_grant(grant.verdict, truth.min(self.truth(clause.condition.as_ref(), bits)))).flatten()
        };
        let given = grant.alternatives.iter().map(|clauses| clauses.iter().filter_map(of_clause).max());
        verdict::of_alternatives(given)
    }

    fn denial(&self, deny: &DenyBits, bits: &[bool]) -> Denial {
        let own = self.truth(deny.condition.as_ref(), bits);
        let hit = deny.blocks.iter().filter(|clause| clause.block.holds(bits));
        let truth = hit.map(|clause| own.min(self.truth(clause.condition.as_ref(), bits))).max();
        verdict::of_deny(truth.unwrap_or(Truth::False), deny.sure)
    }

    fn truth(&self, condition: Option<&ConditionBits>, bits: &[bool]) -> Truth {
        condition.map_or(Truth::True, |term| {
            let hits: Vec<bool> = term.numbers.iter().map(|number| number.is_some_and(|number| bit(bits, number))).collect();
            term.condition.evaluate_region(&hits, self.context)
        })
    }
}

impl BlockBits {
    fn holds(&self, bits: &[bool]) -> bool {
        self.allow.iter().any(|&number| bit(bits, number)) && !self.except.iter().any(|&number| bit(bits, number))
    }
}

fn bit(bits: &[bool], number: usize) -> bool {
    bits.get(number).copied().unwrap_or(false)
}

/// Gives every pattern that can match a required string a number.
struct Numbering<'q> {
    patterns: Vec<&'q Pattern>,
    required: &'q Required,
    wildcards: Wildcards,
}

impl<'q> Numbering<'q> {
    fn number(&mut self, pattern: &'q Pattern) -> Option<usize> {
        if let Some(known) = self.patterns.iter().position(|known| *known == pattern) {
            return Some(known);
        }
        let mut required = self.required.blocks.iter().flat_map(|block| &block.allow);
        if !required.any(|wanted| wanted.overlaps(pattern, self.wildcards)) {
            return None;
        }
        self.patterns.push(pattern);
        Some(self.patterns.len() - 1)
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

    fn grant(&mut self, grant: &'q GrantClause<'q>) -> GrantBits {
        let alternatives =
            grant.alternatives.iter().map(|clauses| clauses.iter().filter_map(|clause| self.clause(clause)).collect());
        let alternatives = alternatives.collect();
        let condition = grant.condition.as_ref().map(|condition| self.condition(condition));
        GrantBits { verdict: grant.verdict, alternatives, condition }
    }

    fn deny(&mut self, deny: &'q DenyClause<'q>) -> DenyBits {
        let blocks = deny.blocks.iter().filter_map(|clause| self.clause(clause)).collect();
        let condition = deny.condition.as_ref().map(|condition| self.condition(condition));
        DenyBits { sure: deny.sure, blocks, condition }
    }

    fn condition(&mut self, condition: &'q Arc<Condition>) -> ConditionBits {
        let numbers = condition.action_patterns().iter().map(|pattern| self.number(pattern)).collect();
        ConditionBits { condition: Arc::clone(condition), numbers }
    }
}
