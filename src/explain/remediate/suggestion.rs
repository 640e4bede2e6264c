//! [`Suggestion`]: changes that turn a no into a yes.

use super::price::Price;
use super::remediation::Remediation;
use crate::decide::Basis;

/// Changes that make a yes of a no, proved by making them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// All of them are needed.
    pub changes: Vec<Remediation>,
    /// What they give away.
    pub price: Price,
    /// On what the answer rests after them.
    pub basis: Option<Basis>,
}
