//! [`GivenToOthers`]: who can act as somebody else to whom a role is assigned.
//!
//! Conditions may let somebody assign a role to principals of one kind only (R-COND-10). Who is of another kind gives it to a group that it is
//! in, or to somebody whom it can act as, and has it by that.

use rustc_hash::{FxHashMap, FxHashSet};

use super::doubt::PathDoubt;
use super::recipients::{Recipient, RecipientId, Recipients};
use super::step_answers::{PathNode, StepsAsked};
use super::steps::EscalationStep;
use super::way_on::FoundWays;
use crate::audit::Outcome;
use crate::decide::Verdict;
use crate::graph::{Strength, TenantGraph};
use crate::guid::Guid;
use crate::model::{PrincipalId, PrincipalKind};

/// By recipient: everybody who can act as one of them, with the way on.
#[derive(Debug, Default)]
pub(super) struct GivenToOthers {
    of: FxHashMap<Recipient, FoundWays>,
}

impl GivenToOthers {
    /// Those for some recipients, where a search finds who can act as one of some principals.
    pub(super) fn new(
        tenant: &TenantGraph,
        (recipients, given): (&Recipients, &[Recipient]),
        search: impl Fn(Vec<PathNode>) -> FoundWays,
    ) -> Self {
        let principals = &tenant.facts().principals;
        let all = |to: Recipient| {
            let is_one = |own: PrincipalId| match (to.which, principals.kind(own)) {
                (RecipientId::Any | RecipientId::Unnamed, kind) if kind != to.kind => false,
                // A group is nobody who assigns to itself, and somebody to whom others assign.
                (RecipientId::Any, PrincipalKind::Group) => true,
                (RecipientId::Unnamed, PrincipalKind::Group) => !recipients.is_named(own),
                (_, kind) => recipients.includes(to, (own, kind)),
            };
            principals.ids().filter(|&own| is_one(own) && !tenant.is_orphan(own)).map(PathNode::Principal).collect()
        };
        Self { of: given.iter().map(|&to| (to, search(all(to)))).collect() }
    }

    /// The ways by which a principal acts as one of some recipients.
    pub(super) fn of(&self, principal: PrincipalId, to: Recipient) -> Option<&FoundWays> {
        self.of.get(&to).filter(|found| found.contains_key(&PathNode::Principal(principal)))
    }

    /// Whom a principal acts as in the end.
    pub(super) fn end_of(&self, principal: PrincipalId, to: Recipient) -> PrincipalId {
        let (mut end, mut at) = (principal, Some(PathNode::Principal(principal)));
        while let Some(node) = at {
            if let PathNode::Principal(own) = node {
                end = own;
            }
            at = self.of.get(&to).and_then(|found| found.get(&node)?.next);
        }
        end
    }

    /// The ways to some recipients.
    pub(super) fn to(&self, to: Recipient) -> Option<&FoundWays> {
        self.of.get(&to)
    }
}

/// The recipients to whom somebody can assign a role more surely than to others; none where conditions tell nobody apart.
pub(super) fn kinds_given(asked: StepsAsked<'_>, outcome: &Outcome) -> Vec<Recipient> {
    if !asked.recipients.tell_kinds_apart() {
        return Vec::new();
    }
    let all = asked.recipients.all();
    let mut given = FxHashSet::default();
    for class in &outcome.classes {
        let mut by_role: FxHashMap<(Guid, Option<&str>), FxHashMap<Recipient, KindAnswers<'_>>> = FxHashMap::default();
        for answer in class.results.iter().filter(|answer| answer.decision.verdict > Verdict::Blocked) {
            let Some(EscalationStep::Assigns { role, to, .. }) = asked.steps.get(answer.task) else { continue };
            let of = outcome.tasks.get(answer.task).and_then(|own| own.task.resource_type.as_deref());
            let of_kind = by_role.entry((*role, of)).or_default().entry(*to).or_default();
            of_kind.push((answer.decision.verdict, answer.targets.as_slice()));
        }
        given.extend(by_role.values().flat_map(|of_role| all.iter().filter(|&&to| is_surer(of_role, (all, to))).copied()));
    }
    all.iter().copied().filter(|to| given.contains(to)).collect()
}

/// The answers about a role and a kind: how surely it can be assigned, and where.
type KindAnswers<'o> = Vec<(Verdict, &'o [usize])>;

/// Whether a role can be assigned to some more surely than to others somewhere.
fn is_surer(of_role: &FxHashMap<Recipient, KindAnswers<'_>>, (all, to): (&[Recipient], Recipient)) -> bool {
    let Some(own) = of_role.get(&to) else { return false };
    let others = all.iter().filter(|other| **other != to).map(|other| of_role.get(other));
    let is_less = |other: Option<&KindAnswers<'_>>| {
        let Some(other) = other.filter(|other| *other != own) else { return other.is_none() };
        let there = other.iter().flat_map(|(verdict, targets)| targets.iter().map(move |&target| (target, *verdict)));
        let there: FxHashMap<usize, Verdict> = there.collect();
        let mut here = own.iter().flat_map(|(verdict, targets)| targets.iter().map(move |&target| (target, *verdict)));
        here.any(|(target, verdict)| there.get(&target).is_none_or(|other| *other < verdict))
    };
    others.into_iter().any(is_less)
}

/// The members of each group, through other groups as well, and what each membership hangs on.
pub(super) fn members(tenant: &TenantGraph) -> FxHashMap<PrincipalId, Vec<(PrincipalId, PathDoubt)>> {
    let mut all: FxHashMap<PrincipalId, Vec<(PrincipalId, PathDoubt)>> = FxHashMap::default();
    for principal in tenant.facts().principals.ids() {
        if tenant.facts().principals.kind(principal).is_group() || tenant.is_orphan(principal) {
            continue;
        }
        for way in tenant.membership().ways_up(principal).iter().filter(|way| way.to != principal) {
            let doubt = match way.strength {
                Strength::Sure => PathDoubt::None,
                Strength::Eligible => PathDoubt::Eligible,
                Strength::Unknown => PathDoubt::Unknown,
            };
            all.entry(way.to).or_default().push((principal, doubt));
        }
    }
    all
}
