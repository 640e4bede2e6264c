//! JSON: one document with a line for each key and for each item of its lists. It is written as a stream, and two reports can be compared
//! line by line.

use std::io::{self, Write};

use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;
use serde_json::value::to_raw_value;

use crate::parallel;

/// Writes a document, a line for each key and for each item of its lists.
pub(crate) fn write(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Lines::default());
    document.serialize(&mut serializer)?;
    writeln!(out)
}

/// Writes objects one a line, each with a `kind`.
pub(crate) fn lines(out: &mut dyn Write, kind: &'static str, values: impl IntoIterator<Item: Serialize>) -> io::Result<()> {
    for value in values {
        serde_json::to_writer(&mut *out, &Line { kind, value })?;
        writeln!(out)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Line<T> {
    kind: &'static str,
    #[serde(flatten)]
    value: T,
}

/// A list that is made while it is written.
pub(crate) struct Seq<F>(pub(crate) F);

impl<F: Fn() -> I, I: IntoIterator<Item: Serialize>> Serialize for Seq<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// A list whose items are worded on every thread, some at a time, and written in their order.
pub(crate) struct WordedAside<T>(pub(crate) Vec<T>);

/// So many items are in memory as text at once.
const AT_ONCE: usize = 512;

impl<T: Serialize + Sync> Serialize for WordedAside<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if parallel::threads() == 1 {
            return self.0.serialize(serializer);
        }
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for some in self.0.chunks(AT_ONCE) {
            for text in parallel::each(some, to_raw_value) {
                list.serialize_element(&text.map_err(S::Error::custom)?)?;
            }
        }
        list.end()
    }
}

/// Line breaks in the document itself and in its lists; everything further inside is compact.
#[derive(Default)]
struct Lines {
    depth: usize,
    any: bool,
}

impl Lines {
    fn next(&self, first: bool, at: usize) -> &'static [u8] {
        match (self.depth == at, first) {
            (true, true) if at == 1 => b"\n  ",
            (true, true) => b"\n    ",
            (true, false) if at == 1 => b",\n  ",
            (true, false) => b",\n    ",
            (false, true) => b"",
            (false, false) => b",",
        }
    }
}

impl Formatter for Lines {
    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        out.write_all(b"{")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        out.write_all(self.next(first, 1))
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(if self.depth == 1 { b": " } else { b":" })
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        out.write_all(if self.depth == 0 { b"\n}" } else { b"}" })
    }

    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.any = false;
        out.write_all(b"[")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        out.write_all(self.next(first, 2))
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.any = true;
        Ok(())
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        out.write_all(if self.depth == 1 && self.any { b"\n  ]" } else { b"]" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_a_line_for_each_item() {
        let document = serde_json::json!({"a": 1, "b": [], "c": [{"x": [1, 2]}, {"y": []}], "d": {"e": [1]}});
        let mut out = Vec::new();
        write(&document, &mut out).expect("a vector takes everything");
        let lines =
            "{\n  \"a\": 1,\n  \"b\": [],\n  \"c\": [\n    {\"x\":[1,2]},\n    {\"y\":[]}\n  ],\n  \"d\": {\"e\":[1]}\n}\n";
        assert_eq!(String::from_utf8(out).expect("text"), lines);
    }
}
