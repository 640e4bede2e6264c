//! Everything that is granted at a scope, as blocks: how surely, under which conditions, and what deny assignments take.
//!
//! A question asks about a set of strings; this lists the sets themselves. It reads roles, conditions and deny assignments as questions do.

use rustc_hash::FxHashSet;

use super::clauses::{DenyClause, GrantClause, PlaneBlock};
use super::decision::Verdict;
use super::held::{Effective, EffectiveGrant};
use super::judge::Judge;
use super::verdict;
use crate::condition::{Condition, Context, Truth};
use crate::graph::{GrantTerms, Strength};
use crate::model::scope::KEY_VAULTS;
use crate::model::{DenyAssignment, Plane};
use crate::pattern::{Block, Pattern, PatternSet, Wildcards};

/// Conditions with more patterns than this are not split into regions: what they say depends on them everywhere.
const MOST: usize = 6;

/// What is granted and denied at a scope, in one plane.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlaneGrants {
    /// What grants give, whatever deny assignments say.
    pub granted: Vec<GrantedBlock>,
    /// What deny assignments take.
    pub denied: Vec<DeniedBlock>,
    /// Because of patterns with several stars a condition is left open where it says yes or no.
    pub is_vague: bool,
}

/// A block that is granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantedBlock {
    /// How surely: `Allowed`, `Eligible`, `Conditional` or `Unknown`.
    pub verdict: Verdict,
    /// The strings.
    pub block: Block,
    /// The conditions that it hangs on, in words.
    pub conditions: Vec<String>,
}

/// A block that is denied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeniedBlock {
    /// For sure; else it may be.
    pub sure: bool,
    /// The strings.
    pub block: Block,
}

impl Judge<'_> {
    /// Everything that is granted and denied at a scope, in one plane.
    pub fn granted(&self, effective: &Effective, plane: Plane) -> PlaneGrants {
        let grants = self.grants(&effective.held, plane);
        let denies = self.denies(&effective.denied, plane);
        let mut found = PlaneGrants::default();
        for grant in &grants {
            self.add_granted(grant, &mut found);
        }
        for deny in &denies {
            self.add_denied(deny, &mut found);
        }
        if plane == Plane::Data && effective.by_policies.is_some() {
            found.leave_open(&Pattern::parse(&[KEY_VAULTS, "/*"].concat()), self.wildcards);
        }
        found
    }

    /// The conditions that a grant hangs on, in words: that of the assignment, and those of the role's own blocks.
    pub fn conditions_of(&self, gives: GrantTerms) -> Vec<String> {
        let held = EffectiveGrant::new(gives, Strength::Sure, None);
        let assigned = self.condition_of(&held).map(|condition| self.in_words(&condition));
        let mut all: Vec<String> = assigned.into_iter().chain(self.block_conditions(&held)).collect();
        let mut seen = FxHashSet::default();
        all.retain(|condition| seen.insert(condition.clone()));
        all
    }

    /// The condition of a deny assignment, in words.
    pub fn condition_of_deny(&self, deny: &DenyAssignment) -> Option<String> {
        self.condition(deny.condition, None).map(|condition| self.in_words(&condition))
    }

    /// Whether the exports leave open if an assignment has a condition (R-COND-17).
    pub fn lacks_condition(&self, gives: GrantTerms) -> bool {
        self.may_be_conditioned(&EffectiveGrant::new(gives, Strength::Sure, None))
    }

    /// What one grant gives. Of a role with several possible definitions only that one is sure which all others contain; what the
    /// others give is unknown.
    fn add_granted(&self, grant: &GrantClause<'_>, to: &mut PlaneGrants) {
        let sure = self.least(&grant.alternatives);
        for (number, blocks) in grant.alternatives.iter().enumerate() {
            let best = if sure == Some(number) { grant.verdict } else { Verdict::Unknown };
            for block in blocks {
                self.add_parts(block, grant.condition.as_deref(), best, to);
            }
        }
    }

    /// The definition that gives no more than every other one gives.
    fn least(&self, alternatives: &[Vec<PlaneBlock>]) -> Option<usize> {
        if alternatives.len() < 2 {
            return (!alternatives.is_empty()).then_some(0);
        }
        if alternatives.iter().flatten().any(|block| block.condition.is_some()) {
            return None;
        }
        let set = |blocks: &Vec<PlaneBlock>| PatternSet { blocks: blocks.iter().map(|own| own.block.clone()).collect() };
        let sets: Vec<PatternSet> = alternatives.iter().map(set).collect();
        let is_least = |own: &PatternSet| sets.iter().all(|other| own.is_within(other, self.wildcards) == Some(true));
        sets.iter().position(is_least)
    }

    /// A block of a role, split by what the conditions of the assignment and of the block say.
    fn add_parts(&self, block: &PlaneBlock, assigned: Option<&Condition>, best: Verdict, to: &mut PlaneGrants) {
        for outer in regions(&block.block, assigned, &self.context) {
            for inner in regions(&outer.block, block.condition.as_deref(), &self.context) {
                let Some(verdict) = verdict::of_grant(best, outer.truth.min(inner.truth)) else { continue };
                let open = [(outer.truth, assigned), (inner.truth, block.condition.as_deref())].into_iter();
                let open = open.filter(|(truth, _)| *truth != Truth::True).filter_map(|(_, condition)| condition);
                to.is_vague |= outer.is_vague || inner.is_vague;
                let conditions = open.map(|own| self.in_words(own)).collect();
                to.granted.push(GrantedBlock { verdict, block: inner.block, conditions });
            }
        }
    }

    fn add_denied(&self, deny: &DenyClause<'_>, to: &mut PlaneGrants) {
        for own in deny.blocks {
            for outer in regions(&own.block, deny.condition.as_deref(), &self.context) {
                for inner in regions(&outer.block, own.condition.as_deref(), &self.context) {
                    let sure = deny.sure && outer.truth.min(inner.truth) == Truth::True;
                    to.is_vague |= outer.is_vague || inner.is_vague;
                    to.denied.push(DeniedBlock { sure, block: inner.block });
                }
            }
        }
    }
}

impl PlaneGrants {
    /// What matches a pattern is not given by roles: whether it is given at all, the exports do not show (R-EVAL-11).
    fn leave_open(&mut self, pattern: &Pattern, wildcards: Wildcards) {
        let granted = self.granted.iter_mut().map(|own| &mut own.block);
        for block in granted.chain(self.denied.iter_mut().map(|own| &mut own.block)) {
            let meets = block.allow.iter().any(|allowed| allowed.overlaps(pattern, wildcards));
            block.except.extend(Some(pattern.clone()).filter(|_| meets));
        }
        let block = Block { allow: vec![pattern.clone()], except: Vec::new() };
        self.granted.push(GrantedBlock { verdict: Verdict::Unknown, block, conditions: Vec::new() });
    }
}

/// A part of a block in which a condition says one thing.
struct Region {
    block: Block,
    truth: Truth,
    /// It is wider than the part, and the condition is left open.
    is_vague: bool,
}

/// A block, split into the regions in which a condition says one thing (R-COND-6); where it says no, nothing is left. A region that is
/// no plain block is as wide as its patterns, and the condition is left open there.
fn regions(block: &Block, condition: Option<&Condition>, context: &Context) -> Vec<Region> {
    let whole = |truth, is_vague| vec![Region { block: block.clone(), truth, is_vague }];
    let Some(condition) = condition else { return whole(Truth::True, false) };
    let patterns = condition.action_patterns();
    if patterns.len() > MOST {
        return whole(Truth::Unknown, true);
    }
    let choices = (0..1_usize << patterns.len()).map(|bits| (0..patterns.len()).map(|at| bits >> at & 1 == 1).collect());
    let of_choice = |bits: Vec<bool>| {
        let truth = Some(condition.evaluate_region(&bits, context)).filter(|truth| *truth != Truth::False)?;
        let (block, is_exact) = block.region(patterns.iter().zip(bits), context.wildcards())?;
        Some(Region { block, truth: if is_exact { truth } else { Truth::Unknown }, is_vague: !is_exact })
    };
    choices.filter_map(of_choice).collect()
}
