//! [`ExportText`]: reads one text into facts. It takes its records one by one, finds the format of each, and counts them.

use super::error::ReadError;
use super::fields::{RecordFields, offset};
use super::format::{FORMATS, looked_for, of_collection, of_kind};
use super::gathered::Gathered;
use super::json::{ReadySink, ScanFault, ScanFaultKind, Sink};
use super::loaded::InputSummary;
use super::member_list::Listed;
use super::pages::OpenPage;
use super::problem::{BESIDE, EMPTY_LIST, NOISE, REPEATED_KEY, SINGLE_OBJECT, UNKNOWN_RECORD};
use super::reader::{ListContext, RecordReader, Use};
use super::role_assignments::ReadyAssignment;
use super::scan::split_scan;
use super::split::Split;
use super::tape::{RecordNode, Tape};
use super::{app_roles, dates, duplicates, hint, late_context, loose, members, pages};
use crate::input::Input;
use crate::model::PartialSign::{self, CutOff, ErrorBody, NextPage, SingleObject, Unreadable};
use crate::model::{CoveragePlace, ExportKind, ExportedList, InputFile, InputId, Note, NoteCode, Origin, Severity};
use crate::source::{Source, Span};

/// The collection of the members of a group.
const MEMBERS: &str = "directoryobjects";

/// One text that is being read.
pub(super) struct ExportText<'a> {
    reader: RecordReader<'a>,
    errors: &'a mut Vec<ReadError>,
    pages: &'a mut Vec<OpenPage>,
    unrecognised: &'a mut Vec<InputSummary>,
    /// The formats met so far, and the input of each.
    entries: Vec<(usize, InputId)>,
    /// The format of the last record: the next one most likely has it too.
    last: usize,
    record: u32,
    unknown: Unknown,
    /// How many role assignments other texts gave.
    assignments_before: usize,
    input: &'a Input,
    split: Split,
    /// The context behind the records.
    behind: Option<String>,
}

/// Records of no known shape.
#[derive(Debug, Default)]
struct Unknown {
    count: usize,
    first: Option<(usize, String)>,
}

impl<'a> ExportText<'a> {
    pub(super) fn new(gathered: &'a mut Gathered, input: &'a Input, source: &'a Source) -> Self {
        let assignments_before = gathered.facts.assignments.len();
        let reader = RecordReader {
            facts: &mut gathered.facts,
            inferred: &mut gathered.inferred,
            registrations: &mut gathered.registrations,
            empty_members: &mut gathered.empty_members,
            called_lists: &mut gathered.called_lists,
            fields: RecordFields::new(source),
            context: loose::context(source.name()),
            notes: &mut gathered.notes,
            bytes_before: gathered.bytes_before,
        };
        Self {
            reader,
            errors: &mut gathered.errors,
            pages: &mut gathered.pages,
            unrecognised: &mut gathered.unrecognised,
            entries: Vec::new(),
            last: 0,
            record: 0,
            unknown: Unknown::default(),
            assignments_before,
            input,
            split: gathered.split,
            behind: late_context::find(source.text()),
        }
    }

    /// Reads the text to its end. If the text was named, what is wrong with it is an error. A text that was found in a folder
    /// may be anything, unless it holds some export.
    pub(super) fn read(mut self) {
        let named = self.input.found_by.is_none();
        let (source, nowhere) = (self.reader.fields.source, ListContext::default());
        let ready = |record: &Tape<'a>| ReadyAssignment::new(source, record, &nowhere);
        if let Err(fault) = split_scan(source.text(), self.split, ready, &mut self) {
            self.broken(&fault, named);
        } else if self.unknown.count > 0 {
            self.unrecognised(named);
        }
        self.loose_records();
        let own = self.reader.facts.assignments.get(self.assignments_before..).unwrap_or_default();
        self.errors.extend(self.reader.fields.faults.errors(source));
        for note in duplicates::assignments(own, source).into_iter().chain(self.reader.fields.tally.notes(source)) {
            self.reader.notes.push(note);
        }
    }

    /// A text that was named has to be whole. Of one that a folder holds, what can be read counts, and its kind is partial.
    fn broken(&mut self, fault: &ScanFault, named: bool) {
        let error = fault.error(self.reader.fields.source);
        if named {
            self.errors.push(error);
            return;
        }
        let sign = match fault.kind {
            ScanFaultKind::CutOff | ScanFaultKind::CutAtTheStart => CutOff,
            ScanFaultKind::NoJson | ScanFaultKind::Table(_) | ScanFaultKind::Syntax(_) => Unreadable,
        };
        let context = std::mem::take(&mut self.reader.context);
        if self.fails(context, sign) {
            let message = format!("{error}; the part of it that cannot be read counts as not exported");
            let help = miette::Diagnostic::help(&error).map(|help| help.to_string()).unwrap_or_default();
            self.reader.notes.push(Note::warning(NoteCode::CutOff, message).help(help).at(self.place(fault.at)));
        } else {
            self.pass_over(&error.to_string(), fault.at);
        }
    }

    /// A file of a folder that cannot be read; what it may hold counts as not exported.
    pub(super) fn refused(mut self, why: &str, may_hold: bool) {
        let rest = if may_hold && self.fails(ListContext::default(), Unreadable) { "; it counts as not exported" } else { "" };
        let message = format!("`{}` was passed over: {why}{rest}", self.reader.fields.source.name());
        self.reader.notes.push(Note::warning(NoteCode::PassedOver, message).at(self.place(0)));
    }

    /// Remembers that a list is not whole: the one that was being read, or else one of the kind that the file is called after.
    /// `false`: nobody can tell of which kind it would be.
    fn fails(&mut self, context: ListContext, sign: PartialSign) -> bool {
        for (_, input) in self.entries.clone() {
            self.reader.partial(input);
        }
        if !context.formats.is_empty() {
            self.listed(context, None, Some(sign));
            return true;
        }
        let Some(format) = hint::kind(self.reader.fields.source.name()).and_then(of_kind) else {
            return !self.entries.is_empty();
        };
        let input = self.entry(format);
        self.reader.partial(input);
        if let Some(known) = FORMATS.get(format) {
            let (kind, place) = (known.kind, CoveragePlace::Unknown);
            self.reader.facts.lists.push(ExportedList { kind, place, input, sign: Some(sign), rows: None });
        }
        true
    }

    fn place(&self, at: usize) -> crate::source::Place {
        self.reader.fields.source.place(at)
    }

    /// An answer of Azure that is an error instead of a list (R-FMT-27); `true` if the record is one.
    fn error_body(&mut self, record: RecordNode<'_>) -> bool {
        let Some(code) = record.get("error").and_then(|error| error.get("code")).and_then(RecordNode::as_text) else {
            return false;
        };
        let source = self.reader.fields.source;
        let at = offset(source, record.children().next().unwrap_or(record)).unwrap_or(0);
        if self.input.found_by.is_none() {
            let at = Span { start: at, end: at }.into();
            self.errors.push(ReadError::ErrorBody { text: source.clone(), code: code.to_owned(), at });
            return true;
        }
        self.fails(ListContext::default(), ErrorBody);
        let message =
            format!("`{}` holds an error of Azure, {code}, instead of an export: it counts as not exported", source.name());
        let help = "run the export again as somebody who may read it";
        self.reader.notes.push(Note::warning(NoteCode::ErrorBody, message).help(help).at(self.place(at)));
        true
    }

    fn pass_over(&mut self, why: &str, at: usize) {
        let note = Note::warning(NoteCode::PassedOver, format!("{why}; it was passed over")).severity(Severity::Note);
        self.reader.notes.push(note.help(looked_for()).at(self.reader.fields.source.place(at)));
    }

    fn unrecognised(&mut self, named: bool) {
        let source = self.reader.fields.source;
        let (at, keys) = self.unknown.first.take().unwrap_or_default();
        self.unrecognised.push(InputSummary {
            path: source.name().clone(),
            format: InputSummary::UNRECOGNISED,
            records: self.unknown.count,
            used: 0,
            partial: false,
        });
        if !self.entries.is_empty() {
            self.reader.fields.tally.add_many(&UNKNOWN_RECORD, self.unknown.count, Some(at));
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

    /// A list without rows. For a known collection it proves that there is nothing; otherwise it says nothing.
    fn empty_list(&mut self, collection: &str, envelope: RecordNode<'_>) {
        match self.empty_format(collection) {
            Some(format) => {
                let input = self.entry(format);
                app_roles::nobody_has_one(&mut self.reader, envelope, input);
            }
            None => self.reader.problem(&EMPTY_LIST, envelope),
        }
    }

    /// Records outside of a list end: there may be more of their kind (R-FMT-4, R-FMT-9).
    fn loose_records(&mut self) {
        let mut context = std::mem::replace(&mut self.reader.context, loose::context(self.reader.fields.source.name()));
        loose::members(&mut self.reader, std::mem::take(&mut context.listed));
        context.formats.retain(|&format| loose::is_part(format));
        for input in context.formats.clone().into_iter().map(|format| self.entry(format)).collect::<Vec<_>>() {
            self.reader.partial(input);
            self.reader.fields.tally.add(&SINGLE_OBJECT, None);
        }
        context.formats.retain(|&format| loose::has_list(format));
        if !context.formats.is_empty() {
            self.listed(context, None, Some(SingleObject));
        }
    }

    /// The format of a record: that of the last record, if it has that shape.
    fn format_of(&self, record: RecordNode<'_>) -> Option<usize> {
        let is = |format: &usize| FORMATS.get(*format).is_some_and(|format| (format.is)(record, &self.reader.context));
        Some(self.last).filter(is).or_else(|| (0..FORMATS.len()).find(is))
    }

    /// The input of a format of this text.
    fn entry(&mut self, format: usize) -> InputId {
        if let Some(&(_, id)) = self.entries.iter().find(|(known, _)| *known == format) {
            return id;
        }
        let id = InputId(self.reader.facts.inputs.len() as u32);
        if let Some(known) = FORMATS.get(format) {
            let path = self.reader.fields.source.name().clone();
            let (kind, modified) = (known.kind, self.input.modified);
            let empty = InputFile { path, format: known.id, records: 0, used: 0, partial: false, kind, newest: None, modified };
            self.reader.facts.inputs.push(empty);
            self.entries.push((format, id));
        }
        id
    }

    fn count(&mut self, input: InputId, used: Use) {
        if let Some(file) = self.reader.facts.inputs.get_mut(input.index()) {
            file.records += 1;
            file.used += usize::from(used == Use::Used);
            file.partial |= used == Use::Unusable;
        }
    }

    /// The number of the next record.
    fn number(&mut self) -> u32 {
        let number = self.input.excerpt.as_ref().map_or(self.record, |excerpt| excerpt.number(self.record));
        self.record += 1;
        self.reader.context.records += 1;
        number
    }

    /// The input of a record, by its format.
    fn input_of(&mut self, format: usize) -> InputId {
        if self.last != format || self.reader.context.formats.is_empty() {
            self.last = format;
            if !self.reader.context.formats.contains(&format) {
                self.reader.context.formats.push(format);
            }
        }
        self.entry(format)
    }

    /// A record that was read before its turn.
    fn take_ready(&mut self, assignment: ReadyAssignment<'_>) {
        let record = self.number();
        let input = self.input_of(self.last);
        assignment.take(&mut self.reader, Origin { input, record });
        self.count(input, Use::Used);
    }

    /// A record becomes a fact, or is counted as none.
    fn take(&mut self, record: RecordNode<'_>) {
        let number = self.number();
        let Some(format) = self.format_of(record) else {
            if !self.error_body(record) {
                self.unknown(record);
            }
            return;
        };
        let input = self.input_of(format);
        if let Some(known) = FORMATS.get(format) {
            let used = (known.read)(&mut self.reader, record, Origin { input, record: number });
            self.count(input, used);
            if let Some(at) = dates::newest(record, known.kind) {
                self.reader.dated(input, at);
            }
            if used == Use::Beside {
                self.reader.problem(&BESIDE, record);
            }
        }
    }

    /// A container ends: what its keys say about its records.
    fn close(&mut self, envelope: RecordNode<'_>) {
        let mut context = std::mem::replace(&mut self.reader.context, loose::context(self.reader.fields.source.name()));
        let records = self.input.excerpt.as_ref().map_or(context.records, |excerpt| excerpt.records);
        let sign = pages::more(envelope, records);
        let listed = std::mem::take(&mut context.listed);
        let is_of_one = listed.is_of_one_principal();
        if context.records == 0 {
            context.formats.extend(self.empty_format(&listed.collection));
            let may_be_members = members::close_empty(&mut self.reader, &listed, envelope, sign.is_some());
            self.empty_list(if may_be_members { MEMBERS } else { &listed.collection }, envelope);
        } else {
            context.survey.group = members::close(&mut self.reader, listed, envelope, sign.is_some());
        }
        let at = sign.and_then(|sign| offset(self.reader.fields.source, sign));
        self.listed(context, at, sign.map(|_| NextPage).or(is_of_one.then_some(PartialSign::OnePrincipal)));
    }

    /// Writes down a list that has ended, and why it is not whole, if it is not.
    fn listed(&mut self, context: ListContext, at: Option<usize>, sign: Option<PartialSign>) {
        let scopes = &mut self.reader.facts.scopes;
        let listed_at = context.inherited.listed_at().map(|subscription| scopes.intern(subscription)).collect();
        context.inherited.settle(self.reader.facts);
        let mut kinds: Vec<(ExportKind, InputId)> = Vec::new();
        for format in context.formats {
            let input = self.entry(format);
            kinds.extend(FORMATS.get(format).map(|known| (known.kind, input)));
        }
        let (name, is_empty) = (self.reader.fields.source.name(), context.records == 0);
        let survey = context.survey.called(name, &mut self.reader.facts.scopes, (&kinds, is_empty));
        let lists = survey.settle(self.reader.facts, (&kinds, listed_at), sign);
        if sign == Some(NextPage) {
            let place = self.place(at.unwrap_or(0));
            self.pages.push(OpenPage { lists, inputs: kinds.into_iter().map(|(_, input)| input).collect(), place });
        }
    }

    /// The format of a list without records: by the collection that it names, else by the name of its file (R-FMT-29).
    fn empty_format(&self, collection: &str) -> Option<usize> {
        of_collection(collection).or_else(|| hint::kind(self.reader.fields.source.name()).and_then(of_kind))
    }

    fn unknown(&mut self, record: RecordNode<'_>) {
        self.unknown.count += 1;
        let at = offset(self.reader.fields.source, record.children().next().unwrap_or(record)).unwrap_or(0);
        if self.unknown.first.is_none() {
            self.unknown.first = Some((at, record.described()));
        }
    }
}

impl<'s> Sink<'s> for ExportText<'_> {
    fn opens(&mut self, envelope: &Tape<'s>) {
        let envelope = envelope.root();
        self.loose_records();
        let listed = Listed::open(envelope, self.behind.as_deref(), self.reader.fields.source.name());
        self.reader.context = ListContext { listed, ..ListContext::default() };
    }

    fn record(&mut self, tape: &mut Tape<'s>) {
        self.reader.tell_progress(self.record, tape.root());
        self.take(tape.root());
        if let Some(key) = tape.repeated() {
            self.reader.problem(&REPEATED_KEY, key);
        }
    }

    fn closes(&mut self, envelope: &Tape<'s>, _records: usize) {
        self.close(envelope.root());
    }

    fn noise(&mut self, at: usize) {
        self.reader.fields.tally.add(&NOISE, Some(at));
    }
}

impl<'s> ReadySink<'s, Option<ReadyAssignment<'s>>> for ExportText<'_> {
    fn expect(&mut self, ready: &mut [&mut Option<ReadyAssignment<'s>>]) {
        ReadyAssignment::look_up(ready, self.reader.facts);
    }

    fn ready(&mut self, tape: &mut Tape<'s>, ready: Option<ReadyAssignment<'s>>) {
        let last = FORMATS.get(self.last).map(|format| format.id);
        let Some(assignment) = ready.filter(|assignment| Some(assignment.format) == last) else { return self.record(tape) };
        self.reader.tell_progress(self.record, tape.root());
        self.take_ready(assignment);
        if let Some(key) = tape.repeated() {
            self.reader.problem(&REPEATED_KEY, key);
        }
    }
}
