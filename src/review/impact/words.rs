//! The sentences that say who gains what.

use super::roles::RoleImpact;
use super::tasks::TaskImpact;
use crate::decide::Verdict;
use crate::model::PrincipalId;

impl RoleImpact {
    /// The sentence: `this gives 14 principals X and 2 more privileged operations at S`.
    pub fn sentence(&self) -> String {
        let certainty = certainty(self.verdict);
        let who = who(&self.principals);
        let others = match self.privileged.len() {
            0 => " and what else the role gains",
            1 => "",
            2 => " and one more privileged operation",
            more => &format!(" and {} more privileged operations", more - 1),
        };
        format!("this gives {who}{certainty} `{}`{others} at {}", self.witness, self.scope)
    }
}

impl TaskImpact {
    /// The sentence: `this lets 3 principals do create-support-request on /subscriptions/...`.
    pub fn sentence(&self) -> String {
        let who = who(&self.principals);
        format!("this lets {who}{} do {} on {}", certainty(self.verdict), self.task, self.target)
    }
}

/// How many principals gain something.
fn who(principals: &[PrincipalId]) -> String {
    match principals.len() {
        1 => "one principal".to_owned(),
        more => format!("{more} principals"),
    }
}

/// How sure a gain is, in words that follow who gains.
fn certainty(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allowed => "",
        Verdict::Eligible => ", after an activation,",
        Verdict::Conditional => ", where a condition allows it,",
        Verdict::Unknown => ", as far as the exports tell,",
        // What is blocked or not allowed is no gain, and not in the list.
        Verdict::Blocked | Verdict::NotAllowed | Verdict::NotAsked => ", if nothing takes it away,",
    }
}
