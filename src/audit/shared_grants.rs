//! Backdrops: what a class holds over many targets, and the answers that follow from it alone.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::evaluation_scopes::{DenyTies, StandpointId, denied};
use super::outcome::TaskResult;
use super::tasks::{Plan, Reached, TaskOptions, in_order, is_kept};
use crate::decide::prove::Support;
use crate::decide::{Decision, Doubt, Effective, Held, HeldDirectoryRole, Holds, Judge, Request, Step, StepOn};
use crate::graph::{AccessClass, Attachment, Classes, Gives, Holding, Strength, Tenant};
use crate::model::TargetKind;
use crate::pattern::Wildcards;

/// A grant at a scope with more standpoints below it than this is part of the backdrop.
const BROAD: usize = 12;

/// What a class holds over many targets.
#[derive(Debug)]
pub(crate) struct Backdrop {
    /// Broad holdings, and what anyone may hold.
    holdings: Vec<Holding>,
    /// By standpoint.
    effective: Vec<Arc<Effective>>,
    directory: Vec<HeldDirectoryRole>,
    directory_key: u32,
    /// The answers, where nothing else is held.
    pub results: Vec<TaskResult>,
}

/// Everything that stays the same for all classes of a run.
pub(crate) struct Frame<'t> {
    pub tenant: &'t Tenant,
    pub plan: &'t Plan,
    classes: &'t Classes,
    judge: Judge<'t>,
    /// Left out where nobody asks what the strict reading would say.
    strict: Option<Judge<'t>>,
    all: bool,
    memo: RefCell<Memo>,
}

/// Questions that were asked already.
#[derive(Default)]
struct Memo {
    effective: FxHashMap<Arc<Effective>, u32>,
    directory: FxHashMap<Vec<HeldDirectoryRole>, u32>,
    decisions: FxHashMap<(usize, Vec<u32>), Arc<Decision>>,
    distinct: FxHashSet<Arc<Decision>>,
}

/// Targets that share one answer, resting on the same assignments.
pub(crate) type Grouped = Vec<(Arc<Decision>, Vec<Support>, Vec<usize>)>;

/// What one class holds: its backdrop, and its other grants where they reach.
pub(crate) struct Standing<'s> {
    pub backdrop: &'s Backdrop,
    pub narrow: &'s [Holding],
    pub reached: Reached,
}

impl<'t> Frame<'t> {
    pub(crate) fn new(tenant: &'t Tenant, plan: &'t Plan, classes: &'t Classes, options: &TaskOptions) -> Self {
        let judge = Judge::new(tenant, options.wildcards);
        let strict = Some(Judge::new(tenant, Wildcards::Strict));
        Self { tenant, plan, classes, judge, strict, all: options.all, memo: RefCell::default() }
    }

    /// The same, for requests of which more is known than their action.
    pub(crate) fn asked(mut self, request: &Request) -> Self {
        self.judge = self.judge.asked(request);
        self.strict = self.strict.map(|strict| strict.asked(request));
        self
    }

    /// The same, without asking what the strict reading of wildcards would say.
    pub(crate) fn plain(mut self) -> Self {
        self.strict = None;
        self
    }

    /// Whether a task is asked of a target.
    pub(crate) fn asks(&self, task: usize, target: usize) -> bool {
        self.plan.targets_of.get(task).is_some_and(|targets| targets.binary_search(&target).is_ok())
    }

    /// Whether a holding belongs to the backdrop: it reaches many standpoints, or none in particular.
    pub(crate) fn is_broad(&self, holding: Holding) -> bool {
        match self.attachment(holding) {
            Some(Attachment::Role(gives)) => {
                self.plan.standpoints.below.get(&gives.scope).is_some_and(|below| below.len() > BROAD)
            }
            _ => true,
        }
    }

    fn attachment(&self, holding: Holding) -> Option<&'t Attachment> {
        self.classes.attachments.get(holding.attachment as usize)
    }

    /// Works out a backdrop and the answers that follow from it.
    pub(crate) fn backdrop(&self, broad: &[Holding], class: &AccessClass) -> Backdrop {
        let holdings: Vec<Holding> = broad.iter().copied().chain(self.classes.open_to(class)).collect();
        let ties = self.ties(&holdings);
        let directory = self.directory(&holdings);
        let mut held = self.spread(&holdings);
        let effective = (self.plan.standpoints.list.iter().enumerate()).map(|(id, standpoint)| {
            let held = held.remove(&(id as StandpointId)).unwrap_or_default();
            self.shared(Effective { held, denied: denied(self.tenant, standpoint, &ties) }.normal())
        });
        let effective = effective.collect();
        let directory_key = self.directory_key(&directory);
        let mut backdrop = Backdrop { holdings, effective, directory, directory_key, results: Vec::new() };
        backdrop.results = self.answers(&backdrop);
        backdrop
    }

    fn answers(&self, backdrop: &Backdrop) -> Vec<TaskResult> {
        let standing = Standing { backdrop, narrow: &[], reached: Reached::default() };
        let answer = |(task, targets): (usize, &Vec<usize>)| {
            let mut grouped = Grouped::new();
            for &target in targets {
                self.add(&mut grouped, (task, target), &standing);
            }
            in_order(task, grouped).collect::<Vec<_>>()
        };
        self.plan.targets_of.iter().enumerate().flat_map(answer).collect()
    }

    /// What is effective where other holdings reach, over the backdrop.
    pub(crate) fn over(&self, backdrop: &Backdrop, narrow: &[Holding]) -> Reached {
        let spread = self.spread(narrow);
        let over = |(id, mut held): (StandpointId, Vec<Held>)| {
            let under = backdrop.effective.get(id as usize);
            held.extend(under.iter().flat_map(|under| &under.held));
            let denied = under.map(|under| under.denied.clone()).unwrap_or_default();
            (id, self.shared(Effective { held, denied }.normal()))
        };
        let mut reached = Reached::default();
        let mut ids: Vec<(StandpointId, Vec<Held>)> = spread.into_iter().collect();
        ids.sort_unstable_by_key(|(id, _)| *id);
        reached.extend(ids.into_iter().map(over));
        reached
    }

    /// Decides a task for a target and puts it with the targets that have the same answer for the same reasons.
    pub(crate) fn add(&self, grouped: &mut Grouped, (task, target): (usize, usize), standing: &Standing<'_>) {
        let decision = self.decision((task, target), standing);
        if !is_kept(&decision, self.all) {
            return;
        }
        let supports = self.supports(&decision, target, standing);
        let same = grouped.iter_mut().find(|(other, others, _)| Arc::ptr_eq(other, &decision) && *others == supports);
        match same {
            Some((_, _, targets)) => targets.push(target),
            None => grouped.push((decision, supports, vec![target])),
        }
    }

    fn decision(&self, (task, target): (usize, usize), standing: &Standing<'_>) -> Arc<Decision> {
        let kinds = self.plan.looks_at.get(task).map(Vec::as_slice).unwrap_or_default();
        let effective: Vec<(TargetKind, Arc<Effective>)> =
            kinds.iter().map(|&kind| (kind, self.effective(target, kind, standing))).collect();
        let mut key: Vec<u32> = effective.iter().map(|(_, effective)| self.effective_key(effective)).collect();
        let local = self.directory_at(target, &standing.backdrop.directory);
        let (directory, number) = match &local {
            Some(local) => (local.as_slice(), self.directory_key(local)),
            None => (standing.backdrop.directory.as_slice(), standing.backdrop.directory_key),
        };
        key.push(number);
        if let Some(known) = self.memo.borrow().decisions.get(&(task, key.clone())) {
            return Arc::clone(known);
        }
        let decision = self.share_decision(self.decide(task, &effective, directory));
        self.memo.borrow_mut().decisions.insert((task, key), Arc::clone(&decision));
        decision
    }

    fn decide(
        &self,
        task: usize,
        effective: &[(TargetKind, Arc<Effective>)],
        directory: &[HeldDirectoryRole],
    ) -> Option<Decision> {
        let task = &self.plan.tasks.get(task)?.task;
        let nothing = Effective::default();
        let at = |kind: TargetKind| effective.iter().find(|(of, _)| *of == kind).map_or(&nothing, |(_, effective)| effective);
        let holds = Holds { at: &at, directory };
        Some(match &self.strict {
            Some(strict) => self.judge.decide_with(strict, task, &holds),
            None => self.judge.decide(task, &holds),
        })
    }

    fn standpoint(&self, target: usize, kind: TargetKind) -> Option<StandpointId> {
        self.plan.stands.get(target)?.get(&kind).copied()
    }

    fn effective(&self, target: usize, kind: TargetKind, standing: &Standing<'_>) -> Arc<Effective> {
        let id = self.standpoint(target, kind);
        let found = id.and_then(|id| standing.reached.get(&id).or_else(|| standing.backdrop.effective.get(id as usize)));
        found.map(Arc::clone).unwrap_or_default()
    }

    /// For every step of a decision: the assignment that it rests on for this class and target.
    fn supports(&self, decision: &Decision, target: usize, standing: &Standing<'_>) -> Vec<Support> {
        let support = |step: &Step| match &step.on {
            StepOn::Role(held) => self.gives(*held, self.standpoint(target, step.at)?, standing).map(Support::Role),
            StepOn::DirectoryRole(held) => Some(Support::DirectoryRole(held.gives.clone())),
            StepOn::Deny(denied) => Some(Support::Deny(denied.deny)),
        };
        decision.steps.iter().filter_map(support).collect()
    }

    /// The grant behind a role that is effective at a standpoint; of several, the outermost speaks.
    fn gives(&self, held: Held, at: StandpointId, standing: &Standing<'_>) -> Option<Gives> {
        let above = &self.plan.standpoints.list.get(at as usize)?.above;
        let scopes = &self.tenant.facts().scopes;
        let matching = standing.narrow.iter().chain(&standing.backdrop.holdings).filter_map(|holding| {
            let Some(Attachment::Role(gives)) = self.attachment(*holding) else { return None };
            let containing = *above.get(&gives.scope)?;
            let here = Held::new(*gives, holding.strength, holding.doubt.map(Doubt::Members)).within(containing, gives.scope);
            (here == held).then_some(*gives)
        });
        matching.min_by_key(|gives| (scopes.text(gives.scope).len(), scopes.text(gives.scope), gives.eligible))
    }

    fn spread(&self, holdings: &[Holding]) -> FxHashMap<StandpointId, Vec<Held>> {
        let mut spread: FxHashMap<StandpointId, Vec<Held>> = FxHashMap::default();
        for holding in holdings {
            if let Some(Attachment::Role(gives)) = self.attachment(*holding) {
                let held = Held::new(*gives, holding.strength, holding.doubt.map(Doubt::Members));
                for (id, held) in crate::audit::evaluation_scopes::spread(&self.plan.standpoints, gives.scope, held) {
                    spread.entry(id).or_default().push(held);
                }
            }
        }
        spread
    }

    fn ties(&self, holdings: &[Holding]) -> DenyTies {
        let mut ties = DenyTies::default();
        for holding in holdings.iter().filter(|holding| holding.strength != Strength::Eligible) {
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

    fn directory(&self, holdings: &[Holding]) -> Vec<HeldDirectoryRole> {
        let held = holdings.iter().filter_map(|holding| match self.attachment(*holding)? {
            Attachment::DirectoryRole(gives) => Some(HeldDirectoryRole {
                gives: gives.clone(),
                strength: holding.strength,
                doubt: holding.doubt.map(Doubt::Members),
            }),
            _ => None,
        });
        let mut held: Vec<HeldDirectoryRole> = held.collect();
        held.sort();
        held.dedup();
        held
    }

    /// The Entra roles that count for a target, where there are several tenants: those of its own (R-SCO-12).
    fn directory_at(&self, target: usize, held: &[HeldDirectoryRole]) -> Option<Vec<HeldDirectoryRole>> {
        let tenancy = &self.tenant.facts().tenancy;
        let target = self.plan.targets.get(target).filter(|target| tenancy.is_mixed() && target.id != "tenant")?;
        let own = tenancy.of_scope(&target.id);
        let here = held.iter().filter_map(|held| match (own, held.gives.tenant.as_deref()) {
            (Some(own), Some(tenant)) => (own == tenant).then(|| held.clone()),
            _ => Some(HeldDirectoryRole {
                strength: Strength::Unknown,
                doubt: held.doubt.or(Some(Doubt::Tenant)),
                ..held.clone()
            }),
        });
        Some(here.collect())
    }

    fn shared(&self, effective: Effective) -> Arc<Effective> {
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

    fn directory_key(&self, held: &[HeldDirectoryRole]) -> u32 {
        let mut memo = self.memo.borrow_mut();
        if let Some(&known) = memo.directory.get(held) {
            return known;
        }
        let number = memo.directory.len() as u32;
        memo.directory.insert(held.to_vec(), number);
        number
    }

    fn share_decision(&self, decision: Option<Decision>) -> Arc<Decision> {
        let decision = decision.unwrap_or_else(Decision::nothing);
        let mut memo = self.memo.borrow_mut();
        if let Some(known) = memo.distinct.get(&decision) {
            return Arc::clone(known);
        }
        let shared = Arc::new(decision);
        memo.distinct.insert(Arc::clone(&shared));
        shared
    }
}
