//! The head of a report, and the notes of reading: what every report says about how it was made.

use serde::Serialize;

use crate::model::{Note, Severity};

/// The head of a report.
#[derive(Debug, Serialize)]
pub struct HeadView {
    /// The schema of what follows.
    pub schema: &'static str,
    /// The version of the program.
    pub version: &'static str,
    /// The catalog that was used.
    pub catalog: CatalogView,
    /// The instant that is answered for (R-PIM-6).
    pub at: String,
    /// Middle wildcards were read strictly (R-PAT-7).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub strict_wildcards: bool,
}

/// The catalog behind a report.
#[derive(Debug, Serialize)]
pub struct CatalogView {
    /// The day whose state it shows.
    pub date: String,
    /// Built-in Azure roles.
    pub roles: usize,
    /// Entra directory roles.
    pub directory_roles: usize,
    /// Operations.
    pub operations: usize,
}

/// A note with its place.
#[derive(Debug, Serialize)]
pub struct NoteView<'a> {
    /// How bad it is.
    pub severity: Severity,
    /// A stable id.
    pub code: &'static str,
    /// One sentence.
    pub message: &'a str,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<&'a str>,
    /// The file.
    pub path: Option<&'a str>,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column, from 1, in characters.
    pub column: Option<usize>,
}

impl<'a> NoteView<'a> {
    pub(super) fn new(note: &'a Note) -> Self {
        let place = note.place.as_ref();
        Self {
            severity: note.severity,
            code: note.code.name(),
            message: &note.message,
            help: note.help.as_deref(),
            path: place.map(|place| &*place.path),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
        }
    }
}
