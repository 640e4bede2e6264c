//! What can be wrong with the inputs of a build. Every variant shows the place.

use miette::{Diagnostic, SourceSpan};

use crate::catalog::error::CatalogError;
use crate::source::Source;

/// Why no catalog could be built.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[non_exhaustive]
pub enum BuildError {
    /// An input without anything in it.
    #[error("`{name}` is empty")]
    #[diagnostic(help("export it again: the command that wrote it failed, or listed nothing"))]
    Empty {
        /// Its name.
        name: String,
    },
    /// An input of a shape that no catalog can be built from.
    #[error("`{}` holds nothing that a catalog is built from", text.name())]
    #[diagnostic(help(
        "looked for the output of `az role definition list`, `az provider operation list` or `show`, Microsoft Graph \
         `roleManagement/directory/roleDefinitions`, the fact tables, and catalogs"
    ))]
    NotRecognised {
        /// The input.
        #[source_code]
        text: Source,
        /// The first record.
        #[label("this is none of them")]
        at: SourceSpan,
    },
    /// A shape that has lost what a catalog must keep.
    #[error("`{}` is the output of Get-AzRoleDefinition, which merges permission blocks", text.name())]
    #[diagnostic(help("export the roles with `az role definition list`, which keeps blocks and conditions apart"))]
    Merged {
        /// The input.
        #[source_code]
        text: Source,
        /// The first record.
        #[label("this role may have had several blocks")]
        at: SourceSpan,
    },
    /// Text that is no JSON, or JSON of another type than is due.
    #[error("cannot read `{}`: {cause}", text.name())]
    Json {
        /// The input.
        #[source_code]
        text: Source,
        /// Where.
        #[label("here")]
        at: SourceSpan,
        /// What the parser says.
        cause: String,
    },
    /// A record without something that it must have.
    #[error("a record of `{}` has {lacks}", text.name())]
    Record {
        /// The input.
        #[source_code]
        text: Source,
        /// The record.
        #[label("this one")]
        at: SourceSpan,
        /// What it lacks.
        lacks: &'static str,
    },
    /// Two records that define the same thing in two ways.
    #[error("`{}` defines `{what}` differently than another record", text.name())]
    #[diagnostic(help("give the newer export only"))]
    Conflict {
        /// The input.
        #[source_code]
        text: Source,
        /// The second of them.
        #[label("this definition is another")]
        at: SourceSpan,
        /// What is defined.
        what: String,
    },
    /// A text that claims to be a catalog and is not.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Catalog(#[from] CatalogError),
}

/// The span of a piece of a source.
pub(super) fn span(text: &Source, piece: &str) -> SourceSpan {
    text.span_of(piece).unwrap_or_default().into()
}

/// The span to show for a record: its first line, because the record may be megabytes long.
pub(super) fn start(text: &Source, piece: &str) -> SourceSpan {
    let line = piece.lines().next().unwrap_or(piece);
    span(text, line.char_indices().nth(60).and_then(|(at, _)| line.get(..at)).unwrap_or(line))
}
