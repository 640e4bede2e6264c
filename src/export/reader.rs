//! [`RecordReader`]: what the formats need to turn a record into facts, and to report its problems. It does not know which
//! formats there are.

use super::called_list::CalledList;
use super::fields::{RecordFields, offset};
use super::inferred_attributes::InferredAttributes;
use super::inherited_listings::InheritedListings;
use super::member_list::{EmptyList, Listed};
use super::problem::{Problem, TRUNCATED};
use super::registrations::Registrations;
use super::survey::Survey;
use super::tape::RecordNode;
use crate::condition::Condition;
use crate::model::{Facts, InputId, Note, NoteCode, Notes};
use crate::source::progress;

/// Takes the facts of the records of one text.
pub(super) struct RecordReader<'a> {
    /// What has been read so far.
    pub(super) facts: &'a mut Facts,
    /// What records that are not from a directory export say of principals.
    pub(super) inferred: &'a mut InferredAttributes,
    /// What Lighthouse offers and where.
    pub(super) registrations: &'a mut Registrations,
    /// Empty lists that may be member lists.
    pub(super) empty_members: &'a mut Vec<EmptyList>,
    /// Lists whose file may have the name of a group.
    pub(super) called_lists: &'a mut Vec<CalledList>,
    /// Access to the fields of records.
    pub(super) fields: RecordFields<'a>,
    /// What surrounds the record.
    pub(super) context: ListContext,
    pub(super) notes: &'a mut Notes,
    /// How many bytes other texts had.
    pub(super) bytes_before: u64,
}

/// After so many records it is told how far reading is.
const SOME: u32 = 1024;

/// What the container of a record says about it.
#[derive(Debug, Default)]
pub(super) struct ListContext {
    /// Formats of its records so far.
    pub(super) formats: Vec<usize>,
    /// Records of it so far.
    pub(super) records: usize,
    /// What its rows say about the tree of management groups.
    pub(super) inherited: InheritedListings,
    /// What its rows show of its place.
    pub(super) survey: Survey,
    /// Whose list it is.
    pub(super) listed: Listed,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Facts.
    Used,
    /// Nothing: it was counted as a problem or fault.
    Unusable,
    /// Nothing: no answer depends on what the record states.
    Beside,
    /// Nothing: it was counted as a problem, but no fact is lost.
    PassedOver,
}

impl RecordReader<'_> {
    /// Tells now and then how far reading is.
    pub(super) fn tell_progress(&self, record: u32, node: RecordNode<'_>) {
        if record.is_multiple_of(SOME) {
            progress::has_read(self.bytes_before + offset(self.fields.source, node).unwrap_or_default() as u64);
        }
    }

    /// Counts a problem of a record.
    pub(super) fn problem(&mut self, problem: &'static Problem, node: RecordNode<'_>) {
        self.fields.problem(problem, node);
    }

    /// A problem that makes the record unusable.
    pub(super) fn unusable(&mut self, problem: &'static Problem, node: RecordNode<'_>) -> Use {
        self.problem(problem, node);
        Use::Unusable
    }

    /// A list of a record that was cut to the name of its type.
    pub(super) fn cut(&mut self, node: RecordNode<'_>, key: &str) {
        self.problem(&TRUNCATED, node.get(key).unwrap_or(node));
    }

    /// Reports in place why a condition cannot be decided: a grant that depends on it never counts as unconditional (R-COND-3).
    /// `near` is where it is, if its text was written with escapes.
    pub(super) fn look_at_condition(&mut self, text: &str, near: Option<usize>) {
        for error in Condition::new(text, None).errors() {
            let own = self.fields.source.span_of(text).map(|span| span.start + error.span().start);
            let place = own.or(near);
            let message = format!("a condition cannot be decided: {error}; what depends on it counts as conditional");
            let note = Note::warning(NoteCode::MalformedCondition, message).help("correct the condition where it is assigned");
            self.notes.push(note.at(self.fields.source.place(place.unwrap_or(0))));
        }
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
}
