//! [`NamedText`]: a text in memory, with the name that messages call it by.

use std::sync::Arc;

#[cfg(feature = "native")]
use super::error::Error;
use crate::export::{Input, SNIFF, no_export};
use crate::input::Content;
use crate::source::{Source, SourceError};

/// A text in memory: an export, a role file, a task pack or a configuration.
///
/// The name is what messages and reports call it; its bytes are UTF-8, or UTF-16 with a byte order mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedText {
    name: String,
    bytes: Vec<u8>,
    folder: Option<Arc<str>>,
    modified: Option<i64>,
}

impl NamedText {
    /// A text, as bytes or as a string.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into(), folder: None, modified: None }
    }

    /// A file, with its path as the name.
    #[cfg(feature = "native")]
    pub fn read(path: &std::path::Path) -> Result<Self, Error> {
        let name = path.display().to_string();
        match std::fs::read(path) {
            Ok(bytes) => Ok(Self::new(name, bytes)),
            Err(cause) => Err(SourceError::Read { name, cause }.into()),
        }
    }

    /// The same, found in a folder that somebody named: where it is no export it is passed over, and where it is cut off that is a
    /// warning (R-FMT-27), as the program does it.
    ///
    /// ```
    /// use rolecall::{NamedText, Tenant, TenantOptions};
    ///
    /// let notes = NamedText::new("exports/README.md", "What lies here.");
    /// let users = NamedText::new("exports/users.json", r#"[{"id": "00000000-0000-0000-0000-00000000000a", "userPrincipalName": "ana@example.org"}]"#);
    /// let options = TenantOptions::at("2026-03-01")?;
    /// assert!(Tenant::from_exports(&[notes.clone(), users.clone()], &options).is_err());
    ///
    /// let folder = [notes, users].map(|text| text.found_in("exports"));
    /// assert!(Tenant::from_exports(&folder, &options).is_ok());
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    #[must_use]
    pub fn found_in(self, folder: impl Into<Arc<str>>) -> Self {
        Self { folder: Some(folder.into()), ..self }
    }

    /// The same, with when its file was last written, in seconds since 1970: readiness says how old exports are.
    #[must_use]
    pub fn modified(self, seconds: i64) -> Self {
        Self { modified: Some(seconds), ..self }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn decode(&self) -> Result<Source, SourceError> {
        Source::decode(self.name.clone(), self.bytes.clone())
    }

    /// As an export. The bytes become the text that is read: there is no copy of them.
    pub(super) fn into_input(self) -> Result<Input, SourceError> {
        let Self { name, bytes, folder, modified } = self;
        let start = bytes.get(..SNIFF).unwrap_or(&bytes);
        let input = match folder.as_ref().and_then(|_| no_export(start)) {
            Some(why) => Input::unread(name.as_str(), Content::Other(why)),
            None => Input { modified, ..Input::new(Source::decode(name, bytes)?) },
        };
        Ok(Input { found_by: folder, ..input })
    }
}
