//! How many threads the program uses, and two ways to use them. The outcome is the same for any number of them.

#[cfg(feature = "native")]
use std::num::NonZeroUsize;
#[cfg(feature = "native")]
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many threads were asked for; 0: as many as the machine has cores.
#[cfg(feature = "native")]
static THREADS: AtomicUsize = AtomicUsize::new(0);

/// Sets how many threads the program may use. Without it, it uses as many as there are cores.
#[cfg(feature = "native")]
pub fn limit_threads(threads: NonZeroUsize) {
    THREADS.store(threads.get(), Ordering::Relaxed);
}

/// How many threads the program may use.
#[cfg(feature = "native")]
pub(crate) fn threads() -> usize {
    match THREADS.load(Ordering::Relaxed) {
        0 => std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
        asked => asked,
    }
}

/// There is one thread.
#[cfg(not(feature = "native"))]
pub(crate) fn threads() -> usize {
    1
}

/// Does two things, side by side where there are two threads.
pub fn both<A: Send, B>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B) -> (A, B) {
    #[cfg(feature = "native")]
    if threads() > 1 {
        return std::thread::scope(|scope| {
            let first = scope.spawn(first);
            let second = second();
            (first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), second)
        });
    }
    (first(), second())
}

/// Does something with every item, on every thread; the outcomes are in the order of the items.
pub(crate) fn each<T: Sync, U: Send>(items: &[T], make: impl Fn(&T) -> U + Sync) -> Vec<U> {
    #[cfg(feature = "native")]
    if threads() > 1 && items.len() > 1 {
        return side_by_side(items, &make);
    }
    items.iter().map(make).collect()
}

/// Items that a thread takes at once, at most: enough that taking them costs nothing.
#[cfg(feature = "native")]
const AT_ONCE: usize = 64;

#[cfg(feature = "native")]
fn side_by_side<T: Sync, U: Send>(items: &[T], make: &(impl Fn(&T) -> U + Sync)) -> Vec<U> {
    let size = (items.len() / (4 * threads())).clamp(1, AT_ONCE);
    let chunks: Vec<&[T]> = items.chunks(size).collect();
    let next = AtomicUsize::new(0);
    let one = || {
        let number = next.fetch_add(1, Ordering::Relaxed);
        chunks.get(number).map(|chunk| (number, chunk.iter().map(make).collect::<Vec<U>>()))
    };
    let mut parts = on_threads(threads().min(chunks.len()), &|| std::iter::from_fn(one).collect::<Vec<_>>());
    parts.sort_unstable_by_key(|(number, _)| *number);
    parts.into_iter().flat_map(|(_, chunk)| chunk).collect()
}

/// Does the same on several threads, of which this one is the first.
#[cfg(feature = "native")]
fn on_threads<U: Send>(threads: usize, work: &(impl Fn() -> Vec<U> + Sync)) -> Vec<U> {
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut made = work();
        for other in others {
            made.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        made
    })
}
