//! [`Extent`]: the actions that a finding is about. Where the role grants more of them, it is another finding, even if its text is the same.

use std::sync::Arc;

use crate::model::PlanePattern;

/// What a finding is about.
#[derive(Debug, Clone)]
pub(super) struct Extent {
    /// The number of the role in its file.
    pub(super) role: usize,
    /// All of the role is meant, and not only the text that the finding points at.
    pub(super) is_of_role: bool,
    /// The actions.
    pub(super) about: Arc<[PlanePattern]>,
}
