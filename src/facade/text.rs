//! [`NamedText`]: a text in memory, with the name that messages call it by.

#[cfg(feature = "native")]
use super::error::Error;
use crate::source::{Source, SourceError};

/// A text in memory: an export, a role file, a task pack or a configuration.
///
/// The name is what messages and reports call it; its bytes are UTF-8, or UTF-16 with a byte order mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedText {
    name: String,
    bytes: Vec<u8>,
}

impl NamedText {
    /// A text, as bytes or as a string.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }

    /// A file, with its path as the name.
    #[cfg(feature = "native")]
    pub fn read(path: &std::path::Path) -> Result<Self, Error> {
        let name = path.display().to_string();
        match std::fs::read(path) {
            Ok(bytes) => Ok(Self { name, bytes }),
            Err(cause) => Err(SourceError::Read { name, cause }.into()),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn decode(&self) -> Result<Source, SourceError> {
        Source::decode(self.name.clone(), self.bytes.clone())
    }
}
