//! [`Hop`]: the steps of a path, made of the ways that a search found.

use super::app_roles::AppRoleGround;
use super::recipients::Recipient;
use super::search::Map;
use super::step_answers::{PathNode, StepAnswer, host};
use super::steps::EscalationStep;
use super::way_on::{FoundWays, StepGround, WayOn};
use crate::decide::Verdict;
use crate::model::{DirectoryWay, EscalationWay, LeadsTo, Origin, PrincipalId};

/// One step of a path.
#[derive(Debug, Clone)]
pub struct Hop {
    /// Who acts: the principal of the path, or one that it has come to act as.
    pub actor: PrincipalId,
    /// What it does.
    pub does: HopAction,
    /// To what: index into the targets of the outcome.
    pub target: Option<usize>,
    /// Whom it acts as from here on, where the step leads to another principal.
    pub acts_as: Option<PrincipalId>,
    /// How surely; `None` where no answer says so.
    pub verdict: Option<Verdict>,
    /// What proves it; nothing where it follows from the step before.
    pub proof: Vec<HopProof>,
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum HopAction {
    /// A step that was asked of everybody.
    Step(EscalationStep),
    /// The last step assigned another role, which may assign the one of the goal.
    AssignsByNewRole,
    /// The last step gave a role that may assign any other: it assigns this one.
    AssignsNext(String),
    /// The steps before gave a role that opens a way.
    GoesByNewRole(&'static EscalationWay),
    /// A Global Administrator, as whom the step before made it, elevates itself.
    Elevates,
    /// A User Access Administrator of the whole tenant, as whom the step before made it, assigns the role of the goal.
    AssignsAtRoot,
    /// The owner of a group adds itself to it; the owner of an application or service principal adds credentials to it.
    Owns,
    /// A managed identity signs in as an application that trusts it, with a federated identity credential.
    IsTrusted,
    /// A service principal goes a way by an app role of Microsoft Graph.
    AppRole {
        /// The way.
        way: &'static DirectoryWay,
        /// The name of the app role.
        app_role: &'static str,
    },
    /// Whoever assigns Entra roles assigns the one of the goal.
    AssignsDirectoryRole,
    /// A member of a group has what was assigned to the group.
    IsMember,
    /// Holds the role of the goal, which an earlier step assigned to it.
    IsGiven,
}

/// What proves a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HopProof {
    /// An answer of the outcome.
    Answer {
        /// Index into [`Outcome::classes`](crate::audit::Outcome::classes).
        class: usize,
        /// Index into the results of the class.
        result: usize,
    },
    /// A record.
    Record(Origin),
}

/// The steps from a principal to the goal.
pub(super) fn hops(map: &Map<'_>, found: &FoundWays, (principal, first): (PrincipalId, &WayOn)) -> Vec<Hop> {
    let mut hops: Vec<Hop> = Vec::new();
    let mut actor = principal;
    let mut at = Some(*first);
    while let Some(onward) = at {
        let Some(next) = onward.next else { break };
        hops.extend(map.hops_of(found, actor, &onward, next));
        if let PathNode::Principal(next) = next {
            hops.last_mut().into_iter().for_each(|hop| hop.acts_as = Some(next));
            actor = next;
        }
        at = found.get(&next).copied();
    }
    hops
}

impl Map<'_> {
    /// What one way on from a node does; nothing where the node is only among what the step before led to.
    fn hops_of(&self, found: &FoundWays, actor: PrincipalId, onward: &WayOn, next: PathNode) -> Vec<Hop> {
        let hop =
            |does, target, proof: &[HopProof]| Hop { actor, does, target, acts_as: None, verdict: None, proof: proof.to_vec() };
        match onward.by {
            StepGround::Owns(origin) => vec![hop(HopAction::Owns, None, &[HopProof::Record(origin)])],
            StepGround::Trusted(origin) => vec![hop(HopAction::IsTrusted, None, &[HopProof::Record(origin)])],
            StepGround::AppRole(AppRoleGround { way, app_role, origin }) => {
                vec![hop(HopAction::AppRole { way, app_role }, None, &[HopProof::Record(origin)])]
            }
            StepGround::Member => vec![hop(HopAction::IsMember, None, &[])],
            StepGround::Given(edge, to) => self.given_hops(actor, &edge, to),
            StepGround::Answer(edge) => {
                let Some(step) = self.asked.steps.get(edge.step) else { return Vec::new() };
                let results = std::iter::once(edge.result).chain(self.beside(edge.class, step));
                let proof: Vec<HopProof> = results.map(|result| HopProof::Answer { class: edge.class, result }).collect();
                let first =
                    Hop { verdict: Some(edge.verdict), ..hop(HopAction::Step(step.clone()), Some(edge.target), &proof) };
                std::iter::once(first).chain(self.goes_on(actor, step, &edge)).collect()
            }
            StepGround::Before => {
                let nearer = found.get(&next).map_or(0, |next| next.distance.steps);
                let does = match next {
                    PathNode::Goal(_) if self.role.is_none() => Some((HopAction::AssignsDirectoryRole, None)),
                    PathNode::Goal(target) => Some((HopAction::AssignsAtRoot, Some(target))),
                    PathNode::End(LeadsTo::Root) if onward.distance.steps > nearer => Some((HopAction::Elevates, None)),
                    PathNode::End(_) | PathNode::UserOf(_) | PathNode::Principal(_) => None,
                };
                does.map(|(does, target)| hop(does, target, &[])).into_iter().collect()
            }
        }
    }

    /// The steps of somebody who has a role that it was given by an answer.
    fn goes_on(&self, actor: PrincipalId, step: &EscalationStep, edge: &StepAnswer) -> Vec<Hop> {
        let hop = |does, proof| Hop { actor, does, target: Some(edge.target), acts_as: None, verdict: None, proof };
        if self.is_stepping(step, edge) {
            return vec![hop(HopAction::AssignsByNewRole, Vec::new())];
        }
        let Some(opening) = edge.opening.and_then(|(number, _)| self.asked.openings.get(number)) else { return Vec::new() };
        let next = opening.then.clone().map(|name| hop(HopAction::AssignsNext(name), Vec::new()));
        let beside = self.beside(edge.class, &EscalationStep::Azure(opening.way)).into_iter();
        let beside = beside.map(|result| HopProof::Answer { class: edge.class, result }).collect();
        next.into_iter().chain([hop(HopAction::GoesByNewRole(opening.way), beside)]).collect()
    }

    /// The steps of somebody who assigns a role to a principal of a kind, and acts as it.
    fn given_hops(&self, actor: PrincipalId, edge: &StepAnswer, to: Recipient) -> Vec<Hop> {
        let Some(step) = self.asked.steps.get(edge.step) else { return Vec::new() };
        let found = self.given.to(to);
        let first = found.and_then(|found| found.get(&PathNode::Principal(actor)));
        let way = found.zip(first).map(|(found, first)| hops(self, found, (actor, first))).unwrap_or_default();
        let given = way.iter().filter_map(|hop| hop.acts_as).next_back().unwrap_or(actor);
        let target = Some(edge.target);
        let proof = vec![HopProof::Answer { class: edge.class, result: edge.result }];
        let assigns =
            Hop { actor, does: HopAction::Step(step.clone()), target, acts_as: None, verdict: Some(edge.verdict), proof };
        let mut last = self.goes_on(given, step, edge);
        if last.is_empty() {
            let does = HopAction::IsGiven;
            last.push(Hop { actor: given, does, target, acts_as: None, verdict: None, proof: Vec::new() });
        }
        std::iter::once(assigns).chain(way).chain(last).collect()
    }

    /// The answers that prove what a step of a class takes as well.
    fn beside(&self, class: usize, step: &EscalationStep) -> Vec<usize> {
        match step {
            EscalationStep::HoldsCustom { .. } => self.writes(class).collect(),
            EscalationStep::Azure(way) => {
                let of_class = self.outcome.classes.get(class);
                of_class.and_then(|class| host(self.asked.steps, class, way)).map(|(number, _)| number).into_iter().collect()
            }
            EscalationStep::Holds
            | EscalationStep::Assigns { .. }
            | EscalationStep::WritesDefinitions
            | EscalationStep::Also(_)
            | EscalationStep::Directory(_) => Vec::new(),
        }
    }

    /// The answers that say where a class may change the definitions of custom roles.
    fn writes(&self, class: usize) -> impl Iterator<Item = usize> {
        let results = self.outcome.classes.get(class).map(|class| class.results.as_slice()).unwrap_or_default();
        let is_write = |task: usize| matches!(self.asked.steps.get(task), Some(EscalationStep::WritesDefinitions));
        let able = results.iter().enumerate().filter(move |(_, own)| is_write(own.task));
        able.filter(|(_, own)| own.decision.verdict > Verdict::Blocked).map(|(number, _)| number)
    }
}
