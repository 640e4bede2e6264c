//! Sets of action strings: unions of blocks, each a list of patterns less a list of exceptions.

use super::{Pattern, Wildcards};

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
}

impl PatternSet {
    /// Whether a string is in any block.
    pub fn contains(&self, action: &str, wildcards: Wildcards) -> bool {
        self.blocks.iter().any(|block| block.contains(action, wildcards))
    }
}
