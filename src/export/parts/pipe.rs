//! [`Pipe`]: keeps what a walk over a part of a text meets until its turn comes.

use crate::export::json::Sink;
use crate::export::tape::Tape;

/// What a walk tells its sink.
pub(super) enum Event<'s, R> {
    Opens(Tape<'s>),
    /// A record, and what was found out about it.
    Record(Tape<'s>, R),
    Closes(Tape<'s>, usize),
    Noise(usize),
}

impl<R> Event<'_, R> {
    /// What was found out about a record.
    pub(super) fn ready(&mut self) -> Option<&mut R> {
        match self {
            Self::Record(_, ready) => Some(ready),
            Self::Opens(_) | Self::Closes(..) | Self::Noise(_) => None,
        }
    }
}

/// The parser of a whole text refuses what is deeper than 128, and counts what is around a record as well. Nothing that is this deep is
/// left to the parser of a part.
pub(super) const DEEP: usize = 100;

/// Keeps events, with the records on tapes that were used before.
pub(super) struct Pipe<'p, 's, R, P> {
    pub(super) events: Vec<Event<'s, R>>,
    prepare: &'p P,
    tapes: Vec<Tape<'s>>,
    deepest: usize,
}

impl<'p, 's, R, P> Pipe<'p, 's, R, P> {
    pub(super) fn new(prepare: &'p P, tapes: Vec<Tape<'s>>) -> Self {
        Self { events: Vec::with_capacity(tapes.len()), prepare, tapes, deepest: 0 }
    }

    /// Whether something was met that is too deep to be parsed by itself. Neither it nor anything after it is kept.
    pub(super) fn is_deep(&self) -> bool {
        self.deepest > DEEP
    }

    fn push(&mut self, depth: usize, event: Event<'s, R>) {
        self.deepest = self.deepest.max(depth);
        if !self.is_deep() {
            self.events.push(event);
        }
    }
}

impl<'s, R, P: Fn(&Tape<'s>) -> R> Sink<'s> for Pipe<'_, 's, R, P> {
    fn opens(&mut self, envelope: &Tape<'s>) {
        self.push(envelope.depth(), Event::Opens(envelope.clone()));
    }

    fn record(&mut self, record: &mut Tape<'s>) {
        let ready = (self.prepare)(record);
        let empty = self.tapes.pop().unwrap_or_default();
        let record = std::mem::replace(record, empty);
        self.push(record.depth(), Event::Record(record, ready));
    }

    fn closes(&mut self, envelope: &Tape<'s>, records: usize) {
        self.push(envelope.depth(), Event::Closes(envelope.clone(), records));
    }

    fn noise(&mut self, at: usize) {
        self.push(0, Event::Noise(at));
    }
}
