//! [`Unbroken`]: a step that no signal breaks off. A signal ends the program at once, which is right nearly always: what is written has
//! no name until it is whole. Only while a file gets its name, or new content, the end has to wait.

#[cfg(unix)]
use std::io::Read as _;
#[cfg(unix)]
use std::sync::Arc;
#[cfg(unix)]
use std::sync::LazyLock;
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

#[cfg(unix)]
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

/// While it lives, a signal that would end the program waits; afterwards it does.
pub(super) struct Unbroken(());

#[cfg(unix)]
static HANDLERS: LazyLock<Handlers> = LazyLock::new(Handlers::install);

/// What the signal handlers look at.
#[cfg(unix)]
struct Handlers {
    may_end: Arc<AtomicBool>,
    /// The signal that came while the program could not end; 0 for none.
    came: Arc<AtomicUsize>,
}

#[cfg(unix)]
impl Handlers {
    /// A signal that cannot be handled, or that whoever started the program told it to ignore, stays as it is.
    fn install() -> Self {
        let handlers = Self { may_end: Arc::new(AtomicBool::new(true)), came: Arc::default() };
        let ignored = ignored();
        for signal in [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0) {
            let number = usize::try_from(signal).unwrap_or_default();
            let _ = signal_hook::flag::register_conditional_default(signal, Arc::clone(&handlers.may_end));
            let _ = signal_hook::flag::register_usize(signal, Arc::clone(&handlers.came), number);
        }
        handlers
    }
}

/// The signals that the program was started to ignore, as `nohup` does, a bit for each; Linux tells.
#[cfg(unix)]
fn ignored() -> u64 {
    let mut status = String::with_capacity(4096);
    // Without `/proc` nothing is known to be ignored.
    let _ = std::fs::File::open("/proc/self/status").and_then(|mut file| file.read_to_string(&mut status));
    let mask = status.lines().find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok());
    mask.unwrap_or_default()
}

impl Unbroken {
    /// Begins such a step.
    pub(super) fn begin() -> Self {
        #[cfg(unix)]
        HANDLERS.may_end.store(false, Ordering::SeqCst);
        Self(())
    }
}

impl Drop for Unbroken {
    fn drop(&mut self) {
        #[cfg(unix)]
        {
            HANDLERS.may_end.store(true, Ordering::SeqCst);
            if let Ok(signal @ 1..) = i32::try_from(HANDLERS.came.swap(0, Ordering::SeqCst)) {
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        }
    }
}
