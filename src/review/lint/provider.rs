//! The resource provider that an action string names.

/// The provider of an action or a pattern; `None`: the pattern speaks of several.
pub(crate) fn provider(folded: &str) -> Option<&str> {
    folded.split('/').next().filter(|first| !first.contains('*'))
}
