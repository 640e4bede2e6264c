//! Two task packs: what the later one says otherwise, whether it asks for more or for less, and for whom that makes a difference
//! (R-PACK-2).
//!
//! `ways.rs` takes a requirement apart into grants that meet it, `held.rs` makes a tenant of them, and `requirement.rs` asks the engine
//! about each. `aligned.rs` brings two packs into one order, so that the answers to them can be compared task by task; `retargeted.rs`
//! looks at tasks of another kind of target as a whole.

mod aligned;
mod held;
mod requirement;
mod retargeted;
mod ways;

use std::sync::Arc;

use crate::audit::Gap;
use crate::audit::tasks::task_gaps;
use crate::catalog::Catalog;
use crate::graph::TenantGraph;
use crate::model::{Facts, TaskPack};
use crate::pack::difference::{PackChange, PackChangeKind, PackDifference, difference, task_pairs};
use crate::pack::directory::in_tenant;
use crate::pattern::Wildcards;

use super::tasks::{Move, pack_moves};
pub use requirement::{RequirementChange, RequirementTrend};

/// What a pack says otherwise than an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackComparison {
    /// What is written otherwise.
    pub difference: PackDifference,
    /// What each changed requirement means, in the order of the changes.
    pub requirements: Vec<RequirementChange>,
}

impl PackComparison {
    /// Compares a pack with an earlier one. What they ask of actions of Entra is asked of the roles of the catalog.
    pub fn new(packs: [&TaskPack; 2], catalog: &Arc<Catalog>) -> Self {
        let [from, to] = packs;
        let difference = difference(from, to);
        let asked = in_tenant(vec![from.clone(), to.clone()], &Facts::default(), catalog);
        let requirements = match asked.as_slice() {
            [from, to] => requirements(&difference, [from, to], catalog),
            _ => Vec::new(),
        };
        Self { difference, requirements }
    }

    /// What a change of a requirement means; `None` for other changes.
    pub fn meaning(&self, change: &PackChange) -> Option<&RequirementChange> {
        let is_asked = change.change == PackChangeKind::RequiresOther;
        self.requirements.iter().find(|own| is_asked && own.task == change.id)
    }
}

fn requirements(difference: &PackDifference, packs: [&TaskPack; 2], catalog: &Arc<Catalog>) -> Vec<RequirementChange> {
    let pairs = task_pairs(packs[0], packs[1]);
    let changed = difference.changes.iter().filter(|change| change.change == PackChangeKind::RequiresOther);
    let tasks = |change: &PackChange| pairs.iter().find_map(|pair| pair.both().filter(|[_, new]| new.id == change.id));
    changed.filter_map(tasks).map(|tasks| requirement::requirement_change(tasks, catalog)).collect()
}

/// What it means for a tenant which of two packs is asked.
#[derive(Debug, Clone)]
pub struct PackEffect {
    /// What people can do by one pack and not by the other. A task that a pack does not have cannot be done by it. Tasks have the ids of
    /// the later pack.
    pub moves: Vec<Move>,
    /// The exports do not tell it for everybody: an answer to a task that is asked otherwise is unknown.
    pub open: bool,
    /// What the exports lack for the tasks of both.
    pub gaps: Vec<Gap>,
}

/// Whom it makes a difference for in a tenant which of two packs is asked.
pub fn pack_effect(tenant: &TenantGraph, packs: [&TaskPack; 2], wildcards: Wildcards) -> PackEffect {
    let aligned = aligned::aligned(packs);
    let [old, new] = aligned.map(|pack| in_tenant(vec![pack], tenant.facts(), tenant.catalog()));
    let (moves, open) = pack_moves(tenant, [&old, &new], wildcards);
    let moves = retargeted::without_other_targets(moves, packs);
    PackEffect { moves, open, gaps: task_gaps(tenant, &[old, new].concat()) }
}
