//! Walks over a large text on several threads, with the outcome of [`json::scan`].
//!
//! The windows of a long list are parsed side by side and told in the order of the text, so nobody can see how many threads there were. Only
//! what is regular is walked here: where something else comes up, [`json::scan`] walks over the text once more, and what it tells again
//! is left out.

mod cursor;
mod desk;
mod list;
mod pipe;

use std::borrow::Cow;
use std::thread;

use self::cursor::Cursor;
use self::desk::{ClosesOnPanic, Desk, Turn};
use self::list::{Between, PartEnd, SplitList, border};
use self::pipe::{DEEP, Event};
use super::json;
use super::json::{ReadySink, ScanFault, Sink, Walker, wraps_records};
use super::split::Split;
use super::tape::{Fill, Key, RecordValue, Tape};

/// Does what [`json::scan`] does, with the same outcome. `prepare` finds out about a record what can be found out on any thread.
pub(super) fn scan<'s, R: Send>(
    text: &'s str,
    split: Split,
    prepare: impl Fn(&Tape<'s>) -> R + Sync,
    sink: &mut impl ReadySink<'s, R>,
) -> Result<(), ScanFault> {
    let mut untold = Untold { sink, told: 0, skipped: 0 };
    let first = json::begin(text, 0, &mut untold)?;
    let walk = TextWalk { text, split, prepare };
    if let Some(outcome) = walk.text(first, &mut untold) {
        return outcome;
    }
    untold.skipped = std::mem::take(&mut untold.told);
    json::scan(text, &mut untold)
}

/// A walk over a text whose first document is a list, an object that holds one, or the first of many documents.
struct TextWalk<'s, P> {
    text: &'s str,
    split: Split,
    prepare: P,
}

impl<'s, R: Send, P: Fn(&Tape<'s>) -> R + Sync> TextWalk<'s, P> {
    /// `None`: something came up that is not regular.
    fn text(&self, first: usize, sink: &mut impl ReadySink<'s, R>) -> Option<Result<(), ScanFault>> {
        let mut cursor = Cursor { text: self.text, at: first };
        let mut walker = Walker::new(sink);
        match cursor.peek()? {
            b'[' => {
                walker.open(false);
                let (records, pages) = self.list(&mut cursor, &mut walker, Between::Pages)?;
                if pages == 0 {
                    walker.envelope.clear();
                    walker.close(records);
                }
            }
            b'{' => {
                if before_the_list(&mut cursor, &mut walker)? {
                    let (records, _) = self.list(&mut cursor, &mut walker, Between::Records)?;
                    after_the_list(&mut cursor, &mut walker)?;
                    walker.close(records);
                } else {
                    cursor.at += 1;
                    cursor.peek()?;
                    cursor.at = first;
                    self.elements(&mut cursor, &mut walker, Between::Documents)?;
                }
            }
            _ => return None,
        }
        Some(if cursor.peek().is_none() { Ok(()) } else { walker.rest(self.text, cursor.at) })
    }

    /// A list from its bracket on: how many elements it has, and how many of them held lists.
    fn list<S: ReadySink<'s, R>>(
        &self,
        cursor: &mut Cursor<'s>,
        walker: &mut Walker<'s, '_, S>,
        between: Between,
    ) -> Option<(usize, usize)> {
        cursor.eat(b'[')?;
        if cursor.peek()? == b']' {
            cursor.at += 1;
            return Some((0, 0));
        }
        self.elements(cursor, walker, between)
    }

    fn elements<S: ReadySink<'s, R>>(
        &self,
        cursor: &mut Cursor<'s>,
        walker: &mut Walker<'s, '_, S>,
        between: Between,
    ) -> Option<(usize, usize)> {
        let border = border(cursor.clone(), between);
        let (start, size) = (cursor.at, self.split.window);
        let list = SplitList { text: self.text, start, size, between, border, prepare: &self.prepare };
        let desk = Desk::new(list.windows(), self.split.threads);
        let work = || {
            let _guard = ClosesOnPanic(&desk);
            while let Some(window) = desk.claim() {
                desk.hand_in(window, list.guessed(window, desk.tapes()));
            }
        };
        thread::scope(|scope| {
            let _guard = ClosesOnPanic(&desk);
            for _ in 1..self.split.threads.min(list.windows()) {
                scope.spawn(work);
            }
            let found = in_turn(&list, &desk, walker.sink);
            desk.close();
            let (at, elements, pages) = found?;
            cursor.at = at;
            walker.pages += pages;
            Some((elements, pages))
        })
    }
}

/// The keys of an object before the list of records; `false` if there is no such list.
fn before_the_list<'s, S: Sink<'s>>(cursor: &mut Cursor<'s>, walker: &mut Walker<'s, '_, S>) -> Option<bool> {
    cursor.eat(b'{')?;
    walker.row.clear();
    walker.row.push(Cow::Borrowed(""), RecordValue::Map);
    loop {
        cursor.peek()?;
        let key = cursor.value(Key)?;
        cursor.eat(b':')?;
        if walker.row.depth() > DEEP {
            return None;
        }
        if cursor.peek()? == b'[' && wraps_records(&key) {
            walker.open(true);
            return Some(true);
        }
        cursor.value(Fill { tape: &mut walker.row, key })?;
        match cursor.peek()? {
            b',' => cursor.at += 1,
            b'}' => return Some(false),
            _ => return None,
        }
    }
}

/// The keys of an object after the list of records.
fn after_the_list<'s, S: Sink<'s>>(cursor: &mut Cursor<'s>, walker: &mut Walker<'s, '_, S>) -> Option<()> {
    while cursor.peek()? == b',' {
        cursor.at += 1;
        cursor.peek()?;
        let key = cursor.value(Key)?;
        cursor.eat(b':')?;
        if cursor.peek()? == b'[' && wraps_records(&key) {
            return None;
        }
        cursor.value(Fill { tape: &mut walker.envelope, key })?;
    }
    walker.envelope.close(0);
    cursor.eat(b'}').filter(|()| walker.envelope.depth() <= DEEP)
}

/// Tells the elements of a list in their order: where the list ends, how many there are, and how many of them held lists.
fn in_turn<'s, R, P: Fn(&Tape<'s>) -> R>(
    list: &SplitList<'s, P>,
    desk: &Desk<'s, R>,
    sink: &mut impl ReadySink<'s, R>,
) -> Option<(usize, usize, usize)> {
    let (mut at, mut elements, mut pages) = (list.start, 0, 0);
    let mut windows = 0..list.windows();
    loop {
        let window = windows.find(|window| list.window(*window).end > at)?;
        let guessed = loop {
            match desk.turn(window) {
                Turn::Take(part) => break part,
                Turn::Meanwhile(other) => desk.hand_in(other, list.guessed(other, desk.tapes())),
            }
        };
        let own = || list.part(Cursor { text: list.text, at }, list.window(window).end, desk.tapes());
        let part = guessed.filter(|part| part.from == at).unwrap_or_else(own);
        desk.give_back(replay(part.events, sink));
        elements += part.elements;
        pages += part.pages;
        match part.end {
            PartEnd::Element(next) => at = next,
            PartEnd::List(end) => return Some((end, elements, pages)),
            PartEnd::Irregular => return None,
        }
    }
}

/// Tells events, and gives back the tapes.
fn replay<'s, R>(mut events: Vec<Event<'s, R>>, sink: &mut impl ReadySink<'s, R>) -> Vec<Tape<'s>> {
    sink.expect(&mut events.iter_mut().filter_map(Event::ready).collect::<Vec<_>>());
    let mut tapes = Vec::with_capacity(events.len());
    for event in events {
        match event {
            Event::Opens(envelope) => sink.opens(&envelope),
            Event::Closes(envelope, records) => sink.closes(&envelope, records),
            Event::Noise(at) => sink.noise(at),
            Event::Record(mut record, ready) => {
                sink.ready(&mut record, ready);
                tapes.push(record);
            }
        }
    }
    tapes
}

/// Counts what a sink is told, and leaves out what it was told before.
struct Untold<'k, S> {
    sink: &'k mut S,
    told: usize,
    skipped: usize,
}

impl<S> Untold<'_, S> {
    /// The sink, if this is news to it.
    fn news(&mut self) -> Option<&mut S> {
        self.told += 1;
        (self.told > self.skipped).then_some(&mut *self.sink)
    }
}

impl<'s, S: Sink<'s>> Sink<'s> for Untold<'_, S> {
    fn opens(&mut self, envelope: &Tape<'s>) {
        self.news().into_iter().for_each(|sink| sink.opens(envelope));
    }

    fn record(&mut self, record: &mut Tape<'s>) {
        self.news().into_iter().for_each(|sink| sink.record(record));
    }

    fn closes(&mut self, envelope: &Tape<'s>, records: usize) {
        self.news().into_iter().for_each(|sink| sink.closes(envelope, records));
    }

    fn noise(&mut self, at: usize) {
        self.news().into_iter().for_each(|sink| sink.noise(at));
    }
}

impl<'s, R, S: ReadySink<'s, R>> ReadySink<'s, R> for Untold<'_, S> {
    fn expect(&mut self, ready: &mut [&mut R]) {
        self.sink.expect(ready);
    }

    fn ready(&mut self, record: &mut Tape<'s>, ready: R) {
        if let Some(sink) = self.news() {
            sink.ready(record, ready);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    impl<'s> ReadySink<'s, String> for Log {
        fn expect(&mut self, _: &mut [&mut String]) {}

        fn ready(&mut self, record: &mut Tape<'s>, ready: String) {
            assert_eq!(ready, record.root().to_json(), "what was found out is of the record beside it");
            self.record(record);
        }
    }

    /// Both walks over a text, on one thread and on several, have the same outcome.
    fn agree(text: &str, window: usize) {
        let mut whole = Log::default();
        let outcome = json::scan(text, &mut whole);
        for threads in [1, 2, 3, 8] {
            let mut own = Log::default();
            let split = Split { large: 0, window, threads };
            assert_eq!(scan(text, split, |record| record.root().to_json(), &mut own), outcome, "{text}");
            assert_eq!(own, whole, "{text}");
        }
    }

    #[test]
    fn parts_of_a_text_are_the_text() {
        let rows: Vec<String> = (0..200).map(|number| format!(r#"{{"n":{number},"t":"a\tb","l":[{{"n":null}}]}}"#)).collect();
        let deep = format!("{}1{}", "[".repeat(126), "]".repeat(126));
        let (commas, lines) = (rows.join(",\n"), rows.join("\n"));
        let cases = [
            (format!("[{commas}]"), "a list"),
            (format!("WARNING: old\n{{\"value\":[{commas}],\"nextLink\":\"x\"}}\n[{commas}]{{\"alone\":1}}"), "much around it"),
            (format!("{{\"count\":200,\"value\":null,\"data\":[{commas}] , \"a\" : {{}} }}"), "keys before and after"),
            (format!("[{{\"value\":[{commas}]}},{{\"value\":[{commas}],\"nextLink\":\"\"}}]"), "a list of pages"),
            (format!("{{\"c\":1,\"value\":[[{commas}],[{commas}]]}}"), "lists in a list with keys"),
            (lines.clone(), "JSON lines"),
            (format!("{lines}\nand a word\n{lines}"), "a message between lines"),
            (format!("[{commas}, {{\"cut\":"), "cut"),
            (format!("[{commas},]"), "a comma too many"),
            (format!("[{commas}] and more"), "a message behind"),
            (format!("{{\"value\":[{{\"n\":{deep}}},{{\"n\":{deep}}}]}}"), "too deep with what is around it"),
            (format!("[{{\"n\":{deep}}},{{\"n\":1}}]"), "just not too deep"),
            (format!("{{\"n\":[{deep}],\"value\":[{{\"n\":1}}]}}"), "too deep before a list"),
            (format!("{{\"value\":[{{\"n\":1}}],\"n\":[{deep}]}}"), "too deep after a list"),
            (format!("{{\"n\":[{commas}]}}"), "one large record"),
            ("[]".to_owned(), "an empty list"),
            ("{\"value\":[ ]}".to_owned(), "an empty page"),
            ("{}".to_owned(), "nothing in it"),
            (String::new(), "nothing"),
            ("[7,\"x\",null,[1],{\"n\":1}]".to_owned(), "whatever stands in a list"),
        ];
        for (text, why) in &cases {
            for window in [1, 7, 64, 500, 4096] {
                println!("{why}, {window}");
                agree(text, window);
            }
        }
    }

    /// A record, of which some look like the border of two records inside.
    fn record() -> impl Strategy<Value = String> {
        let text =
            prop_oneof!["[a-z]{0,12}", Just(r#"},{\"n\":"#.to_owned()), Just("ü\\u00fc".to_owned()), Just("x".repeat(90))];
        let inner =
            prop_oneof![Just("null".to_owned()), Just(r#"[{"n":1},{"n":2}]"#.to_owned()), Just(r#"{"n":{}}"#.to_owned())];
        ("[mn]", text, inner, 0..300_u32)
            .prop_map(|(key, text, inner, number)| format!(r#"{{"{key}":{number},"t":"{text}","i":{inner}}}"#))
    }

    fn text() -> impl Strategy<Value = String> {
        let between = prop_oneof![Just(","), Just(",\n"), Just(" ,\n    ")];
        let shape = prop_oneof![
            Just(("[", "]")),
            Just(("{\"value\": [\n", "\n], \"nextLink\": \"x\"}")),
            Just(("{\"n\":1,\"data\":[", "]}[{\"n\":1}]")),
            Just(("[{\"value\":[", "]},{\"value\":[]}]")),
            Just(("\u{feff}note\n[", "]\r\n")),
            Just(("{\"n\":1}\n[", "]")),
        ];
        let list = (shape, prop::collection::vec(record(), 0..12), between)
            .prop_map(|((before, after), records, between)| format!("{before}{}{after}", records.join(between)));
        let lines = prop::collection::vec(record(), 1..12).prop_map(|records| records.join("\n"));
        prop_oneof![3 => list, 1 => lines]
    }

    proptest! {
        /// Wherever the borders of the windows are, and whatever is broken.
        #[test]
        fn parts_of_any_text_are_the_text(
            text in text(), window in 1..200_usize, cut in any::<prop::sample::Index>(), broken in 0..4_u8, by in "[\\]\\[{},:\"x ]",
        ) {
            let at = text.floor_char_boundary(cut.index(text.len().max(1)));
            let (head, tail) = text.split_at(at);
            let text = match broken {
                0 => head.to_owned(),
                1 => format!("{head}{by}{tail}"),
                2 => tail.to_owned(),
                _ => text,
            };
            agree(&text, window);
        }
    }
}
