//! [`Note`]: what readers and builders report. They never print.

use super::note_code::NoteCode;
use crate::shorten::shorten;
use crate::source::Place;

/// How bad a note or finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Something is odd; the answers are not affected.
    Warning,
    /// Something could not be used.
    Error,
}

/// Something that was noticed while reading or building, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// How bad it is.
    pub severity: Severity,
    /// What was noticed.
    pub code: NoteCode,
    /// One sentence: what was found, and what that means.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The place that it is about.
    pub place: Option<Place>,
}

/// The notes of a run, in the order in which they came up.
#[derive(Debug, Clone, Default)]
pub struct Notes(Vec<Note>);

impl Notes {
    /// Adds a note.
    pub fn push(&mut self, note: Note) {
        self.0.push(note);
    }

    /// The notes, without repetitions, sorted by place, code and message.
    pub fn into_sorted(mut self) -> Vec<Note> {
        self.0.sort_by(|a, b| (&a.place, a.code, &a.message).cmp(&(&b.place, b.code, &b.message)));
        self.0.dedup();
        self.0
    }

    /// The notes as they came.
    pub fn as_slice(&self) -> &[Note] {
        &self.0
    }
}

impl Note {
    /// A warning without a place.
    pub fn warning(code: NoteCode, message: impl Into<String>) -> Self {
        let message = shorten(&message.into()).into_owned();
        Self { severity: Severity::Warning, code, message, help: None, place: None }
    }

    /// The same note with another severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same note at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same note with a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
