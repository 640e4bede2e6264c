//! [`Grouped`]: targets that share one answer.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::outcome::TaskResult;
use crate::decide::{Decision, RestsOn};

/// An answer, and what it rests on.
pub(crate) type GroupedAnswer = (Arc<Decision>, Vec<RestsOn>);

/// Targets that share one answer, resting on the same assignments. Answers are equal if they are the same one in memory.
#[derive(Debug, Default)]
pub(crate) struct Grouped {
    groups: Vec<(GroupedAnswer, Vec<usize>)>,
    /// The numbers of the groups by what they share.
    numbers: HashTable<usize>,
}

impl Grouped {
    /// Puts targets with those that have the same answer for the same reasons.
    pub(crate) fn add(&mut self, answer: GroupedAnswer, targets: impl IntoIterator<Item = usize>) {
        let groups = &mut self.groups;
        let hash = hash_of(&answer);
        let same = |number: &usize| groups.get(*number).is_some_and(|(other, _)| is_same(other, &answer));
        if let Some(&number) = self.numbers.find(hash, same) {
            if let Some((_, known)) = groups.get_mut(number) {
                known.extend(targets);
            }
            return;
        }
        groups.push((answer, targets.into_iter().collect()));
        let rehash = |number: &usize| groups.get(*number).map_or(0, |(other, _)| hash_of(other));
        self.numbers.insert_unique(hash, groups.len() - 1, rehash);
    }

    /// Results of a task, by first target.
    pub(crate) fn in_order(self, task: usize) -> impl Iterator<Item = TaskResult> {
        let mut groups = self.groups;
        for (_, targets) in &mut groups {
            targets.sort_unstable();
        }
        groups.sort_by(|(_, a), (_, b)| a.cmp(b));
        groups.into_iter().map(move |((decision, rests_on), targets)| TaskResult {
            task,
            targets,
            decision,
            rests_on,
            proof: Vec::new(),
        })
    }
}

fn is_same((decision, rests_on): &GroupedAnswer, (other, others): &GroupedAnswer) -> bool {
    Arc::ptr_eq(decision, other) && rests_on == others
}

fn hash_of((decision, rests_on): &GroupedAnswer) -> u64 {
    FxBuildHasher.hash_one((Arc::as_ptr(decision), rests_on))
}
