//! [`Strength`]: how surely something is held.

/// How surely something is held, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// It depends on data that was not exported.
    Unknown,
    /// It needs an activation first.
    Eligible,
    /// It is held.
    Sure,
}
