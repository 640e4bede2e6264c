//! The bytes of a file, read as fast as the machine gives them.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::parallel;

/// A file of fewer bytes is read by one thread.
const LARGE: u64 = 64 << 20;

/// What is left to be read in all, in bytes.
static LEFT: AtomicU64 = AtomicU64::new(8 << 30);

/// What one file may have, in bytes.
static OF_A_FILE: AtomicU64 = AtomicU64::new(2 << 30);

thread_local! {
    /// What this thread has read of it, in bytes.
    static TAKEN: Cell<u64> = const { Cell::new(0) };
}

/// One question of a process that answers many: when it is dropped, what this thread has read meanwhile may be read again.
pub(crate) struct ReadBudget {
    before: u64,
}

impl ReadBudget {
    pub(crate) fn begin() -> Self {
        Self { before: TAKEN.get() }
    }
}

impl Drop for ReadBudget {
    fn drop(&mut self) {
        let taken = TAKEN.replace(self.before).saturating_sub(self.before);
        LEFT.fetch_add(taken, Ordering::Relaxed);
    }
}

/// Sets how many bytes the program may read in all, and of one file.
pub fn limit_input(bytes: u64) {
    LEFT.store(bytes, Ordering::Relaxed);
    OF_A_FILE.store(bytes, Ordering::Relaxed);
}

/// The bytes of a stream, up to the limit: a device may have no end.
pub(crate) fn limited(stream: &mut dyn Read) -> io::Result<Vec<u8>> {
    up_to_limit(stream, Vec::new())
}

/// The same into a buffer, which is as large as the stream is expected to be: then a small file takes two reads.
fn up_to_limit(stream: &mut dyn Read, mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    let most = OF_A_FILE.load(Ordering::Relaxed).min(LEFT.load(Ordering::Relaxed));
    stream.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    claim(bytes.len() as u64)?;
    Ok(bytes)
}

/// Takes some bytes from what may be read.
fn claim(bytes: u64) -> io::Result<()> {
    let most = OF_A_FILE.load(Ordering::Relaxed);
    let too_large = |what: &str, most: u64| {
        let message = format!("{what} more than {most} bytes, which is the limit; `--max-input BYTES` sets another one");
        io::Error::new(io::ErrorKind::FileTooLarge, message)
    };
    if bytes > most {
        return Err(too_large("it has", most));
    }
    let taken = LEFT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes));
    taken.map_err(|left| too_large("with it, the inputs have", left))?;
    TAKEN.set(TAKEN.get().saturating_add(bytes));
    Ok(())
}

/// The bytes of a file. The halves of a large one are read side by side: most of the time goes into fresh memory.
pub(super) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = std::fs::metadata(path)?;
    if !file.is_file() || file.len() < LARGE {
        // One byte more, so that the end is seen without another buffer.
        let size = usize::try_from(file.len().min(LARGE)).unwrap_or_default() + 1;
        return up_to_limit(&mut File::open(path)?, Vec::with_capacity(size));
    }
    claim(file.len())?;
    let mut bytes = vec![0; usize::try_from(file.len()).map_err(io::Error::other)?];
    let half = bytes.len() / 2;
    let (left, right) = bytes.split_at_mut(half);
    let (second, first) = parallel::both(|| part(path, half as u64, right), || part(path, 0, left));
    // A file that became shorter meanwhile is read as it is now.
    if first.and(second).is_err() { std::fs::read(path) } else { Ok(bytes) }
}

fn part(path: &Path, from: u64, into: &mut [u8]) -> io::Result<()> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    file.read_exact(into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_what_a_question_has_read_may_be_read_again() {
        // Ten times a gibibyte is more than may be read at once.
        for number in 0..10 {
            let _budget = ReadBudget::begin();
            assert!(claim(1 << 30).is_ok(), "question {number}");
        }
    }
}
