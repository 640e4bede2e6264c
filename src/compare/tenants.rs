//! [`TenantDiff`]: which tasks people can perform in one state of a tenant and not in the other, and which assignment makes the
//! difference.
//!
//! Answers are compared by class: principals that share a class in both states have the same difference.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::audit::outcome::{ClassOutcome, Outcome, TaskResult};
use crate::audit::targets::TargetFilter;
use crate::audit::tasks::{TaskOptions, answers};
use crate::decide::prove::Prover;
use crate::decide::{ProvedStep, RestsOn, Stated, StepKind, Verdict};
use crate::graph::TenantGraph;
use crate::model::{ObjectId, PrincipalId, TaskPack};
use crate::pattern::Wildcards;

/// One state of a tenant: who can do what. Both states have to be asked for the same packs.
#[derive(Debug, Clone, Copy)]
pub struct TenantState<'t> {
    /// The tenant.
    pub tenant: &'t TenantGraph,
    /// The answers.
    pub outcome: &'t Outcome,
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

/// What people gained and lost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TenantDiff {
    /// People with the same difference; by the id of the first.
    pub moves: Vec<Move>,
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

/// A principal as both states know it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Person {
    /// Its object id.
    pub id: ObjectId,
    /// Display name, or user principal name.
    pub name: Option<Box<str>>,
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

/// One thing that an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Because {
    /// What it is.
    pub kind: StepKind,
    /// Who holds it: the principal, or a group that it is in.
    pub holder: Person,
    /// The id of the assignment.
    pub assignment: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// Its name.
    pub role_name: Option<Arc<str>>,
    /// Where it is held.
    pub scope: String,
    /// The other state has no such assignment: it makes the difference.
    pub only_here: bool,
    /// In the other state the principal is not in the group that holds it. That makes the difference.
    pub membership_only_here: bool,
    /// The file of the record.
    pub input: Option<Box<str>>,
    /// The record in it, from 1.
    pub record: Option<u32>,
}

impl TenantDiff {
    /// Answers the tasks for both states, side by side, and compares the answers.
    pub fn of(before: &TenantGraph, after: &TenantGraph, by: &Comparing<'_>) -> Self {
        if by.only.is_some_and(<[ObjectId]>::is_empty) {
            return Self::default();
        }
        let (old, new) = outcomes(before, after, by);
        let found = Self::between(TenantState { tenant: before, outcome: &old }, TenantState { tenant: after, outcome: &new });
        // Nobody needs them any more: freeing them piece by piece would only take time.
        std::mem::forget((old, new));
        found
    }

    /// What people can do in the new state and could not in the old one, and the other way round.
    pub fn between(old: TenantState<'_>, new: TenantState<'_>) -> Self {
        let comparison = OutcomeComparison::new(old, new);
        let mut moves: Vec<Move> =
            comparison.pairs().iter().filter_map(|(pair, people)| comparison.moved(*pair, people)).collect();
        moves.sort_by(|a, b| a.principals.first().map(|one| &one.id).cmp(&b.principals.first().map(|one| &one.id)));
        Self { moves }
    }

    /// Whether somebody can do more, for sure: at least after an activation, or if a condition holds.
    pub fn adds_access(&self) -> bool {
        self.moves.iter().flat_map(|moved| &moved.gained).any(|task| task.after >= Verdict::Conditional)
    }

    /// Whether it cannot be told of some answer if it is worse or better.
    pub fn is_open(&self) -> bool {
        let tasks = self.moves.iter().flat_map(|moved| moved.gained.iter().chain(&moved.lost));
        tasks.into_iter().any(|task| task.before == Verdict::Unknown || task.after == Verdict::Unknown)
    }
}

/// The answers for both states, side by side.
#[cfg(feature = "native")]
fn outcomes(before: &TenantGraph, after: &TenantGraph, by: &Comparing<'_>) -> (Outcome, Outcome) {
    std::thread::scope(|scope| {
        let old = scope.spawn(|| by.outcome(before));
        let new = by.outcome(after);
        (old.join().unwrap_or_else(|_| by.outcome(before)), new)
    })
}

#[cfg(not(feature = "native"))]
fn outcomes(before: &TenantGraph, after: &TenantGraph, by: &Comparing<'_>) -> (Outcome, Outcome) {
    (by.outcome(before), by.outcome(after))
}

impl Comparing<'_> {
    fn outcome(&self, tenant: &TenantGraph) -> Outcome {
        let known = |id: &ObjectId| tenant.facts().principals.lookup(id);
        let principals: Vec<PrincipalId> = self.only.unwrap_or_default().iter().filter_map(known).collect();
        let nobody = self.only.is_some() && principals.is_empty();
        let targets = TargetFilter::default();
        let mut outcome =
            answers(tenant, self.packs, &TaskOptions { targets, principals, wildcards: self.wildcards, all: false });
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
    fn new(old: TenantState<'t>, new: TenantState<'t>) -> Self {
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
        Self { old, new, old_targets, new_targets, targets }
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
        let mut people: Vec<Person> = people.iter().map(|id| self.person(id)).collect();
        people.sort_by(|a, b| a.id.cmp(&b.id));
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
        steps.map(|step| because(person, &step, state.tenant, other.tenant)).collect()
    }

    fn person(&self, id: &ObjectId) -> Person {
        let known = |tenant: &TenantGraph| tenant.facts().principals.lookup(id).map(|own| person(tenant, own));
        let found = [self.new.tenant, self.old.tenant].into_iter().filter_map(known).find(|person| person.name.is_some());
        found.unwrap_or_else(|| Person { id: id.clone(), name: None })
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

fn person(tenant: &TenantGraph, principal: PrincipalId) -> Person {
    let principals = &tenant.facts().principals;
    let known = principals.facts(principal);
    let name = known.and_then(|known| known.name.as_deref().or(known.upn.as_deref()));
    Person { id: principals.id(principal).clone(), name: name.map(Into::into) }
}

fn because(who: PrincipalId, proved: &ProvedStep<'_>, tenant: &TenantGraph, other: &TenantGraph) -> Because {
    let ProvedStep { rests_on: on, path, .. } = proved;
    let holder = path.via.last().copied().unwrap_or(who);
    let stated = proved.stated(tenant);
    let input = stated.origin.and_then(|origin| tenant.facts().input(origin.input));
    Because {
        kind: on.kind(),
        holder: person(tenant, holder),
        only_here: !is_held(on, &stated, tenant.facts().principals.id(holder), other),
        membership_only_here: !path.via.is_empty() && !is_member(who, holder, tenant, other),
        input: input.map(|input| (*input.path).into()),
        record: stated.origin.map(|origin| origin.record + 1),
        assignment: stated.assignment,
        role: stated.role,
        role_name: stated.role_name,
        scope: stated.scope,
    }
}

/// Whether a principal of one tenant is in a group of it in the other tenant too.
fn is_member(principal: PrincipalId, group: PrincipalId, tenant: &TenantGraph, other: &TenantGraph) -> bool {
    let there = |id: PrincipalId| other.facts().principals.lookup(tenant.facts().principals.id(id));
    let (Some(principal), Some(group)) = (there(principal), there(group)) else { return false };
    other.membership().ways_up(principal).iter().any(|way| way.to == group)
}

/// Whether a tenant has what a step of another state's proof rests on.
fn is_held(on: &RestsOn, stated: &Stated, holder: &ObjectId, tenant: &TenantGraph) -> bool {
    let facts = tenant.facts();
    let Some(holder) = facts.principals.lookup(holder) else { return false };
    let is_role = |id: &ObjectId| stated.role.as_deref() == Some(id.to_string().as_str());
    match on {
        RestsOn::Role(gives) => tenant.grants_of(holder).iter().any(|grant| {
            grant.gives.eligible == gives.eligible
                && is_role(facts.roles.id(grant.gives.role))
                && facts.scopes.text(grant.gives.scope).eq_ignore_ascii_case(&stated.scope)
        }),
        RestsOn::DirectoryRole(gives) => tenant
            .directory_grants_of(holder)
            .iter()
            .any(|grant| grant.gives.eligible == gives.eligible && is_role(&grant.gives.template)),
        RestsOn::Deny(_) => facts.denies.iter().any(|deny| stated.assignment.as_deref() == Some(&*deny.id)),
    }
}
