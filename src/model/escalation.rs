//! Escalation ways, as data: permissions that let their holder get more access.

use super::task::PlanePattern;

/// A way in which a permission lets its holder get more access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscalationWay {
    /// Stable id, such as `run-on-virtual-machines`.
    pub id: String,
    /// What it lets its holder do.
    pub gains: String,
    /// The lint of custom roles that speaks of it by itself.
    pub lint: Option<String>,
    /// Whoever holds one of these has the way open.
    pub actions: Vec<PlanePattern>,
}
