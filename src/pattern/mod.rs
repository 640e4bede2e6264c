//! Wildcard action patterns and their algebra. Knows nothing of Azure roles.

/// One action pattern (SEMANTICS section 2). Compares without regard to ASCII case; blanks around it are trimmed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pattern {
    text: Box<str>,
}

impl Pattern {
    /// Reads a pattern. Every text is one: what is odd about it is a matter for lints.
    pub fn parse(text: &str) -> Self {
        Self { text: text.trim().into() }
    }

    /// The text as it was written, trimmed.
    pub fn text(&self) -> &str {
        &self.text
    }
}
