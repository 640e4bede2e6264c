//! Typed access to the fields of a record. A field of the wrong type is a fault of the input ([`WrongTypes`]) and is never silently
//! ignored. A list that PowerShell cut to the name of its type (R-FMT-8) is not the same as an absent list.

use super::error::ReadError;
use super::problem::{Problem, ProblemTally};
use super::tape::{RecordNode, RecordValue};
use crate::model::{ObjectId, Validity};
use crate::source::{Source, Span};

/// Fields of the wrong type, one entry for each key and type.
#[derive(Debug, Default)]
pub(super) struct WrongTypes(Vec<WrongType>);

#[derive(Debug)]
struct WrongType {
    field: &'static str,
    found: &'static str,
    due: &'static str,
    count: usize,
    at: usize,
}

impl WrongTypes {
    fn add(&mut self, (field, due): (&'static str, &'static str), node: RecordNode<'_>, source: &Source) {
        let found = kind(node);
        match self.0.iter_mut().find(|fault| (fault.field, fault.found) == (field, found)) {
            Some(fault) => fault.count += 1,
            None => self.0.push(WrongType { field, found, due, count: 1, at: offset(source, node).unwrap_or(0) }),
        }
    }

    /// The faults as errors.
    pub(super) fn errors(self, source: &Source) -> impl Iterator<Item = ReadError> + '_ {
        self.0.into_iter().map(|fault| ReadError::WrongType {
            text: source.clone(),
            field: fault.field,
            found: fault.found,
            due: fault.due,
            more: match fault.count {
                1 => String::new(),
                2 => ", and in one more record".to_owned(),
                count => format!(", and in {} more records", count - 1),
            },
            help: "no tool writes this: run the export again",
            at: Span { start: fault.at, end: (fault.at + fault.field.len()).min(source.text().len()) }.into(),
        })
    }
}

/// The byte offset of a node, or of something shortly before it.
pub(super) fn offset(source: &Source, node: RecordNode<'_>) -> Option<usize> {
    node.nearest_borrowed().and_then(|text| source.span_of(text)).map(|span| span.start)
}

fn kind(node: RecordNode<'_>) -> &'static str {
    match node.value() {
        RecordValue::Null => "null",
        RecordValue::Bool(_) => "true or false",
        RecordValue::Number(_) => "a number",
        RecordValue::Text(_) => "a text",
        RecordValue::List => "a list",
        RecordValue::Map => "an object",
    }
}

/// Reads fields, and remembers what is wrong with them and odd about their records.
#[derive(Debug)]
pub(super) struct RecordFields<'a> {
    pub(super) source: &'a Source,
    pub(super) faults: WrongTypes,
    pub(super) tally: ProblemTally,
}

/// A list or object that was cut to the name of its type (R-FMT-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TypeNameOnly;

impl<'a> RecordFields<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self { source, faults: WrongTypes::default(), tally: ProblemTally::default() }
    }

    /// Whether nothing was wrong with what was read.
    pub(super) fn is_clean(&self) -> bool {
        self.faults.0.is_empty() && self.tally.is_empty()
    }

    /// Counts a problem of a record.
    pub(super) fn problem(&mut self, problem: &'static Problem, node: RecordNode<'_>) {
        self.tally.add(problem, offset(self.source, node));
    }

    /// A text; `None` where it is absent, null or blank.
    pub(super) fn text<'t>(&mut self, of: RecordNode<'t>, key: &'static str) -> Option<&'t str> {
        let node = of.get(key)?;
        match node.value() {
            RecordValue::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            RecordValue::Null => None,
            _ => {
                self.faults.add((key, "a text"), node, self.source);
                None
            }
        }
    }

    /// The first of several keys that holds a text: tools differ in their names.
    pub(super) fn first_text<'t>(&mut self, of: RecordNode<'t>, keys: &[&'static str]) -> Option<&'t str> {
        keys.iter().find_map(|key| self.text(of, key))
    }

    /// The id of a principal or the like.
    pub(super) fn object_id(&mut self, of: RecordNode<'_>, keys: &[&'static str]) -> Option<ObjectId> {
        self.first_text(of, keys).map(ObjectId::parse)
    }

    /// True or false; also as text, as CSV converters write it.
    pub(super) fn flag(&mut self, of: RecordNode<'_>, key: &'static str) -> Option<bool> {
        let node = of.get(key)?;
        match node.value() {
            RecordValue::Bool(flag) => Some(*flag),
            RecordValue::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            RecordValue::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            RecordValue::Null => None,
            _ => {
                self.faults.add((key, "true or false"), node, self.source);
                None
            }
        }
    }

    /// A list; absent and null mean an empty one.
    pub(super) fn list<'t>(&mut self, of: RecordNode<'t>, key: &'static str) -> Result<Vec<RecordNode<'t>>, TypeNameOnly> {
        let Some(node) = of.get(key) else { return Ok(Vec::new()) };
        match node.value() {
            RecordValue::List => Ok(node.children().collect()),
            RecordValue::Null => Ok(Vec::new()),
            // PowerShell 5.1 can wrap an array (R-FMT-9), and unrolls an array of one.
            RecordValue::Map => match node.get("value") {
                Some(inner) if inner.is_list() && node.has("Count") => Ok(inner.children().collect()),
                _ => Ok(vec![node]),
            },
            RecordValue::Text(text) if text.trim().is_empty() => Ok(Vec::new()),
            RecordValue::Text(_) => Err(TypeNameOnly),
            RecordValue::Bool(_) | RecordValue::Number(_) => {
                self.faults.add((key, "a list"), node, self.source);
                Ok(Vec::new())
            }
        }
    }

    /// The texts of a list.
    pub(super) fn texts<'t>(&mut self, of: RecordNode<'t>, key: &'static str) -> Result<Vec<&'t str>, TypeNameOnly> {
        let mut texts = Vec::new();
        for item in self.list(of, key)? {
            match item.as_text() {
                Some(text) if is_type_name(text) => return Err(TypeNameOnly),
                Some(text) => texts.push(text),
                None => self.faults.add((key, "a list of texts"), item, self.source),
            }
        }
        Ok(texts)
    }

    /// When a record counts (R-PIM-6); `Err` where a bound is there, but cannot be read.
    pub(super) fn validity(of: RecordNode<'_>) -> Result<Validity, ()> {
        let start = time(of, "startDateTime")?;
        let end = time(of, "endDateTime")?;
        Ok(Validity { start, end })
    }
}

fn time(of: RecordNode<'_>, key: &'static str) -> Result<Option<i64>, ()> {
    let Some(node) = of.get(key) else { return Ok(None) };
    // Windows PowerShell writes a time as an object that holds it in `value`.
    let node = node.get("value").unwrap_or(node);
    match node.value() {
        RecordValue::Null => Ok(None),
        RecordValue::Text(text) if text.trim().is_empty() => Ok(None),
        RecordValue::Text(text) => crate::export::time::first_second_from(text).map(Some).ok_or(()),
        _ => Err(()),
    }
}

/// Names of types that shallow `ConvertTo-Json` leaves in the place of values.
pub(super) fn is_type_name(text: &str) -> bool {
    let text = text.trim_start();
    ["System.", "@{", "Microsoft.Azure.Commands", "Microsoft.Azure.PowerShell", "Microsoft.Graph.PowerShell"]
        .iter()
        .any(|start| text.starts_with(start))
}
