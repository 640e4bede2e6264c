//! What a report concludes from its answers: the answer of `explain` and `who-can`, and what readiness says of tasks, prerequisites and packs.

use super::claims::VerdictClaim;
use super::delegated;
use super::fault::{Fault, Why};
use super::readiness_again::ReadinessAgain;
use super::redecide::Redecision;
use super::scope::{expected, of_report};
use crate::arrange::Arrange as _;
use crate::model::TaskPack;

/// Holds the conclusions of a report against the answers that follow from the exports.
pub(super) fn replay(again: &Redecision<'_>, packs: &[TaskPack], faults: &mut Vec<Fault>) {
    if again.report.asks().is_some() {
        faults.extend(answered(again));
    } else if let Some(claims) = &again.report.readiness {
        ReadinessAgain::new(again, claims).compare(packs, faults);
    }
}

/// `explain`: a no for one target is a no; what is open for one leaves the whole open. `who-can` and
/// `where-can`: one yes is a yes, and so on.
fn answered(again: &Redecision<'_>) -> Option<Fault> {
    let mut ranks = Vec::new();
    for principal in expected(again) {
        let decided = again.decided(principal);
        for (number, asked) in again.asked.iter().enumerate() {
            ranks.extend(again.targets_of(asked.task).map(|target| rank(again.answer(&decided, number, target).verdict)));
        }
        ranks.arrange();
        ranks.dedup();
    }
    let nobody = ranks.is_empty();
    if again.report.wants_one() {
        // Whoever holds a role by Azure Lighthouse is no principal of this tenant, and counts.
        ranks.extend(delegated::answers(again).into_iter().map(rank));
        ranks.arrange();
    }
    let decides = if again.report.wants_one() { ranks.last() } else { ranks.first() };
    let is = match decides {
        Some(0) if !nobody => "no",
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
