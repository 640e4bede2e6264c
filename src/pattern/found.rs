//! [`Search`]: how a search for a string ended.

/// What a search ended with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// There is such a string; no shorter one is accepted. In lower case.
    Found(String),
    /// No string at all is accepted.
    None,
    /// Patterns with several stars made the search too large: nothing is known.
    Undecided,
}
