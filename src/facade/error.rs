//! [`Error`]: why there is no answer, each mistake with its code, place and help.

use miette::Diagnostic;

#[cfg(feature = "native")]
use crate::config::ConfigError;
use crate::document::DocumentError;
use crate::export::ReadErrors;
use crate::graph::VouchError;
#[cfg(feature = "native")]
use crate::input::Errors;
use crate::report::Format;
use crate::resolve::ResolveError;
#[cfg(feature = "native")]
use crate::role_file::FindError;
use crate::role_file::RoleFileError;
use crate::source::{Place, SourceError};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Exports cannot be read.
    #[error(transparent)]
    Exports(#[from] ReadErrors),
    /// A text is no text.
    #[error(transparent)]
    Text(#[from] SourceError),
    /// Role files cannot be read.
    #[error("{}", role_files(.0))]
    RoleFiles(Vec<RoleFileError>),
    /// Role files of folders cannot be found or read.
    #[cfg(feature = "native")]
    #[error(transparent)]
    Found(#[from] Errors<FindError>),
    /// Configurations of folders have mistakes.
    #[cfg(feature = "native")]
    #[error(transparent)]
    Configurations(#[from] Errors<ConfigError>),
    /// Nobody can vouch for that.
    #[error(transparent)]
    Vouched(#[from] VouchError),
    /// A task pack, a team or a configuration has mistakes.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A name in a question is not known, or several things have it.
    #[error(transparent)]
    Question(#[from] ResolveError),
    /// No pack that is part of the library has the id.
    #[error("there is no task pack `{id}`")]
    NoPack {
        /// What was asked for.
        id: String,
        /// The packs that there are.
        packs: Vec<String>,
    },
    /// No built-in role has the name, and no file.
    #[error("`{name}` is not a built-in role, and no file of that name exists")]
    NoRole {
        /// What was asked for.
        name: String,
        /// The closest name that there is.
        close: Option<String>,
    },
    /// A text is no instant.
    #[error("`{0}` is not an instant")]
    NoInstant(String),
    /// The report cannot be written like this.
    #[error("the report has no format `{}`", .0.name())]
    NoFormat(Format),
}

/// One mistake behind an [`Error`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ErrorDetail {
    /// A stable code, such as `read::cut_off`.
    pub code: String,
    /// One sentence.
    pub message: String,
    /// Where it stands, if it stands anywhere.
    pub place: Option<Place>,
    /// What to do about it.
    pub help: Option<String>,
}

fn role_files(errors: &[RoleFileError]) -> String {
    match errors {
        [one] => one.to_string(),
        many => format!("{} role files cannot be read", many.len()),
    }
}

impl Error {
    /// A stable code: that of the first mistake.
    pub fn code(&self) -> String {
        self.first().map(|detail| detail.code).unwrap_or_default()
    }

    /// Where it stands, if it stands anywhere: the place of the first mistake.
    pub fn place(&self) -> Option<Place> {
        self.first()?.place
    }

    /// What to do about it: the help of the first mistake.
    pub fn help(&self) -> Option<String> {
        self.first()?.help
    }

    fn first(&self) -> Option<ErrorDetail> {
        self.details().into_iter().next()
    }

    /// All that is wrong, in the order of the texts.
    pub fn details(&self) -> Vec<ErrorDetail> {
        match self {
            Self::Exports(errors) => {
                errors.as_slice().iter().map(|error| detail(error, "read::error", error.place())).collect()
            }
            Self::Text(error) => vec![detail(error, "read::unreadable", None)],
            Self::RoleFiles(errors) => {
                errors.iter().map(|error| detail(error, "role_file::broken", Some(error.place()))).collect()
            }
            #[cfg(feature = "native")]
            Self::Found(errors) => {
                errors.as_slice().iter().map(|error| detail(error, "role_file::broken", error.place())).collect()
            }
            #[cfg(feature = "native")]
            Self::Configurations(errors) => errors.as_slice().iter().flat_map(configuration).collect(),
            Self::Vouched(error) => vec![detail(error, "argument::no_place", None)],
            Self::Document(error) => faults(error),
            Self::Question(error) => vec![detail(error, error.name(), None)],
            Self::NoPack { packs, .. } => self.own("argument::no_pack", Some(format!("the packs are {}", packs.join(", ")))),
            Self::NoRole { close, .. } => {
                let near = close.as_ref().map(|close| format!("did you mean `{close}`?"));
                self.own("argument::no_role", near.or_else(|| Some("custom roles are read from files".to_owned())))
            }
            Self::NoInstant(_) => self.own("argument::no_instant", Some("write 2026-03-01T09:00:00Z, or a date".to_owned())),
            Self::NoFormat(_) => self.own("argument::no_format", None),
        }
    }

    /// A mistake of the question itself, which stands nowhere.
    fn own(&self, code: &str, help: Option<String>) -> Vec<ErrorDetail> {
        vec![ErrorDetail { code: code.to_owned(), message: self.to_string(), place: None, help }]
    }
}

fn faults(error: &DocumentError) -> Vec<ErrorDetail> {
    error.faults().iter().map(|fault| detail(fault, "document::mistake", Some(error.place(fault)))).collect()
}

#[cfg(feature = "native")]
fn configuration(error: &ConfigError) -> Vec<ErrorDetail> {
    match error {
        ConfigError::Document(document) => faults(document),
        ConfigError::Baseline { config, at, .. } => vec![detail(error, "config::baseline", Some(config.place(at.start)))],
        ConfigError::Input(_) | ConfigError::LeadsOut { .. } => vec![detail(error, "config::unreadable", None)],
    }
}

/// The code of the mistake itself, or that of its kind.
fn detail(error: &(impl Diagnostic + ?Sized), kind: &str, place: Option<Place>) -> ErrorDetail {
    let (code, help) = (error.code().map(|code| code.to_string()), error.help().map(|help| help.to_string()));
    ErrorDetail { code: code.unwrap_or_else(|| kind.to_owned()), message: error.to_string(), place, help }
}
