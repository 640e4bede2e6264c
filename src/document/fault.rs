//! What can be wrong with a document: one [`DocumentFault`] for each mistake, all of them in one [`DocumentError`].

use miette::{Diagnostic, SourceSpan};

use crate::arrange::Arrange as _;
use crate::source::{Place, Source, Span};

/// A document that cannot be used, with everything that is wrong with it.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{what} `{}` has {} mistake{}", text.name(), faults.len(), if faults.len() == 1 { "" } else { "s" })]
pub struct DocumentError {
    /// What it should be: `task pack`.
    what: &'static str,
    /// The file.
    #[source_code]
    text: Source,
    /// The mistakes, in the order of the file.
    #[related]
    faults: Vec<DocumentFault>,
}

impl DocumentError {
    pub(crate) fn new(what: &'static str, text: &Source, mut faults: Vec<DocumentFault>) -> Self {
        faults.arrange_by_key(|fault| fault.at.offset());
        Self { what, text: text.clone(), faults }
    }

    /// The mistakes, in the order of the file.
    pub fn faults(&self) -> &[DocumentFault] {
        &self.faults
    }

    /// The place of a mistake.
    pub fn place(&self, fault: &DocumentFault) -> Place {
        self.text.place(fault.at.offset())
    }
}

/// One mistake of a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct DocumentFault {
    what: Mistake,
    at: SourceSpan,
    help: Option<String>,
}

impl Diagnostic for DocumentFault {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(miette::LabeledSpan::new_with_span(Some("here".to_owned()), self.at))))
    }
}

impl DocumentFault {
    pub(crate) fn new(what: Mistake, at: Span) -> Self {
        Self { what, at: at.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong.
    pub fn what(&self) -> &Mistake {
        &self.what
    }
}

/// `a` or `an`.
fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

/// A kind of mistake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Mistake {
    /// The file is not YAML.
    #[error("the file is not valid YAML: {0}")]
    Yaml(String),
    /// The value has the wrong kind.
    #[error("expected {wanted}, found {found}")]
    Kind {
        /// The kind that is expected.
        wanted: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// A key that is not known there.
    #[error("unknown key `{key}` in {of}")]
    UnknownKey {
        /// The key.
        key: String,
        /// Where.
        of: &'static str,
    },
    /// A key that has to be there.
    #[error("{of} has no `{key}`")]
    MissingKey {
        /// The key.
        key: &'static str,
        /// Where.
        of: &'static str,
    },
    /// A list or text that must say something.
    #[error("`{0}` is empty")]
    Empty(&'static str),
    /// The catalog has no such role.
    #[error("no built-in {what} is called `{name}`")]
    UnknownRole {
        /// `Azure role` or `Entra role`.
        what: &'static str,
        /// The name as written.
        name: String,
    },
    /// The catalog has no role with the id.
    #[error("no built-in {what} has the id `{id}`")]
    UnknownId {
        /// `Azure role` or `Entra role`.
        what: &'static str,
        /// The id as written.
        id: String,
    },
    /// Name and id speak of two roles.
    #[error("`{id}` is the id of `{actual}`, not of `{name}`")]
    NameAndId {
        /// The name as written.
        name: String,
        /// The id as written.
        id: String,
        /// The role that has the id.
        actual: String,
    },
    /// Something that must be a GUID.
    #[error("`{0}` is not a GUID")]
    NoGuid(String),
    /// A word that is not in the list of allowed ones.
    #[error("`{word}` is not {} {of}", article(of))]
    UnknownWord {
        /// The word.
        word: String,
        /// What it should be.
        of: &'static str,
    },
    /// A grant cannot be asked for there.
    #[error("a task on a {target} cannot ask for a grant at a {at}: no {at} is above it")]
    Below {
        /// The target of the task.
        target: &'static str,
        /// Where the grant is asked for.
        at: &'static str,
    },
    /// An Entra role is held in the tenant or nowhere (R-SEED-4), and so is an application permission.
    #[error("{what} is asked for at `tenant`, not at `{at}`")]
    DirectoryAt {
        /// What is asked for.
        what: &'static str,
        /// Where.
        at: &'static str,
    },
    /// What a task is done to has no owner that exports know of.
    #[error("a task on a {0} cannot ask for an owner of a group: its target has to be a group")]
    OwnerOf(&'static str),
    /// Two things with one id.
    #[error("{what} `{id}` occurs twice")]
    Twice {
        /// What.
        what: &'static str,
        /// The id.
        id: String,
    },
    /// A name that several have.
    #[error("`{name}` is the name of {count} principals")]
    Ambiguous {
        /// The name.
        name: String,
        /// How many have it.
        count: usize,
    },
    /// A text that no action matches.
    #[error("`{text}` is not an action pattern: {why}")]
    Pattern {
        /// The text.
        text: String,
        /// Why.
        why: &'static str,
    },
    /// An action of the other plane.
    #[error("`{text}` is no {is_not}: it is {is}")]
    OtherPlane {
        /// The text.
        text: String,
        /// What it is.
        is: &'static str,
        /// What it should be.
        is_not: &'static str,
    },
    /// An action of Entra where only Azure's are due.
    #[error("`{0}` is an action of Microsoft Entra")]
    DirectoryAction(String),
    /// Nearly an action.
    #[error("no provider has the {of} `{text}`")]
    UnknownAction {
        /// The text.
        text: String,
        /// What it should be.
        of: &'static str,
    },
    /// A requirement that asks for nothing, or for two things.
    #[error(
        "a requirement has exactly one of `any`, `all`, `role`, `entra_role`, `actions` and `data_actions`; this one has {0}"
    )]
    Leaf(usize),
    /// A text of another form.
    #[error("`{text}` is not {} {of}", article(of))]
    Form {
        /// The text.
        text: String,
        /// What it should be.
        of: &'static str,
    },
}
