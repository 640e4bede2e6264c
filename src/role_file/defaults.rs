//! [`Defaults`]: the parameters whose defaults count, because no file says anything else. Whoever deploys may.

use std::cell::RefCell;

use rustc_hash::FxHashSet;

use crate::arrange::Arrange as _;
use crate::source::Span;

/// Which defaults were used, and where.
#[derive(Debug, Default)]
pub(super) struct Defaults(RefCell<Vec<(Box<str>, Span)>>);

impl Defaults {
    /// Notes that a default counts.
    pub(super) fn used(&self, name: &str, at: Span) {
        self.0.borrow_mut().push((name.into(), at));
    }

    /// What was noted so far, for [`Self::forget_since`].
    pub(super) fn so_far(&self) -> usize {
        self.0.borrow().len()
    }

    /// Forgets what was noted since then: what came of it is not known, so that no default counts.
    pub(super) fn forget_since(&self, then: usize) {
        self.0.borrow_mut().truncate(then);
    }

    /// What was noted so far, each name where it was used first.
    pub(super) fn take(&self) -> Vec<(Box<str>, Span)> {
        let mut used = self.0.take();
        used.arrange_by_key(|(_, at)| *at);
        let mut seen = FxHashSet::default();
        used.retain(|(name, _)| seen.insert(name.clone()));
        used
    }
}
