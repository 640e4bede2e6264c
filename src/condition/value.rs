//! [`AttributeValue`]: what attributes hold and what operators compare, and [`Kind`], the type that an operator wants.

use jiff::Timestamp;

use crate::guid::Guid;

/// One value of an attribute, or one literal of a condition. Values of one kind are ordered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttributeValue {
    /// A text. Callers that do not know the type of an attribute also bind a text: operators can read it.
    Text(Box<str>),
    /// Numbers in conditions are integers (R-COND-8).
    Integer(i64),
    /// True or false.
    Bool(bool),
    /// A point in time.
    Instant(Timestamp),
    /// An id.
    Guid(Guid),
}

/// The type of an operator's operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Bool,
    Instant,
    Guid,
}

impl Kind {
    /// What a literal has to be, in words.
    pub(super) const fn wanted(self) -> &'static str {
        match self {
            Self::Text => "a text in single quotes",
            Self::Integer => "an integer",
            Self::Bool => "`true` or `false`",
            Self::Instant => "a time such as '2026-01-31T08:00:00.0Z'",
            Self::Guid => "a GUID",
        }
    }

    /// Reads the text of a literal. Quotes are optional where the text cannot be mistaken (R-COND-5).
    pub(super) fn read(self, text: &str, quoted: bool) -> Option<AttributeValue> {
        match self {
            Self::Text => (quoted || Guid::parse(text).is_some()).then(|| AttributeValue::Text(text.into())),
            Self::Integer => text.parse().ok().map(AttributeValue::Integer),
            Self::Bool if text.eq_ignore_ascii_case("true") => Some(AttributeValue::Bool(true)),
            Self::Bool if text.eq_ignore_ascii_case("false") => Some(AttributeValue::Bool(false)),
            Self::Bool => None,
            Self::Instant => text.parse().ok().map(AttributeValue::Instant),
            Self::Guid => Guid::parse(text).map(AttributeValue::Guid),
        }
    }

    /// The value as this kind. `None`: it is of another kind, and how Azure would convert it is not documented.
    pub(super) fn of(self, value: &AttributeValue) -> Option<AttributeValue> {
        match (self, value) {
            (Self::Text, AttributeValue::Text(_))
            | (Self::Integer, AttributeValue::Integer(_))
            | (Self::Bool, AttributeValue::Bool(_))
            | (Self::Instant, AttributeValue::Instant(_))
            | (Self::Guid, AttributeValue::Guid(_)) => Some(value.clone()),
            (_, AttributeValue::Text(text)) => self.read(text, true),
            _ => None,
        }
    }
}

impl From<Guid> for AttributeValue {
    fn from(guid: Guid) -> Self {
        Self::Guid(guid)
    }
}

impl From<&str> for AttributeValue {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}
