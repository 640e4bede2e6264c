//! [`find`]: one search for everybody who can come to hold a role, and by which steps.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::app_roles::AppRoleHolders;
use super::at_root::{AskedAtRoot, LeftAtRoot};
use super::given::{GivenToOthers, kinds_given, members};
use super::goal::{Goal, PathsQuestion};
use super::hops::{Hop, hops};
use super::left_of_ways::{AskedWays, LeftOfWays};
use super::search::Map;
use super::step_answers::{PathNode, StepAnswers, StepsAsked};
use super::steps::{EscalationStep, EscalationSteps};
use super::takeover::Takeovers;
use super::way_on::{FoundWays, WayOn};
use crate::arrange::Arrange as _;
use crate::audit::tasks::{TaskOptions, some_tasks};
use crate::audit::{Outcome, TargetFilter};
use crate::decide::Verdict;
use crate::graph::TenantGraph;
use crate::model::{LeadsTo, PrincipalId, PrincipalKind};

/// What one search finds.
#[derive(Debug)]
pub(super) struct FoundPaths {
    /// The answers to all steps.
    pub(super) outcome: Outcome,
    /// By scope, the highest first.
    pub(super) goals: Vec<GoalPaths>,
    /// Everything that leads to the role at some scope.
    leading: FxHashSet<PathNode>,
    /// Somebody can assign a role to groups, where conditions tell them from others.
    pub(super) gives_to_groups: bool,
}

impl FoundPaths {
    /// Whether something leads to the role at some scope.
    pub(super) fn leads_on(&self, node: PathNode) -> bool {
        self.leading.contains(&node)
    }
}

/// Who can come to the role at one scope.
#[derive(Debug)]
pub struct GoalPaths {
    /// Where.
    pub goal: Goal,
    /// Who holds the role already, or permissions that cover it, if only under a condition; by id.
    pub holders: Vec<(PrincipalId, Verdict)>,
    /// One path for each other principal that can come to it: the surest one, and of equally sure ones the shortest. Who comes to a scope
    /// that contains this one by a path as sure is left out.
    pub paths: Vec<Path>,
}

/// How one principal comes to the goal.
#[derive(Debug, Clone)]
pub struct Path {
    /// Who.
    pub principal: PrincipalId,
    /// How surely: the answer of the least sure step.
    pub verdict: Verdict,
    /// The steps, in order.
    pub hops: Vec<Hop>,
}

/// Looks for everybody who can come to hold the role.
pub(super) fn find(tenant: &TenantGraph, question: &PathsQuestion) -> FoundPaths {
    let steps = EscalationSteps::new(tenant, &question.role, &question.scopes, question.wildcards);
    let EscalationSteps { steps: kinds, tasks, targets, openings, recipients, .. } = steps;
    let asked = StepsAsked { steps: &kinds, openings: &openings, recipients: &recipients };
    let options =
        TaskOptions { targets: TargetFilter::default(), principals: Vec::new(), wildcards: question.wildcards, all: false };
    let outcome = some_tasks(tenant, tasks, targets, &options);
    let edges = StepAnswers::new(tenant, asked, &outcome);
    let (takeovers, app_roles) = (Takeovers::new(tenant), AppRoleHolders::new(tenant));
    let role = question.role.azure();
    let goals = goals(tenant, &kinds, &outcome);
    let at_root = role.map(|role| {
        let asked = AskedAtRoot { role, goals: &goals, outcome: &outcome, wildcards: question.wildcards };
        LeftAtRoot::new(tenant, &asked, administrators(&edges, &app_roles, &outcome))
    });
    let at_root = at_root.unwrap_or_default();
    let given_to = kinds_given(asked, &outcome);
    let left = LeftOfWays::new(
        tenant,
        &AskedWays {
            openings: &openings,
            edges: edges.opening(),
            outcome: &outcome,
            for_others: !given_to.is_empty(),
            wildcards: question.wildcards,
        },
    );
    let gives_to_groups = given_to.iter().any(|to| to.kind == PrincipalKind::Group);
    let members = gives_to_groups.then(|| members(tenant));
    let map = Map {
        tenant,
        question,
        outcome: &outcome,
        asked,
        edges: &edges,
        takeovers: &takeovers,
        app_roles: &app_roles,
        at_root: &at_root,
        left: &left,
        given: &GivenToOthers::default(),
        members: members.as_ref(),
        role,
    };
    let given = GivenToOthers::new(tenant, (&recipients, &given_to), |ends| map.search_from(ends));
    let map = Map { given: &given, members: None, ..map };
    let (goals, leading) = goal_paths(&map, &goals);
    FoundPaths { outcome, goals, leading, gives_to_groups }
}

/// Who can come to the role at each target, and everything that leads to it at some of them.
fn goal_paths(map: &Map<'_>, goals: &[usize]) -> (Vec<GoalPaths>, FxHashSet<PathNode>) {
    let (mut reached, mut leading, mut all) = (HigherGoals::default(), FxHashSet::default(), Vec::new());
    for &target in goals {
        let found = map.search(PathNode::Goal(target));
        all.push(of_goal(map, (target, &found), &mut reached));
        leading.extend(found.into_keys());
    }
    (all, leading)
}

/// Who can come to be User Access Administrator of the tenant in one step.
fn administrators(edges: &StepAnswers, app_roles: &AppRoleHolders, outcome: &Outcome) -> FxHashSet<PrincipalId> {
    let ends = [LeadsTo::Root, LeadsTo::AnyDirectoryRole].map(PathNode::End);
    let classes = ends.into_iter().flat_map(|end| edges.into(end)).filter_map(|edge| outcome.classes.get(edge.class));
    let by_app_roles = ends.into_iter().flat_map(|end| app_roles.into(end)).map(|holder| holder.principal);
    classes.flat_map(|class| class.principals.iter().copied()).chain(by_app_roles).collect()
}

/// The targets of the role of the goal: the highest scopes first.
fn goals(tenant: &TenantGraph, steps: &[EscalationStep], outcome: &Outcome) -> Vec<usize> {
    let holds = steps.iter().position(|step| matches!(step, EscalationStep::Holds));
    let targets = holds.and_then(|task| outcome.targets_of.get(task)).cloned().unwrap_or_default();
    let depth = |&target: &usize| {
        let id = outcome.targets.get(target).map(|target| target.id.as_str()).unwrap_or_default();
        let above = if id == "tenant" { 0 } else { tenant.tree().above(tenant.facts(), id).len() };
        (above, id.to_ascii_lowercase())
    };
    let mut targets = targets;
    targets.arrange_by_cached_key(depth);
    targets
}

/// What principals have come to at higher scopes.
#[derive(Default)]
struct HigherGoals {
    /// By principal: the scopes in lower case, how surely, and whether the principal holds the role there.
    of: FxHashMap<PrincipalId, Vec<(String, Verdict, bool)>>,
}

impl HigherGoals {
    /// Whether a scope that contains another one says as much of a principal: that it comes there at least as surely. Whoever holds the role
    /// is left out only where it is held above.
    fn has(&self, principal: PrincipalId, above: &FxHashSet<String>, (verdict, holds): (Verdict, bool)) -> bool {
        let known = self.of.get(&principal).map(Vec::as_slice).unwrap_or_default();
        known.iter().any(|(scope, own, held)| *own >= verdict && (*held || !holds) && above.contains(scope))
    }
}

fn of_goal(map: &Map<'_>, (target, found): (usize, &FoundWays), reached: &mut HigherGoals) -> GoalPaths {
    let own = map.outcome.targets.get(target);
    let id = own.map(|own| own.id.to_ascii_lowercase()).unwrap_or_default();
    let above = containing(map.tenant, &id);
    let mut holders = Vec::new();
    let mut paths = Vec::new();
    let mut able: Vec<(PrincipalId, &WayOn)> = found
        .iter()
        .filter_map(|(node, onward)| match node {
            PathNode::Principal(principal) => Some((*principal, onward)),
            PathNode::Goal(_) | PathNode::End(_) | PathNode::UserOf(_) => None,
        })
        .collect();
    able.arrange_by_key(|(principal, _)| *principal);
    for (principal, onward) in able {
        let verdict = onward.distance.verdict();
        let holds = onward.distance.steps == 0 && is_held(verdict);
        if reached.has(principal, &above, (verdict, holds)) {
            continue;
        }
        reached.of.entry(principal).or_default().push((id.clone(), verdict, holds));
        if holds {
            holders.push((principal, verdict));
        } else if map.question.from.is_empty() || map.question.from.contains(&principal) {
            paths.push(Path { principal, verdict, hops: hops(map, found, (principal, onward)) });
        }
    }
    let by_id = |principal: PrincipalId| map.tenant.facts().principals.id(principal).clone();
    holders.arrange_by_cached_key(|(principal, _)| by_id(*principal));
    let is_group = |path: &Path| map.tenant.facts().principals.kind(path.principal).is_group();
    paths.arrange_by_cached_key(|path| (Reverse(path.verdict), path.hops.len(), is_group(path), by_id(path.principal)));
    let scope = own.filter(|_| map.role.is_some()).cloned();
    GoalPaths { goal: Goal { scope }, holders, paths }
}

/// Whether such an answer says that somebody holds the role: who only can activate it comes to it by that (R-PIM-4), and who may hold it for
/// all that the exports show may come to it (R-EVAL-9).
const fn is_held(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Allowed | Verdict::Conditional)
}

/// The scopes that contain a scope, itself left out; in lower case, `/` as `tenant`.
fn containing(tenant: &TenantGraph, id: &str) -> FxHashSet<String> {
    if id == "tenant" {
        return FxHashSet::default();
    }
    let facts = tenant.facts();
    let above = tenant.tree().above(facts, id).into_iter().map(|(scope, _)| facts.scopes.text(scope).to_ascii_lowercase());
    let above = above.map(|scope| if scope == "/" { "tenant".to_owned() } else { scope });
    above.chain(["tenant".to_owned()]).filter(|scope| scope != id).collect()
}
