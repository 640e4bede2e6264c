//! [`Truth`]: the three values of Kleene's logic.

use std::ops::Not;

/// What is known of a statement (R-COND-9). Ordered `False < Unknown < True`, so that "and" is the least of its parts and
/// "or" the greatest: `false and unknown` is false, `true or unknown` is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// It does not hold, whatever the unknown parts are.
    False,
    /// It depends on what is not known.
    Unknown,
    /// It holds, whatever the unknown parts are.
    True,
}

impl Truth {
    /// Whether all of them hold; of none: true.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().min().unwrap_or(Self::True)
    }

    /// Whether any of them holds; of none: false.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().max().unwrap_or(Self::False)
    }

    /// The answer, where there is one.
    pub const fn known(self) -> Option<bool> {
        match self {
            Self::False => Some(false),
            Self::Unknown => None,
            Self::True => Some(true),
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}
