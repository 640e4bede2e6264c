//! [`RolePlace`]: which role of which file.

/// A role of some role files, by numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RolePlace {
    /// The number of the file.
    pub file: usize,
    /// The number of the role in it.
    pub role: usize,
}
