//! [`Wildcards`]: how a wildcard between two slashes is read.

/// How a wildcard between two slashes is read (R-PAT-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Wildcards {
    /// `/*/` also matches a single slash.
    #[default]
    Documented,
    /// `/*/` matches only two slashes with anything between them (`--strict-wildcards`).
    Strict,
}
