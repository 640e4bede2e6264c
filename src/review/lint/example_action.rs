//! The action that a message names to show a difference of access.

use crate::access::AccessChange;

/// An action of a change: the most dangerous operation of the catalog, else a string.
pub(super) fn example(change: &AccessChange) -> &str {
    change.operations.first().map_or_else(|| change.action(), AsRef::as_ref)
}
