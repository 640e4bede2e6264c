//! [`StepAnswers`]: which answers of the engine lead where.

use rustc_hash::FxHashMap;

use super::steps::{EscalationStep, assignable_scopes, is_assignable};
use crate::audit::{ClassOutcome, Outcome, TaskResult};
use crate::decide::Verdict;
use crate::explain::{AskedScopes, scope_targets};
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::{DirectoryWay, EscalationWay, LeadsTo, ObjectId, PrincipalId, PrincipalKind};
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
}

/// The answers by what they lead to.
#[derive(Debug, Default)]
pub(super) struct StepAnswers {
    into: FxHashMap<PathNode, Vec<StepAnswer>>,
}

impl StepAnswers {
    pub(super) fn new(tenant: &TenantGraph, steps: &[EscalationStep], outcome: &Outcome) -> Self {
        let ends = StepEnds { tenant, outcome, identities: identities_by_resource(tenant) };
        let mut edges = Self::default();
        for (class, of_class) in outcome.classes.iter().enumerate() {
            for (result, answer) in of_class.results.iter().enumerate() {
                let Some(step) = steps.get(answer.task).filter(|_| answer.decision.verdict > Verdict::Blocked) else {
                    continue;
                };
                let Some(verdict) = with_host(steps, of_class, answer) else { continue };
                for &target in &answer.targets {
                    let edge = StepAnswer { class, result, step: answer.task, target, verdict };
                    edges.add(ends.of(step, target), edge);
                }
            }
        }
        edges.definitions(tenant, steps, outcome);
        edges
    }

    /// Who holds a custom role and may change it at each of its assignable scopes makes it any role where it is held.
    fn definitions(&mut self, tenant: &TenantGraph, steps: &[EscalationStep], outcome: &Outcome) {
        for (class, of_class) in outcome.classes.iter().enumerate() {
            let writes = writes(steps, of_class, outcome);
            for (result, answer) in of_class.results.iter().enumerate().filter(|_| !writes.is_empty()) {
                let Some(EscalationStep::HoldsCustom { role, .. }) = steps.get(answer.task) else { continue };
                let Some(surely) = everywhere(tenant, *role, &writes) else { continue };
                let verdict = surely.min(answer.decision.verdict);
                for &target in answer.targets.iter().filter(|_| verdict > Verdict::Blocked) {
                    let edge = StepAnswer { class, result, step: answer.task, target, verdict };
                    self.add(vec![PathNode::Goal(target)], edge);
                }
            }
        }
    }

    fn add(&mut self, ends: Vec<PathNode>, edge: StepAnswer) {
        for node in ends {
            self.into.entry(node).or_default().push(edge);
        }
    }

    /// The answers that lead to a node.
    pub(super) fn into(&self, node: PathNode) -> &[StepAnswer] {
        self.into.get(&node).map(Vec::as_slice).unwrap_or_default()
    }
}

/// How surely a class goes the way of an answer, with what that takes beside it; `None`: not at all.
fn with_host(steps: &[EscalationStep], class: &ClassOutcome, answer: &TaskResult) -> Option<Verdict> {
    let own = answer.decision.verdict;
    match steps.get(answer.task) {
        Some(EscalationStep::Azure(way)) if !way.also.is_empty() => Some(own.min(host(steps, class, way)?.1)),
        _ => Some(own),
    }
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
    outcome: &'a Outcome,
    /// The managed identities of each resource, by its id in lower case.
    identities: FxHashMap<String, Vec<PrincipalId>>,
}

impl StepEnds<'_> {
    /// What a step leads to when it is done to a target.
    fn of(&self, step: &EscalationStep, target: usize) -> Vec<PathNode> {
        let id = self.outcome.targets.get(target).map(|target| target.id.as_str()).unwrap_or_default();
        match step {
            EscalationStep::Holds => vec![PathNode::Goal(target)],
            EscalationStep::Assigns { role, .. } if is_assignable(self.tenant, *role, id) => vec![PathNode::Goal(target)],
            // The last two only together: [`StepAnswers::definitions`].
            EscalationStep::Assigns { .. }
            | EscalationStep::HoldsCustom { .. }
            | EscalationStep::WritesDefinitions
            | EscalationStep::Also(_) => Vec::new(),
            EscalationStep::Azure(_) => {
                let of_resource = self.identities.get(&id.to_ascii_lowercase()).into_iter().flatten();
                of_resource.map(|&identity| PathNode::Principal(identity)).collect()
            }
            EscalationStep::Directory(way) => vec![end_of(way)],
        }
    }
}

/// What a way by an Entra role or an app role leads to.
pub(super) fn end_of(way: &DirectoryWay) -> PathNode {
    let number = || embedded_directory_ways().iter().position(|own| std::ptr::eq(own, way));
    let of_users = if way.leads_to == LeadsTo::UsersWithoutOtherRoles { number() } else { None };
    of_users.map_or(PathNode::End(way.leads_to), PathNode::UserOf)
}

fn identities_by_resource(tenant: &TenantGraph) -> FxHashMap<String, Vec<PrincipalId>> {
    let mut all: FxHashMap<String, Vec<PrincipalId>> = FxHashMap::default();
    for own in &tenant.facts().escalation.identities {
        let list = all.entry(own.resource.to_ascii_lowercase()).or_default();
        if !list.contains(&own.principal) {
            list.push(own.principal);
        }
    }
    all
}

/// Whether a step that assigns a role is asked of a principal of this kind: conditions tell users from service principals.
pub(super) fn is_asked_of(step: &EscalationStep, kind: PrincipalKind) -> bool {
    let EscalationStep::Assigns { to, .. } = step else { return true };
    is_asked_as(*to, kind)
}

/// Whether a principal of the second kind is one of the first, as conditions on assigned roles tell them apart.
pub(super) fn is_asked_as(to: PrincipalKind, kind: PrincipalKind) -> bool {
    let is_service = kind == PrincipalKind::ServicePrincipal;
    match to {
        PrincipalKind::ServicePrincipal => is_service,
        PrincipalKind::Group => false,
        _ => !is_service,
    }
}
