//! [`Move`]: which tasks people can perform in one state of a tenant and not in the other, and which assignment makes the difference.
//!
//! Answers are compared by class: principals that share a class in both states have the same difference.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::because::{Because, ChangeRecords, because};
use super::person::{Person, named};
use crate::arrange::Arrange as _;
use crate::audit::outcome::{ClassOutcome, Outcome, TaskResult};
use crate::audit::targets::TargetFilter;
use crate::audit::tasks::{TaskOptions, answers};
use crate::decide::prove::Prover;
use crate::decide::{ProvedStep, Verdict};
use crate::graph::TenantGraph;
use crate::model::{ObjectId, PrincipalId, TaskPack};
use crate::parallel::both;
use crate::pattern::Wildcards;

/// One state of a tenant: who can do what.
#[derive(Debug, Clone, Copy)]
struct TenantState<'t> {
    tenant: &'t TenantGraph,
    outcome: &'t Outcome,
}

/// What two states are compared by.
#[derive(Debug, Clone, Copy)]
pub struct Comparing<'a> {
    /// The tasks.
    pub packs: &'a [TaskPack],
    /// How middle wildcards are read (R-PAT-4).
    pub wildcards: Wildcards,
    /// Only these principals, whether or not both states know them; `None`: all.
    pub only: Option<&'a [ObjectId]>,
}

/// Principals whose answers differ in the same way.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Move {
    /// Who, by id.
    pub principals: Vec<Person>,
    /// Tasks that are nearer now.
    pub gained: Vec<TaskMove>,
    /// Tasks that are further away now.
    pub lost: Vec<TaskMove>,
}

/// A task with another answer than before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TaskMove {
    /// The task.
    pub task: String,
    /// Its pack.
    pub pack: Arc<str>,
    /// For these targets.
    pub targets: Vec<String>,
    /// One state does not know these targets.
    pub targets_differ: bool,
    /// The answer in the old state.
    pub before: Verdict,
    /// The answer in the new state.
    pub after: Verdict,
    /// What the better answer rests on, for the first of the principals and targets.
    pub because: Vec<Because>,
}

/// What people can do in the new state and could not in the old one, and the other way round. Both states have what cannot be
/// compared, and lack what one of them lacks.
pub(super) fn moves(states: [&TenantGraph; 2], by: &Comparing<'_>) -> Vec<Move> {
    if by.only.is_some_and(<[ObjectId]>::is_empty) {
        return Vec::new();
    }
    let [old, new] = states;
    let (before, after) = both(|| by.outcome(old, new), || by.outcome(new, old));
    // That an answer is unknown is neither a gain nor a loss (R-EVAL-9).
    let moves = moved(states, [&before, &after], Verdict::Conditional);
    // Nobody needs them any more: freeing them piece by piece would only take time.
    std::mem::forget((before, after));
    moves
}

/// What people can do by a pack and could not by another one, and the other way round, in one state of a tenant; and whether that is
/// open for somebody. The packs have the same tasks in the same order.
pub(super) fn pack_moves(tenant: &TenantGraph, packs: [&[TaskPack]; 2], wildcards: Wildcards) -> (Vec<Move>, bool) {
    let outcome = |packs| Comparing { packs, wildcards, only: None }.outcome(tenant, tenant);
    let [old, new] = packs;
    let (before, after) = both(|| outcome(old), || outcome(new));
    let open = is_open([&before, &after]);
    (moved([tenant, tenant], [&before, &after], Verdict::Unknown), open)
}

/// Whether an answer to a task that two packs ask otherwise is unknown by one of them, or nobody is there to answer for (R-EVAL-9).
fn is_open(outcomes: [&Outcome; 2]) -> bool {
    let asked = |outcome: &Outcome, number: usize| {
        let task = &outcome.tasks.get(number)?.task;
        Some((task.requires.clone(), task.target, task.resource_type.clone(), task.uses.clone()))
    };
    let [old, new] = outcomes;
    let differs: Vec<bool> = (0..new.tasks.len()).map(|number| asked(old, number) != asked(new, number)).collect();
    let is_unknown = |result: &TaskResult| {
        result.decision.verdict == Verdict::Unknown && differs.get(result.task).is_some_and(|differs| *differs)
    };
    let nobody = new.classes.is_empty() && differs.contains(&true);
    nobody || outcomes.iter().flat_map(|outcome| &outcome.classes).flat_map(|class| &class.results).any(is_unknown)
}

/// The differences of two outcomes, by their first principal's id; without those of which neither answer is at least this.
fn moved(states: [&TenantGraph; 2], outcomes: [&Outcome; 2], least: Verdict) -> Vec<Move> {
    let comparison = OutcomeComparison { least, ..OutcomeComparison::new(states, outcomes) };
    let mut moves: Vec<Move> = comparison.pairs().iter().filter_map(|(pair, people)| comparison.moved(*pair, people)).collect();
    moves.arrange_by(|a, b| a.principals.first().map(|one| &one.id).cmp(&b.principals.first().map(|one| &one.id)));
    moves
}

impl Comparing<'_> {
    /// A `no` needs the lists of both states.
    fn outcome(&self, tenant: &TenantGraph, other: &TenantGraph) -> Outcome {
        let known = |id: &ObjectId| tenant.facts().principals.lookup(id);
        let principals: Vec<PrincipalId> = self.only.unwrap_or_default().iter().filter_map(known).collect();
        let nobody = self.only.is_some() && principals.is_empty();
        let targets = TargetFilter::default();
        let options = TaskOptions { targets, principals, wildcards: self.wildcards, all: false };
        let mut outcome = answers([tenant, other], self.packs, &options);
        if nobody {
            // To name nobody is to ask for all.
            outcome.classes.clear();
        }
        outcome
    }
}

/// The class of a principal in both states; `None` where it can do nothing.
type ClassPair = (Option<usize>, Option<usize>);

/// Two states, with one numbering of their targets.
struct OutcomeComparison<'t> {
    old: TenantState<'t>,
    new: TenantState<'t>,
    /// By index in the outcome: the number of a target.
    old_targets: Vec<usize>,
    new_targets: Vec<usize>,
    /// By number: its id, and whether both states know it.
    targets: Vec<(&'t str, bool)>,
    /// A difference of which neither answer is at least this is left out.
    least: Verdict,
    /// For both states, where each membership and definition was read.
    records: [OnceCell<ChangeRecords>; 2],
}

/// A task and a target that a class of principals is asked about.
struct ClassQuestion {
    class: Option<usize>,
    task: usize,
    target: usize,
}

/// An answer: task, target, verdict.
type TargetAnswer = (usize, usize, Verdict);

impl<'t> OutcomeComparison<'t> {
    fn new(tenants: [&'t TenantGraph; 2], outcomes: [&'t Outcome; 2]) -> Self {
        let ([old, new], [before, after]) = (tenants, outcomes);
        let (old, new) = (TenantState { tenant: old, outcome: before }, TenantState { tenant: new, outcome: after });
        let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
        let mut targets: Vec<(&'t str, bool)> = Vec::new();
        let mut number = |state: TenantState<'t>, again: bool| -> Vec<usize> {
            let of = |target: &'t crate::audit::outcome::Target| {
                let next = targets.len();
                let number = *numbers.entry(target.id.to_ascii_lowercase()).or_insert(next);
                match targets.get_mut(number) {
                    Some(known) => known.1 |= again,
                    None => targets.push((&target.id, false)),
                }
                number
            };
            state.outcome.targets.iter().map(of).collect()
        };
        let (old_targets, new_targets) = (number(old, false), number(new, true));
        Self { old, new, old_targets, new_targets, targets, least: Verdict::Conditional, records: Default::default() }
    }

    /// The class of each principal before and now. Principals that could do nothing, and still cannot, are left out.
    fn pairs(&self) -> BTreeMap<ClassPair, Vec<&'t ObjectId>> {
        let (old, new) = (able(self.old), able(self.new));
        let mut pairs: BTreeMap<ClassPair, Vec<&ObjectId>> = BTreeMap::new();
        for (id, class) in listed(self.new) {
            pairs.entry((old.get(id).copied(), Some(class))).or_default().push(id);
        }
        for (id, class) in listed(self.old).filter(|(id, _)| !new.contains_key(id)) {
            pairs.entry((Some(class), None)).or_default().push(id);
        }
        pairs
    }

    fn moved(&self, (old, new): ClassPair, people: &[&ObjectId]) -> Option<Move> {
        let class = |state: TenantState<'t>, number: Option<usize>| number.and_then(|number| state.outcome.classes.get(number));
        let (before, after) = (class(self.old, old), class(self.new, new));
        if before.zip(after).is_some_and(|(before, after)| self.is_same(before, after)) {
            return None;
        }
        let (before, after) = (answers_of(before, &self.old_targets), answers_of(after, &self.new_targets));
        let first = people.iter().min()?;
        let (mut gained, mut lost) = (Vec::new(), Vec::new());
        for ((task, before, after, both), targets) in self.changes(&before, &after) {
            let up = after > before;
            if before.max(after) < self.least {
                continue;
            }
            let (state, class) = if up { (self.new, new) } else { (self.old, old) };
            let asked = state.outcome.tasks.get(task)?;
            let target = *targets.first()?;
            let moved = TaskMove {
                task: asked.task.id.clone(),
                pack: Arc::clone(&asked.pack),
                targets: targets
                    .iter()
                    .filter_map(|&target| self.targets.get(target))
                    .map(|(id, _)| (*id).to_owned())
                    .collect(),
                targets_differ: !both,
                before,
                after,
                because: self.because(up, &ClassQuestion { class, task, target }, first),
            };
            if up { gained.push(moved) } else { lost.push(moved) }
        }
        let mut people: Vec<Person> = people.iter().map(|id| named([self.old.tenant, self.new.tenant], id)).collect();
        people.arrange_by(|a, b| a.id.cmp(&b.id));
        (!gained.is_empty() || !lost.is_empty()).then_some(Move { principals: people, gained, lost })
    }

    /// Whether two classes have the same answers, as they nearly always have.
    fn is_same(&self, before: &ClassOutcome, after: &ClassOutcome) -> bool {
        let number = |targets: &[usize], index: &usize| targets.get(*index).copied();
        let same = |(a, b): (&TaskResult, &TaskResult)| {
            a.task == b.task
                && a.decision.verdict == b.decision.verdict
                && a.targets.len() == b.targets.len()
                && a.targets.iter().zip(&b.targets).all(|(a, b)| number(&self.old_targets, a) == number(&self.new_targets, b))
        };
        before.results.len() == after.results.len() && before.results.iter().zip(&after.results).all(same)
    }

    /// Answers that differ, with the targets that they differ for.
    fn changes(
        &self,
        before: &[TargetAnswer],
        after: &[TargetAnswer],
    ) -> BTreeMap<(usize, Verdict, Verdict, bool), Vec<usize>> {
        let mut both: BTreeMap<(usize, usize), (Verdict, Verdict)> = BTreeMap::new();
        for &(task, target, verdict) in before {
            both.entry((task, target)).or_insert((Verdict::NotAllowed, Verdict::NotAllowed)).0 = verdict;
        }
        for &(task, target, verdict) in after {
            both.entry((task, target)).or_insert((Verdict::NotAllowed, Verdict::NotAllowed)).1 = verdict;
        }
        let mut changes: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for ((task, target), (before, after)) in both.into_iter().filter(|(_, (before, after))| before != after) {
            let known = self.targets.get(target).is_some_and(|(_, both)| *both);
            changes.entry((task, before, after, known)).or_default().push(target);
        }
        changes
    }

    /// What the better answer rests on.
    fn because(&self, up: bool, question: &ClassQuestion, person: &ObjectId) -> Vec<Because> {
        let (state, other, targets) =
            if up { (self.new, self.old, &self.new_targets) } else { (self.old, self.new, &self.old_targets) };
        let class = question.class.and_then(|number| state.outcome.classes.get(number));
        let is_meant = |result: &&TaskResult| {
            let is_target = |index: &usize| targets.get(*index) == Some(&question.target);
            result.task == question.task && result.targets.iter().any(is_target)
        };
        let result = class.and_then(|class| class.results.iter().find(is_meant));
        let (Some(result), Some(person)) = (result, state.tenant.facts().principals.lookup(person)) else { return Vec::new() };
        let paths = Prover::new(state.tenant, person).paths(&result.decision.steps, &result.rests_on);
        let steps = ProvedStep::all(&result.decision.steps, &result.rests_on, &paths);
        let [of_old, of_new] = &self.records;
        let records = if up { of_new } else { of_old }.get_or_init(|| ChangeRecords::new(state.tenant.facts()));
        steps.map(|step| because(person, &step, [state.tenant, other.tenant], records)).collect()
    }
}

/// Everybody who can do something, with the number of the class.
fn listed(state: TenantState<'_>) -> impl Iterator<Item = (&ObjectId, usize)> {
    let classes = state.outcome.classes.iter().enumerate().filter(|(_, class)| !class.results.is_empty());
    classes.flat_map(move |(number, class)| {
        class.principals.iter().map(move |&principal| (state.tenant.facts().principals.id(principal), number))
    })
}

fn able(state: TenantState<'_>) -> FxHashMap<&ObjectId, usize> {
    listed(state).collect()
}

fn answers_of(class: Option<&ClassOutcome>, targets: &[usize]) -> Vec<TargetAnswer> {
    let results = class.into_iter().flat_map(|class| &class.results);
    let of = |result: &TaskResult| {
        let (task, verdict) = (result.task, result.decision.verdict);
        let numbers = result.targets.iter().filter_map(|index| targets.get(*index).copied());
        numbers.map(|target| (task, target, verdict)).collect::<Vec<TargetAnswer>>()
    };
    results.flat_map(of).collect()
}
