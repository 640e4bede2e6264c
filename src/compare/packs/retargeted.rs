//! [`without_other_targets`]: tasks that one pack asks of another kind of target than the other pack.

use std::collections::BTreeSet;

use crate::compare::tasks::{Move, TaskMove};
use crate::decide::Verdict;
use crate::model::TaskPack;
use crate::pack::difference::{TaskPair, task_pairs};

/// The moves, where a task that is asked of another kind of target is gained or lost only if it can be done more or less surely at
/// the best of its targets: every answer for a target of one kind is none for the targets of the other kind. Unknown answers come in,
/// for they are no loss, and do not go out.
pub(super) fn without_other_targets(moves: Vec<Move>, [from, to]: [&TaskPack; 2]) -> Vec<Move> {
    let pairs = task_pairs(from, to).into_iter().filter_map(TaskPair::both);
    let other = pairs.filter(|[old, new]| (old.target, &old.resource_type) != (new.target, &new.resource_type));
    let ids: BTreeSet<&str> = other.map(|[_, new]| new.id.as_str()).collect();
    moves.into_iter().filter_map(|moved| kept(moved, &ids)).collect()
}

fn kept(moved: Move, ids: &BTreeSet<&str>) -> Option<Move> {
    let Move { principals, mut gained, mut lost } = moved;
    for id in ids {
        let before = best(&lost, id, |task| task.before);
        let after = best(&gained, id, |task| task.after);
        let is_other = |task: &TaskMove| task.task != *id;
        if after >= before {
            lost.retain(is_other);
        }
        if after <= before {
            gained.retain(is_other);
        }
        // The answer by the other pack is that for its own targets, which may be unknown.
        lost.iter_mut().filter(|task| task.task == *id).for_each(|task| task.after = after);
        gained.iter_mut().filter(|task| task.task == *id).for_each(|task| task.before = before);
    }
    // That an answer is unknown is neither a gain nor a loss (R-EVAL-9).
    let is_a_move = |task: &TaskMove| task.before.max(task.after) >= Verdict::Conditional;
    lost.retain(is_a_move);
    gained.retain(is_a_move);
    (!gained.is_empty() || !lost.is_empty()).then_some(Move { principals, gained, lost })
}

/// The best answer for a task.
fn best(tasks: &[TaskMove], id: &str, answer: fn(&TaskMove) -> Verdict) -> Verdict {
    tasks.iter().filter(|task| task.task == id).map(answer).max().unwrap_or(Verdict::NotAllowed)
}
