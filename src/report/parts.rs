//! [`TextParts`]: what a text shows only where it is asked for.

/// What a text shows that people do not need at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TextParts {
    /// The proof of each answer: ids, patterns, conditions, and what is missing.
    pub why: bool,
    /// The matrix of people and tasks.
    pub matrix: bool,
}
