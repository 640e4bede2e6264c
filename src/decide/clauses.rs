//! What questions are made of: required sets, and grants and deny assignments as questions see them.

use std::borrow::Cow;
use std::sync::Arc;

use super::decision::Verdict;
use super::verdict::{self, Denial};
use crate::condition::{Condition, Context, Truth};
use crate::pattern::{Block, Pattern, Wildcards};

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
    /// What it gives for a string. If the role has several possible definitions: what all of them give.
    pub(super) fn gives(&self, string: &str, context: &Context) -> Option<Verdict> {
        let own = truth(self.condition.as_deref(), string, context);
        let of_block = |clause: &PlaneBlock| {
            let of = || verdict::of_grant(self.verdict, own.min(truth(clause.condition.as_deref(), string, context)));
            if clause.block.contains(string, context.wildcards()) { of() } else { None }
        };
        verdict::of_alternatives(self.alternatives.iter().map(|clauses| clauses.iter().filter_map(of_block).max()))
    }

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

impl DenyClause<'_> {
    /// What it says of a string.
    pub(super) fn says(&self, string: &str, context: &Context) -> Denial {
        let hit = self.blocks.iter().filter(|clause| clause.block.contains(string, context.wildcards()));
        let hit = hit.map(|clause| truth(clause.condition.as_deref(), string, context)).max();
        let own = hit.map(|hit| hit.min(truth(self.condition.as_deref(), string, context)));
        verdict::of_deny(own.unwrap_or(Truth::False), self.sure)
    }
}

/// What a condition says of a string; without one it holds.
fn truth(condition: Option<&Condition>, string: &str, context: &Context) -> Truth {
    condition.map_or(Truth::True, |condition| condition.evaluate(string, context))
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

impl Required {
    /// Only literal actions are required, so it is enough to ask about each of them.
    pub(super) fn is_literal(&self) -> bool {
        self.patterns().all(Pattern::is_literal)
    }

    /// What is in it, before exceptions.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        self.blocks.iter().flat_map(|block| &block.allow)
    }

    /// A string of each pattern: most questions are answered by these alone. Exceptions may take one out.
    pub(super) fn samples(&self) -> impl Iterator<Item = String> + '_ {
        self.patterns().map(Pattern::sample)
    }

    /// Whether it has a string.
    pub(super) fn contains(&self, string: &str, wildcards: Wildcards) -> bool {
        self.blocks.iter().any(|block| block.contains(string, wildcards))
    }
}
