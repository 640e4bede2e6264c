//! The action that a message names to show a difference of access.

use crate::access::AccessChange;

/// An action of a change: a privileged operation, else any of the catalog, else a string.
pub(super) fn example(change: &AccessChange) -> &str {
    let operation = change.privileged.first().or_else(|| change.operations.first());
    operation.map_or_else(|| change.action(), AsRef::as_ref)
}
