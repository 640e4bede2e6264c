//! One text into facts: [`Reader`] takes its records one by one, finds the format of each, and keeps the account of them.

use super::build::{Build, Hearsay};
use super::error::ReadError;
use super::fields::{Faults, Fields, offset};
use super::format::{FORMATS, Use, looked_for, of_collection};
use super::json::{Fault, FaultKind, Sink};
use super::lighthouse::Registrations;
use super::lineage::Lineage;
use super::load::Input;
use super::members;
use super::members::{CalledList, EmptyList, Listed};
use super::problem::{
    BESIDE, EMPTY_LIST, NOISE, PARTIAL, Problem, REPEATED_KEY, SINGLE_OBJECT, TRUNCATED, Tally, UNKNOWN_RECORD,
};
use super::tape::{Node, Tape, Value};
use super::{InputSummary, dates, duplicates, pipelined};
use crate::condition::Condition;
use crate::model::{ExportKind, Facts, InputFile, InputId, Note, Origin, Severity};
use crate::source::{Source, Span};

/// Reads one text.
pub(super) struct Reader<'a> {
    /// What has been read so far.
    pub(super) facts: &'a mut Facts,
    /// What is said of principals in passing.
    pub(super) hearsay: &'a mut Hearsay,
    /// What Lighthouse offers and where.
    pub(super) registrations: &'a mut Registrations,
    /// Empty lists that may be member lists.
    pub(super) empty_members: &'a mut Vec<EmptyList>,
    /// Lists that may be called after a group's name.
    pub(super) called_lists: &'a mut Vec<CalledList>,
    /// Access to the fields of records.
    pub(super) fields: Fields<'a>,
    notes: &'a mut crate::model::Notes,
    errors: &'a mut Vec<ReadError>,
    unrecognised: &'a mut Vec<InputSummary>,
    tally: Tally,
    /// The formats met so far, and the input of each.
    entries: Vec<(usize, InputId)>,
    /// The format of the last record: the next one most likely has it too.
    last: usize,
    /// What surrounds the record.
    pub(super) context: Context,
    record: u32,
    unknown: Unknown,
    /// How many lists the text holds.
    lists: usize,
    /// How many role assignments other texts gave.
    assignments_before: usize,
    input: &'a Input,
}

/// What the container of a record says about it.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// Formats of its records so far.
    pub(super) formats: Vec<usize>,
    /// Records of it so far.
    pub(super) records: usize,
    /// What its rows say about the tree of management groups.
    pub(super) lineage: Lineage,
    /// Whose list it is.
    pub(super) listed: Listed,
}

/// Records of no known shape.
#[derive(Debug, Default)]
struct Unknown {
    count: usize,
    first: Option<(usize, String)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(build: &'a mut Build, input: &'a Input, source: &'a Source) -> Self {
        let assignments_before = build.facts.assignments.len();
        Self {
            facts: &mut build.facts,
            hearsay: &mut build.hearsay,
            registrations: &mut build.registrations,
            empty_members: &mut build.empty_members,
            called_lists: &mut build.called_lists,
            fields: Fields { source, faults: Faults::default() },
            notes: &mut build.notes,
            errors: &mut build.errors,
            unrecognised: &mut build.unrecognised,
            tally: Tally::default(),
            entries: Vec::new(),
            last: 0,
            context: Context::default(),
            record: 0,
            unknown: Unknown::default(),
            lists: 0,
            assignments_before,
            input,
        }
    }

    /// Reads the text to its end. What is wrong with a text that was named is an error; a text that happens to stand in a
    /// folder may be anything, unless it holds some export.
    pub(super) fn run(mut self) {
        let named = self.input.found_by.is_none();
        let source = self.fields.source;
        let result = pipelined::scan(source.text(), &mut self);
        if let Err(fault) = result {
            self.broken(&fault, named);
        } else if self.unknown.count > 0 {
            self.unrecognised(named);
        }
        self.single_objects();
        let own = self.facts.assignments.get(self.assignments_before..).unwrap_or_default();
        if let Some(note) = duplicates::assignments(own, source) {
            self.notes.push(note);
        }
        self.errors.extend(self.fields.faults.errors(source));
        for note in self.tally.notes(source) {
            self.notes.push(note);
        }
    }

    fn broken(&mut self, fault: &Fault, named: bool) {
        let error = broken(self.fields.source, fault);
        if named || !self.entries.is_empty() {
            self.errors.push(error);
        } else {
            self.pass_over(&error.to_string(), fault.at);
        }
    }

    fn pass_over(&mut self, why: &str, at: usize) {
        let note = Note::warning("passed-over", format!("{why}; it was passed over")).severity(Severity::Note);
        self.notes.push(note.help(looked_for()).at(self.fields.source.place(at)));
    }

    fn unrecognised(&mut self, named: bool) {
        let source = self.fields.source;
        let (at, keys) = self.unknown.first.take().unwrap_or_default();
        self.unrecognised.push(InputSummary {
            path: source.name().clone(),
            format: "unrecognised",
            records: self.unknown.count,
            used: 0,
            partial: false,
        });
        if !self.entries.is_empty() {
            self.tally.add_many(&UNKNOWN_RECORD, self.unknown.count, Some(at));
            return;
        }
        let error = ReadError::Unrecognised {
            text: source.clone(),
            found: keys,
            looked_for: looked_for(),
            at: Span { start: at, end: at }.into(),
        };
        if named { self.errors.push(error) } else { self.pass_over(&error.to_string(), at) }
    }

    /// A list without rows: of a known collection that is knowledge, of anything else it says nothing.
    pub(super) fn empty_list(&mut self, collection: &str, envelope: Node<'_>) {
        match of_collection(collection) {
            Some(format) => {
                self.entry(format);
            }
            None => self.problem(&EMPTY_LIST, envelope),
        }
    }

    /// One user is not all users: a single object proves nothing about the rest.
    fn single_objects(&mut self) {
        let single = |file: &InputFile| {
            let kind = matches!(file.kind, ExportKind::Users | ExportKind::Groups | ExportKind::ServicePrincipals);
            kind && file.records == 1
        };
        let entries = if self.lists == 0 { self.entries.clone() } else { Vec::new() };
        for (_, input) in entries {
            if self.facts.inputs.get(input.index()).is_some_and(single) {
                self.partial(input);
                self.tally.add(&SINGLE_OBJECT, None);
            }
        }
    }

    /// Counts an oddity of a record.
    pub(super) fn problem(&mut self, problem: &'static Problem, node: Node<'_>) {
        let at = offset(self.fields.source, node);
        self.tally.add(problem, at);
    }

    /// An oddity that makes the record useless.
    pub(super) fn unusable(&mut self, problem: &'static Problem, node: Node<'_>) -> Use {
        self.problem(problem, node);
        Use::Unusable
    }

    /// A list of a record that was cut to the name of its type.
    pub(super) fn cut(&mut self, node: Node<'_>, key: &str) {
        self.problem(&TRUNCATED, node.get(key).unwrap_or(node));
    }

    /// Says in place why a condition cannot be decided: a grant that hangs on it is never taken for a free one (R-COND-3).
    pub(super) fn look_at_condition(&mut self, text: &str, holder: Node<'_>) {
        for error in Condition::new(text, None).errors() {
            let own = self.fields.source.span_of(text).map(|span| span.start + error.span().start);
            let place = own.or_else(|| holder.get("condition").and_then(|node| offset(self.fields.source, node)));
            let message = format!("a condition cannot be decided: {error}; what hangs on it counts as conditional");
            let note = Note::warning("malformed-condition", message).help("correct the condition where it is assigned");
            self.notes.push(note.at(self.fields.source.place(place.unwrap_or(0))));
        }
    }

    /// The format of a record: that of the last record, if it has that shape.
    fn format_of(&self, record: Node<'_>) -> Option<usize> {
        let is = |format: &usize| FORMATS.get(*format).is_some_and(|format| (format.is)(record, &self.context));
        Some(self.last).filter(is).or_else(|| (0..FORMATS.len()).find(is))
    }

    /// The input of a format of this text.
    fn entry(&mut self, format: usize) -> InputId {
        if let Some(&(_, id)) = self.entries.iter().find(|(known, _)| *known == format) {
            return id;
        }
        let id = InputId(self.facts.inputs.len() as u32);
        if let Some(known) = FORMATS.get(format) {
            let path = self.fields.source.name().clone();
            let (kind, modified) = (known.kind, self.input.modified);
            let empty = InputFile { path, format: known.id, records: 0, used: 0, partial: false, kind, newest: None, modified };
            self.facts.inputs.push(empty);
            self.entries.push((format, id));
        }
        id
    }

    /// Something of an input is known to be missing.
    pub(super) fn partial(&mut self, input: InputId) {
        if let Some(file) = self.facts.inputs.get_mut(input.index()) {
            file.partial = true;
        }
    }

    /// A record of an input was made or changed at this instant.
    pub(super) fn dated(&mut self, input: InputId, at: i64) {
        if let Some(file) = self.facts.inputs.get_mut(input.index()) {
            file.newest = file.newest.max(Some(at));
        }
    }

    /// Whether that is known already.
    pub(super) fn is_partial(&self, input: InputId) -> bool {
        self.facts.inputs.get(input.index()).is_some_and(|file| file.partial)
    }

    fn count(&mut self, input: InputId, used: Use) {
        if let Some(file) = self.facts.inputs.get_mut(input.index()) {
            file.records += 1;
            file.used += usize::from(used == Use::Used);
            file.partial |= used == Use::Unusable;
        }
    }

    /// A record becomes a fact, or is counted as none.
    fn take(&mut self, record: Node<'_>) {
        let number = self.input.left_out.as_ref().map_or(self.record, |left_out| left_out.number(self.record));
        self.record += 1;
        self.context.records += 1;
        let Some(format) = self.format_of(record) else {
            self.unknown(record);
            return;
        };
        if self.last != format || self.context.formats.is_empty() {
            self.last = format;
            if !self.context.formats.contains(&format) {
                self.context.formats.push(format);
            }
        }
        let input = self.entry(format);
        if let Some(known) = FORMATS.get(format) {
            let used = (known.read)(self, record, Origin { input, record: number });
            self.count(input, used);
            if let Some(at) = dates::newest(record, known.kind) {
                self.dated(input, at);
            }
            if used == Use::Beside {
                self.problem(&BESIDE, record);
            }
        }
    }

    /// A container ends: what its keys say about its records.
    fn close(&mut self, envelope: Node<'_>) {
        let mut context = std::mem::take(&mut self.context);
        let records = self.input.left_out.as_ref().map_or(context.records, |left_out| left_out.rows);
        let sign = more(envelope, records);
        let listed = std::mem::take(&mut context.listed);
        if context.records == 0 {
            context.formats.extend(of_collection(&listed.collection));
            members::close_empty(self, listed, envelope, sign.is_some());
        } else {
            members::close(self, listed, envelope, sign.is_some());
        }
        context.lineage.settle(self.facts);
        let Some(sign) = sign else { return };
        self.problem(&PARTIAL, sign);
        for format in context.formats {
            let input = self.entry(format);
            self.partial(input);
        }
    }

    fn unknown(&mut self, record: Node<'_>) {
        self.unknown.count += 1;
        let at = offset(self.fields.source, record.children().next().unwrap_or(record)).unwrap_or(0);
        if self.unknown.first.is_none() {
            self.unknown.first = Some((at, described(record)));
        }
    }
}

impl<'s> Sink<'s> for Reader<'_> {
    fn opens(&mut self, envelope: &Tape<'s>) {
        let envelope = envelope.root();
        let listed = Listed::open(envelope, self.fields.source.name());
        self.context = Context { listed, ..Context::default() };
        self.lists += 1;
    }

    fn record(&mut self, tape: &mut Tape<'s>) {
        self.take(tape.root());
        if let Some(key) = tape.repeated() {
            self.problem(&REPEATED_KEY, key);
        }
    }

    fn closes(&mut self, envelope: &Tape<'s>, _records: usize) {
        self.close(envelope.root());
    }

    fn noise(&mut self, at: usize) {
        self.tally.add(&NOISE, Some(at));
    }
}

/// What in a container says that more records exist than it holds (R-FMT-4, R-FMT-12, R-FMT-16).
fn more(envelope: Node<'_>, records: usize) -> Option<Node<'_>> {
    let links = ["nextLink", "@odata.nextLink", "odata.nextLink", "$skipToken", "skip_token", "skipToken"];
    let filled = |node: &Node<'_>| node.as_text().is_some_and(|text| !text.trim().is_empty());
    let link = links.iter().filter_map(|key| envelope.get(key)).find(filled);
    let cut = |node: &Node<'_>| match node.value() {
        Value::Bool(cut) => *cut,
        Value::Text(cut) => cut.eq_ignore_ascii_case("true"),
        _ => false,
    };
    #[expect(clippy::cast_precision_loss, reason = "no export has 2^52 records")]
    let fewer = |node: &Node<'_>| matches!(node.value(), Value::Number(total) if (records as f64) < *total);
    let totals = ["total_records", "totalRecords", "@odata.count"];
    link.or_else(|| envelope.get("resultTruncated").filter(cut))
        .or_else(|| totals.iter().filter_map(|key| envelope.get(key)).find(fewer))
}

/// What an unknown record looks like.
fn described(record: Node<'_>) -> String {
    let keys: Vec<String> = record.children().take(6).map(|child| format!("`{}`", child.key())).collect();
    match record.value() {
        Value::Map if keys.is_empty() => "; its records are empty objects".to_owned(),
        Value::Map => format!("; its records have {}", keys.join(", ")),
        _ => "; its records are no objects".to_owned(),
    }
}

fn broken(source: &Source, fault: &Fault) -> ReadError {
    let text = source.clone();
    let at = Span { start: fault.at, end: fault.at }.into();
    match &fault.kind {
        FaultKind::NoJson => ReadError::NotJson { text, at },
        FaultKind::CutOff => ReadError::CutOff { text, at },
        FaultKind::CutAtTheStart => ReadError::CutAtTheStart { text, at },
        FaultKind::Table(cause) => ReadError::Table { text, at, cause: cause.clone() },
        FaultKind::Syntax(cause) => ReadError::Syntax { text, at, cause: cause.clone() },
    }
}
