//! [`ObjectId`]: a [`Guid`], or one of the few ids that are other texts.

use std::fmt;

pub use crate::guid::Guid;

/// The id of a principal or role definition: a [`Guid`], or (in damaged or synthetic exports) some other text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectId {
    /// The ordinary case.
    Guid(Guid),
    /// Anything else, in lower case; readers warn about it.
    Text(Box<str>),
}

impl ObjectId {
    /// Reads an id; ids compare without regard to case.
    pub fn parse(text: &str) -> Self {
        match Guid::parse(text) {
            Some(guid) => Self::Guid(guid),
            None => Self::Text(text.trim().to_ascii_lowercase().into()),
        }
    }

    /// The GUID, if it is one.
    pub fn guid(&self) -> Option<Guid> {
        match self {
            Self::Guid(guid) => Some(*guid),
            Self::Text(_) => None,
        }
    }
}

impl From<Guid> for ObjectId {
    fn from(guid: Guid) -> Self {
        Self::Guid(guid)
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guid(guid) => guid.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl serde::Serialize for ObjectId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
