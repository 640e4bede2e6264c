//! The bytes of a file, read as fast as the machine gives them.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::thread;

/// A file of fewer bytes is read by one thread.
const LARGE: u64 = 64 << 20;

/// The bytes of a file. The two halves of a large one are read side by side: most of the time goes into fresh memory.
pub(super) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = std::fs::metadata(path)?;
    if !file.is_file() || file.len() < LARGE {
        return std::fs::read(path);
    }
    let mut bytes = vec![0; usize::try_from(file.len()).map_err(io::Error::other)?];
    let half = bytes.len() / 2;
    let (left, right) = bytes.split_at_mut(half);
    let middle = half as u64;
    let halves = thread::scope(|scope| {
        let second = scope.spawn(|| part(path, middle, right));
        part(path, 0, left).and(second.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    // A file that became shorter meanwhile is read as it is now.
    if halves.is_err() { std::fs::read(path) } else { Ok(bytes) }
}

fn part(path: &Path, from: u64, into: &mut [u8]) -> io::Result<()> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    file.read_exact(into)
}
