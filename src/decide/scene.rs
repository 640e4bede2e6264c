//! [`Scene`]: what one leaf of a requirement is asked against.

use super::held::{Effective, HeldDirectoryRole};
use super::judge::Judge;
use super::missing::{Missing, MissingReason};
use crate::model::{Leaf, PlanePattern};

/// What a leaf is asked against.
pub(super) struct Scene<'s> {
    pub judge: &'s Judge<'s>,
    pub leaf: &'s Leaf,
    /// The actions that the task is known to use.
    pub uses: &'s [PlanePattern],
    /// What is effective where the leaf is evaluated; conditioned grants are left out where the leaf demands it.
    pub effective: Effective,
    /// The directory roles that are held.
    pub directory: &'s [HeldDirectoryRole],
}

impl Scene<'_> {
    /// A reason that the answer to this leaf is not yes.
    pub(super) fn missing(&self, reason: MissingReason) -> Missing {
        Missing { reason, at: self.leaf.at }
    }
}
