//! [`Validity`]: from when until when something counts.

/// When something counts: `start <= t < end`; an open side is unbounded (R-PIM-6). Seconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Validity {
    /// First second that counts.
    pub start: Option<i64>,
    /// First second that no longer counts.
    pub end: Option<i64>,
}

impl Validity {
    /// Without bounds.
    pub const ALWAYS: Self = Self { start: None, end: None };

    /// Whether the instant lies in the interval.
    pub fn contains(self, instant: i64) -> bool {
        self.start.is_none_or(|start| start <= instant) && self.end.is_none_or(|end| instant < end)
    }
}
