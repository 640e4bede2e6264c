//! The tables that turn grants, conditions and denies into a verdict. Each is one exhaustive match.

use super::decision::Verdict;
use crate::condition::Truth;
use crate::graph::Strength;

/// What the denies at a scope say about a string, mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Denial {
    /// No deny applies.
    None,
    /// A deny may apply: its condition, its principals or its scope are in doubt (R-DENY-6).
    Maybe,
    /// A deny applies.
    Sure,
}

/// How a strength reads as a verdict, before conditions and denies.
pub(super) const fn of_strength(strength: Strength) -> Verdict {
    match strength {
        // Held now.
        Strength::Sure => Verdict::Allowed,
        // Held after an activation (R-PIM-4).
        Strength::Eligible => Verdict::Eligible,
        // Held, if data that was not exported says so (R-EVAL-9).
        Strength::Unknown => Verdict::Unknown,
    }
}

/// A grant under its condition (R-EVAL-5, R-COND-9): a false one gives nothing, an undecided one at best `conditional`.
pub(super) fn of_grant(grant: Verdict, condition: Truth) -> Option<Verdict> {
    match condition {
        Truth::True => Some(grant),
        Truth::Unknown => Some(grant.min(Verdict::Conditional)),
        Truth::False => None,
    }
}

/// A role whose definition may be one of several: what all of them give is given, what only some give is unknown.
pub(super) fn of_alternatives(mut given: impl Iterator<Item = Option<Verdict>>) -> Option<Verdict> {
    let first = given.next().flatten();
    given.fold(first, |sofar, next| match (sofar, next) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => Some(Verdict::Unknown),
    })
}

/// A deny under its condition.
pub(super) const fn of_deny(condition: Truth, sure: bool) -> Denial {
    match (condition, sure) {
        (Truth::False, _) => Denial::None,
        (Truth::True, true) => Denial::Sure,
        (Truth::True, false) | (Truth::Unknown, _) => Denial::Maybe,
    }
}

/// The answer for one string: the best grant (R-EVAL-6), then the denies (R-EVAL-2, R-DENY-8).
pub(super) fn of_string(granted: Option<Verdict>, denial: Denial) -> Verdict {
    match (granted, denial) {
        // Nothing grants it: a deny takes nothing away.
        (None, _) => Verdict::NotAllowed,
        // Granted, at this certainty.
        (Some(grant), Denial::None) => grant,
        // Granted, and perhaps denied.
        (Some(grant), Denial::Maybe) => grant.min(Verdict::Unknown),
        // Granted, and denied.
        (Some(_), Denial::Sure) => Verdict::Blocked,
    }
}
