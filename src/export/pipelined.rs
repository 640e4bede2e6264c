//! Walks over a text, whether it is a table or JSON. A large text is parsed on one thread while its records become facts on another. The
//! events arrive in the order of the text, so the result is the same.

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use super::json;
use super::json::{ScanFault, Sink};
use super::tape::Tape;

/// Records that are handed over at once: few enough to stay in a processor's cache.
const BATCH: usize = 128;
/// Batches that may wait.
const WAITING: usize = 4;

/// What [`json::scan`] tells its sink.
enum Event<'s> {
    Opens(Tape<'s>),
    Record(Tape<'s>),
    Closes(Tape<'s>, usize),
    Noise(usize),
}

/// Does what [`json::scan`] does, with the same outcome.
pub(super) fn scan<'s>(text: &'s str, sink: &mut impl Sink<'s>) -> Result<(), ScanFault> {
    thread::scope(|scope| {
        let (to, events) = sync_channel(WAITING);
        let (give_back, spare) = channel();
        let parser = scope.spawn(move || {
            let mut pipe = Pipe { to, spare, batch: Vec::new(), tapes: Vec::new() };
            let outcome = json::scan(text, &mut pipe);
            pipe.send();
            outcome
        });
        for batch in events {
            replay(batch, sink, &give_back);
        }
        drop(give_back);
        parser.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn replay<'s>(batch: Vec<Event<'s>>, sink: &mut impl Sink<'s>, give_back: &Sender<Vec<Tape<'s>>>) {
    let mut used = Vec::with_capacity(batch.len());
    for event in batch {
        match event {
            Event::Opens(envelope) => sink.opens(&envelope),
            Event::Closes(envelope, records) => sink.closes(&envelope, records),
            Event::Noise(at) => sink.noise(at),
            Event::Record(mut record) => {
                sink.record(&mut record);
                used.push(record);
            }
        }
    }
    // The other side is gone once the text is parsed: then nobody needs the tapes.
    let _ = give_back.send(used);
}

/// The parser's end: collects events, and writes records on tapes that come back.
struct Pipe<'s> {
    to: SyncSender<Vec<Event<'s>>>,
    spare: Receiver<Vec<Tape<'s>>>,
    batch: Vec<Event<'s>>,
    tapes: Vec<Tape<'s>>,
}

impl<'s> Pipe<'s> {
    fn push(&mut self, event: Event<'s>) {
        self.batch.push(event);
        if self.batch.len() >= BATCH {
            self.send();
        }
    }

    fn send(&mut self) {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        // The other side only goes away by a panic, which ends the scan as well.
        let _ = self.to.send(batch);
    }

    fn tape(&mut self) -> Tape<'s> {
        if self.tapes.is_empty() {
            self.tapes = self.spare.try_recv().unwrap_or_default();
        }
        self.tapes.pop().unwrap_or_default()
    }
}

impl<'s> Sink<'s> for Pipe<'s> {
    fn opens(&mut self, envelope: &Tape<'s>) {
        self.push(Event::Opens(envelope.clone()));
    }

    fn record(&mut self, record: &mut Tape<'s>) {
        let empty = self.tape();
        self.push(Event::Record(std::mem::replace(record, empty)));
    }

    fn closes(&mut self, envelope: &Tape<'s>, records: usize) {
        self.push(Event::Closes(envelope.clone(), records));
    }

    fn noise(&mut self, at: usize) {
        self.push(Event::Noise(at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes down what it is told.
    #[derive(Debug, Default, PartialEq)]
    struct Log(Vec<String>);

    impl<'s> Sink<'s> for Log {
        fn opens(&mut self, envelope: &Tape<'s>) {
            self.0.push(format!("opens {}", envelope.root().to_json()));
        }

        fn record(&mut self, record: &mut Tape<'s>) {
            self.0.push(record.root().to_json());
        }

        fn closes(&mut self, envelope: &Tape<'s>, records: usize) {
            self.0.push(format!("closes {records} {}", envelope.root().to_json()));
        }

        fn noise(&mut self, at: usize) {
            self.0.push(format!("noise {at}"));
        }
    }

    #[test]
    fn a_second_thread_changes_nothing() {
        let rows: Vec<String> = (0..1000).map(|number| format!(r#"{{"n":{number},"t":"a\tb","l":[{{"x":null}}]}}"#)).collect();
        let rows = rows.join(",\n");
        let texts = [
            format!("[{rows}]"),
            format!("WARNING: old\n{{\"value\":[{rows}],\"nextLink\":\"x\"}}\n[{rows}]{{\"alone\":1}}"),
            format!("[{rows}, {{\"cut\":"),
            format!("[{rows}] and more"),
            String::new(),
        ];
        for text in &texts {
            let (mut alone, mut beside) = (Log::default(), Log::default());
            assert_eq!(json::scan(text, &mut alone), scan(text, &mut beside));
            assert_eq!(alone, beside);
        }
    }
}
