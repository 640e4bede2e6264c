//! [`Residual`]: what remains of a condition without its known parts.

use std::fmt;

use super::context::Context;
use super::evaluate::{Known, Reduced};
use super::expression::Canonical;
use super::parsed::Condition;
use super::words::Words;
use crate::guid::Guid;

/// The rest of a condition that depends on unknown facts. Shown as a condition (`Display`) or [in words](Residual::words); it
/// holds exactly when the condition does, for every request that agrees with what was known.
#[derive(Debug)]
pub struct Residual<'a> {
    condition: &'a Condition,
    /// `None`: the condition cannot be read, or its version is unknown.
    reduced: Option<Reduced>,
}

impl Condition {
    /// What remains of the condition in a region (see [`Self::evaluate_region`]), to be shown if it cannot be decided.
    pub fn residual(&self, bits: &[bool], context: &Context) -> Residual<'_> {
        Residual::new(self, Known { bits, elsewhere: &self.elsewhere, patterns: self.parsed.patterns.len(), context })
    }
}

impl<'a> Residual<'a> {
    fn new(condition: &'a Condition, known: Known<'_>) -> Self {
        Self { condition, reduced: condition.decidable().map(|expression| expression.reduced(known)) }
    }

    /// The answer, where nothing remains.
    pub const fn decided(&self) -> Option<bool> {
        match self.reduced {
            Some(Reduced::Decided(holds)) => Some(holds),
            _ => None,
        }
    }

    /// The rest in words: `always`, `never`, or `only if ...`. `names` knows what the ids of roles and principals stand for.
    pub fn words(&self, names: &dyn Fn(Guid) -> Option<String>) -> String {
        match &self.reduced {
            Some(Reduced::Decided(true)) => "always".to_owned(),
            Some(Reduced::Decided(false)) => "never".to_owned(),
            Some(Reduced::Open(expression)) => {
                let words = Words { patterns: &self.condition.parsed.patterns, names };
                format!("only if {}", words.sentence(expression))
            }
            None => self.undecidable(),
        }
    }

    /// Words for a condition of which nothing can be said but its text.
    fn undecidable(&self) -> String {
        let Condition { text, version, .. } = self.condition;
        match self.condition.errors().first() {
            Some(error) => format!("only if this condition holds, which cannot be read ({error}): {text}"),
            None => format!("only if this condition holds, whose version `{version}` is not documented: {}", self.condition),
        }
    }
}

impl fmt::Display for Residual<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reduced {
            Some(Reduced::Decided(holds)) => holds.fmt(f),
            Some(Reduced::Open(expression)) => Canonical { expression, patterns: &self.condition.parsed.patterns }.fmt(f),
            None => self.condition.fmt(f),
        }
    }
}
