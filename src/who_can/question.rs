//! [`who_can`]: asks one question about every principal of a tenant.

use super::delegated::{DelegatedAnswer, delegated};
use crate::audit::CaveatCode;
use crate::audit::outcome::{AskedTask, Outcome, Target};
use crate::audit::targets::TargetFilter;
use crate::audit::tasks::{OneTask, TaskOptions, one_task};
use crate::decide::{Request, Verdict};
use crate::explain::{AskedScopes, Conclusion};
use crate::graph::TenantGraph;
use crate::model::PrincipalId;
use crate::pattern::Wildcards;

/// What is asked.
#[derive(Debug, Clone)]
pub struct WhoCanQuestion {
    /// What.
    pub asked: AskedTask,
    /// To what.
    pub targets: Vec<Target>,
    /// How far it reaches below the scopes that were named.
    pub reach: AskedScopes,
    /// Only these principals; all where empty.
    pub principals: Vec<PrincipalId>,
    /// How middle wildcards are read.
    pub wildcards: Wildcards,
    /// Keep the answers that are `not_allowed`.
    pub all: bool,
}

/// Who can do it.
#[derive(Debug, Clone)]
pub struct WhoCan {
    /// The question.
    pub question: WhoCanQuestion,
    /// The answers, for each principal and target.
    pub outcome: Outcome,
    /// What principals of other tenants can do through Azure Lighthouse.
    pub delegated: Vec<DelegatedAnswer>,
}

/// Where one principal can do it.
#[derive(Debug, Clone)]
pub struct WhereCan {
    /// Who.
    pub principal: PrincipalId,
    /// The question and the answers, about this principal alone.
    pub answer: WhoCan,
}

/// Asks one question about one principal at every target.
pub fn where_can(tenant: &TenantGraph, principal: PrincipalId, question: WhoCanQuestion) -> WhereCan {
    let answer = who_can(tenant, WhoCanQuestion { principals: vec![principal], ..question });
    WhereCan { principal, answer }
}

/// Asks one question about every principal.
pub fn who_can(tenant: &TenantGraph, question: WhoCanQuestion) -> WhoCan {
    let one = OneTask { asked: &question.asked, targets: &question.targets, request: &Request::Any };
    let (principals, wildcards, all) = (question.principals.clone(), question.wildcards, question.all);
    let options = TaskOptions { targets: TargetFilter::default(), principals, wildcards, all };
    let outcome = one_task(tenant, one, &options);
    let delegated = delegated(tenant, one, &options);
    WhoCan { question, outcome, delegated }
}

impl WhoCan {
    /// Whether each no is about after an activation as well: the exports list who is eligible (R-EVAL-9).
    pub fn shows_eligible(&self) -> bool {
        !self.outcome.caveats.iter().any(|caveat| caveat.code == CaveatCode::EligibilityNotShown)
    }

    /// Whether anybody can do it at any of the targets, those of other tenants through Azure Lighthouse included: a yes of one is a yes.
    /// Where nobody surely can, one open answer leaves the whole open; so does a tenant of which no principal is known.
    pub fn conclusion(&self) -> Conclusion {
        let results = self.outcome.classes.iter().flat_map(|class| &class.results);
        let own = results.map(|result| result.decision.verdict);
        let best = own.chain(self.delegated.iter().map(|answer| answer.verdict)).map(opens).max();
        match best {
            Some(2) => Conclusion::Yes,
            Some(1) => Conclusion::Unknown,
            _ if self.outcome.classes.is_empty() => Conclusion::Unknown,
            _ => Conclusion::No,
        }
    }
}

/// How far an answer is from a no.
const fn opens(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::NotAllowed | Verdict::Blocked | Verdict::Eligible => 0,
        Verdict::Unknown | Verdict::Conditional | Verdict::NotAsked => 1,
        Verdict::Allowed => 2,
    }
}
