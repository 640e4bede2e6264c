//! [`PathDoubt`]: what a path hangs on.

use crate::decide::Verdict;

/// What a way hangs on: at the least, its least sure step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PathDoubt {
    /// Nothing.
    None,
    /// Something that no export shows may close it.
    Unless,
    /// An activation.
    Eligible,
    /// A condition.
    Conditional,
    /// What the exports lack.
    Unknown,
}

impl PathDoubt {
    pub(super) const fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Allowed => Self::None,
            Verdict::Eligible => Self::Eligible,
            Verdict::Conditional => Self::Conditional,
            Verdict::Unknown | Verdict::Blocked | Verdict::NotAllowed | Verdict::NotAsked => Self::Unknown,
        }
    }

    /// The answer for a way that hangs on it.
    pub(super) const fn verdict(self) -> Verdict {
        match self {
            Self::None | Self::Unless => Verdict::Allowed,
            Self::Eligible => Verdict::Eligible,
            Self::Conditional => Verdict::Conditional,
            Self::Unknown => Verdict::Unknown,
        }
    }
}
