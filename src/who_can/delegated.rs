//! [`DelegatedAnswer`]: what Azure Lighthouse lets principals of other tenants do (R-LH-2, R-LH-3). They are no principals of this tenant.
//! Each delegation is asked about as somebody who holds its role and nothing else, and whom only a deny assignment for everyone reaches.

use crate::audit::outcome::Outcome;
use crate::audit::tasks::{OneTask, TaskOptions, one_task};
use crate::decide::Verdict;
use crate::graph::TenantGraph;
use crate::model::{
    Assignment, AssignmentName, ConditionState, Delegation, DenyPrincipal, Facts, MemberType, Notes, ObjectId, PrincipalId,
    RoleSchedule, Validity,
};

/// What one delegation gives of what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DelegatedAnswer {
    /// Index into `Facts::delegations`.
    pub delegation: u32,
    /// The best answer at any of the targets: more than a no.
    pub verdict: Verdict,
}

/// The delegations that give, or may give, what is asked; none where the question is about some principals of this tenant.
pub(super) fn delegated(tenant: &TenantGraph, one: OneTask<'_>, options: &TaskOptions) -> Vec<DelegatedAnswer> {
    if tenant.facts().delegations.is_empty() || !options.principals.is_empty() {
        return Vec::new();
    }
    let (facts, holders) = with_holders(tenant.facts());
    let alone = TenantGraph::build(facts, tenant.shared_catalog(), tenant.at(), &mut Notes::default());
    let options = TaskOptions { principals: holders.clone(), all: true, ..options.clone() };
    let outcome = one_task(&alone, one, &options);
    // The last one holds nothing: where it is not known of it, nothing is known of the lists.
    let nothing = holders.last().map_or(Verdict::NotAllowed, |&nobody| best(&outcome, nobody));
    let answers = holders
        .iter()
        .zip(0..tenant.facts().delegations.len() as u32)
        .map(|(&holder, delegation)| DelegatedAnswer { delegation, verdict: best(&outcome, holder) });
    answers.filter(|answer| answer.verdict > Verdict::Blocked && answer.verdict > nothing).collect()
}

/// The best answer of a principal.
fn best(outcome: &Outcome, principal: PrincipalId) -> Verdict {
    let own = outcome.classes.iter().filter(|class| class.principals.contains(&principal)).flat_map(|class| &class.results);
    own.map(|result| result.decision.verdict).max().unwrap_or(Verdict::NotAllowed)
}

/// The facts with a holder of each delegation and one of nothing, and without what everybody else holds.
fn with_holders(facts: &Facts) -> (Facts, Vec<PrincipalId>) {
    let mut own = facts.without_grants();
    own.memberships.clear();
    own.denies.retain(|deny| deny.principals.contains(&DenyPrincipal::Everyone));
    let mut holders = Vec::new();
    for (index, row) in facts.delegations.iter().enumerate() {
        let holder = own.principals.intern(ObjectId::parse(&["delegation ", &index.to_string()].concat()));
        hold(&mut own, holder, row);
        holders.push(holder);
    }
    holders.push(own.principals.intern(ObjectId::parse("nobody")));
    (own, holders)
}

fn hold(facts: &mut Facts, principal: PrincipalId, row: &Delegation) {
    let (role, scope, origin, condition) = (row.role, row.scope, row.origin, ConditionState::None);
    if !row.eligible {
        let name = AssignmentName::None;
        facts.assignments.push(Assignment { principal, role, scope, condition, name, updated: 0, origin });
        return;
    }
    facts.schedules.push(RoleSchedule {
        eligible: true,
        principal,
        role,
        scope,
        condition,
        validity: Validity::ALWAYS,
        member_type: MemberType::Direct,
        effective: true,
        schedule: None,
        assignment: None,
        id: None,
        origin,
    });
}
