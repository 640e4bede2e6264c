//! [`split`]: a block under a condition, by what the condition says of its actions (R-COND-6, R-COND-9, R-COND-19).
//!
//! A condition names actions in `ActionMatches`; of all others it says the same. So a block falls into regions, in each of which the
//! condition always holds, never holds, or holds where a rest of it does. Two roles give the same where these regions agree, however
//! their blocks are cut.

use std::fmt;
use std::ops::Deref;

use crate::condition::{Condition, ConditionForm, RegionCondition};
use crate::pattern::{Block, Wildcards};

/// What has to hold where something is given under a condition: equal where the same has to hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConditionKey(ConditionForm);

/// A part of a block, and what has to hold for it; nothing where it is given without a condition.
pub(crate) type BlockRegion = (Option<ConditionKey>, Block);

/// A condition that names more actions is not cut: each one doubles the regions.
const MOST_ACTIONS: usize = 8;

impl ConditionKey {
    /// What a condition says of any action.
    pub fn of(text: &str, version: Option<&str>) -> Self {
        Self(Condition::new(text, version).form())
    }

    /// One line that is the same for every spelling.
    pub fn identity(&self) -> &str {
        self.0.text()
    }

    /// Whether this is known to hold only where the other one does.
    pub fn implies(&self, other: &Self) -> bool {
        self.0.implies(&other.0)
    }
}

/// What has to hold, as a condition in one line.
impl Deref for ConditionKey {
    type Target = str;

    fn deref(&self) -> &str {
        self.0.shown()
    }
}

impl fmt::Display for ConditionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

/// The parts of a block under a condition. What the condition lets never pass is in none of them.
pub(crate) fn split(block: &Block, condition: &Condition, wildcards: Wildcards) -> Vec<BlockRegion> {
    let whole = || vec![(Some(ConditionKey(condition.form())), block.clone())];
    let actions = condition.action_patterns();
    if actions.len() > MOST_ACTIONS {
        return whole();
    }
    let mut regions: Vec<BlockRegion> = Vec::new();
    for number in 0..1_usize << actions.len() {
        let bits: Vec<bool> = (0..actions.len()).map(|at| number >> at & 1 == 1).collect();
        let key = match condition.in_region(&bits, wildcards) {
            RegionCondition::Never => continue,
            RegionCondition::Always => None,
            RegionCondition::Where(rest) => Some(ConditionKey(rest)),
        };
        match block.region(actions.iter().zip(bits), wildcards) {
            Some((part, true)) => regions.push((key, part)),
            // Where nobody can say what two patterns have in common, the block stays whole.
            Some((_, false)) => return whole(),
            None => {}
        }
    }
    regions
}
