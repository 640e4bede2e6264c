//! The sentences that say who gains what.

use super::roles::RoleImpact;
use super::tasks::TaskImpact;
use crate::decide::Verdict;

impl RoleImpact {
    /// The sentence: `this gives 14 principals X and 2 more privileged operations at S`.
    pub fn sentence(&self) -> String {
        let certainty = certainty(self.verdict);
        let who = who(self.principals.len(), self.open_groups);
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
        let who = who(self.principals.len(), self.open_groups);
        format!("this lets {who}{} do {} on {}", certainty(self.verdict), self.task, self.target)
    }
}

/// How many principals gain something, and how many of them are groups whose members the exports do not name.
fn who(principals: usize, groups: usize) -> String {
    let all = match principals {
        1 => "one principal".to_owned(),
        more => format!("{more} principals"),
    };
    match groups {
        0 => all,
        1 if principals == 1 => "a group, whose members were not exported,".to_owned(),
        1 => format!("{all}, one of them a group whose members were not exported,"),
        more => format!("{all}, {more} of them groups whose members were not exported,"),
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
