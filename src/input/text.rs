//! [`Input`]: a text, and where it comes from.

use std::sync::Arc;

use super::excerpt::Excerpt;
use crate::source::Source;

/// A text to read from.
#[derive(Debug, Clone)]
pub struct Input {
    pub(crate) name: Arc<str>,
    /// The folder or pattern that it was found by; `None` for what was named itself.
    pub(crate) found_by: Option<Arc<str>>,
    pub(crate) content: Content,
    /// When the file was last written, in seconds since 1970.
    pub(crate) modified: Option<i64>,
    /// The text holds some records of a list only.
    pub(crate) excerpt: Option<Arc<Excerpt>>,
}

/// What an input holds.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// Text.
    Text(Source),
    /// A file of a folder that cannot be read, with the reason, and whether it may have held something.
    #[cfg_attr(not(feature = "native"), expect(dead_code, reason = "only folders hold other files"))]
    Unreadable(String, bool),
    /// A file of a folder that is passed over, with the reason.
    Other(&'static str),
}

impl Input {
    /// An input from a text that is at hand already.
    pub fn new(source: Source) -> Self {
        Self { name: Arc::clone(source.name()), found_by: None, content: Content::Text(source), modified: None, excerpt: None }
    }

    /// The input as found in a folder: where it is cut off or holds an error, that is a warning (R-FMT-27).
    #[must_use]
    pub fn found_in(self, folder: &str) -> Self {
        Self { found_by: Some(folder.into()), ..self }
    }

    /// A file of a folder that is not read.
    #[cfg(feature = "native")]
    pub(crate) fn found(path: &std::path::Path, content: Content) -> Self {
        Self::unread(path.display().to_string(), content)
    }

    /// The same by the name of the file.
    pub(crate) fn unread(name: impl Into<Arc<str>>, content: Content) -> Self {
        Self { name: name.into(), found_by: None, content, modified: None, excerpt: None }
    }

    /// The path as messages call it, or `-`.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Gives the text up: what is asked later is its name.
    pub(crate) fn forget_text(&mut self) {
        if let Content::Text(source) = &mut self.content {
            *source = Source::new(Arc::clone(&self.name), "");
        }
    }

    /// The text, unless the file was passed over.
    pub fn source(&self) -> Option<&Source> {
        match &self.content {
            Content::Text(source) => Some(source),
            Content::Other(_) | Content::Unreadable(..) => None,
        }
    }
}
