//! Every task of the packs, for every access class and target (DESIGN 3.6).
//!
//! Grants that reach many targets (root, management groups) form a class's backdrop; answers for a backdrop are worked out
//! once, whoever has it. Only the targets that a class's other grants reach are decided anew, and equal questions are asked once.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::activations;
use super::coverage;
use super::coverage::Asked;
use super::evaluation_scopes::{StandpointId, Standpoints};
use super::outcome::{AskedTask, ClassOutcome, Outcome, Target, TaskResult};
use super::shared_grants::{Backdrop, Frame, Grouped, Standing};
use super::targets::{TargetFilter, targets};
use super::{findings, gaps};
use crate::decide::prove::Support;
use crate::decide::{Decision, Effective, Request, Verdict};
use crate::graph::{AccessClass, Classes, Holding, Tenant};
use crate::model::{PrincipalId, Requirement, TargetKind, TaskPack};
use crate::pattern::Wildcards;

/// What to ask.
#[derive(Debug, Clone)]
pub struct TaskOptions {
    /// Which targets.
    pub targets: TargetFilter,
    /// Only these principals; all where empty.
    pub principals: Vec<PrincipalId>,
    /// How middle wildcards are read (R-PAT-4).
    pub wildcards: Wildcards,
    /// Keep the answers that are `not_allowed`.
    pub all: bool,
}

/// Answers every task for every principal and target.
pub fn tasks(tenant: &Tenant, packs: &[TaskPack], options: &TaskOptions) -> Outcome {
    answer(tenant, Plan::new(tenant, packs, &options.targets), options, &Request::Any)
}

/// The answers of [`tasks`] alone: neither what the exports lack, nor findings, nor what hangs on the reading of wildcards.
pub fn answers(tenant: &Tenant, packs: &[TaskPack], options: &TaskOptions) -> Outcome {
    let plan = Plan::new(tenant, packs, &options.targets);
    let matter: FxHashSet<_> = plan.standpoints.matter();
    let classes = tenant.classes(|scope| matter.contains(&scope), &options.principals);
    let classes = run(Frame::new(tenant, &plan, &classes, options).plain(), &classes);
    let Plan { tasks, targets, .. } = plan;
    Outcome {
        tasks,
        targets,
        classes,
        gaps: Vec::new(),
        ledger: Vec::new(),
        findings: Vec::new(),
        wildcards: options.wildcards,
    }
}

/// One task, asked of some targets: those that are given, whatever the exports name.
#[derive(Debug, Clone, Copy)]
pub struct OneTask<'a> {
    /// The task, and the pack that it comes from.
    pub asked: &'a AskedTask,
    /// What it would be done to.
    pub targets: &'a [Target],
    /// What more is known of the requests (R-COND-10).
    pub request: &'a Request,
}

/// Answers one task for some targets; `options.targets` has no say.
pub fn one_task(tenant: &Tenant, task: OneTask<'_>, options: &TaskOptions) -> Outcome {
    let kind = task.asked.task.target;
    let mut targets: Vec<(Target, TargetKind)> = task.targets.iter().map(|target| (target.clone(), kind)).collect();
    targets.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
    let plan = Plan::over(tenant, vec![task.asked.clone()], targets);
    answer(tenant, plan, options, task.request)
}

fn answer(tenant: &Tenant, plan: Plan, options: &TaskOptions, request: &Request) -> Outcome {
    let matter: FxHashSet<_> = plan.standpoints.matter();
    let classes = tenant.classes(|scope| matter.contains(&scope), &options.principals);
    let outcomes = run(Frame::new(tenant, &plan, &classes, options).asked(request), &classes);
    let gaps = gaps::gaps(tenant, &Asked::new(&plan.tasks, &matter), &plan.standpoints);
    let ledger = coverage::ledger(tenant, &gaps);
    let mut findings = findings::findings(tenant);
    if !options.principals.is_empty() {
        let asked = |principal: &PrincipalId| options.principals.contains(principal);
        findings.retain(|finding| finding.principals.is_empty() || finding.principals.iter().any(asked));
    }
    Outcome {
        tasks: plan.tasks,
        targets: plan.targets,
        classes: outcomes,
        gaps,
        ledger,
        findings,
        wildcards: options.wildcards,
    }
}

/// Several tasks about one target, decided for one principal: the decisions alone, in the order of the tasks.
pub(crate) fn decisions(tenant: &Tenant, tasks: Vec<AskedTask>, of: OneTask<'_>, options: &TaskOptions) -> Vec<Arc<Decision>> {
    let kind = of.asked.task.target;
    let targets = of.targets.iter().map(|target| (target.clone(), kind)).collect();
    let plan = Plan::over(tenant, tasks, targets);
    let matter: FxHashSet<_> = plan.standpoints.matter();
    let classes = tenant.classes(|scope| matter.contains(&scope), &options.principals);
    let outcomes = run(Frame::new(tenant, &plan, &classes, options).asked(of.request).plain(), &classes);
    let results = outcomes.into_iter().flat_map(|class| class.results);
    results.map(|result| result.decision).collect()
}

fn run(frame: Frame<'_>, classes: &Classes) -> Vec<ClassOutcome> {
    let mut run = Run { frame, backdrops: FxHashMap::default() };
    classes.classes.iter().map(|class| run.class(class)).collect()
}

/// The tasks, the targets, and where each leaf is evaluated.
#[derive(Debug)]
pub(crate) struct Plan {
    pub tasks: Vec<AskedTask>,
    pub targets: Vec<Target>,
    /// The targets of each task.
    pub targets_of: Vec<Vec<usize>>,
    /// The kinds of standpoint that each task's leaves look at.
    pub looks_at: Vec<Vec<TargetKind>>,
    pub standpoints: Standpoints,
    /// By target, then by kind: its standpoint.
    pub stands: Vec<FxHashMap<TargetKind, StandpointId>>,
    /// By standpoint: the targets that look at it.
    pub looked_at_by: Vec<Vec<usize>>,
}

impl Plan {
    fn new(tenant: &Tenant, packs: &[TaskPack], filter: &TargetFilter) -> Self {
        let ask = |pack: &TaskPack| {
            let id: Arc<str> = pack.id.as_str().into();
            pack.tasks.iter().map(move |task| AskedTask { pack: Arc::clone(&id), task: task.clone() }).collect::<Vec<_>>()
        };
        let tasks: Vec<AskedTask> = packs.iter().flat_map(ask).collect();
        let mut kinds: Vec<TargetKind> = tasks.iter().map(|asked| asked.task.target).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let by_kind: Vec<(TargetKind, Vec<Target>)> =
            kinds.into_iter().map(|kind| (kind, targets(tenant, kind, filter))).collect();
        let mut all: Vec<(Target, TargetKind)> =
            by_kind.into_iter().flat_map(|(kind, list)| list.into_iter().map(move |target| (target, kind))).collect();
        all.sort_by(|(a, _), (b, _)| (&a.id, a.kind).cmp(&(&b.id, b.kind)));
        Self::over(tenant, tasks, all)
    }

    /// Tasks over targets that are known already, in order.
    fn over(tenant: &Tenant, tasks: Vec<AskedTask>, all: Vec<(Target, TargetKind)>) -> Self {
        let targets_of = tasks.iter().map(|asked| indices(&all, asked.task.target)).collect();
        let looks_at: Vec<Vec<TargetKind>> = tasks.iter().map(|asked| looks_at(&asked.task.requires)).collect();
        let targets = all.into_iter().map(|(target, _)| target).collect();
        let mut plan = Self {
            tasks,
            targets,
            targets_of,
            looks_at,
            standpoints: Standpoints::default(),
            stands: Vec::new(),
            looked_at_by: Vec::new(),
        };
        plan.place(tenant);
        plan
    }

    /// Gives every target its standpoints.
    fn place(&mut self, tenant: &Tenant) {
        self.stands = vec![FxHashMap::default(); self.targets.len()];
        for (targets, kinds) in self.targets_of.iter().zip(&self.looks_at) {
            for &index in targets {
                let (Some(target), Some(stands)) = (self.targets.get(index), self.stands.get_mut(index)) else { continue };
                for &kind in kinds {
                    stands.entry(kind).or_insert_with(|| self.standpoints.intern(tenant, target, kind));
                }
            }
        }
        self.looked_at_by = vec![Vec::new(); self.standpoints.list.len()];
        for (index, stands) in self.stands.iter().enumerate() {
            let mut ids: Vec<StandpointId> = stands.values().copied().collect();
            ids.sort_unstable();
            ids.dedup();
            for id in ids {
                self.looked_at_by.get_mut(id as usize).into_iter().for_each(|targets| targets.push(index));
            }
        }
    }
}

fn indices(all: &[(Target, TargetKind)], kind: TargetKind) -> Vec<usize> {
    all.iter().enumerate().filter(|(_, (_, of))| *of == kind).map(|(index, _)| index).collect()
}

fn looks_at(requirement: &Requirement) -> Vec<TargetKind> {
    let mut kinds = match requirement {
        Requirement::Leaf(leaf) => vec![leaf.at],
        Requirement::Any(parts) | Requirement::All(parts) => parts.iter().flat_map(looks_at).collect(),
    };
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

struct Run<'t> {
    frame: Frame<'t>,
    backdrops: FxHashMap<(bool, bool, Vec<Holding>), Arc<Backdrop>>,
}

impl Run<'_> {
    fn class(&mut self, class: &AccessClass) -> ClassOutcome {
        let mut results = self.holding(class, &class.holdings);
        for held in &class.activated {
            let activated = self.holding(class, held);
            results = activations::better(results, activated);
        }
        ClassOutcome { principals: class.principals.clone(), results }
    }

    /// The answers for a class that holds this.
    fn holding(&mut self, class: &AccessClass, held: &[Holding]) -> Vec<TaskResult> {
        let (broad, narrow): (Vec<Holding>, Vec<Holding>) = held.iter().partition(|holding| self.frame.is_broad(**holding));
        let key = (class.orphaned, class.groups, broad);
        let backdrop = if let Some(known) = self.backdrops.get(&key) {
            Arc::clone(known)
        } else {
            let made = Arc::new(self.frame.backdrop(&key.2, class));
            self.backdrops.insert(key, Arc::clone(&made));
            made
        };
        if narrow.is_empty() { backdrop.results.clone() } else { self.results(&backdrop, &narrow) }
    }

    /// The backdrop's answers, with those for the targets that other grants reach decided anew.
    fn results(&self, backdrop: &Backdrop, narrow: &[Holding]) -> Vec<TaskResult> {
        let standing = Standing { backdrop, narrow, reached: self.frame.over(backdrop, narrow) };
        let mut touched: Vec<usize> = standing
            .reached
            .keys()
            .flat_map(|&id| self.frame.plan.looked_at_by.get(id as usize).into_iter().flatten())
            .copied()
            .collect();
        touched.sort_unstable();
        touched.dedup();
        let mut results = Vec::new();
        for task in 0..self.frame.plan.tasks.len() {
            let mut grouped: Grouped = backdrop
                .results
                .iter()
                .filter(|result| result.task == task)
                .filter_map(|result| less(result, &touched))
                .collect();
            for &target in touched.iter().filter(|&&target| self.frame.asks(task, target)) {
                self.frame.add(&mut grouped, (task, target), &standing);
            }
            results.extend(in_order(task, grouped));
        }
        results
    }
}

/// A result without some of its targets.
fn less(result: &TaskResult, touched: &[usize]) -> Option<(Arc<Decision>, Vec<Support>, Vec<usize>)> {
    let targets: Vec<usize> = result.targets.iter().filter(|target| touched.binary_search(target).is_err()).copied().collect();
    (!targets.is_empty()).then(|| (Arc::clone(&result.decision), result.supports.clone(), targets))
}

/// Results of a task, by first target.
pub(crate) fn in_order(task: usize, mut grouped: Grouped) -> impl Iterator<Item = TaskResult> {
    for (_, _, targets) in &mut grouped {
        targets.sort_unstable();
    }
    grouped.sort_by(|a, b| a.2.cmp(&b.2));
    grouped.into_iter().map(move |(decision, supports, targets)| TaskResult { task, targets, decision, supports })
}

/// Whether an answer is to be kept.
pub(crate) fn is_kept(decision: &Decision, all: bool) -> bool {
    all || decision.verdict > Verdict::NotAllowed
}

/// What is effective at the standpoints that a class's own grants reach.
pub(crate) type Reached = FxHashMap<StandpointId, Arc<Effective>>;
