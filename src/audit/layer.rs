//! [`Layer`]: what a class holds beside what it shares with other classes, and the answers that follow.
//!
//! Three layers lie over each other: what anyone may hold, the grants that reach many targets, which many classes share, and the other
//! grants of one class. Each knows only the scopes that its own grants reach; at all others what lies under it counts. So the work for a
//! layer is as much as its grants reach, however many scopes the question is about.

use std::iter::successors;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::evaluation_scopes::EvaluationScopeId;
use super::outcome::TaskResult;
use crate::decide::{Effective, HeldInDirectory};
use crate::graph::HeldGrant;
use crate::model::{PrincipalId, RoleId, ScopeId};

/// Holdings of roles, by role and by the scope of the assignment.
pub(super) type ByRole = FxHashMap<(RoleId, ScopeId), Vec<HeldGrant>>;

/// Grants, over those of the layer under it.
#[derive(Debug)]
pub(super) struct Layer {
    pub under: Option<Arc<Layer>>,
    /// The grants of this layer alone.
    pub holdings: Vec<HeldGrant>,
    /// The roles among them.
    pub by_role: ByRole,
    /// What is effective where the grants of this layer reach, with those under it.
    pub reached: FxHashMap<EvaluationScopeId, Arc<Effective>>,
    /// What is held in the directory, by all layers down to the lowest.
    pub directory: Arc<DirectoryHoldings>,
    /// The groups that are owned by grants of this layer.
    pub owned: FxHashSet<PrincipalId>,
    /// The answers, where nothing more is held.
    pub results: Vec<TaskResult>,
}

/// What is held in the directory.
#[derive(Debug)]
pub(super) struct DirectoryHoldings {
    pub held: HeldInDirectory,
    /// Equal numbers are equal holdings.
    pub number: u32,
}

impl Layer {
    /// This layer and those under it, from above.
    fn downwards(&self) -> impl Iterator<Item = &Self> {
        successors(Some(self), |layer| layer.under.as_deref())
    }

    /// The grants of every layer.
    pub(super) fn all_holdings(&self) -> impl Iterator<Item = &HeldGrant> {
        self.downwards().flat_map(|layer| &layer.holdings)
    }

    /// The grants of a role at a scope, of every layer.
    pub(super) fn of_role(&self, role: RoleId, scope: ScopeId) -> impl Iterator<Item = &HeldGrant> {
        self.downwards().filter_map(move |layer| layer.by_role.get(&(role, scope))).flatten()
    }

    /// Whether a group is owned.
    pub(super) fn owns(&self, group: PrincipalId) -> bool {
        self.downwards().any(|layer| layer.owned.contains(&group))
    }

    /// What is effective at an evaluation scope.
    pub(super) fn effective(&self, id: EvaluationScopeId) -> Option<&Arc<Effective>> {
        self.downwards().find_map(|layer| layer.reached.get(&id))
    }
}
