//! [`ClientAbilities`]: what the editor said that it understands.

use serde_json::Value;

use super::position::ColumnUnit;

/// What the client can do.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ClientAbilities {
    pub(super) unit: ColumnUnit,
    /// A diagnostic may name other places.
    pub(super) related: bool,
    /// An edit may say which state of a text it is for.
    pub(super) versioned_edits: bool,
    /// It tells which files change on the disk if it is asked to.
    pub(super) watches: bool,
}

impl ClientAbilities {
    /// Those of the parameters of `initialize`.
    pub(super) fn of(params: &Value) -> Self {
        let can = |path: &str| params.pointer(&format!("/capabilities/{path}"));
        let is_true = |path: &str| can(path).and_then(Value::as_bool) == Some(true);
        let offered = can("general/positionEncodings").and_then(Value::as_array);
        let takes_bytes = offered.is_some_and(|names| names.iter().any(|name| name == ColumnUnit::Utf8.name()));
        Self {
            unit: if takes_bytes { ColumnUnit::Utf8 } else { ColumnUnit::Utf16 },
            related: is_true("textDocument/publishDiagnostics/relatedInformation"),
            versioned_edits: is_true("workspace/workspaceEdit/documentChanges"),
            watches: is_true("workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }
}
