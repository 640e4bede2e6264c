//! [`Evaluator`]: the answers that follow from the grants of an access class, layer by layer ([`Layer`]).

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::evaluation_scopes::{DenyTies, EvaluationScopeId, denied, spread};
use super::grouped::{Grouped, GroupedAnswer};
use super::layer::{ByRole, Layer};
use super::outcome::TaskResult;
use super::plan::TaskPlan;
use super::target_groups::TargetGroups;
use crate::decide::{
    Decision, Doubt, Effective, EffectiveGrant, HeldInDirectory, Holds, Judge, ProofStep, Request, RestsOn, StepOn, Verdict,
};
use crate::graph::{AccessClass, Attachment, Classes, Containing, GrantTerms, HeldGrant, Possession, Strength, TenantGraph};
use crate::model::{Leaf, Need, PrincipalId, ScopeId, TargetKind};
use crate::pattern::Wildcards;

/// A grant at a scope with more evaluation scopes below it than this is shared.
const BROAD: usize = 12;

/// Everything that stays the same for all classes of a run.
pub(crate) struct Evaluator<'t> {
    pub tenant: &'t TenantGraph,
    pub plan: &'t TaskPlan,
    classes: &'t Classes,
    judge: Judge<'t>,
    /// Left out where nobody asks what the strict reading would say.
    strict: Option<Judge<'t>>,
    all: bool,
    memo: RefCell<Memo>,
    pub(super) groups: TargetGroups,
}

/// Questions that were asked already.
#[derive(Default)]
struct Memo {
    effective: FxHashMap<Arc<Effective>, u32>,
    directory: FxHashMap<HeldInDirectory, u32>,
    decisions: FxHashMap<(usize, Vec<u32>), Arc<Decision>>,
    distinct: FxHashSet<Arc<Decision>>,
}

impl<'t> Evaluator<'t> {
    pub(crate) fn new(tenant: &'t TenantGraph, plan: &'t TaskPlan, classes: &'t Classes, wildcards: Wildcards) -> Self {
        let judge = Judge::new(tenant, wildcards);
        let strict = Some(Judge::new(tenant, Wildcards::Strict));
        let groups = TargetGroups::new(tenant.facts(), &plan.targets);
        Self { tenant, plan, classes, judge, strict, all: false, memo: RefCell::default(), groups }
    }

    /// The same, keeping the answers that are `not_allowed`.
    pub(crate) fn keeping_all(mut self) -> Self {
        self.all = true;
        self
    }

    /// Whether the answers that are `not_allowed` are kept.
    pub(crate) fn keeps_all(&self) -> bool {
        self.all
    }

    /// The same, for requests of which more is known than their action.
    pub(crate) fn asked(mut self, request: &Request) -> Self {
        self.judge = self.judge.asked(request);
        self.strict = self.strict.map(|strict| strict.asked(request));
        self
    }

    /// The same, of principals who hold what is shown and nothing else.
    pub(crate) fn of_what_is_held(mut self) -> Self {
        self.judge = self.judge.of_what_is_held();
        self.strict = self.strict.map(Judge::of_what_is_held);
        self
    }

    /// The same, but for the answers only: without proofs, and without the strict reading of wildcards.
    pub(crate) fn plain(mut self) -> Self {
        self.strict = None;
        self
    }

    /// Whether proofs are wanted.
    pub(crate) fn proves(&self) -> bool {
        self.strict.is_some()
    }

    /// Whether a held grant is shared: it reaches many evaluation scopes, or is not bound to any of them.
    pub(crate) fn is_broad(&self, holding: HeldGrant) -> bool {
        let scope = match self.attachment(holding) {
            Some(Attachment::Role(gives)) => Some(gives.scope),
            Some(Attachment::Denied(deny) | Attachment::Excluded(deny)) => self.scope_of(*deny),
            Some(Attachment::Possession(Possession::Owner(_))) => return false,
            Some(Attachment::DirectoryRole(_) | Attachment::Possession(Possession::AppRole(_))) | None => None,
        };
        scope.is_none_or(|scope| self.plan.evaluation_scopes.below.get(&scope).is_some_and(|below| below.len() > BROAD))
    }

    fn scope_of(&self, deny: u32) -> Option<ScopeId> {
        self.tenant.facts().denies.get(deny as usize).map(|deny| deny.scope)
    }

    pub(super) fn attachment(&self, holding: HeldGrant) -> Option<&'t Attachment> {
        self.classes.attachments.get(holding.attachment as usize)
    }

    /// What anyone may hold, at every scope, and the answers that follow from it.
    pub(super) fn lowest(&self, class: &AccessClass) -> Layer {
        let holdings: Vec<HeldGrant> = self.classes.open_to(class).collect();
        let ties = self.ties(holdings.iter());
        let mut held = self.spread(&holdings);
        let reached = (self.plan.evaluation_scopes.list.iter().enumerate()).map(|(id, here)| {
            let id = id as EvaluationScopeId;
            let effective = Effective {
                held: held.remove(&id).unwrap_or_default(),
                denied: denied(self.tenant, here, &ties),
                uncovered: here.uncovered.clone(),
                by_policies: here.by_policies.clone(),
            };
            (id, self.interned(effective.normal()))
        });
        let reached = reached.collect();
        let directory = self.directory(&holdings, class.may_be_applications);
        let by_role = self.by_role(&holdings);
        let owned = FxHashSet::default();
        self.answered(Layer { under: None, holdings, by_role, reached, directory, owned, results: Vec::new() })
    }

    /// More grants over what is held already, and the answers that follow from all of them.
    pub(super) fn over(&self, under: &Arc<Layer>, holdings: &[HeldGrant]) -> Layer {
        let mut layer = Layer {
            under: Some(Arc::clone(under)),
            holdings: holdings.to_vec(),
            by_role: self.by_role(holdings),
            reached: FxHashMap::default(),
            directory: Arc::clone(&under.directory),
            owned: self.owned(holdings),
            results: Vec::new(),
        };
        let is_of_directory = |holding: &HeldGrant| {
            matches!(
                self.attachment(*holding),
                Some(Attachment::DirectoryRole(_) | Attachment::Possession(Possession::AppRole(_)))
            )
        };
        if holdings.iter().any(is_of_directory) {
            layer.directory = self.directory(layer.all_holdings(), under.directory.held.may_be_application);
        }
        layer.reached = self.reached(&layer, under);
        self.answered(layer)
    }

    /// The groups that somebody owns by some holdings.
    fn owned(&self, holdings: &[HeldGrant]) -> FxHashSet<PrincipalId> {
        let owned = holdings.iter().filter_map(|holding| match self.attachment(*holding)? {
            Attachment::Possession(Possession::Owner(group)) => Some(*group),
            _ => None,
        });
        owned.collect()
    }

    /// The targets that the grants of a layer reach: those at the evaluation scopes below them, and groups that it owns.
    fn reaches(&self, layer: &Layer) -> Vec<usize> {
        let at = |id: &EvaluationScopeId| self.plan.looked_at_by.get(*id as usize).into_iter().flatten().copied();
        let owned = layer.owned.iter().flat_map(|&group| self.groups.targets_of(group));
        let mut reached: Vec<usize> = layer.reached.keys().flat_map(at).chain(owned).collect();
        reached.sort_unstable();
        reached.dedup();
        reached
    }

    /// What is effective where the grants of a layer reach.
    fn reached(&self, layer: &Layer, under: &Layer) -> FxHashMap<EvaluationScopeId, Arc<Effective>> {
        let mut spread: Vec<(EvaluationScopeId, Vec<EffectiveGrant>)> = self.spread(&layer.holdings).into_iter().collect();
        spread.sort_unstable_by_key(|(id, _)| *id);
        let is_deny =
            |holding: &HeldGrant| matches!(self.attachment(*holding), Some(Attachment::Denied(_) | Attachment::Excluded(_)));
        let ties = layer.holdings.iter().any(is_deny).then(|| self.ties(layer.all_holdings()));
        let over = |(id, mut held): (EvaluationScopeId, Vec<EffectiveGrant>)| {
            let under = under.effective(id);
            held.extend(under.iter().flat_map(|under| &under.held));
            let denied = match (&ties, self.plan.evaluation_scopes.list.get(id as usize)) {
                (Some(ties), Some(here)) => denied(self.tenant, here, ties),
                _ => under.map(|under| under.denied.clone()).unwrap_or_default(),
            };
            let uncovered = under.and_then(|under| under.uncovered.clone());
            let by_policies = under.and_then(|under| under.by_policies.clone());
            (id, self.interned(Effective { held, denied, uncovered, by_policies }.normal()))
        };
        spread.into_iter().map(over).collect()
    }

    /// A layer with its answers: those of the layer under it, and anew those for the targets that its own grants reach.
    fn answered(&self, mut layer: Layer) -> Layer {
        let reached = self.reaches(&layer);
        let mut results = Vec::new();
        for (task, asked) in self.plan.targets_of.iter().enumerate() {
            let mut grouped = Grouped::default();
            match layer.under.as_deref().filter(|under| !self.asks_other_directory(task, &layer, under)) {
                Some(under) => {
                    let known = under.results.iter().filter(|result| result.task == task);
                    known.filter_map(|result| less(result, &reached)).for_each(|(answer, kept)| grouped.add(answer, kept));
                    let anew = reached.iter().filter(|target| asked.binary_search(target).is_ok());
                    anew.for_each(|&target| self.add(&mut grouped, (task, target), &layer));
                }
                None => asked.iter().for_each(|&target| self.add(&mut grouped, (task, target), &layer)),
            }
            results.extend(grouped.in_order(task));
        }
        layer.results = results;
        layer
    }

    /// Whether a task asks for Entra roles or app roles, and a layer holds others than the one under it: then no answer can be taken over.
    fn asks_other_directory(&self, task: usize, layer: &Layer, under: &Layer) -> bool {
        let asks = |leaf: &Leaf| matches!(leaf.what, Need::DirectoryRole { .. } | Need::AppRole { .. });
        let asked = self.plan.tasks.get(task);
        layer.directory.number != under.directory.number && asked.is_some_and(|asked| asked.task.requires.leaves().any(asks))
    }

    /// Decides a task for a target and puts it with the targets that have the same answer for the same reasons.
    fn add(&self, grouped: &mut Grouped, (task, target): (usize, usize), layer: &Layer) {
        let decision = self.decision((task, target), layer);
        if !is_kept(&decision, self.all) {
            return;
        }
        let rests_on = self.rests_on(&decision, target, layer);
        grouped.add((decision, rests_on), [target]);
    }

    fn decision(&self, (task, target): (usize, usize), layer: &Layer) -> Arc<Decision> {
        let kinds = self.plan.looks_at.get(task).map(Vec::as_slice).unwrap_or_default();
        let effective: Vec<(TargetKind, Arc<Effective>)> =
            kinds.iter().map(|&kind| (kind, self.effective(target, kind, layer))).collect();
        let mut key: Vec<u32> = effective.iter().map(|(_, effective)| self.effective_key(effective)).collect();
        let local = self.directory_at(target, layer);
        let (directory, number) = match &local {
            Some(local) => (local, self.directory_number(local)),
            None => (&layer.directory.held, layer.directory.number),
        };
        key.push(number);
        if let Some(known) = self.memo.borrow().decisions.get(&(task, key.clone())) {
            return Arc::clone(known);
        }
        let decision = self.decide(task, &effective, directory).unwrap_or_else(Decision::nothing);
        let decision = self.share_decision(decision);
        self.memo.borrow_mut().decisions.insert((task, key), Arc::clone(&decision));
        decision
    }

    fn decide(&self, task: usize, effective: &[(TargetKind, Arc<Effective>)], directory: &HeldInDirectory) -> Option<Decision> {
        let task = &self.plan.tasks.get(task)?.task;
        let nothing = Effective::default();
        let at = |kind: TargetKind| effective.iter().find(|(of, _)| *of == kind).map_or(&nothing, |(_, effective)| effective);
        let holds = Holds { at: &at, directory };
        Some(match &self.strict {
            Some(strict) => self.judge.decide_with(strict, task, &holds),
            None => self.judge.decide(task, &holds),
        })
    }

    fn evaluation_scope(&self, target: usize, kind: TargetKind) -> Option<EvaluationScopeId> {
        self.plan.stands.get(target)?.get(&kind).copied()
    }

    fn effective(&self, target: usize, kind: TargetKind, layer: &Layer) -> Arc<Effective> {
        let id = self.evaluation_scope(target, kind);
        id.and_then(|id| layer.effective(id)).map(Arc::clone).unwrap_or_default()
    }

    /// For every step of a decision: the assignment that it rests on for this class and target.
    fn rests_on(&self, decision: &Decision, target: usize, layer: &Layer) -> Vec<RestsOn> {
        let support = |step: &ProofStep| match &step.on {
            StepOn::Role(held) => self.gives(*held, self.evaluation_scope(target, step.at)?, layer).map(RestsOn::Role),
            StepOn::DirectoryRole(held) => Some(RestsOn::DirectoryRole(Arc::new(held.gives.clone()))),
            StepOn::Deny(denied) => Some(RestsOn::Deny(denied.deny)),
            StepOn::Possession(possession) => Some(RestsOn::Possession(*possession)),
        };
        decision.steps.iter().filter_map(support).collect()
    }

    /// The grant behind a role that is effective at an evaluation scope; if there are several, the one at the outermost scope.
    fn gives(&self, held: EffectiveGrant, at: EvaluationScopeId, layer: &Layer) -> Option<GrantTerms> {
        let above = &self.plan.evaluation_scopes.list.get(at as usize)?.above;
        let scopes = &self.tenant.facts().scopes;
        let of_role = |(&scope, &containing): (&ScopeId, &Containing)| {
            layer.of_role(held.role, scope).map(move |holding| (holding, containing))
        };
        let matching = above.iter().flat_map(of_role).filter_map(|(holding, containing)| {
            let Some(Attachment::Role(gives)) = self.attachment(*holding) else { return None };
            let here = EffectiveGrant::new(*gives, holding.strength, holding.doubt.map(Doubt::Members))
                .within(containing, gives.scope);
            (here == held).then_some(*gives)
        });
        matching.min_by_key(|gives| (scopes.text(gives.scope).len(), scopes.text(gives.scope), gives.eligible))
    }

    fn by_role(&self, holdings: &[HeldGrant]) -> ByRole {
        let mut by_role = ByRole::default();
        for holding in holdings {
            if let Some(Attachment::Role(gives)) = self.attachment(*holding) {
                by_role.entry((gives.role, gives.scope)).or_default().push(*holding);
            }
        }
        by_role
    }

    /// Which roles reach which evaluation scopes; those that only a deny assignment reaches have none.
    fn spread(&self, holdings: &[HeldGrant]) -> FxHashMap<EvaluationScopeId, Vec<EffectiveGrant>> {
        let mut all: FxHashMap<EvaluationScopeId, Vec<EffectiveGrant>> = FxHashMap::default();
        let scopes = &self.plan.evaluation_scopes;
        for holding in holdings {
            match self.attachment(*holding) {
                Some(Attachment::Role(gives)) => {
                    let held = EffectiveGrant::new(*gives, holding.strength, holding.doubt.map(Doubt::Members));
                    for (id, held) in spread(scopes, gives.scope, held) {
                        all.entry(id).or_default().push(held);
                    }
                }
                Some(Attachment::Denied(deny) | Attachment::Excluded(deny)) => {
                    let below = self.scope_of(*deny).and_then(|scope| scopes.below.get(&scope));
                    for (id, _) in below.into_iter().flatten() {
                        all.entry(*id).or_default();
                    }
                }
                Some(Attachment::DirectoryRole(_) | Attachment::Possession(_)) | None => {}
            }
        }
        all
    }

    fn ties<'h>(&self, holdings: impl Iterator<Item = &'h HeldGrant>) -> DenyTies {
        let mut ties = DenyTies::default();
        for holding in holdings.filter(|holding| holding.strength != Strength::Eligible) {
            let doubt = holding.doubt.map(Doubt::Members);
            match self.attachment(*holding) {
                Some(Attachment::Denied(deny)) => {
                    ties.named.entry(*deny).and_modify(|known| *known = known.and(doubt)).or_insert(doubt)
                }
                Some(Attachment::Excluded(deny)) => {
                    ties.excluded.entry(*deny).and_modify(|known| *known = known.and(doubt)).or_insert(doubt)
                }
                _ => continue,
            };
        }
        ties
    }

    fn interned(&self, effective: Effective) -> Arc<Effective> {
        let mut memo = self.memo.borrow_mut();
        if let Some((known, _)) = memo.effective.get_key_value(&effective) {
            return Arc::clone(known);
        }
        let shared = Arc::new(effective);
        let number = memo.effective.len() as u32;
        memo.effective.insert(Arc::clone(&shared), number);
        shared
    }

    fn effective_key(&self, effective: &Arc<Effective>) -> u32 {
        self.memo.borrow().effective.get(effective).copied().unwrap_or(u32::MAX)
    }

    pub(super) fn directory_number(&self, held: &HeldInDirectory) -> u32 {
        let mut memo = self.memo.borrow_mut();
        if let Some(&known) = memo.directory.get(held) {
            return known;
        }
        let number = memo.directory.len() as u32;
        memo.directory.insert(held.clone(), number);
        number
    }

    /// The one of equal decisions that is kept.
    pub(crate) fn share_decision(&self, decision: Decision) -> Arc<Decision> {
        let mut memo = self.memo.borrow_mut();
        if let Some(known) = memo.distinct.get(&decision) {
            return Arc::clone(known);
        }
        let shared = Arc::new(decision);
        memo.distinct.insert(Arc::clone(&shared));
        shared
    }
}

/// Whether an answer is to be kept.
pub(crate) fn is_kept(decision: &Decision, all: bool) -> bool {
    all || decision.verdict > Verdict::NotAllowed
}

/// A result without some of its targets, which are ascending.
fn less(result: &TaskResult, gone: &[usize]) -> Option<(GroupedAnswer, Vec<usize>)> {
    let targets: Vec<usize> = result.targets.iter().filter(|target| gone.binary_search(target).is_err()).copied().collect();
    (!targets.is_empty()).then(|| ((Arc::clone(&result.decision), result.rests_on.clone()), targets))
}
