//! What Azure Lighthouse lets principals of other tenants do (R-LH-2, R-LH-3): each delegation is asked about again as somebody who holds its
//! role and nothing else, and whom only a deny assignment for everyone reaches.

use super::claims::VerdictClaim;
use super::denies::Denies;
use super::evaluate::StringEvaluator;
use super::reach::Reach;
use super::records::Records;
use super::redecide::{Redecision, ReportGround};
use super::roles::RoleTexts;
use crate::model::{
    Assignment, AssignmentName, ConditionState, DenyPrincipal, Facts, MemberType, ObjectId, PrincipalId, RoleSchedule, Validity,
};

/// The best answer of each delegation that gives more than a no, and more than is known of somebody who holds nothing.
pub(super) fn answers(again: &Redecision<'_>) -> Vec<VerdictClaim> {
    if again.records.facts.delegations.is_empty() || names_somebody(again) {
        return Vec::new();
    }
    let (facts, holders, nobody) = with_holders(again.records.facts);
    let (catalog, wildcards) = (again.evaluator.catalog(), again.evaluator.wildcards());
    let (records, reach) = (Records::new(&facts, again.records.at), Reach::new(&facts));
    let (roles, denies) = (RoleTexts::new(&facts, catalog, wildcards), Denies::new(&facts, catalog, wildcards));
    let evaluator = StringEvaluator::new(&roles, &denies, again.evaluator.context.clone());
    let ground = ReportGround { records: &records, reach: &reach };
    let alone = Redecision::new(again.report, ground, evaluator, again.asked.clone());
    let nothing = best(&alone, nobody);
    let all = holders.into_iter().map(|holder| best(&alone, holder));
    all.filter(|verdict| *verdict > VerdictClaim::Blocked && *verdict > nothing).collect()
}

/// Whether the question is about some principals of this tenant.
fn names_somebody(again: &Redecision<'_>) -> bool {
    let is_one = again.report.asks().is_some_and(|question| question.principal.is_some());
    is_one || again.report.filter.as_ref().is_some_and(|filter| !filter.principals.is_empty())
}

/// The best answer of somebody at any target.
fn best(again: &Redecision<'_>, principal: PrincipalId) -> VerdictClaim {
    let decided = again.decided(principal);
    let targets =
        again.asked.iter().enumerate().flat_map(|(number, _)| again.targets.of(number).iter().map(move |at| (number, *at)));
    let all = targets.map(|(number, target)| again.answer(&decided, number, target).verdict);
    all.max().unwrap_or(VerdictClaim::NotAllowed)
}

/// The facts with a holder of each delegation, and one of nothing, and without what everybody else holds.
fn with_holders(known: &Facts) -> (Facts, Vec<PrincipalId>, PrincipalId) {
    let mut facts = known.without_grants();
    facts.memberships.clear();
    facts.denies.retain(|deny| deny.principals.contains(&DenyPrincipal::Everyone));
    let mut holders = Vec::new();
    for (number, row) in known.delegations.iter().enumerate() {
        let principal = facts.principals.intern(ObjectId::parse(&format!("holder of delegation {number}")));
        let (role, scope, origin, condition) = (row.role, row.scope, row.origin, ConditionState::None);
        if row.eligible {
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
        } else {
            let name = AssignmentName::None;
            facts.assignments.push(Assignment { principal, role, scope, condition, name, updated: 0, origin });
        }
        holders.push(principal);
    }
    let nobody = facts.principals.intern(ObjectId::parse("holder of nothing"));
    (facts, holders, nobody)
}
