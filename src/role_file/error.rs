//! Why a file gives no role definitions: [`RoleFileError`]. Every mistake of a file is named in its place, not only the first.

use miette::{Diagnostic, LabeledSpan, SourceSpan};

use crate::arrange::Arrange as _;
use crate::source::{Place, Source, Span};

/// Why a file gives no role definitions.
#[derive(Debug, Clone, thiserror::Error, Diagnostic)]
#[non_exhaustive]
pub enum RoleFileError {
    /// It can be read, but holds none: in a folder such files are left alone.
    #[error("`{}` holds no role definition{found}", text.name())]
    #[diagnostic(code(role_file::other), help("{}", LOOKED_FOR))]
    Other {
        /// The file.
        #[source_code]
        text: Source,
        /// What it looks like instead.
        found: String,
        /// Where it begins.
        #[label("no role definition")]
        at: SourceSpan,
    },
    /// It gives no text.
    #[error("`{}` cannot be read: {why}", text.name())]
    #[diagnostic(code(role_file::unread), help("{}", UNREAD))]
    Unread {
        /// The file, without a text.
        text: Source,
        /// What the system said, or what is wrong with the bytes.
        why: String,
    },
    /// It is broken, or holds something that looks like a role definition and is not.
    #[error("`{}` cannot be read as role definitions: {}", text.name(), mistakes(faults))]
    #[diagnostic(code(role_file::broken))]
    Broken {
        /// The file.
        #[source_code]
        text: Source,
        /// The mistakes, in the order of the file.
        #[related]
        faults: Vec<RoleFault>,
        /// It does not look as if it were meant to hold role definitions.
        unlike: bool,
    },
}

/// What is known, for the help of errors.
pub(super) const LOOKED_FOR: &str = "role definitions are read from JSON of az, PowerShell, ARM and the portal, ARM templates, Bicep, \
    Terraform (`azurerm_role_definition`), Terraform plans as JSON, and YAML with the same keys";

/// What to do about a file that gives no text.
const UNREAD: &str = "role files are text in UTF-8, or in UTF-16 with a byte order mark; check that the file may be read";

/// What hardly any file names that is not meant to hold role definitions.
const NAMES: [&str; 4] =
    ["assignablescopes", "assignable_scopes", "microsoft.authorization/roledefinitions@", "azurerm_role_definition"];

/// The endings of role files.
pub(super) const ENDINGS: [&str; 10] = ["json", "jsonc", "yaml", "yml", "tf", "tfvars", "hcl", "bicep", "bicepparam", "arm"];

fn mistakes(faults: &[RoleFault]) -> String {
    match faults {
        [one] => one.to_string(),
        many => format!("{} mistakes", many.len()),
    }
}

impl RoleFileError {
    pub(super) fn broken(text: &Source, mut faults: Vec<RoleFault>) -> Self {
        faults.arrange_by_key(|fault| fault.at);
        Self::Broken { text: text.clone(), faults, unlike: false }
    }

    /// It gives no text, for this reason.
    #[cfg(feature = "native")]
    pub(super) fn unread(name: &str, why: String) -> Self {
        Self::Unread { text: Source::new(name, ""), why }
    }

    /// It holds no role, although it can be read; what it looks like instead, and where.
    pub(super) fn other(text: &Source, other: Option<(String, Span)>) -> Self {
        let (found, at) = other.unwrap_or_default();
        Self::Other { text: text.clone(), found, at: at.into() }
    }

    /// Text that cannot be parsed: only its words and the ending of its name tell whether it was meant to hold roles.
    pub(super) fn unparsable(text: &Source, fault: RoleFault) -> Self {
        let folded = text.text().to_ascii_lowercase();
        let ending = text.name().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let told = ending.is_none_or(|ending| ENDINGS.contains(&ending.as_str()));
        let unlike = !told || !NAMES.iter().any(|name| folded.contains(name));
        Self::Broken { text: text.clone(), faults: vec![fault], unlike }
    }

    /// Whether the file is of some other kind. In a folder it is left alone and counted; if it was named, that is an error.
    pub fn is_other(&self) -> bool {
        matches!(self, Self::Other { .. } | Self::Broken { unlike: true, .. })
    }

    /// The file.
    pub fn source(&self) -> &Source {
        match self {
            Self::Other { text, .. } | Self::Unread { text, .. } | Self::Broken { text, .. } => text,
        }
    }

    /// Where its first mistake is.
    pub fn span(&self) -> Span {
        match self {
            Self::Other { at, .. } => Span { start: at.offset(), end: at.offset() + at.len() },
            Self::Unread { .. } => Span::default(),
            Self::Broken { faults, .. } => faults.first().map_or(Span::default(), |fault| fault.at),
        }
    }

    /// What to do about its first mistake.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Other { .. } => LOOKED_FOR,
            Self::Unread { .. } => UNREAD,
            Self::Broken { faults, .. } => faults.first().map_or("correct the file", |fault| fault.what.help()),
        }
    }

    /// The place of the error: that of its first mistake.
    pub fn place(&self) -> Place {
        self.source().place(self.span().start)
    }
}

/// One mistake of a role file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct RoleFault {
    what: RoleMistake,
    at: Span,
}

impl RoleFault {
    pub(super) const fn new(what: RoleMistake, at: Span) -> Self {
        Self { what, at }
    }

    /// What is wrong.
    pub fn what(&self) -> &RoleMistake {
        &self.what
    }

    /// Where.
    pub fn span(&self) -> Span {
        self.at
    }
}

impl Diagnostic for RoleFault {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new(self.what.help()))
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some("here".to_owned()), self.at))))
    }
}

/// A kind of mistake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RoleMistake {
    /// Nothing but blanks and comments.
    #[error("the file is empty")]
    Empty,
    /// No JSON.
    #[error("not valid JSON: {0}")]
    Json(String),
    /// A comma before a closing bracket.
    #[error("there is a comma before the closing bracket")]
    TrailingComma,
    /// No YAML.
    #[error("not valid YAML: {0}")]
    Yaml(String),
    /// An unquoted text that begins with `*`.
    #[error("a text that begins with `*` needs quotes in YAML, where `*` begins an alias")]
    Alias,
    /// No HCL.
    #[error("not valid Terraform: {0}")]
    Hcl(String),
    /// No Bicep.
    #[error("not valid Bicep, or newer than this version knows")]
    Bicep,
    /// Bicep that the parser would take too long for.
    #[error("the file is too large, or too far from Bicep, to be read")]
    BicepTooLarge,
    /// Bicep, in a program that was built without its parser.
    #[error("this build of rolecall does not read Bicep")]
    BicepLeftOut,
    /// The text ends too early.
    #[error("the file is cut off: it ends inside a value")]
    CutOff,
    /// A comment without its end.
    #[error("the comment does not end")]
    OpenComment,
    /// Deeper than any role definition.
    #[error("values are nested too deeply here")]
    TooDeep,
    /// An object that the parser would take too long for.
    #[error("this object has more keys than are read")]
    TooManyKeys,
    /// A value of another kind is due.
    #[error("`{key}` is {found}, but should be {wanted}")]
    Kind {
        /// The key as it was written.
        key: String,
        /// What is due.
        wanted: &'static str,
        /// What is there.
        found: &'static str,
    },
}

impl RoleMistake {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Empty => "write the role definition, or leave the file out",
            Self::TrailingComma => "remove it: az and Azure refuse it",
            Self::Alias => "put quotes around it, such as `'*/read'`",
            Self::Json(_) | Self::Yaml(_) | Self::Hcl(_) => "repair this place",
            Self::Bicep => "repair this place; `bicep build` tells more, and its output can be checked as well",
            Self::BicepTooLarge => "check what `bicep build` makes of the file",
            Self::BicepLeftOut => "build it with the feature `bicep`, or check what `bicep build` makes of the file",
            Self::CutOff => "close what is open, or write the file again",
            Self::OpenComment => "end it with `*/`",
            Self::TooManyKeys => "divide it into several, such as one for each file",
            Self::TooDeep => "a role definition is a few levels deep",
            Self::Kind { wanted: "a list of texts", .. } => "write the texts in brackets: `[\"...\"]`",
            Self::Kind { .. } => "correct the value",
        }
    }
}
