//! The table of formats: one line each. A record is of the one format whose shape it has, whatever its file is called.

use super::scan::{Context, Reader};
use super::tape::Node;
use crate::model::{ExportKind, Origin};

/// A format of records.
pub(super) struct Format {
    /// Its id, as reports name it.
    pub(super) id: &'static str,
    /// The kind of export that its records make up.
    pub(super) kind: ExportKind,
    /// Whether a record has its shape. No record has two.
    pub(super) is: fn(Node<'_>, &Context) -> bool,
    /// Takes the facts of a record.
    pub(super) read: fn(&mut Reader<'_>, Node<'_>, Origin) -> Use,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Facts.
    Used,
    /// Nothing: it was counted as a problem or fault.
    Unusable,
    /// Nothing, and nothing is lost by it: it states no fact that answers rest on.
    Beside,
}

/// Every format.
pub(super) const FORMATS: &[Format] = &[];

/// What is looked for, in words for people.
pub(super) fn looked_for() -> String {
    let mut kinds: Vec<&str> = FORMATS.iter().map(|format| format.id).collect();
    kinds.sort_unstable();
    format!(
        "looked for JSON as az, Azure PowerShell (`ConvertTo-Json -Depth 10`), ARM, Resource Graph and Microsoft Graph write it: {}",
        kinds.join(", ")
    )
}
