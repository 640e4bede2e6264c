//! [`ConditionError`]: why a condition cannot be decided. Places are relative to the condition's own text.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// A fault of a condition. A condition with a fault is never decided, and never ignored.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[non_exhaustive]
pub enum ConditionError {
    /// A character that starts nothing.
    #[error("`{mark}` has no meaning in a condition")]
    Character {
        /// The character.
        mark: char,
        /// Where it is.
        #[label("this character")]
        span: Span,
        /// What was probably meant.
        #[help]
        help: Option<&'static str>,
    },
    /// A text without its closing quote, or an attribute without its closing bracket.
    #[error("{what} is not closed: `{closing}` is missing")]
    Unclosed {
        /// What was opened.
        what: &'static str,
        /// What would close it.
        closing: char,
        /// What was opened, as far as it was read.
        #[label("opened here")]
        span: Span,
    },
    /// Something else is where the grammar (R-COND-2) expects this.
    #[error("expected {wanted}, found {found}")]
    Expected {
        /// What the grammar wants.
        wanted: &'static str,
        /// What is there.
        found: String,
        /// Where.
        #[label("expected {wanted}")]
        span: Span,
    },
    /// AND and OR side by side (R-COND-3).
    #[error("AND and OR are mixed without parentheses: it is not clear what belongs together")]
    #[diagnostic(help("write `(a AND b) OR c` or `a AND (b OR c)`"))]
    Ambiguous {
        /// The first operator of the chain.
        #[label("this one")]
        first: Span,
        /// The first that is another.
        #[label("and this one")]
        span: Span,
    },
    /// A name that is no operator, function or quantifier.
    #[error("`{name}` is not a known {role}")]
    UnknownName {
        /// The name as written.
        name: String,
        /// What a name means at this place.
        role: &'static str,
        /// Where it is.
        #[label("not known")]
        span: Span,
        /// The known name that is close.
        #[help]
        help: Option<String>,
    },
    /// `@` with another name than the four sources.
    #[error("`@{name}` is not a source of attributes")]
    #[diagnostic(help("attributes come from `@Resource`, `@Request`, `@Principal` or `@Environment`"))]
    UnknownSource {
        /// The name after the `@`.
        name: String,
        /// The attribute.
        #[label("not known")]
        span: Span,
    },
    /// A literal that the operator cannot compare.
    #[error("`{operator}` compares with {wanted}, not with `{text}`")]
    WrongLiteral {
        /// The operator.
        operator: &'static str,
        /// What it compares with.
        wanted: &'static str,
        /// The literal as written.
        text: String,
        /// Where it is.
        #[label("expected {wanted}")]
        span: Span,
    },
    /// Parentheses or negations within each other without end.
    #[error("the condition is nested more than {limit} levels deep")]
    TooDeep {
        /// The limit.
        limit: usize,
        /// Where it was reached.
        #[label("too deep here")]
        span: Span,
    },
    /// Far longer than Azure allows (R-COND-1).
    #[error("the condition has {length} bytes, more than the {limit} that are read")]
    #[diagnostic(help("Azure takes conditions of up to 8 KB"))]
    TooLong {
        /// Its length in bytes.
        length: usize,
        /// The limit.
        limit: usize,
        /// The part beyond the limit.
        span: Span,
    },
}

impl ConditionError {
    /// The place of the fault: a byte range of the condition's text.
    pub const fn span(&self) -> Span {
        match self {
            Self::Character { span, .. }
            | Self::Unclosed { span, .. }
            | Self::Expected { span, .. }
            | Self::Ambiguous { span, .. }
            | Self::UnknownName { span, .. }
            | Self::UnknownSource { span, .. }
            | Self::WrongLiteral { span, .. }
            | Self::TooDeep { span, .. }
            | Self::TooLong { span, .. } => *span,
        }
    }

    /// Whether the condition has two readings (R-COND-3). If not, it has none.
    pub const fn is_ambiguity(&self) -> bool {
        matches!(self, Self::Ambiguous { .. })
    }
}
