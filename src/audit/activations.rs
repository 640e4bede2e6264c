//! Answers under several choices of activations. For each task and target the best answer counts (R-PIM-10).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::evaluator::Evaluator;
use super::grouped::Grouped;
use super::outcome::TaskResult;
use crate::decide::{Decision, Missing, MissingReason, RestsOn, Verdict};
use crate::model::TargetKind;

/// An answer, and what it rests on.
type Chosen = (Arc<Decision>, Vec<RestsOn>);

/// The better answer for each task and target; what holds only while a membership is activated is eligible.
pub(super) fn better(evaluator: &Evaluator<'_>, plain: Vec<TaskResult>, activated: Vec<TaskResult>) -> Vec<TaskResult> {
    let mut best: BTreeMap<(usize, usize), Chosen> = by_target(plain).collect();
    for (at, (decision, rests_on)) in by_target(activated) {
        let rank = |decision: &Decision| (decision.verdict, decision.basis);
        let place =
            evaluator.plan.tasks.get(at.0).map(|asked| asked.task.target).filter(|_| decision.verdict == Verdict::Allowed);
        let decision =
            place.map_or_else(|| Arc::clone(&decision), |place| evaluator.share_decision(only_eligible(&decision, place)));
        if best.get(&at).is_none_or(|(known, _)| rank(known) < rank(&decision)) {
            best.insert(at, (decision, rests_on));
        }
    }
    let mut by_task: BTreeMap<usize, Grouped> = BTreeMap::new();
    for ((task, target), (decision, rests_on)) in best {
        by_task.entry(task).or_default().add((decision, rests_on), [target]);
    }
    by_task.into_iter().flat_map(|(task, grouped)| grouped.in_order(task)).collect()
}

fn by_target(results: Vec<TaskResult>) -> impl Iterator<Item = ((usize, usize), Chosen)> {
    results.into_iter().flat_map(|result| {
        let TaskResult { task, targets, decision, rests_on, .. } = result;
        targets.into_iter().map(move |target| ((task, target), (Arc::clone(&decision), rests_on.clone())))
    })
}

/// A deny assignment is lifted while a membership is activated: until then nothing is allowed.
fn only_eligible(decision: &Decision, at: TargetKind) -> Decision {
    let missing = vec![Missing { reason: MissingReason::MembershipNeedsActivation, at, origin: None }];
    Decision { verdict: Verdict::Eligible, missing, ..decision.clone() }
}
