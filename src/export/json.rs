//! A text of JSON documents, record by record.
//!
//! Defines [`scan`]: it walks over concatenated documents and JSON lines, opens the containers that tools wrap records in
//! (a list; `value` of ARM and Graph; `data` of Resource Graph and of collectors; lists of such pages) and hands each record to a
//! [`Sink`], one at a time. A whole document is never held as a tree. What a record means is not known here.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::error::ReadError;
use super::noise;
use super::tape::{Fill, Key, RecordNode, RecordValue, Tape};
use crate::document::json::{cause, offset};
use crate::source::{Source, Span};

/// Takes the records of a text.
pub(super) trait Sink<'s> {
    /// A container begins; its keys before the records are known.
    fn opens(&mut self, envelope: &Tape<'s>);
    /// A record: in a container, or a document of its own. What is left on the tape is cleared.
    fn record(&mut self, record: &mut Tape<'s>);
    /// A container ends; all of its keys but the records are known.
    fn closes(&mut self, envelope: &Tape<'s>, records: usize);
    /// Text that is no JSON was skipped, at this offset.
    fn noise(&mut self, at: usize);
}

/// Takes the records of a text, each with what was found out about it beforehand, on any thread.
#[cfg_attr(not(feature = "native"), expect(dead_code, reason = "one thread prepares nothing"))]
pub(super) trait ReadySink<'s, R>: Sink<'s> {
    /// Records that are told next: what is looked up for many of them at once is found sooner.
    fn expect(&mut self, ready: &mut [&mut R]);

    /// A record, and what was found out about it.
    fn ready(&mut self, record: &mut Tape<'s>, ready: R);
}

/// Why a text could not be walked to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScanFault {
    /// What is wrong.
    pub(super) kind: ScanFaultKind,
    /// Byte offset in the text.
    pub(super) at: usize,
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ScanFaultKind {
    /// No JSON object or list begins anywhere.
    NoJson,
    /// The text ends inside a document.
    CutOff,
    /// The beginning of a document is missing.
    CutAtTheStart,
    /// Broken inside, in the words of the parser.
    Syntax(String),
    /// A table with a row that does not fit, in words.
    Table(String),
}

impl ScanFault {
    /// The same as an error about the text.
    pub(super) fn error(&self, source: &Source) -> ReadError {
        let text = source.clone();
        let at = Span { start: self.at, end: self.at }.into();
        match &self.kind {
            ScanFaultKind::NoJson => ReadError::NotJson { text, at },
            ScanFaultKind::CutOff => ReadError::CutOff { text, at },
            ScanFaultKind::CutAtTheStart => ReadError::CutAtTheStart { text, at },
            ScanFaultKind::Table(cause) => ReadError::Table { text, at, cause: cause.clone() },
            ScanFaultKind::Syntax(cause) => ReadError::Syntax { text, at, cause: cause.clone() },
        }
    }
}

/// Walks over a text; records before a fault have been handed over.
pub(super) fn scan<'s>(text: &'s str, sink: &mut impl Sink<'s>) -> Result<(), ScanFault> {
    let first = begin(text, 0, sink)?;
    let mut scan = Walker::new(sink);
    let mut parser = serde_json::Deserializer::from_str(text.get(first..).unwrap_or_default());
    WalkSeed { scan: &mut scan, role: Position::Outer }.deserialize(&mut parser).map_err(|error| fault(text, first, &error))?;
    match parser.end() {
        Ok(()) => Ok(()),
        Err(trailing) => scan.rest(text, offset(text, first, &trailing)),
    }
}

/// Where the first document begins.
pub(super) fn begin<'s>(text: &str, from: usize, sink: &mut impl Sink<'s>) -> Result<usize, ScanFault> {
    let skipped = noise::skip(text.get(from..).unwrap_or_default());
    if let Some(at) = skipped.fragment {
        return Err(ScanFault { kind: ScanFaultKind::CutAtTheStart, at: from + at });
    }
    if let Some(at) = skipped.noise {
        if from + skipped.json >= text.len() && from == 0 {
            return Err(ScanFault { kind: ScanFaultKind::NoJson, at });
        }
        sink.noise(from + at);
    }
    Ok(from + skipped.json)
}

/// Walks over documents, and tells a sink what it meets.
pub(super) struct Walker<'s, 'k, S> {
    /// The record, or the keys of a container before its records.
    pub(super) row: Tape<'s>,
    /// The keys of a container.
    pub(super) envelope: Tape<'s>,
    /// Containers opened so far: tells a list of pages from a list of records.
    pub(super) pages: usize,
    pub(super) sink: &'k mut S,
}

impl<'s, 'k, S: Sink<'s>> Walker<'s, 'k, S> {
    pub(super) fn new(sink: &'k mut S) -> Self {
        Self { row: Tape::default(), envelope: Tape::default(), pages: 0, sink }
    }

    /// The documents after the first. Splitting them first costs a second pass, which only such files pay.
    pub(super) fn rest(&mut self, text: &'s str, mut from: usize) -> Result<(), ScanFault> {
        loop {
            from = begin(text, from, self.sink)?;
            let rest = text.get(from..).unwrap_or_default();
            let mut documents = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
            loop {
                match documents.next() {
                    None => return Ok(()),
                    Some(Ok(document)) => self.document(text, document.get())?,
                    Some(Err(error)) => {
                        let next = from + documents.byte_offset();
                        if next == from || noise::skip(text.get(next..).unwrap_or_default()).noise.is_none() {
                            return Err(fault(text, from, &error));
                        }
                        from = next;
                        break;
                    }
                }
            }
        }
    }

    fn document(&mut self, text: &str, document: &'s str) -> Result<(), ScanFault> {
        let mut parser = serde_json::Deserializer::from_str(document);
        let base = (document.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let walk = WalkSeed { scan: self, role: Position::Outer };
        walk.deserialize(&mut parser).map_err(|error| fault(text, base, &error)).map(drop)
    }

    /// A list of records begins: the tape of records holds the keys of its container.
    pub(super) fn open(&mut self, member: bool) {
        if member {
            std::mem::swap(&mut self.row, &mut self.envelope);
            self.envelope.close(0);
        } else {
            self.envelope.clear();
        }
        self.sink.opens(&self.envelope);
    }

    /// A container ends.
    pub(super) fn close(&mut self, records: usize) {
        self.pages += 1;
        self.sink.closes(&self.envelope, records);
    }

    fn hand_over(&mut self) {
        self.sink.record(&mut self.row);
    }
}

fn fault(text: &str, base: usize, error: &serde_json::Error) -> ScanFault {
    let at = offset(text, base, error);
    if error.is_eof() {
        return ScanFault { kind: ScanFaultKind::CutOff, at };
    }
    ScanFault { kind: ScanFaultKind::Syntax(cause(error)), at }
}

/// What is being walked: a document, a record in a list, or a member that may hold records.
pub(super) struct WalkSeed<'d, 's, 'k, S> {
    pub(super) scan: &'d mut Walker<'s, 'k, S>,
    pub(super) role: Position<'s>,
}

/// The place of a value in the nest of containers.
pub(super) enum Position<'s> {
    /// A document, or an element of a list that is one: a container or a record.
    Outer,
    /// An element of a container: a record.
    Record,
    /// The member of a document under a key that wraps records, if it is a list.
    Member(Cow<'s, str>),
}

/// Why a document with two lists of records is broken: the first was told already, and whether the second is meant instead of it or as
/// well, nobody can tell (R-FMT-1).
const SECOND_LIST: &str = "it holds a second list of records beside the first";

/// Whether a document keeps its records under this key, if a list is there.
pub(super) fn wraps_records(key: &str) -> bool {
    key.eq_ignore_ascii_case("value") || key.eq_ignore_ascii_case("data")
}

impl<'s, S: Sink<'s>> WalkSeed<'_, 's, '_, S> {
    /// A value that is neither list nor map: a member like any other, or something where a record is expected.
    fn scalar(self, value: RecordValue<'s>) -> Option<usize> {
        let row = &mut self.scan.row;
        if let Position::Member(key) = self.role {
            row.push(key, value);
            return None;
        }
        row.clear();
        row.push(Cow::Borrowed(""), value);
        self.scan.hand_over();
        None
    }

    /// A record of which nothing has to be looked at before it is whole: the hot path.
    fn record<A: MapAccess<'s>>(self, map: A) -> Result<(), A::Error> {
        self.scan.row.clear();
        Fill { tape: &mut self.scan.row, key: Cow::Borrowed("") }.visit_map(map)?;
        self.scan.hand_over();
        Ok(())
    }

    /// A document: a record, unless a key of it holds a list of records.
    fn document<A: MapAccess<'s>>(self, mut map: A) -> Result<(), A::Error> {
        let scan = self.scan;
        scan.row.clear();
        let root = scan.row.push(Cow::Borrowed(""), RecordValue::Map);
        let mut records = None;
        while let Some(key) = map.next_key_seed(Key)? {
            if records.is_none() && wraps_records(&key) {
                records = map.next_value_seed(WalkSeed { scan, role: Position::Member(key) })?;
                continue;
            }
            let is_second = records.is_some() && wraps_records(&key);
            let tape = if records.is_some() { &mut scan.envelope } else { &mut scan.row };
            map.next_value_seed(Fill { tape, key })?;
            if is_second && tape.last_member().is_some_and(RecordNode::is_list) {
                return Err(A::Error::custom(SECOND_LIST));
            }
        }
        match records {
            None => {
                scan.row.close(root);
                scan.hand_over();
            }
            Some(records) => {
                scan.envelope.close(root);
                scan.close(records);
            }
        }
        Ok(())
    }
}

impl<'s, S: Sink<'s>> DeserializeSeed<'s> for WalkSeed<'_, 's, '_, S> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'s>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Answers how many records a list held, where its place makes it a list of records.
#[expect(clippy::cast_precision_loss, reason = "a number in the place of a record is only ever named in a message")]
impl<'s, S: Sink<'s>> Visitor<'s> for WalkSeed<'_, 's, '_, S> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("records")
    }

    fn visit_borrowed_str<E>(self, text: &'s str) -> Result<Self::Value, E> {
        Ok(self.scalar(RecordValue::Text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.scalar(RecordValue::Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(self.scalar(RecordValue::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(self.scalar(RecordValue::Bool(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(self.scalar(RecordValue::Number(value as f64)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(self.scalar(RecordValue::Number(value as f64)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(self.scalar(RecordValue::Number(value)))
    }

    fn visit_seq<A: SeqAccess<'s>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let scan = self.scan;
        let member = matches!(self.role, Position::Member(_));
        scan.open(member);
        let (pages, mut records) = (scan.pages, 0);
        let role = || if member { Position::Record } else { Position::Outer };
        while list.next_element_seed(WalkSeed { scan, role: role() })?.is_some() {
            records += 1;
        }
        if !member && scan.pages == pages {
            scan.envelope.clear();
            scan.close(records);
        }
        Ok(Some(records))
    }

    fn visit_map<A: MapAccess<'s>>(self, map: A) -> Result<Self::Value, A::Error> {
        match self.role {
            Position::Outer => self.document(map)?,
            Position::Record => self.record(map)?,
            Position::Member(key) => Fill { tape: &mut self.scan.row, key }.visit_map(map)?,
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tape::RecordNode;

    /// Writes down what it is told: `(` and `)` for containers with their keys, the first text of each record.
    #[derive(Default)]
    struct Log(String);

    impl Log {
        fn keys(&mut self, envelope: &Tape<'_>) {
            let keys: Vec<&str> = envelope.root().children().map(RecordNode::key).collect();
            self.0.push_str(&keys.join(","));
        }
    }

    impl<'s> Sink<'s> for Log {
        fn opens(&mut self, envelope: &Tape<'s>) {
            self.0.push('(');
            self.keys(envelope);
            self.0.push(':');
        }

        fn record(&mut self, record: &mut Tape<'s>) {
            let record = record.root();
            let name = record.as_text().or_else(|| record.children().find_map(RecordNode::as_text));
            self.0.push_str(name.unwrap_or("?"));
            self.0.push(' ');
        }

        fn closes(&mut self, envelope: &Tape<'s>, records: usize) {
            self.0.push_str(&records.to_string());
            self.keys(envelope);
            self.0.push(')');
        }

        fn noise(&mut self, _: usize) {
            self.0.push('~');
        }
    }

    fn walk(text: &str) -> (String, Result<(), ScanFault>) {
        let mut log = Log::default();
        let result = scan(text, &mut log);
        (log.0, result)
    }

    #[test]
    fn opens_every_container() {
        let cases = [
            (r#"[{"n":"a"},{"n":"b"}]"#, "(:a b 2)", "a list"),
            (r#"{"n":"a"}"#, "a ", "a single record (R-FMT-9)"),
            (r#"{"c":"x","value":[{"n":"a"}],"nextLink":"y"}"#, "(c:a 1c,nextLink)", "a page of ARM or Graph"),
            (r#"{"value":[],"Count":0}"#, "(:0Count)", "an empty page"),
            (r#"[{"value":[{"n":"a"}]},{"value":[{"n":"b"}],"nextLink":""}]"#, "(:(:a 1)(:b 1nextLink)", "a list of pages"),
            (r#"[[{"n":"a"}],[{"n":"b"}]]"#, "(:(:a 1)(:b 1)", "a list of lists (`jq -s .`)"),
            (r#"{"kind":"k","data":{"n":"a"}}"#, "k ", "a record may have a member called `data`"),
            (r#"[{"kind":"k","data":null}]"#, "(:k 1)", "or none"),
            (r#"{"value":[{"value":["x"],"n":"a"}]}"#, "(:a 1)", "nor is a record in a container a container"),
            ("{\"n\":\"a\"}\n{\"n\":\"b\"}", "a b ", "JSON lines"),
            (r#"[{"n":"a"}][{"n":"b"}]{"value":[{"n":"c"}]}"#, "(:a 1)(:b 1)(:c 1)", "concatenated documents"),
            ("note\n[{\"n\":\"a\"}]\nnote\n[{\"n\":\"b\"}]\nbye", "~(:a 1)~(:b 1)~", "messages between documents"),
            (r#"{"value":[{"n":"a"}],"data":null}"#, "(:a 1data)", "only a list is a list of records"),
            (r#"["x",7]"#, "(:x ? 2)", "whatever stands in a list is handed over"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(walk(text), (expected.to_owned(), Ok(())), "{why}");
        }
    }

    #[test]
    fn faults_have_a_place() {
        let cases = [
            ("42", ScanFaultKind::NoJson, 0),
            ("# Title", ScanFaultKind::NoJson, 0),
            (r#"[{"n":"a"},{"n":"#, ScanFaultKind::CutOff, 15),
            ("\"n\":1}\n[]", ScanFaultKind::CutAtTheStart, 0),
            ("[{}]\n]", ScanFaultKind::CutAtTheStart, 5),
            ("[{}]\n[{\"n\"", ScanFaultKind::CutOff, 9),
            (r#"{"value":[{"n":"a"}],"Value":[{"n":"b"}]}"#, ScanFaultKind::Syntax(SECOND_LIST.to_owned()), 40),
            (r#"[{"data":[{"n":"a"}],"x":1,"value":[]}]"#, ScanFaultKind::Syntax(SECOND_LIST.to_owned()), 37),
            ("[{\"n\":1},\n  {\"n\" 2}]", ScanFaultKind::Syntax("expected `:`".to_owned()), 17),
        ];
        for (text, kind, at) in cases {
            assert_eq!(walk(text).1, Err(ScanFault { kind, at }), "{text}");
        }
    }
}
