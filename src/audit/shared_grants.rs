//! The grants of an access class that reach many targets, and the answers that follow from these grants alone.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::evaluation_scopes::{DenyTies, EvaluationScopeId, denied, spread};
use super::grouped::Grouped;
use super::outcome::TaskResult;
use super::plan::TaskPlan;
use super::target_groups::TargetGroups;

use crate::decide::{
    Decision, Doubt, Effective, EffectiveGrant, HeldInDirectory, Holds, Judge, ProofStep, Request, RestsOn, StepOn, Verdict,
};
use crate::graph::{AccessClass, Attachment, Classes, Containing, GrantTerms, HeldGrant, Possession, Strength, TenantGraph};
use crate::model::{PrincipalId, RoleId, ScopeId, TargetKind};
use crate::pattern::Wildcards;

/// A grant at a scope with more evaluation scopes below it than this is shared.
const BROAD: usize = 12;

/// What a class holds over many targets.
#[derive(Debug)]
pub(crate) struct SharedGrants {
    /// Broad holdings, and what anyone may hold.
    holdings: Vec<HeldGrant>,
    /// The roles among them, by role and by the scope of the assignment.
    by_role: ByRole,
    /// By evaluation scope.
    effective: Vec<Arc<Effective>>,
    pub(super) directory: HeldInDirectory,
    directory_key: u32,
    /// The answers, where nothing else is held.
    pub results: Vec<TaskResult>,
}

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

/// Holdings of roles, by role and by the scope of the assignment.
type ByRole = FxHashMap<(RoleId, ScopeId), Vec<HeldGrant>>;

/// What one class holds: what it shares with others, and its other grants where they reach.
pub(crate) struct EffectiveGrants<'s> {
    pub(super) shared: &'s SharedGrants,
    /// The other grants, by role.
    narrow: ByRole,
    reached: Reached,
    /// The groups that it owns.
    pub(super) owned: FxHashSet<PrincipalId>,
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

    /// Whether a task is asked of a target.
    pub(crate) fn asks(&self, task: usize, target: usize) -> bool {
        self.plan.targets_of.get(task).is_some_and(|targets| targets.binary_search(&target).is_ok())
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

    /// Works out what is effective by shared grants, and the answers that follow from it.
    pub(crate) fn shared(&self, broad: &[HeldGrant], class: &AccessClass) -> SharedGrants {
        let holdings: Vec<HeldGrant> = broad.iter().copied().chain(self.classes.open_to(class)).collect();
        let ties = self.ties(holdings.iter());
        let directory = self.directory(&holdings, class.may_be_applications);
        let mut held = self.spread(&holdings);
        let effective = (self.plan.evaluation_scopes.list.iter().enumerate()).map(|(id, evaluation_scope)| {
            let held = held.remove(&(id as EvaluationScopeId)).unwrap_or_default();
            let uncovered = evaluation_scope.uncovered.clone();
            let by_policies = evaluation_scope.by_policies.clone();
            let denied = denied(self.tenant, evaluation_scope, &ties);
            self.interned(Effective { held, denied, uncovered, by_policies }.normal())
        });
        let effective = effective.collect();
        let directory_key = self.directory_key(&directory);
        let by_role = self.by_role(&holdings);
        let mut shared = SharedGrants { holdings, by_role, effective, directory, directory_key, results: Vec::new() };
        shared.results = self.answers(&shared);
        shared
    }

    fn answers(&self, shared: &SharedGrants) -> Vec<TaskResult> {
        let owned = FxHashSet::default();
        let grants = EffectiveGrants { shared, narrow: ByRole::default(), reached: Reached::default(), owned };
        let answer = |(task, targets): (usize, &Vec<usize>)| {
            let mut grouped = Grouped::default();
            for &target in targets {
                self.add(&mut grouped, (task, target), &grants);
            }
            grouped.in_order(task)
        };
        self.plan.targets_of.iter().enumerate().flat_map(answer).collect()
    }

    /// What a class holds: what is effective where its other holdings reach, over what is shared.
    pub(crate) fn over<'s>(&self, shared: &'s SharedGrants, narrow: &[HeldGrant]) -> EffectiveGrants<'s> {
        let mut spread: Vec<(EvaluationScopeId, Vec<EffectiveGrant>)> = self.spread(narrow).into_iter().collect();
        spread.sort_unstable_by_key(|(id, _)| *id);
        let is_deny =
            |holding: &&HeldGrant| matches!(self.attachment(**holding), Some(Attachment::Denied(_) | Attachment::Excluded(_)));
        let is_tied = narrow.iter().any(|holding| is_deny(&holding));
        let ties = is_tied.then(|| self.ties(narrow.iter().chain(&shared.holdings)));
        let over = |(id, mut held): (EvaluationScopeId, Vec<EffectiveGrant>)| {
            let under = shared.effective.get(id as usize);
            held.extend(under.iter().flat_map(|under| &under.held));
            let here = self.plan.evaluation_scopes.list.get(id as usize);
            let denied = match (&ties, here) {
                (Some(ties), Some(here)) => denied(self.tenant, here, ties),
                _ => under.map(|under| under.denied.clone()).unwrap_or_default(),
            };
            let uncovered = under.and_then(|under| under.uncovered.clone());
            let by_policies = under.and_then(|under| under.by_policies.clone());
            (id, self.interned(Effective { held, denied, uncovered, by_policies }.normal()))
        };
        let reached = spread.into_iter().map(over).collect();
        let owned = narrow.iter().filter_map(|holding| match self.attachment(*holding)? {
            Attachment::Possession(Possession::Owner(group)) => Some(*group),
            _ => None,
        });
        EffectiveGrants { shared, narrow: self.by_role(narrow), reached, owned: owned.collect() }
    }

    /// The targets that some grants of a class reach: those at the evaluation scopes below them, and groups that it owns.
    pub(crate) fn touched(&self, grants: &EffectiveGrants<'_>) -> Vec<usize> {
        let at = |id: &EvaluationScopeId| self.plan.looked_at_by.get(*id as usize).into_iter().flatten().copied();
        let owned = grants.owned.iter().flat_map(|&group| self.groups.targets_of(group));
        let mut touched: Vec<usize> = grants.reached.keys().flat_map(at).chain(owned).collect();
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    /// Decides a task for a target and puts it with the targets that have the same answer for the same reasons.
    pub(crate) fn add(&self, grouped: &mut Grouped, (task, target): (usize, usize), grants: &EffectiveGrants<'_>) {
        let decision = self.decision((task, target), grants);
        if !is_kept(&decision, self.all) {
            return;
        }
        let rests_on = self.rests_on(&decision, target, grants);
        grouped.add((decision, rests_on), [target]);
    }

    fn decision(&self, (task, target): (usize, usize), grants: &EffectiveGrants<'_>) -> Arc<Decision> {
        let kinds = self.plan.looks_at.get(task).map(Vec::as_slice).unwrap_or_default();
        let effective: Vec<(TargetKind, Arc<Effective>)> =
            kinds.iter().map(|&kind| (kind, self.effective(target, kind, grants))).collect();
        let mut key: Vec<u32> = effective.iter().map(|(_, effective)| self.effective_key(effective)).collect();
        let local = self.directory_at(target, grants);
        let (directory, number) = match &local {
            Some(local) => (local, self.directory_key(local)),
            None => (&grants.shared.directory, grants.shared.directory_key),
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

    fn effective(&self, target: usize, kind: TargetKind, grants: &EffectiveGrants<'_>) -> Arc<Effective> {
        let id = self.evaluation_scope(target, kind);
        let found = id.and_then(|id| grants.reached.get(&id).or_else(|| grants.shared.effective.get(id as usize)));
        found.map(Arc::clone).unwrap_or_default()
    }

    /// For every step of a decision: the assignment that it rests on for this class and target.
    fn rests_on(&self, decision: &Decision, target: usize, grants: &EffectiveGrants<'_>) -> Vec<RestsOn> {
        let support = |step: &ProofStep| match &step.on {
            StepOn::Role(held) => self.gives(*held, self.evaluation_scope(target, step.at)?, grants).map(RestsOn::Role),
            StepOn::DirectoryRole(held) => Some(RestsOn::DirectoryRole(Arc::new(held.gives.clone()))),
            StepOn::Deny(denied) => Some(RestsOn::Deny(denied.deny)),
            StepOn::Possession(possession) => Some(RestsOn::Possession(*possession)),
        };
        decision.steps.iter().filter_map(support).collect()
    }

    /// The grant behind a role that is effective at an evaluation scope; if there are several, the one at the outermost scope.
    fn gives(&self, held: EffectiveGrant, at: EvaluationScopeId, grants: &EffectiveGrants<'_>) -> Option<GrantTerms> {
        let above = &self.plan.evaluation_scopes.list.get(at as usize)?.above;
        let scopes = &self.tenant.facts().scopes;
        let of_role = |(&scope, &containing): (&ScopeId, &Containing)| {
            let lists = [&grants.narrow, &grants.shared.by_role].into_iter().filter_map(move |of| of.get(&(held.role, scope)));
            lists.flatten().map(move |holding| (holding, containing))
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

    fn directory_key(&self, held: &HeldInDirectory) -> u32 {
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

/// What is effective at the evaluation scopes that a class's own grants reach.
pub(crate) type Reached = FxHashMap<EvaluationScopeId, Arc<Effective>>;
