//! Every task of the packs, for every access class and target.
//!
//! Many access classes share grants that reach many targets (at root, at management groups); the answers that follow from these alone
//! are worked out once. Only the targets that the other grants of a class reach are decided anew, and equal questions are asked once.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::asked::AskedKinds;
use super::assumptions::{Assumptions, Noes};
use super::evaluator::Evaluator;
use super::gap::Gap;
use super::layer::Layer;
use super::outcome::{AskedTask, ClassOutcome, Narrowed, Outcome, Target, TaskResult};
use super::plan::TaskPlan;
use super::reasons::Reasons;
use super::target_groups::TargetGroups;
use super::targets::{TargetFilter, WantedTargets};
use super::{activations, assumed, findings, gaps, target_gaps};
use crate::decide::{Decision, Request};
use crate::graph::{AccessClass, Classes, HeldGrant, TenantGraph, Unseen};
use crate::model::{PrincipalId, ScopeId, TaskPack};
use crate::parallel;
use crate::pattern::{Wildcards, is_bounded};

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
pub fn tasks(tenant: &TenantGraph, packs: &[TaskPack], options: &TaskOptions) -> Outcome {
    answer(tenant, TaskPlan::new(tenant, packs, &options.targets), options, &Request::Any)
}

/// The answers of [`tasks`] alone, about the first of two states of a tenant: no proofs, no gaps, no findings, and nothing about the
/// reading of wildcards. A `no` needs the lists of both states, because it is compared with the answer for the other one.
pub fn answers([tenant, other]: [&TenantGraph; 2], packs: &[TaskPack], options: &TaskOptions) -> Outcome {
    let filter = TargetFilter { whole_subscriptions: true, ..options.targets.clone() };
    let mut plan = TaskPlan::new(tenant, packs, &filter);
    plan.evaluation_scopes.cover_also(other);
    let matter: FxHashSet<_> = plan.evaluation_scopes.matter();
    let classes = plan.classes(tenant, &matter, &options.principals);
    let classes = run(evaluator(tenant, &plan, &classes, options).plain(), &classes.classes);
    let TaskPlan { tasks, targets, targets_of, .. } = plan;
    Outcome {
        tasks,
        targets,
        targets_of,
        classes,
        gaps: Vec::new(),
        assumptions: Assumptions::default(),
        behind_noes: Vec::new(),
        caveats: Vec::new(),
        findings: Vec::new(),
        wildcards: options.wildcards,
        narrowed: narrowed(options),
    }
}

fn narrowed(options: &TaskOptions) -> Narrowed {
    let TargetFilter { workspaces, scopes, .. } = options.targets.clone();
    Narrowed { principals: options.principals.clone(), workspaces, scopes }
}

/// What the exports lack for the tasks of some packs, without the answers.
pub(crate) fn task_gaps(tenant: &TenantGraph, packs: &[TaskPack]) -> Vec<Gap> {
    let plan = TaskPlan::new(tenant, packs, &TargetFilter::default());
    plan_gaps(tenant, &plan, &plan.evaluation_scopes.matter())
}

fn plan_gaps(tenant: &TenantGraph, plan: &TaskPlan, matter: &FxHashSet<ScopeId>) -> Vec<Gap> {
    let groups = TargetGroups::new(tenant.facts(), &plan.targets);
    let asked = AskedKinds::new(&plan.tasks, matter).of_groups(&plan.tasks, &groups);
    let gaps = gaps::gaps(tenant, &asked, &plan.evaluation_scopes);
    Gap::sorted(gaps.into_iter().chain(target_gaps::gaps(tenant, plan)).collect())
}

/// One task and its targets: exactly those that are given, even if the exports name others.
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
pub fn one_task(tenant: &TenantGraph, task: OneTask<'_>, options: &TaskOptions) -> Outcome {
    answer(tenant, task.plan(tenant), options, task.request)
}

impl OneTask<'_> {
    /// The task over its targets, by id.
    pub(super) fn plan(&self, tenant: &TenantGraph) -> TaskPlan {
        let wanted = WantedTargets::of(&self.asked.task);
        let mut targets: Vec<_> = self.targets.iter().map(|target| (target.clone(), wanted.clone())).collect();
        targets.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        TaskPlan::over(tenant, vec![self.asked.clone()], targets)
    }
}

/// Answers some tasks, each for the targets of its kind and resource type among those that are given, in order.
pub(crate) fn some_tasks(
    tenant: &TenantGraph,
    tasks: Vec<AskedTask>,
    targets: Vec<(Target, WantedTargets)>,
    options: &TaskOptions,
) -> Outcome {
    answer(tenant, TaskPlan::over(tenant, tasks, targets), options, &Request::Any)
}

fn answer(tenant: &TenantGraph, plan: TaskPlan, options: &TaskOptions, request: &Request) -> Outcome {
    let matter: FxHashSet<_> = plan.evaluation_scopes.matter();
    let classes = plan.classes(tenant, &matter, &options.principals);
    let outcomes = shares(&classes.classes, |share| {
        let reasons = Reasons::new(tenant, &plan, request, options.wildcards);
        let outcomes = run(evaluator(tenant, &plan, &classes, options).asked(request), share);
        outcomes.into_iter().map(|outcome| reasons.refined(outcome)).collect()
    });
    let gaps = plan_gaps(tenant, &plan, &matter);
    let assumptions = assumed::assumptions(tenant, &plan);
    let noes = noes(&outcomes, &plan);
    let behind_noes = assumptions.behind_every_no(tenant.coverage(), &noes);
    let answers = outcomes.iter().flat_map(|class| &class.results).map(TaskResult::answer);
    let caveats = assumptions.caveats_of_all(tenant.coverage(), answers, &noes);
    let mut findings = findings::findings(tenant);
    if !options.principals.is_empty() {
        let asked = |principal: &PrincipalId| options.principals.contains(principal);
        findings.retain(|finding| finding.principals.is_empty() || finding.principals.iter().any(asked));
    }
    Outcome {
        tasks: plan.tasks,
        targets: plan.targets,
        targets_of: plan.targets_of,
        classes: outcomes,
        gaps,
        assumptions,
        behind_noes,
        caveats,
        findings,
        wildcards: options.wildcards,
        narrowed: narrowed(options),
    }
}

/// So many classes are worth a thread of their own, which has to find out again what they share.
const WORTH: usize = 256;

/// Does something with some of the classes on each thread; in the order of the classes.
pub(super) fn shares<T: Send>(classes: &[AccessClass], of_share: impl Fn(&[AccessClass]) -> Vec<T> + Sync) -> Vec<T> {
    let threads = if is_bounded() { 1 } else { parallel::threads() };
    let threads = threads.min(classes.len() / WORTH).max(1);
    let shares: Vec<&[AccessClass]> = classes.chunks(classes.len().div_ceil(threads).max(1)).collect();
    parallel::each(&shares, |share| of_share(share)).into_iter().flatten().collect()
}

/// What some principal of these classes is not allowed.
fn noes(classes: &[ClassOutcome], plan: &TaskPlan) -> Vec<Noes> {
    let answers = classes.iter().flat_map(|class| {
        let people = class.principals.len();
        class.results.iter().map(move |result| (result.answer(), people))
    });
    let everybody = classes.iter().map(|class| class.principals.len()).sum();
    Noes::beside(answers, &plan.targets_of, everybody)
}

/// Several tasks about one target, decided for one principal: the decisions alone, in the order of the tasks.
pub(crate) fn decisions(
    tenant: &TenantGraph,
    tasks: Vec<AskedTask>,
    of: OneTask<'_>,
    options: &TaskOptions,
) -> Vec<Arc<Decision>> {
    let wanted = WantedTargets::of(&of.asked.task);
    let targets = of.targets.iter().map(|target| (target.clone(), wanted.clone())).collect();
    let plan = TaskPlan::over(tenant, tasks, targets);
    let matter: FxHashSet<_> = plan.evaluation_scopes.matter();
    let classes = plan.classes(tenant, &matter, &options.principals);
    let outcomes = run(evaluator(tenant, &plan, &classes, options).asked(of.request).plain(), &classes.classes);
    let results = outcomes.into_iter().flat_map(|class| class.results);
    results.map(|result| result.decision).collect()
}

/// What is the same for all classes of a run.
pub(super) fn evaluator<'t>(
    tenant: &'t TenantGraph,
    plan: &'t TaskPlan,
    classes: &'t Classes,
    options: &TaskOptions,
) -> Evaluator<'t> {
    let evaluator = Evaluator::new(tenant, plan, classes, options.wildcards);
    if options.all { evaluator.keeping_all() } else { evaluator }
}

/// The answers for some classes.
pub(super) fn run(evaluator: Evaluator<'_>, classes: &[AccessClass]) -> Vec<ClassOutcome> {
    let no_targets = |(task, targets): (usize, &Vec<usize>)| targets.is_empty().then_some(task);
    let unasked = evaluator.plan.targets_of.iter().enumerate().filter_map(no_targets).filter(|_| evaluator.keeps_all());
    let (unasked, nothing) = (unasked.collect(), Arc::new(Decision::not_asked()));
    let mut run = TaskRun { evaluator, shared: FxHashMap::default(), unasked, nothing };
    classes.iter().map(|class| run.class(class)).collect()
}

struct TaskRun<'t> {
    evaluator: Evaluator<'t>,
    /// The grants that several classes share, by what they are.
    shared: FxHashMap<SharedKey, Arc<Layer>>,
    /// The tasks that are not asked, where every answer is kept.
    unasked: Vec<usize>,
    nothing: Arc<Decision>,
}

/// What decides the grants that a class shares with others.
#[derive(PartialEq, Eq, Hash)]
struct SharedKey {
    unseen: Unseen,
    groups: bool,
    may_be_applications: bool,
    broad: Vec<HeldGrant>,
}

impl TaskRun<'_> {
    fn class(&mut self, class: &AccessClass) -> ClassOutcome {
        let mut results = self.holding(class, &class.holdings);
        for held in &class.activated {
            let activated = self.holding(class, held);
            results = activations::better(&self.evaluator, results, activated);
        }
        if !self.unasked.is_empty() {
            results.extend(self.unasked.iter().map(|&task| TaskResult::unasked(task, &self.nothing)));
            results.sort_by_key(|result| result.task);
        }
        let outcome = ClassOutcome { principals: class.principals.clone(), results };
        if self.evaluator.proves() { outcome.proved(self.evaluator.tenant) } else { outcome }
    }

    /// The answers for a class that holds this.
    fn holding(&mut self, class: &AccessClass, held: &[HeldGrant]) -> Vec<TaskResult> {
        let (broad, narrow): (Vec<HeldGrant>, Vec<HeldGrant>) =
            held.iter().partition(|holding| self.evaluator.is_broad(**holding));
        let shared = self.shared(class, broad);
        if narrow.is_empty() { shared.results.clone() } else { self.evaluator.over(&shared, &narrow).results }
    }

    /// What a class shares with others that hold the same broad grants, over what anyone may hold.
    fn shared(&mut self, class: &AccessClass, broad: Vec<HeldGrant>) -> Arc<Layer> {
        let AccessClass { unseen, groups, may_be_applications, .. } = *class;
        let key = SharedKey { unseen, groups, may_be_applications, broad };
        if let Some(known) = self.shared.get(&key) {
            return Arc::clone(known);
        }
        let made = if key.broad.is_empty() {
            self.evaluator.lowest(class)
        } else {
            let lowest = self.shared(class, Vec::new());
            self.evaluator.over(&lowest, &key.broad)
        };
        let made = Arc::new(made);
        self.shared.insert(key, Arc::clone(&made));
        made
    }
}
