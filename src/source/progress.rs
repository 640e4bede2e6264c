//! How far the reading of inputs is, for whoever waits for it. One count for the program, as for the limits of `file.rs`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

static DONE: AtomicU64 = AtomicU64::new(0);
static TOTAL: AtomicU64 = AtomicU64::new(0);
static NAME: Mutex<Option<Arc<str>>> = Mutex::new(None);

/// What is read, and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadSoFar {
    /// The input that is being read.
    pub name: Arc<str>,
    /// How many bytes of all inputs became facts.
    pub done: u64,
    /// How many there are; 0 while the files are still coming into memory.
    pub total: u64,
}

/// How far reading is; `None` before it begins.
pub fn read_so_far() -> Option<ReadSoFar> {
    let name = NAME.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
    Some(ReadSoFar { name, done: DONE.load(Ordering::Relaxed), total: TOTAL.load(Ordering::Relaxed) })
}

/// So many bytes are to be read.
pub(crate) fn is_to_read(bytes: u64) {
    DONE.store(0, Ordering::Relaxed);
    TOTAL.store(bytes, Ordering::Relaxed);
}

/// An input is being read.
pub(crate) fn reads(name: &str) {
    *NAME.lock().unwrap_or_else(PoisonError::into_inner) = Some(name.into());
}

/// Reading is so far, over all inputs.
pub(crate) fn has_read(bytes: u64) {
    DONE.store(bytes, Ordering::Relaxed);
}
