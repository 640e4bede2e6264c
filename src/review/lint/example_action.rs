//! The action that a message names to show a difference of access.

use crate::access::AccessChange;

/// An action of a change: a privileged operation, else any of the catalog, else a string.
pub(super) fn example<'c>(change: &'c AccessChange<'_>) -> &'c str {
    let operation = change.privileged.first().or_else(|| change.operations.first());
    operation.copied().unwrap_or_else(|| change.action())
}
