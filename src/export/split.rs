//! [`Split`]: how large texts are split among threads.

use crate::parallel;

/// How a text is split among threads.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "native"), expect(dead_code, reason = "one thread prepares nothing"))]
pub(super) struct Split {
    /// A text of fewer bytes is not split.
    pub(super) large: usize,
    /// The bytes that a thread parses at once: few enough to stay in its cache.
    pub(super) window: usize,
    /// How many threads parse.
    pub(super) threads: usize,
}

impl Default for Split {
    fn default() -> Self {
        Self { large: 1 << 20, window: 1 << 18, threads: parallel::threads() }
    }
}
