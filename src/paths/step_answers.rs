//! [`StepAnswers`]: which answers of the engine lead where.

use rustc_hash::{FxHashMap, FxHashSet};

use super::openings::{Opening, Openings, resource_type};
use super::recipients::Recipients;
use super::roles::{assignable_scopes, is_assignable};
use super::steps::EscalationStep;
use crate::audit::{ClassOutcome, Outcome};
use crate::decide::Verdict;
use crate::explain::{AskedScopes, scope_targets};
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::{DirectoryWay, EscalationWay, LeadsTo, ObjectId, PrincipalId};
use crate::pack::escalation::embedded_directory_ways;

/// What somebody can come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum PathNode {
    /// The goal: the role at the target with this number.
    Goal(usize),
    /// Acting as a principal.
    Principal(PrincipalId),
    /// What an Entra way leads to.
    End(LeadsTo),
    /// Signing in as one of the users that an Entra way reaches: an index into the ways.
    UserOf(usize),
}

/// An answer: each principal of the class can do the step.
#[derive(Debug, Clone, Copy)]
pub(super) struct StepAnswer {
    /// Index into [`Outcome::classes`].
    pub(super) class: usize,
    /// Index into the results of the class.
    pub(super) result: usize,
    /// Index into the steps.
    pub(super) step: usize,
    /// Index into [`Outcome::targets`]: what it is done to.
    pub(super) target: usize,
    /// How surely.
    pub(super) verdict: Verdict,
    /// The way that it opens at the target by giving a role: a number of [`Openings`], and how surely the rest of the way is open.
    pub(super) opening: Option<(usize, Verdict)>,
}

impl StepAnswer {
    /// How surely it leads on.
    pub(super) fn surely(&self) -> Verdict {
        self.opening.map_or(self.verdict, |(_, rest)| rest.min(self.verdict))
    }
}

/// The steps that were asked.
#[derive(Clone, Copy)]
pub(super) struct StepsAsked<'a> {
    pub(super) steps: &'a [EscalationStep],
    pub(super) openings: &'a Openings,
    pub(super) recipients: &'a Recipients,
}

/// The answers by what they lead to.
#[derive(Debug, Default)]
pub(super) struct StepAnswers {
    into: FxHashMap<PathNode, Vec<StepAnswer>>,
}

impl StepAnswers {
    pub(super) fn new(tenant: &TenantGraph, asked: StepsAsked<'_>, outcome: &Outcome) -> Self {
        let ends = StepEnds { tenant, asked, resources: resources(tenant, outcome), outcome };
        let mut edges = Self::default();
        for (class, of_class) in outcome.classes.iter().enumerate() {
            edges.of_class(&ends, (class, of_class));
        }
        edges
    }

    fn of_class(&mut self, ends: &StepEnds<'_>, (class, of_class): (usize, &ClassOutcome)) {
        let steps = ends.asked.steps;
        let (writes, direct) = (writes(steps, of_class, ends.outcome), ends.direct(of_class));
        for (result, answer) in of_class.results.iter().enumerate() {
            let own = answer.decision.verdict;
            let Some(step) = steps.get(answer.task).filter(|_| own > Verdict::Blocked) else { continue };
            let verdict = match step {
                EscalationStep::Azure(way) => with_host(steps, of_class, (way, own)),
                // Who holds a custom role and may change it at each of its assignable scopes makes it any role where it is held.
                EscalationStep::HoldsCustom { role, .. } => {
                    everywhere(ends.tenant, *role, &writes).map(|surely| surely.min(own)).filter(|own| *own > Verdict::Blocked)
                }
                _ => Some(own),
            };
            let Some(verdict) = verdict else { continue };
            let may_open = ends.may_open(step, of_class);
            for &target in &answer.targets {
                let edge = StepAnswer { class, result, step: answer.task, target, verdict, opening: None };
                ends.of(step, target).into_iter().for_each(|node| self.add(node, edge));
                // A role that opens a way to somebody who goes it already leads nowhere else.
                if may_open && direct.get(&target).is_none_or(|direct| *direct < verdict) {
                    self.opened(ends, step, (of_class, edge));
                }
            }
        }
    }

    /// The ways that an answer opens by giving a role.
    fn opened(&mut self, ends: &StepEnds<'_>, step: &EscalationStep, (of_class, edge): (&ClassOutcome, StepAnswer)) {
        for (opening, way) in ends.opened(step, edge.target) {
            let Some(rest) = with_host(ends.asked.steps, of_class, (way, Verdict::Allowed)) else { continue };
            let edge = StepAnswer { opening: Some((opening, rest)), ..edge };
            ends.identities(edge.target).for_each(|node| self.add(node, edge));
        }
    }

    fn add(&mut self, node: PathNode, edge: StepAnswer) {
        self.into.entry(node).or_default().push(edge);
    }

    /// The answers that lead to a node.
    pub(super) fn into(&self, node: PathNode) -> &[StepAnswer] {
        self.into.get(&node).map(Vec::as_slice).unwrap_or_default()
    }

    /// The answers that open a way by giving a role.
    pub(super) fn opening(&self) -> Vec<StepAnswer> {
        self.into.values().flatten().filter(|edge| edge.opening.is_some()).copied().collect()
    }
}

/// How surely a class goes a way, with what that takes beside it; `None`: not at all.
fn with_host(steps: &[EscalationStep], class: &ClassOutcome, (way, own): (&EscalationWay, Verdict)) -> Option<Verdict> {
    let own = if way.hangs_on.is_some() { own.min(Verdict::Unknown) } else { own };
    if way.also.is_empty() { Some(own) } else { Some(own.min(host(steps, class, way)?.1)) }
}

/// The surest answer that a class can make or change a resource that a way takes as well, and how sure it is.
pub(super) fn host(steps: &[EscalationStep], class: &ClassOutcome, way: &EscalationWay) -> Option<(usize, Verdict)> {
    let is_of = |task: usize| matches!(steps.get(task), Some(EscalationStep::Also(own)) if own.id == way.id);
    let able = class.results.iter().enumerate().filter(|(_, own)| is_of(own.task) && own.decision.verdict > Verdict::Blocked);
    let able = able.map(|(number, own)| (number, own.decision.verdict));
    able.max_by_key(|&(number, verdict)| (verdict, std::cmp::Reverse(number)))
}

/// Where a class may change the definitions of custom roles, by scope in lower case, and how surely.
fn writes(steps: &[EscalationStep], class: &ClassOutcome, outcome: &Outcome) -> FxHashMap<String, Verdict> {
    let of_step = class.results.iter().filter(|own| matches!(steps.get(own.task), Some(EscalationStep::WritesDefinitions)));
    let scopes = of_step.flat_map(|own| own.targets.iter().map(move |&target| (target, own.decision.verdict)));
    let id = |target: usize| outcome.targets.get(target).map(|target| target.id.to_ascii_lowercase());
    scopes.filter_map(|(target, verdict)| Some((id(target)?, verdict))).collect()
}

/// How surely the definition of a custom role may be changed at each of its assignable scopes; `None`: not at all of them.
fn everywhere(tenant: &TenantGraph, role: Guid, writes: &FxHashMap<String, Verdict>) -> Option<Verdict> {
    let id = ObjectId::Guid(role);
    let row = tenant.facts().definitions.iter().find(|row| row.definition.id == id)?;
    let scopes = scope_targets(tenant, &assignable_scopes(&row.definition), AskedScopes::At);
    let all: Option<Vec<Verdict>> = scopes.iter().map(|scope| writes.get(&scope.id.to_ascii_lowercase()).copied()).collect();
    all?.into_iter().min()
}

/// What tells where steps lead.
struct StepEnds<'a> {
    tenant: &'a TenantGraph,
    asked: StepsAsked<'a>,
    outcome: &'a Outcome,
    /// By target.
    resources: FxHashMap<usize, ResourceWithIdentities<'a>>,
}

/// A target that has managed identities.
struct ResourceWithIdentities<'a> {
    id: &'a str,
    /// Its type, in lower case.
    of: String,
    identities: Vec<PrincipalId>,
}

impl StepEnds<'_> {
    /// Where a class goes a way already, and how surely.
    fn direct(&self, class: &ClassOutcome) -> FxHashMap<usize, Verdict> {
        let mut all: FxHashMap<usize, Verdict> = FxHashMap::default();
        for answer in &class.results {
            let Some(EscalationStep::Azure(way)) = self.asked.steps.get(answer.task) else { continue };
            let Some(verdict) = with_host(self.asked.steps, class, (way, answer.decision.verdict)) else { continue };
            for &target in answer.targets.iter().filter(|_| verdict > Verdict::Blocked) {
                all.entry(target).and_modify(|best| *best = verdict.max(*best)).or_insert(verdict);
            }
        }
        all
    }

    /// Whether somebody of a class may open a way by a step: one of the kind that a role is assigned to, or anybody where conditions tell
    /// kinds apart.
    fn may_open(&self, step: &EscalationStep, class: &ClassOutcome) -> bool {
        let own = |principal: PrincipalId| (principal, self.tenant.facts().principals.kind(principal));
        let recipients = self.asked.recipients;
        match step {
            EscalationStep::Assigns { to, .. } => {
                recipients.tell_kinds_apart() || class.principals.iter().any(|&id| recipients.includes(*to, own(id)))
            }
            EscalationStep::HoldsCustom { .. } => true,
            EscalationStep::Holds
            | EscalationStep::WritesDefinitions
            | EscalationStep::Azure(_)
            | EscalationStep::Also(_)
            | EscalationStep::Directory(_) => false,
        }
    }

    /// What a step leads to when it is done to a target.
    fn of(&self, step: &EscalationStep, target: usize) -> Vec<PathNode> {
        let id = self.outcome.targets.get(target).map(|target| target.id.as_str()).unwrap_or_default();
        let is_goal = !self.resources.contains_key(&target);
        match step {
            EscalationStep::Holds => vec![PathNode::Goal(target)],
            EscalationStep::HoldsCustom { .. } if is_goal => vec![PathNode::Goal(target)],
            EscalationStep::Assigns { role, .. } if is_goal && is_assignable(self.tenant, *role, id) => {
                vec![PathNode::Goal(target)]
            }
            EscalationStep::Assigns { .. }
            | EscalationStep::HoldsCustom { .. }
            | EscalationStep::WritesDefinitions
            | EscalationStep::Also(_) => Vec::new(),
            EscalationStep::Azure(_) => self.identities(target).collect(),
            EscalationStep::Directory(way) => vec![end_of(way)],
        }
    }

    /// The managed identities of a target.
    fn identities(&self, target: usize) -> impl Iterator<Item = PathNode> {
        let identities = self.resources.get(&target).into_iter().flat_map(|own| &own.identities);
        identities.map(|&identity| PathNode::Principal(identity))
    }

    /// The ways that a step opens at a resource by giving a role there.
    fn opened(&self, step: &EscalationStep, target: usize) -> Vec<(usize, &'static EscalationWay)> {
        let role = match step {
            EscalationStep::Assigns { role, .. } => Some(*role),
            EscalationStep::HoldsCustom { .. } => None,
            EscalationStep::Holds
            | EscalationStep::WritesDefinitions
            | EscalationStep::Azure(_)
            | EscalationStep::Also(_)
            | EscalationStep::Directory(_) => return Vec::new(),
        };
        let Some(resource) = self.resources.get(&target) else { return Vec::new() };
        let all = self.asked.openings.of(role, &resource.of).iter();
        let all = all.filter_map(|&number| Some((number, self.asked.openings.get(number)?)));
        let is_assignable = |own: &Opening| match own.role {
            Some(role) if own.is_custom => is_assignable(self.tenant, role, resource.id),
            Some(_) | None => true,
        };
        all.filter(|(_, own)| is_assignable(own)).map(|(number, own)| (number, own.way)).collect()
    }
}

/// What a way by an Entra role or an app role leads to.
pub(super) fn end_of(way: &DirectoryWay) -> PathNode {
    let number = || embedded_directory_ways().iter().position(|own| std::ptr::eq(own, way));
    let of_users = if way.leads_to == LeadsTo::UsersWithoutOtherRoles { number() } else { None };
    of_users.map_or(PathNode::End(way.leads_to), PathNode::UserOf)
}

/// The targets that have managed identities: those that are asked about as resources of some type.
fn resources<'o>(tenant: &TenantGraph, outcome: &'o Outcome) -> FxHashMap<usize, ResourceWithIdentities<'o>> {
    let mut by_resource: FxHashMap<String, Vec<PrincipalId>> = FxHashMap::default();
    let principals = &tenant.facts().principals;
    // A disabled service principal gets no token, whoever runs code on its resource.
    let is_enabled = |own: PrincipalId| principals.facts(own).is_none_or(|known| known.enabled != Some(false));
    for own in tenant.facts().escalation.identities.iter().filter(|own| is_enabled(own.principal)) {
        let list = by_resource.entry(own.resource.to_ascii_lowercase()).or_default();
        if !list.contains(&own.principal) {
            list.push(own.principal);
        }
    }
    let typed = outcome.tasks.iter().zip(&outcome.targets_of).filter(|(asked, _)| asked.task.resource_type.is_some());
    let typed: FxHashSet<usize> = typed.flat_map(|(_, targets)| targets.iter().copied()).collect();
    let resource = |number: usize| {
        let id = outcome.targets.get(number)?.id.as_str();
        let identities = by_resource.get(&id.to_ascii_lowercase())?.clone();
        let of = resource_type(id)?.to_ascii_lowercase();
        Some((number, ResourceWithIdentities { id, of, identities }))
    };
    typed.into_iter().filter_map(resource).collect()
}
