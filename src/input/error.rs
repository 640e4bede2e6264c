//! [`InputError`]: why an argument gave no text.

use miette::Diagnostic;

use crate::source::SourceError;

/// Why an argument gave no text.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[non_exhaustive]
pub enum InputError {
    /// The file cannot be had, or is no text.
    #[error(transparent)]
    #[diagnostic(
        code(read::unreadable),
        help("exports are UTF-8 text, or UTF-16 with a byte order mark; unpack archives first")
    )]
    Source(#[from] SourceError),
    /// A database, of which this program reads none.
    #[error("`{path}` is a database of SQLite, and this program was built without the feature `roadrecon`")]
    #[diagnostic(
        code(read::no_databases),
        help("to read the database of ROADrecon, build it with `cargo install rolecall --features roadrecon`")
    )]
    NoDatabases {
        /// The file.
        path: String,
    },
    /// A database that is not one of `ROADrecon`.
    #[error("`{path}` is a database of SQLite that cannot be read as one of ROADrecon: {cause}")]
    #[diagnostic(code(read::no_roadrecon), help("`roadrecon gather` writes one; others are not read"))]
    Database {
        /// The file.
        path: String,
        /// What is wrong with it.
        cause: String,
    },
    /// A folder cannot be listed.
    #[error("cannot list the folder `{path}`: {cause}")]
    #[diagnostic(code(read::unreadable), help("check that the folder may be read"))]
    Folder {
        /// The path.
        path: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Neither a file, a folder nor a pattern that matches anything.
    #[error("`{path}` matches no file or folder")]
    #[diagnostic(code(read::missing), help("check the path; quote patterns such as `'exports/*.json'`; `-` is standard input"))]
    Missing {
        /// The argument.
        path: String,
    },
    /// A text that is not a valid pattern.
    #[error("`{pattern}` is not a pattern for paths: {cause}")]
    #[diagnostic(code(read::pattern), help("`*` matches within one folder, `**` across folders"))]
    Pattern {
        /// The argument.
        pattern: String,
        /// What is wrong with it.
        cause: String,
    },
    /// A folder or pattern without any file of the wanted kind.
    #[error("`{path}` holds no {what}: {files} files, none of a known shape")]
    #[diagnostic(code(read::no_exports), help("{looked_for}"))]
    NothingFound {
        /// The folder or pattern.
        path: String,
        /// What it was to hold, in words.
        what: &'static str,
        /// How many files were looked at.
        files: usize,
        /// What was looked for.
        looked_for: String,
    },
}

#[cfg(feature = "native")]
impl InputError {
    /// What is wrong with a file of a folder, and what to do, where the path is told beside it.
    pub(crate) fn without_path(&self) -> String {
        match self {
            Self::NoDatabases { .. } => {
                "it is a database of SQLite, and this program was built without the feature `roadrecon` \
                 (`cargo install rolecall --features roadrecon` reads those of ROADrecon)"
                    .to_owned()
            }
            Self::Database { cause, .. } => {
                format!("it is a database of SQLite that cannot be read as one of ROADrecon: {cause}")
            }
            other => other.to_string(),
        }
    }
}
