//! Answers under several choices of activations: for each task and target the best one counts (R-PIM-10).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::outcome::TaskResult;
use super::shared_grants::Grouped;
use super::tasks::in_order;
use crate::decide::prove::Support;
use crate::decide::{Decision, Missing, Verdict};

/// An answer, and what it rests on.
type Answer = (Arc<Decision>, Vec<Support>);

/// The better answer for each task and target; what holds only while a membership is activated is eligible.
pub(super) fn better(plain: Vec<TaskResult>, activated: Vec<TaskResult>) -> Vec<TaskResult> {
    let mut best: BTreeMap<(usize, usize), Answer> = by_target(plain).collect();
    for (at, (decision, supports)) in by_target(activated) {
        let rank = |decision: &Decision| (decision.verdict, decision.basis);
        let decision = if decision.verdict == Verdict::Allowed { Arc::new(only_eligible(&decision)) } else { decision };
        if best.get(&at).is_none_or(|(known, _)| rank(known) < rank(&decision)) {
            best.insert(at, (decision, supports));
        }
    }
    let mut tasks: BTreeMap<usize, Grouped> = BTreeMap::new();
    for ((task, target), (decision, supports)) in best {
        let grouped = tasks.entry(task).or_default();
        match grouped.iter_mut().find(|(other, others, _)| *other == decision && *others == supports) {
            Some((_, _, targets)) => targets.push(target),
            None => grouped.push((decision, supports, vec![target])),
        }
    }
    tasks.into_iter().flat_map(|(task, grouped)| in_order(task, grouped).collect::<Vec<_>>()).collect()
}

fn by_target(results: Vec<TaskResult>) -> impl Iterator<Item = ((usize, usize), Answer)> {
    results.into_iter().flat_map(|result| {
        let TaskResult { task, targets, decision, supports } = result;
        targets.into_iter().map(move |target| ((task, target), (Arc::clone(&decision), supports.clone())))
    })
}

/// A deny assignment is lifted while a membership is activated: until then nothing is allowed.
fn only_eligible(decision: &Decision) -> Decision {
    let message = "it holds while a membership that is only eligible is activated".to_owned();
    let missing = Missing { code: "needs-activation", subject: String::new(), message, at: None };
    Decision { verdict: Verdict::Eligible, missing: vec![missing], ..decision.clone() }
}
