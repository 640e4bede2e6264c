//! Why exports could not be read: [`ReadError`], and [`ReadErrors`], which holds all of them. Each names the file and, where
//! there is one, the place; its help says what to do. Oddities that change no answer are notes instead.

use miette::{Diagnostic, SourceSpan};

use crate::input::{Errors, InputError};
use crate::source::{Place, Source};

/// Why one input could not be read.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[non_exhaustive]
pub enum ReadError {
    /// An argument gave no text.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Input(#[from] InputError),
    /// Nothing but blanks.
    #[error("`{path}` is empty")]
    #[diagnostic(
        code(read::empty),
        help(
            "an export that failed leaves an empty file, and so does PowerShell if there is no result: run it again, or leave the file out"
        )
    )]
    Empty {
        /// The path.
        path: String,
    },
    /// Text in which no JSON begins.
    #[error("`{}` is neither JSON nor CSV", text.name())]
    #[diagnostic(code(read::not_json), help("{}", as_json(text.text())))]
    NotJson {
        /// The file.
        #[source_code]
        text: Source,
        /// Where JSON should begin.
        #[label("no object or list begins here")]
        at: SourceSpan,
    },
    /// The text ends inside a document.
    #[error("`{}` is cut off: it ends inside a JSON document", text.name())]
    #[diagnostic(code(read::cut_off), help("the export was interrupted, or copied in part: run it again"))]
    CutOff {
        /// The file.
        #[source_code]
        text: Source,
        /// Where it ends.
        #[label("the text ends here")]
        at: SourceSpan,
    },
    /// The text begins inside a document.
    #[error("`{}` lacks its beginning: the text starts inside a JSON document", text.name())]
    #[diagnostic(code(read::cut_off), help("the export was copied in part: run it again"))]
    CutAtTheStart {
        /// The file.
        #[source_code]
        text: Source,
        /// What no document begins with.
        #[label("no document begins like this")]
        at: SourceSpan,
    },
    /// Broken inside.
    #[error("`{}` is not valid JSON: {cause}", text.name())]
    #[diagnostic(
        code(read::syntax),
        help("exports are read as the tools write them: run the export again, or repair this place")
    )]
    Syntax {
        /// The file.
        #[source_code]
        text: Source,
        /// What the parser says.
        cause: String,
        /// Where.
        #[label("{cause}")]
        at: SourceSpan,
    },
    /// A table that is broken inside.
    #[error("`{}` is a table, but {cause}", text.name())]
    #[diagnostic(code(read::table), help("the file was edited or cut off: run the export again"))]
    Table {
        /// The file.
        #[source_code]
        text: Source,
        /// What is wrong.
        cause: String,
        /// Where.
        #[label("this row")]
        at: SourceSpan,
    },
    /// JSON or a table, but no known export.
    #[error("`{}` can be read, but is not a known export{found}", text.name())]
    #[diagnostic(code(read::unrecognised), help("{looked_for}"))]
    Unrecognised {
        /// The file.
        #[source_code]
        text: Source,
        /// What its records look like.
        found: String,
        /// What was looked for.
        looked_for: String,
        /// The first record.
        #[label("this record has no known shape")]
        at: SourceSpan,
    },
    /// An error of Azure instead of an export (R-FMT-27).
    #[error("`{}` holds an error of Azure, {code}, instead of an export", text.name())]
    #[diagnostic(code(read::error_body), help("run the export again as somebody who may read it"))]
    ErrorBody {
        /// The file.
        #[source_code]
        text: Source,
        /// Azure's code, such as `AuthorizationFailed`.
        code: String,
        /// Where.
        #[label("this is not an export")]
        at: SourceSpan,
    },
    /// A value of the wrong type where an answer depends on it.
    #[error("`{}`: `{field}` is {found}, but should be {due}{more}", text.name())]
    #[diagnostic(code(read::wrong_type), help("{help}"))]
    WrongType {
        /// The file.
        #[source_code]
        text: Source,
        /// The key.
        field: &'static str,
        /// What is there.
        found: &'static str,
        /// What should.
        due: &'static str,
        /// How many more records have it.
        more: String,
        /// What to do.
        help: &'static str,
        /// Where.
        #[label("not {due}")]
        at: SourceSpan,
    },
}

/// How to export something that is no JSON.
fn as_json(text: &str) -> String {
    let is_rule = |line: &str| line.contains("---") && line.trim().chars().all(|letter| letter == '-' || letter == ' ');
    let table = if text.lines().take(4).any(is_rule) {
        "this looks like the output of `-o table`, which leaves fields out: "
    } else {
        ""
    };
    format!("{table}export with `-o json` (az) or `ConvertTo-Json -Depth 10` (PowerShell)")
}

impl ReadError {
    /// The place of the error, if it has one.
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::NotJson { text, at }
            | Self::CutOff { text, at }
            | Self::CutAtTheStart { text, at }
            | Self::Syntax { text, at, .. }
            | Self::Table { text, at, .. }
            | Self::Unrecognised { text, at, .. }
            | Self::ErrorBody { text, at, .. }
            | Self::WrongType { text, at, .. } => Some(text.place(at.offset())),
            Self::Input(_) | Self::Empty { .. } => None,
        }
    }
}

/// Everything that is wrong with the exports.
pub type ReadErrors = Errors<ReadError>;
