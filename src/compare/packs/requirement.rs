//! [`RequirementChange`]: whether a changed requirement asks for more or for less, with what makes the difference.

use std::sync::Arc;

use super::held::{self, GrantSet, HeldUnder};
use super::ways::{conditioned, ways};
use crate::audit::examples::verdict;
use crate::catalog::Catalog;
use crate::model::Task;

/// Which of two requirements is met by more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequirementTrend {
    /// The later one is met by all that met the earlier one, and by more.
    Wider,
    /// Less meets the later one.
    Narrower,
    /// Some things meet only the earlier one, others only the later one.
    Other,
    /// They are written otherwise and ask for the same.
    Same,
    /// There are too many ways to meet one of them to try each.
    NotCompared,
}

/// What a change of a requirement means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementChange {
    /// The task, by the id of the later pack.
    pub task: String,
    /// Whether it asks for more or for less.
    pub reach: RequirementTrend,
    /// Ways that are enough now and were not, as the examples of packs write them.
    pub newly_enough: Vec<String>,
    /// Ways that were enough and are not any more.
    pub no_longer_enough: Vec<String>,
}

/// What the change from one task to the one that continues it means. Every way to meet one requirement is held against the other one by
/// the engine, so that a role that includes another counts as such.
pub(super) fn requirement_change([old, new]: [&Task; 2], catalog: &Arc<Catalog>) -> RequirementChange {
    let task = new.id.clone();
    let (Some(before), Some(after)) = (ways(&old.requires), ways(&new.requires)) else {
        let (newly_enough, no_longer_enough) = (Vec::new(), Vec::new());
        return RequirementChange { task, reach: RequirementTrend::NotCompared, newly_enough, no_longer_enough };
    };
    let conditions = conditions([old, new]);
    let lost = WaysLost { from: old, to: new, conditions: &conditions, catalog };
    let gained = WaysLost { from: new, to: old, ..lost };
    let (no_longer_enough, newly_enough) = (lost.among(&before), gained.among(&after));
    let reach = match (newly_enough.is_empty(), no_longer_enough.is_empty()) {
        (true, true) => RequirementTrend::Same,
        (false, true) => RequirementTrend::Wider,
        (true, false) => RequirementTrend::Narrower,
        (false, false) => RequirementTrend::Other,
    };
    RequirementChange { task, reach, newly_enough, no_longer_enough }
}

/// The conditions that a grant can be under: any, and those that allow what a leaf of the tasks assigns.
fn conditions(tasks: [&Task; 2]) -> Vec<HeldUnder> {
    let mut conditions = vec![HeldUnder::SomeCondition];
    for leaf in tasks.iter().flat_map(|task| task.requires.leaves()) {
        let delegation = leaf.assigns.map(HeldUnder::Delegation);
        conditions.extend(delegation.filter(|own| !conditions.contains(own)));
    }
    conditions
}

/// Ways to do one task by which another one is done less surely, or not at all.
#[derive(Clone, Copy)]
struct WaysLost<'t> {
    from: &'t Task,
    to: &'t Task,
    conditions: &'t [HeldUnder],
    catalog: &'t Arc<Catalog>,
}

impl WaysLost<'_> {
    fn among(self, ways: &[GrantSet]) -> Vec<String> {
        let mut lost: Vec<String> = Vec::new();
        for way in ways {
            let found = if self.is_lost(way) { vec![way.clone()] } else { self.under_conditions(way) };
            let words = found.iter().map(held::in_words);
            lost.extend(words.filter(|own| !lost.contains(own)).collect::<Vec<_>>());
        }
        lost
    }

    /// Where the way itself is not lost: what is lost of it where one of its grants is under a condition.
    fn under_conditions(self, way: &GrantSet) -> Vec<GrantSet> {
        conditioned(way, self.conditions).into_iter().filter(|way| self.is_lost(way)).collect()
    }

    fn is_lost(self, way: &GrantSet) -> bool {
        let of = |task: &Task| verdict(held::facts(way), task, self.catalog);
        of(self.to) < of(self.from)
    }
}
