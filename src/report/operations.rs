//! Parts of the names of operations.

/// The namespace of an operation.
pub(crate) fn provider(operation: &str) -> &str {
    operation.split('/').next().unwrap_or(operation)
}
