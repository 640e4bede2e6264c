//! What the page may ask, as it writes it in JSON, and why there may be no answer.

use rolecall::{Error, ErrorDetail};
use serde::{Deserialize, Serialize};

/// A request of the page.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Request {
    /// What the page can offer before anything is read.
    About,
    /// A file of exports: its text comes with the request.
    File {
        name: String,
        /// The folder that it was found in; none for a file that was chosen itself.
        folder: Option<String>,
        /// In seconds since 1970.
        modified: Option<i64>,
    },
    /// The files so far are a tenant.
    Tenant { at: String, complete: Vec<String> },
    /// Who can perform the tasks of a pack.
    Audit { pack: String, all: bool },
    /// Whether a workspace is ready; without a pack by the one in force.
    Readiness { workspace: String, pack: Option<String>, connected: Vec<String> },
    /// Everybody who can do something.
    WhoCan { what: String, scopes: Vec<String>, data: bool },
    /// Whether a principal can do something.
    Explain { principal: String, what: String, scopes: Vec<String>, data: bool },
    /// The names that questions can be about: those of the audit.
    Names,
    /// An answer in a format of the program.
    Write { answer: Question, format: String },
}

/// What an answer is to: the last one of each is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Question {
    Audit,
    Readiness,
    WhoCan,
    Explain,
}

/// Why there is no answer.
pub(crate) enum Refusal {
    /// The library has none.
    Library(Error),
    /// The page asked for something that is not so.
    Asked { code: &'static str, message: String },
}

/// The same for the page.
#[derive(Serialize)]
struct Told {
    message: String,
    details: Vec<ErrorDetail>,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}

impl Refusal {
    pub(crate) fn to_json(&self) -> String {
        let told = match self {
            Self::Library(error) => Told { message: error.to_string(), details: error.details() },
            Self::Asked { code, message } => {
                let detail = ErrorDetail { code: (*code).to_owned(), message: message.clone(), place: None, help: None };
                Told { message: message.clone(), details: vec![detail] }
            }
        };
        // Texts and numbers are always JSON.
        serde_json::to_string(&told).unwrap_or_default()
    }
}
