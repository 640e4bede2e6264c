//! A table as text, row by row: the CSV of the portal, of Resource Graph, of `Export-Csv` and of collectors (R-FMT-10..12).
//!
//! Defines [`DelimitedText`]. A row becomes the same record as JSON with the column names as keys: an empty cell is null, and a cell
//! that holds a JSON object or list is that object or list.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};
use serde::de::DeserializeSeed;

use super::json::{ScanFault, ScanFaultKind, Sink};
use super::tape::{Fill, RecordValue, Tape};

/// Columns that tell a table from prose: every table that is read has at least one of them.
const KEYS: [&str; 6] = ["id", "objectid", "principalid", "roleassignmentid", "roledefinitionid", "properties"];
/// What separates cells.
const DELIMITERS: [char; 3] = [',', ';', '\t'];

/// A text that is a table, told by its first line.
#[derive(Debug)]
pub(super) struct DelimitedText<'s> {
    text: &'s str,
    /// Where the line with the names of the columns begins.
    header: usize,
    delimiter: u8,
}

impl<'s> DelimitedText<'s> {
    /// The table, if the text is one.
    pub(super) fn of(text: &'s str) -> Option<Self> {
        let first = text.find(|letter: char| !letter.is_whitespace())?;
        if text.get(first..)?.starts_with(['{', '[']) {
            return None;
        }
        let mut header = first;
        // `Export-Csv` of Windows PowerShell names the type of the rows first (R-FMT-10).
        if text.get(first..)?.starts_with("#TYPE") {
            header = first + text.get(first..)?.find('\n')? + 1;
        }
        let line = text.get(header..)?.lines().next()?;
        let delimiter = *DELIMITERS.iter().max_by_key(|delimiter| line.matches(**delimiter).count())?;
        let columns: Vec<String> =
            line.split(delimiter).map(|name| name.trim().trim_matches('"').to_ascii_lowercase()).collect();
        let is_name = |name: &String| {
            let letter = |letter: char| letter.is_ascii_alphanumeric() || "_@.$- ()".contains(letter);
            !name.is_empty() && name.chars().all(letter)
        };
        let is = columns.len() > 1 && columns.iter().all(is_name) && columns.iter().any(|name| KEYS.contains(&name.as_str()));
        is.then_some(Self { text, header, delimiter: u8::try_from(delimiter).ok()? })
    }

    /// Hands every row over; rows before a fault have been handed over.
    pub(super) fn scan(&self, sink: &mut impl Sink<'s>) -> Result<(), ScanFault> {
        let body = self.text.get(self.header..).unwrap_or_default();
        let mut reader = ReaderBuilder::new().delimiter(self.delimiter).from_reader(body.as_bytes());
        let columns = reader.headers().map_err(|error| self.fault(&error))?.clone();
        let mut tape = Tape::default();
        sink.opens(&tape);
        let (mut row, mut records) = (StringRecord::new(), 0);
        loop {
            let more = reader.read_record(&mut row).map_err(|error| self.fault(&error))?;
            if !more {
                break;
            }
            let start = row.position().map_or(0, csv::Position::byte);
            let start = usize::try_from(start).unwrap_or_default();
            self.fill(&mut tape, (&columns, &row), start);
            sink.record(&mut tape);
            records += 1;
        }
        tape.clear();
        sink.closes(&tape, records);
        Ok(())
    }

    /// A row as a record. A cell that needs no unescaping borrows from the text, so diagnostics can point at it.
    fn fill(&self, tape: &mut Tape<'s>, (columns, row): (&StringRecord, &StringRecord), start: usize) {
        tape.clear();
        let mut rest = self.text.get(self.header + start..).unwrap_or_default().trim_start();
        let line = rest.lines().next().unwrap_or_default();
        let root = tape.push(Cow::Borrowed(line), RecordValue::Map);
        for (column, cell) in columns.iter().zip(row) {
            let key = Cow::Owned(column.trim().to_owned());
            let trimmed = cell.trim();
            if trimmed.is_empty() {
                tape.push(key, RecordValue::Null);
                continue;
            }
            if trimmed.starts_with(['{', '[']) && is_json(trimmed) {
                // From a reader, so that its texts are copied: the row is gone when the tape is read. It parsed a moment ago.
                let mut parser = serde_json::Deserializer::from_reader(trimmed.as_bytes());
                let _ = Fill { tape, key }.deserialize(&mut parser);
                continue;
            }
            let window = rest.get(..rest.floor_char_boundary(2 * cell.len() + 64)).unwrap_or(rest);
            let text =
                match window.find(cell).and_then(|at| Some((rest.get(at..at + cell.len())?, rest.get(at + cell.len()..)?))) {
                    Some((own, after)) => {
                        rest = after;
                        Cow::Borrowed(own)
                    }
                    None => Cow::Owned(cell.to_owned()),
                };
            tape.push(key, RecordValue::Text(text));
        }
        tape.close(root);
    }

    /// Where and why a row cannot be read.
    fn fault(&self, error: &csv::Error) -> ScanFault {
        let at = error.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or_default());
        let cause = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("a row has {len} cells, the first line names {expected_len} columns")
            }
            _ => error.to_string(),
        };
        ScanFault { kind: ScanFaultKind::Table(cause), at: self.text.floor_char_boundary(self.header + at) }
    }
}

fn is_json(cell: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(cell).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes records as JSON, each with the first text of its line.
    #[derive(Default)]
    struct Log(Vec<String>);

    impl<'s> Sink<'s> for Log {
        fn opens(&mut self, _: &Tape<'s>) {}

        fn record(&mut self, record: &mut Tape<'s>) {
            self.0.push(record.root().to_json());
        }

        fn closes(&mut self, _: &Tape<'s>, _: usize) {}

        fn noise(&mut self, _: usize) {}
    }

    #[test]
    fn rows_become_records() {
        let cases = [
            ("id,name\n1,a\n2,b\n", r#"{"id":"1","name":"a"} {"id":"2","name":"b"}"#, "plain"),
            ("\"Id\";\"Name\"\r\n\"1\";\"a;b\"\r\n", r#"{"Id":"1","Name":"a;b"}"#, "quotes, semicolons, CRLF"),
            ("#TYPE System.Object\nObjectId,Scope\nx,/\n", r#"{"ObjectId":"x","Scope":"/"}"#, "Export-Csv of PowerShell 5.1"),
            ("id,name\n1,\n", r#"{"id":"1","name":null}"#, "an empty cell is null"),
            ("id,properties\n1,\"{\"\"a\"\":[\"\"b\"\"]}\"\n", r#"{"id":"1","properties":{"a":["b"]}}"#, "JSON in a cell"),
            ("id,name\n1,{x}\n", r#"{"id":"1","name":"{x}"}"#, "what only begins like JSON is text"),
            ("id,name\n1,\"a \"\"b\"\"\"\n", r#"{"id":"1","name":"a \"b\""}"#, "doubled quotes"),
            ("id,name\n1,\"a\nb\"\n", r#"{"id":"1","name":"a\nb"}"#, "a line break in a cell"),
        ];
        for (text, expected, why) in cases {
            let mut log = Log::default();
            DelimitedText::of(text).expect(why).scan(&mut log).expect(why);
            assert_eq!(log.0.join(" "), expected, "{why}");
        }
    }

    #[test]
    fn other_texts_are_no_tables() {
        for (text, why) in [
            ("[{\"id\":1}]", "JSON"),
            ("WARNING: id, name\n[]", "a message before JSON"),
            ("a,b\n1,2", "no known column"),
            ("id\n1", "one column"),
            ("", "nothing"),
        ] {
            assert!(DelimitedText::of(text).is_none(), "{why}");
        }
    }

    #[test]
    fn a_row_of_another_length_is_a_fault_in_its_place() {
        let text = "id,name\n1,a\n2\n";
        let mut log = Log::default();
        let fault = DelimitedText::of(text).expect("a table").scan(&mut log).expect_err("a short row");
        assert_eq!((fault.at, log.0.len()), (12, 1));
        assert_eq!(fault.kind, ScanFaultKind::Table("a row has 1 cells, the first line names 2 columns".to_owned()));
    }
}
