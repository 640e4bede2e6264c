//! [`DecidedAnswer`]: an answer that was decided again, and how the answers to parts make up one.

use super::claims::{BasisClaim, VerdictClaim};
use crate::condition::Truth;
use crate::model::{Leaf, Requirement};

/// The answer to a question, decided again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DecidedAnswer {
    pub verdict: VerdictClaim,
    pub basis: Option<BasisClaim>,
    /// Whether every string was looked at: where not, the truth may be worse.
    pub complete: bool,
    /// Of the actions of which any one would do, not all were looked at: the truth may be better.
    pub may_be_better: bool,
}

impl DecidedAnswer {
    pub(super) fn new(verdict: VerdictClaim, basis: BasisClaim, complete: bool) -> Self {
        let basis = (verdict > VerdictClaim::Blocked).then_some(basis);
        Self { verdict, basis, complete, may_be_better: false }
    }

    pub(super) const fn without(verdict: VerdictClaim) -> Self {
        Self { verdict, basis: None, complete: true, may_be_better: false }
    }

    /// This answer where it leaves more open than another one, else that one.
    pub(super) fn at_least(self, other: Self) -> Self {
        if self.verdict > other.verdict { self } else { other }
    }

    /// The best of several ways.
    pub(super) fn any(parts: &[Self]) -> Self {
        let best = parts.iter().max_by_key(|part| (part.verdict, part.basis)).copied();
        let best = best.unwrap_or(Self::without(VerdictClaim::NotAllowed));
        let may_be_better = parts.iter().any(|part| part.may_be_better);
        Self { complete: parts.iter().all(|part| part.complete), may_be_better, ..best }
    }

    /// All of several parts: the worst of them, on the weakest basis.
    pub(super) fn all(parts: &[Self]) -> Self {
        let Some(verdict) = parts.iter().map(|part| part.verdict).min() else {
            return Self::without(VerdictClaim::Allowed);
        };
        let basis = parts.iter().map(|part| part.basis).min().flatten().filter(|_| verdict > VerdictClaim::Blocked);
        let may_be_better = parts.iter().any(|part| part.may_be_better);
        Self { verdict, basis, complete: parts.iter().all(|part| part.complete), may_be_better }
    }

    /// The answer for a formula, from those for its leaves.
    pub(super) fn of_requirement(requirement: &Requirement, leaf: &dyn Fn(&Leaf) -> Self) -> Self {
        let each = |parts: &[Requirement]| parts.iter().map(|part| Self::of_requirement(part, leaf)).collect::<Vec<_>>();
        match requirement {
            Requirement::Any(parts) => Self::any(&each(parts)),
            Requirement::All(parts) => Self::all(&each(parts)),
            Requirement::Leaf(own) => leaf(own),
        }
    }
}

/// A grant under a condition (R-EVAL-5, R-COND-9).
pub(super) fn narrowed(level: VerdictClaim, condition: Truth) -> Option<VerdictClaim> {
    match condition {
        Truth::True => Some(level),
        Truth::Unknown => Some(level.min(VerdictClaim::Conditional)),
        Truth::False => None,
    }
}

/// What is left of a grant of one action where denies take it, or may (R-EVAL-2, R-DENY-8).
pub(super) fn less(given: Option<VerdictClaim>, taken: Truth) -> VerdictClaim {
    match (given, taken) {
        (None, _) => VerdictClaim::NotAllowed,
        (Some(_), Truth::True) => VerdictClaim::Blocked,
        (Some(level), Truth::Unknown) => level.min(VerdictClaim::Unknown),
        (Some(level), Truth::False) => level,
    }
}
