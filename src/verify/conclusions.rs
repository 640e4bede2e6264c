//! What a report concludes from its answers: the answer of `explain`, and what readiness says of tasks, prerequisites and packs.

use super::claims::VerdictClaim;
use super::fault::{Fault, Why};
use super::readiness_again::ReadinessAgain;
use super::redecide::Redecision;
use super::scope::{expected, of_report};
use crate::model::TaskPack;

/// Holds the conclusions of a report against the answers that follow from the exports.
pub(super) fn replay(again: &Redecision<'_>, packs: &[TaskPack], faults: &mut Vec<Fault>) {
    if again.report.is_explain() {
        faults.extend(explained(again));
    } else if let Some(claims) = &again.report.readiness {
        ReadinessAgain::new(again, claims).compare(packs, faults);
    }
}

/// A no for one target is a no; what is open for one leaves the whole open.
fn explained(again: &Redecision<'_>) -> Option<Fault> {
    let mut worst = None;
    for principal in expected(again) {
        let decided = again.decided(principal);
        for (number, asked) in again.asked.iter().enumerate() {
            let answers = again.targets_of(asked.task).map(|target| again.answer(&decided, number, target).verdict);
            worst = answers.map(rank).chain(worst).min();
        }
    }
    let is = match worst {
        Some(0) => "no",
        Some(2) => "yes",
        Some(_) | None => "unknown",
    };
    let said = again.report.answer.clone().unwrap_or_else(|| "nothing".to_owned());
    (said != is).then(|| of_report(&Why::OtherConclusion { said, is }))
}

const fn rank(verdict: VerdictClaim) -> u8 {
    match verdict {
        VerdictClaim::NotAllowed | VerdictClaim::Blocked | VerdictClaim::Eligible => 0,
        VerdictClaim::Unknown | VerdictClaim::Conditional | VerdictClaim::NotAsked => 1,
        VerdictClaim::Allowed => 2,
    }
}
