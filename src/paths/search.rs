//! The search: from a goal backwards to everybody who can come to it, the surest way of each, and of equally sure ones the shortest.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use super::app_roles::{AppRoleGround, AppRoleHolders};
use super::doubt::PathDoubt;
use super::step_answers::{PathNode, StepAnswer, StepAnswers, is_asked_of};
use super::steps::EscalationStep;
use super::takeover::Takeovers;
use crate::audit::Outcome;
use crate::decide::Verdict;
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::{LeadsTo, Origin, PrincipalId};

/// How far a node is from the goal: first how surely (0 is for certain), then in how many steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Distance {
    doubt: PathDoubt,
    pub(super) steps: usize,
}

/// How a node leads on.
#[derive(Debug, Clone, Copy)]
pub(super) struct WayOn {
    pub(super) distance: Distance,
    /// The next node; `None` for the goal.
    pub(super) next: Option<PathNode>,
    pub(super) by: StepGround,
}

/// What a step rests on.
#[derive(Debug, Clone, Copy)]
pub(super) enum StepGround {
    /// An answer.
    Answer(StepAnswer),
    /// A record of an owner.
    Owns(Origin),
    /// A record of an application that trusts a managed identity.
    Trusted(Origin),
    /// A record of an app role.
    AppRole(AppRoleGround),
    /// What was come to before.
    Before,
}

/// What the search looks at.
pub(super) struct Map<'a> {
    pub(super) tenant: &'a TenantGraph,
    pub(super) outcome: &'a Outcome,
    pub(super) steps: &'a [EscalationStep],
    pub(super) edges: &'a StepAnswers,
    pub(super) takeovers: &'a Takeovers<'a>,
    pub(super) app_roles: &'a AppRoleHolders,
    /// The Azure role of the goal; `None` where it is an Entra role.
    pub(super) role: Option<Guid>,
}

impl Distance {
    const ZERO: Self = Self { doubt: PathDoubt::None, steps: 0 };

    fn further(self, doubt: PathDoubt, steps: usize) -> Self {
        Self { doubt: self.doubt.max(doubt), steps: self.steps + steps }
    }

    /// The answer for the whole way.
    pub(super) const fn verdict(self) -> Verdict {
        self.doubt.verdict()
    }
}

impl Map<'_> {
    /// Every node from which the goal can be come to, with the way on.
    pub(super) fn search(&self, goal: PathNode) -> FxHashMap<PathNode, WayOn> {
        let mut found: FxHashMap<PathNode, WayOn> = FxHashMap::default();
        let mut open = BinaryHeap::new();
        let start = WayOn { distance: Distance::ZERO, next: None, by: StepGround::Before };
        relax(&mut found, &mut open, (goal, start));
        while let Some(Reverse((distance, node))) = open.pop() {
            if found.get(&node).is_some_and(|best| best.distance < distance) {
                continue;
            }
            for (nearer, onward) in self.before(node, distance) {
                relax(&mut found, &mut open, (nearer, onward));
            }
        }
        found
    }

    /// The nodes that are one step before a node.
    fn before(&self, node: PathNode, distance: Distance) -> Vec<(PathNode, WayOn)> {
        let mut all = self.implied(node, distance);
        all.extend(self.app_roles.into(node).iter().map(|holder| {
            let distance = distance.further(holder.doubt, 1);
            let onward = WayOn { distance, next: Some(node), by: StepGround::AppRole(holder.by) };
            (PathNode::Principal(holder.principal), onward)
        }));
        for &edge in self.edges.into(node) {
            let Some(step) = self.steps.get(edge.step) else { continue };
            let Some(class) = self.outcome.classes.get(edge.class) else { continue };
            let further = distance.further(doubt_of(step, edge.verdict), self.length(step));
            let onward = WayOn { distance: further, next: Some(node), by: StepGround::Answer(edge) };
            let kind = |principal| self.tenant.facts().principals.kind(principal);
            let people = class.principals.iter().filter(|&&principal| is_asked_of(step, kind(principal)));
            all.extend(people.map(|&principal| (PathNode::Principal(principal), onward)));
        }
        all
    }

    /// What leads on by itself: who is User Access Administrator of the tenant assigns any role in it; who assigns any Entra role becomes
    /// Global Administrator, and elevates; who ends among some principals acts as each of them.
    fn implied(&self, node: PathNode, distance: Distance) -> Vec<(PathNode, WayOn)> {
        let before = |end: PathNode, doubt: PathDoubt, steps: usize| {
            let onward = WayOn { distance: distance.further(doubt, steps), next: Some(node), by: StepGround::Before };
            (end, onward)
        };
        match node {
            PathNode::Goal(_) if self.role.is_none() => {
                vec![before(PathNode::End(LeadsTo::AnyDirectoryRole), PathDoubt::None, 0)]
            }
            PathNode::Goal(_) => vec![before(PathNode::End(LeadsTo::Root), PathDoubt::None, 1)],
            PathNode::End(LeadsTo::Root) => vec![before(PathNode::End(LeadsTo::AnyDirectoryRole), PathDoubt::None, 1)],
            PathNode::Principal(principal) => {
                let ends = self.takeovers.of(principal).into_iter();
                ends.map(|(end, surely)| before(end, PathDoubt::of(surely), 0))
                    .chain(self.owners(principal, distance))
                    .chain(self.trusted(principal, distance))
                    .collect()
            }
            PathNode::End(_) | PathNode::UserOf(_) => Vec::new(),
        }
    }

    /// The owners of a principal, who can come to act as it.
    fn owners(&self, principal: PrincipalId, distance: Distance) -> impl Iterator<Item = (PathNode, WayOn)> {
        self.takeovers.owners(principal).map(move |(owner, origin, doubt)| {
            let distance = distance.further(doubt, 1);
            (
                PathNode::Principal(owner),
                WayOn { distance, next: Some(PathNode::Principal(principal)), by: StepGround::Owns(origin) },
            )
        })
    }

    /// The managed identities that sign in as a principal.
    fn trusted(&self, principal: PrincipalId, distance: Distance) -> impl Iterator<Item = (PathNode, WayOn)> {
        self.takeovers.trusted(principal).map(move |(identity, origin, doubt)| {
            let (distance, next) = (distance.further(doubt, 1), Some(PathNode::Principal(principal)));
            (PathNode::Principal(identity), WayOn { distance, next, by: StepGround::Trusted(origin) })
        })
    }

    /// How many steps it takes: who assigns another role than that of the goal goes on from there.
    fn length(&self, step: &EscalationStep) -> usize {
        match step {
            EscalationStep::Holds => 0,
            EscalationStep::Assigns { .. }
            | EscalationStep::HoldsCustom { .. }
            | EscalationStep::WritesDefinitions
            | EscalationStep::Azure(_)
            | EscalationStep::Directory(_) => 1 + usize::from(self.is_stepping(step)),
        }
    }

    /// Whether a step assigns another role than that of the goal, which may assign it.
    pub(super) fn is_stepping(&self, step: &EscalationStep) -> bool {
        matches!(step, EscalationStep::Assigns { role, .. } if Some(*role) != self.role)
    }
}

fn doubt_of(step: &EscalationStep, verdict: Verdict) -> PathDoubt {
    let own = PathDoubt::of(verdict);
    match step {
        EscalationStep::Directory(way) if way.unless.is_some() => own.max(PathDoubt::Unless),
        _ => own,
    }
}

type Frontier = BinaryHeap<Reverse<(Distance, PathNode)>>;

fn relax(found: &mut FxHashMap<PathNode, WayOn>, open: &mut Frontier, (node, onward): (PathNode, WayOn)) {
    if found.get(&node).is_none_or(|known| onward.distance < known.distance) {
        found.insert(node, onward);
        open.push(Reverse((onward.distance, node)));
    }
}
