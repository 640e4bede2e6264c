//! [`TimeLimit`]: when a search has to stop.

use std::time::Duration;
#[cfg(feature = "native")]
use std::time::Instant;

/// When a search has to stop. Without the feature `native` there is no clock: the limit is ignored, and that of steps counts alone.
pub(super) struct TimeLimit {
    #[cfg(feature = "native")]
    until: Option<Instant>,
}

#[cfg(feature = "native")]
impl TimeLimit {
    /// From now on.
    pub(super) fn new(time: Option<Duration>) -> Self {
        Self { until: time.and_then(|time| Instant::now().checked_add(time)) }
    }

    /// Whether it has passed.
    pub(super) fn is_over(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }
}

#[cfg(not(feature = "native"))]
impl TimeLimit {
    pub(super) const fn new(_: Option<Duration>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "with a clock it tells the time")]
    pub(super) const fn is_over(&self) -> bool {
        false
    }
}
