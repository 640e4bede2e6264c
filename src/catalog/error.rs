//! What can be wrong with a catalog file.

use miette::{Diagnostic, SourceSpan};

use super::format::{FormatFault, LineFault};
use crate::source::Source;

/// Why a text is no catalog.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("cannot use `{}` as a catalog: {what}", text.name())]
#[diagnostic(help("`rolecall catalog build -o FILE` writes a catalog from your own exports"))]
pub struct CatalogError {
    /// The text.
    #[source_code]
    text: Source,
    /// The line that shows it.
    #[label("here")]
    at: SourceSpan,
    /// What is wrong.
    what: FormatFault,
}

impl CatalogError {
    /// What is wrong.
    pub const fn what(&self) -> &FormatFault {
        &self.what
    }

    pub(super) fn new(text: &Source, fault: LineFault<'_>) -> Self {
        let at = text.span_of(fault.at).unwrap_or_default();
        Self { text: text.clone(), at: at.into(), what: fault.what }
    }
}
