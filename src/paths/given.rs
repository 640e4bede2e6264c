//! [`GivenToOthers`]: who can act as somebody else to whom a role is assigned.
//!
//! Conditions may let somebody assign a role to principals of one kind only (R-COND-10). Who is of another kind gives it to a group that it is
//! in, or to somebody whom it can act as, and has it by that.

use rustc_hash::FxHashMap;

use super::doubt::PathDoubt;
use super::step_answers::{PathNode, StepAnswers, is_asked_as};
use super::steps::{EscalationStep, KINDS};
use super::way_on::FoundWays;
use crate::decide::Verdict;
use crate::graph::{Strength, TenantGraph};
use crate::guid::Guid;
use crate::model::{PrincipalId, PrincipalKind};

/// By kind: everybody who can act as somebody of it, with the way on.
#[derive(Debug, Default)]
pub(super) struct GivenToOthers {
    of: FxHashMap<PrincipalKind, FoundWays>,
}

impl GivenToOthers {
    /// Those for some kinds, where a search finds who can act as one of some principals.
    pub(super) fn new(tenant: &TenantGraph, kinds: &[PrincipalKind], search: impl Fn(Vec<PathNode>) -> FoundWays) -> Self {
        let principals = &tenant.facts().principals;
        let all = |kind: PrincipalKind| {
            let own = principals.ids().filter(|&own| principals.kind(own) == kind && !tenant.is_orphan(own));
            own.map(PathNode::Principal).collect()
        };
        Self { of: kinds.iter().map(|&kind| (kind, search(all(kind)))).collect() }
    }

    /// The ways by which a principal acts as somebody of a kind, where it is not of that kind itself.
    pub(super) fn of(&self, principal: PrincipalId, (kind, to): (PrincipalKind, PrincipalKind)) -> Option<&FoundWays> {
        let found = self.of.get(&to).filter(|_| !is_asked_as(to, kind))?;
        found.contains_key(&PathNode::Principal(principal)).then_some(found)
    }

    /// The ways of a kind.
    pub(super) fn of_kind(&self, kind: PrincipalKind) -> Option<&FoundWays> {
        self.of.get(&kind)
    }
}

/// The kinds to which somebody can assign a role more surely than to another kind; none where conditions tell no kinds apart.
pub(super) fn kinds_given(edges: &StepAnswers, (steps, goals): (&[EscalationStep], &[usize])) -> Vec<PrincipalKind> {
    // Groups are asked about only where conditions may tell kinds apart.
    if !steps.iter().any(|step| matches!(step, EscalationStep::Assigns { to: PrincipalKind::Group, .. })) {
        return Vec::new();
    }
    let mut by_role: FxHashMap<(usize, usize, Guid), FxHashMap<PrincipalKind, Verdict>> = FxHashMap::default();
    for &goal in goals {
        for edge in edges.into(PathNode::Goal(goal)) {
            if let Some(EscalationStep::Assigns { role, to, .. }) = steps.get(edge.step) {
                by_role.entry((goal, edge.class, *role)).or_default().insert(*to, edge.verdict);
            }
        }
    }
    let is_surer = |kind: PrincipalKind| {
        let own = by_role.values().filter_map(|to| Some((to, to.get(&kind)?)));
        own.into_iter().any(|(to, verdict)| KINDS.iter().any(|other| to.get(other).is_none_or(|other| other < verdict)))
    };
    KINDS.into_iter().filter(|&kind| is_surer(kind)).collect()
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
