//! The search: from a goal backwards to everybody who can come to it, the surest way of each, and of equally sure ones the shortest.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use super::app_roles::AppRoleHolders;
use super::at_root::LeftAtRoot;
use super::doubt::PathDoubt;
use super::given::GivenToOthers;
use super::goal::PathsQuestion;
use super::left_of_ways::LeftOfWays;
use super::roles::is_assignable;
use super::step_answers::{PathNode, StepAnswer, StepAnswers, StepsAsked};
use super::steps::EscalationStep;
use super::takeover::Takeovers;
use super::way_on::{Distance, FoundWays, StepGround, WayOn};
use crate::audit::Outcome;
use crate::decide::Verdict;
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::{LeadsTo, PrincipalId};

/// What the search looks at.
pub(super) struct Map<'a> {
    pub(super) tenant: &'a TenantGraph,
    pub(super) question: &'a PathsQuestion,
    pub(super) outcome: &'a Outcome,
    pub(super) asked: StepsAsked<'a>,
    pub(super) edges: &'a StepAnswers,
    pub(super) takeovers: &'a Takeovers<'a>,
    pub(super) app_roles: &'a AppRoleHolders,
    pub(super) at_root: &'a LeftAtRoot,
    pub(super) left: &'a LeftOfWays,
    pub(super) given: &'a GivenToOthers,
    /// The members of groups, where a group counts for what is given to it.
    pub(super) members: Option<&'a FxHashMap<PrincipalId, Vec<(PrincipalId, PathDoubt)>>>,
    /// The Azure role of the goal; `None` where it is an Entra role.
    pub(super) role: Option<Guid>,
}

impl Map<'_> {
    /// What a step hangs on. An Entra role is one of its own tenant: of several, nothing tells whether what it leads to is of that one
    /// (R-SCO-12).
    fn doubt_of(&self, step: &EscalationStep, verdict: Verdict) -> PathDoubt {
        let own = PathDoubt::of(verdict);
        match step {
            EscalationStep::Directory(_) if self.tenant.facts().tenancy.is_mixed() => PathDoubt::Unknown,
            EscalationStep::Directory(way) if way.unless.is_some() => own.max(PathDoubt::Unless),
            _ => own,
        }
    }

    /// Every node from which the goal can be come to, with the way on.
    pub(super) fn search(&self, goal: PathNode) -> FoundWays {
        self.search_from(vec![goal])
    }

    /// Every node from which one of some nodes can be come to; deny assignments count at a goal.
    pub(super) fn search_from(&self, ends: Vec<PathNode>) -> FoundWays {
        let mut found = FoundWays::default();
        let mut open = BinaryHeap::new();
        let start = WayOn { distance: Distance::ZERO, next: None, by: StepGround::Before };
        let goal = ends.first().copied();
        for end in ends {
            relax(&mut found, &mut open, (end, start));
        }
        while let Some(Reverse((distance, node))) = open.pop() {
            if found.get(&node).is_some_and(|best| best.distance < distance) {
                continue;
            }
            for (nearer, onward) in self.before(node, distance) {
                let Some(onward) = self.left_at(goal, (nearer, onward)) else { continue };
                relax(&mut found, &mut open, (nearer, onward));
            }
        }
        found
    }

    /// A way on to the root as far as deny assignments at the goal let it go on from there, for whoever goes it.
    fn left_at(&self, goal: Option<PathNode>, (node, onward): (PathNode, WayOn)) -> Option<WayOn> {
        let leads_to_root = matches!(onward.next, Some(PathNode::End(LeadsTo::Root | LeadsTo::AnyDirectoryRole)));
        match (node, goal) {
            (PathNode::Principal(principal), Some(PathNode::Goal(target))) if leads_to_root && self.role.is_some() => {
                let doubt = self.at_root.doubt(principal, target)?;
                Some(WayOn { distance: onward.distance.further(doubt, 0), ..onward })
            }
            _ => Some(onward),
        }
    }

    /// The nodes that are one step before a node.
    fn before(&self, node: PathNode, distance: Distance) -> Vec<(PathNode, WayOn)> {
        let mut all = self.implied(node, distance);
        all.extend(self.app_roles.into(node).iter().map(|holder| {
            let distance = distance.further(holder.doubt, 1);
            let onward = WayOn { distance, next: Some(node), by: StepGround::AppRole(holder.by) };
            (PathNode::Principal(holder.principal), onward)
        }));
        for edge in self.edges.into(node) {
            self.by_answer((node, distance), edge, &mut all);
        }
        all
    }

    /// Whoever goes to a node by an answer.
    fn by_answer(&self, (node, distance): (PathNode, Distance), edge: &StepAnswer, all: &mut Vec<(PathNode, WayOn)>) {
        let Some(step) = self.asked.steps.get(edge.step) else { return };
        let Some(class) = self.outcome.classes.get(edge.class) else { return };
        let further = distance.further(self.doubt_of(step, edge.surely()), self.length(step, edge));
        let kind = |principal| self.tenant.facts().principals.kind(principal);
        // A deny assignment may stop whoever has the role then.
        let left = |principal| match edge.opening {
            Some((opening, _)) => Some(further.further(self.left.doubt(principal, (opening, edge.target))?, 0)),
            None => Some(further),
        };
        let is_asked = |own: PrincipalId| match step {
            EscalationStep::Assigns { to, .. } => self.asked.recipients.includes(*to, (own, kind(own))),
            _ => true,
        };
        for &own in class.principals.iter().filter(|&&own| is_asked(own)) {
            let onward = |distance| WayOn { distance, next: Some(node), by: StepGround::Answer(*edge) };
            all.extend(left(own).map(|distance| (PathNode::Principal(own), onward(distance))));
        }
        let &EscalationStep::Assigns { to, .. } = step else { return };
        // What a way takes beside the role is held by whoever assigns it, and not by whom it is assigned to.
        let takes_more = |number: usize| self.asked.openings.get(number).is_some_and(|own| !own.way.also.is_empty());
        if edge.opening.is_some_and(|(number, _)| takes_more(number)) {
            return;
        }
        all.extend(class.principals.iter().filter(|&&own| !is_asked(own)).filter_map(|&own| {
            let way = self.given.of(own, to)?.get(&PathNode::Principal(own))?;
            let distance = left(self.given.end_of(own, to))?.further(way.distance.doubt, way.distance.steps + 1);
            let by = StepGround::Given(*edge, to);
            Some((PathNode::Principal(own), WayOn { distance, next: Some(node), by }))
        }));
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
            PathNode::Goal(target) if self.is_assignable(target) => {
                vec![before(PathNode::End(LeadsTo::Root), PathDoubt::None, 1)]
            }
            PathNode::End(LeadsTo::Root) => vec![before(PathNode::End(LeadsTo::AnyDirectoryRole), PathDoubt::None, 1)],
            PathNode::Principal(principal) => {
                let ends = self.takeovers.of(principal).into_iter();
                ends.map(|(end, surely)| before(end, PathDoubt::of(surely), 0))
                    .chain(self.owners(principal, distance))
                    .chain(self.trusted(principal, distance))
                    .chain(self.members(principal, distance))
                    .collect()
            }
            PathNode::Goal(_) | PathNode::End(_) | PathNode::UserOf(_) => Vec::new(),
        }
    }

    /// Whether the role of the goal can be assigned there.
    fn is_assignable(&self, target: usize) -> bool {
        let id = self.outcome.targets.get(target).map(|target| target.id.as_str()).unwrap_or_default();
        self.role.is_some_and(|role| is_assignable(self.tenant, role, id))
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

    /// The members of a group, who have what is given to it.
    fn members(&self, group: PrincipalId, distance: Distance) -> impl Iterator<Item = (PathNode, WayOn)> {
        let members = self.members.and_then(|members| members.get(&group)).map(Vec::as_slice).unwrap_or_default();
        members.iter().map(move |&(member, doubt)| {
            let (distance, next) = (distance.further(doubt, 1), Some(PathNode::Principal(group)));
            (PathNode::Principal(member), WayOn { distance, next, by: StepGround::Member })
        })
    }

    /// How many steps it takes: who assigns another role than that of the goal goes on from there.
    fn length(&self, step: &EscalationStep, edge: &StepAnswer) -> usize {
        let opening = edge.opening.and_then(|(number, _)| self.asked.openings.get(number));
        let opened = opening.map_or(0, |own| 1 + usize::from(own.then.is_some()));
        let goes_on = usize::from(self.is_stepping(step, edge)) + opened;
        match step {
            EscalationStep::Holds => 0,
            EscalationStep::Assigns { .. }
            | EscalationStep::HoldsCustom { .. }
            | EscalationStep::WritesDefinitions
            | EscalationStep::Azure(_)
            | EscalationStep::Also(_)
            | EscalationStep::Directory(_) => 1 + goes_on,
        }
    }

    /// Whether a step assigns another role than that of the goal, which may assign it.
    pub(super) fn is_stepping(&self, step: &EscalationStep, edge: &StepAnswer) -> bool {
        edge.opening.is_none() && matches!(step, EscalationStep::Assigns { role, .. } if Some(*role) != self.role)
    }
}

type Frontier = BinaryHeap<Reverse<(Distance, PathNode)>>;

fn relax(found: &mut FxHashMap<PathNode, WayOn>, open: &mut Frontier, (node, onward): (PathNode, WayOn)) {
    if found.get(&node).is_none_or(|known| onward.distance < known.distance) {
        found.insert(node, onward);
        open.push(Reverse((onward.distance, node)));
    }
}
