//! [`Desk`]: which thread parses which window. Parts are handed in by whoever is ready, and taken in the order of the text.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::list::Part;
use crate::export::tape::Tape;

/// Windows that may be parsed before their turn, for each thread.
const AHEAD: usize = 3;

/// Where parts are handed in and taken.
pub(super) struct Desk<'s, R> {
    windows: usize,
    ahead: usize,
    state: Mutex<State<'s, R>>,
    changed: Condvar,
}

struct State<'s, R> {
    /// The first window that nobody parses or has parsed.
    free: usize,
    /// The window whose turn it is.
    turn: usize,
    done: BTreeMap<usize, Option<Part<'s, R>>>,
    spare: Vec<Vec<Tape<'s>>>,
    /// Nothing more is needed, or a thread broke off: whoever waits for it would wait for ever.
    closed: bool,
}

/// What the thread that takes the parts does next.
pub(super) enum Turn<'s, R> {
    /// Take this part; where there is none, parse the window from where it really begins.
    Take(Option<Part<'s, R>>),
    /// Parse this window meanwhile: the one whose turn it is is being parsed.
    Meanwhile(usize),
}

impl<'s, R> Desk<'s, R> {
    pub(super) fn new(windows: usize, threads: usize) -> Self {
        let state = State { free: 0, turn: 0, done: BTreeMap::new(), spare: Vec::new(), closed: false };
        Self { windows, ahead: AHEAD * threads, state: Mutex::new(state), changed: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State<'s, R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next window that another thread may parse; `None` where there is nothing left to do.
    pub(super) fn claim(&self) -> Option<usize> {
        let mut state = self.state();
        while !state.closed && state.free < self.windows {
            if let Some(window) = state.claim(self.ahead) {
                return Some(window);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        None
    }

    /// It is the turn of a window: what was parsed before it is no longer needed.
    pub(super) fn turn(&self, window: usize) -> Turn<'s, R> {
        let mut state = self.state();
        state.turn = window;
        state.done = state.done.split_off(&window);
        self.changed.notify_all();
        loop {
            if let Some(part) = state.done.remove(&window) {
                return Turn::Take(part);
            }
            if state.free <= window || state.closed {
                state.free = state.free.max(window + 1);
                return Turn::Take(None);
            }
            if state.free < self.windows
                && let Some(other) = state.claim(self.ahead)
            {
                return Turn::Meanwhile(other);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A window is parsed.
    pub(super) fn hand_in(&self, window: usize, part: Option<Part<'s, R>>) {
        let mut state = self.state();
        if window >= state.turn {
            state.done.insert(window, part);
        }
        self.changed.notify_all();
    }

    /// Tapes to write on.
    pub(super) fn tapes(&self) -> Vec<Tape<'s>> {
        self.state().spare.pop().unwrap_or_default()
    }

    /// Tapes that are no longer needed.
    pub(super) fn give_back(&self, tapes: Vec<Tape<'s>>) {
        self.state().spare.push(tapes);
    }

    /// Nothing more is needed.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.changed.notify_all();
    }
}

impl<R> State<'_, R> {
    fn claim(&mut self, ahead: usize) -> Option<usize> {
        if self.free >= self.turn + ahead {
            return None;
        }
        self.free += 1;
        Some(self.free - 1)
    }
}

/// Closes a desk when a thread breaks off: the others would wait for its part for ever.
pub(super) struct ClosesOnPanic<'d, 's, R>(pub(super) &'d Desk<'s, R>);

impl<R> Drop for ClosesOnPanic<'_, '_, R> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.close();
        }
    }
}
