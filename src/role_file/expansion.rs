//! [`Expansion`]: the limit on values that come from variables of a file.
//!
//! A variable that names another one twice, which names a third one twice, and so on, has a value that no program can hold. A value beyond
//! the limit stays an expression.

use std::cell::Cell;

/// So many values of a file may come from its variables.
const MOST: usize = 50_000;

/// Counts the values that come from variables.
pub(super) struct Expansion {
    left: Cell<usize>,
    /// How many variables are being followed.
    inside: Cell<usize>,
}

impl Default for Expansion {
    fn default() -> Self {
        Self::new()
    }
}

impl Expansion {
    pub(super) const fn new() -> Self {
        Self { left: Cell::new(MOST), inside: Cell::new(0) }
    }

    /// Takes some values; `false` if there are too few left.
    pub(super) fn take(&self, values: usize) -> bool {
        let rest = self.left.get().checked_sub(values);
        self.left.set(rest.unwrap_or(0));
        rest.is_some()
    }

    /// Counts a value that is built: only those of variables count.
    pub(super) fn allows_value(&self) -> bool {
        self.inside.get() == 0 || self.take(1)
    }

    /// Counts a long text that is built: only those of variables count.
    pub(super) fn allows_text(&self, weight: usize) -> bool {
        self.inside.get() == 0 || self.take(weight)
    }

    /// Does something with the value of a variable.
    pub(super) fn of_variable<T>(&self, read: impl FnOnce() -> T) -> T {
        self.inside.set(self.inside.get() + 1);
        let done = read();
        self.inside.set(self.inside.get() - 1);
        done
    }
}
