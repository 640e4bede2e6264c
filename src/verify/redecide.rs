//! [`Redecision`]: every answer of a report decided again, for every principal and target of the exports.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::claims::{BasisClaim, ClassClaim, VerdictClaim};
use super::decided::DecidedAnswer;
use super::effective::{EffectiveRolesAt, NumberedRoles, ScopeGround};
use super::evaluate::{HeldAtTarget, StringEvaluator};
use super::fault::{Fault, Why};
use super::listed::{ListedPlaces, OtherLists};
use super::possessions::{AskedInDirectory, app_roles_are_listed};
use super::reach::Reach;
use super::records::Records;
use super::report::Report;
use super::standing::{EffectiveRoles, HeldByPrincipal, Standings};
use super::targets::{TargetAgain, Targets};
use crate::model::scope::prefixes;
use crate::model::{ExportKind, Facts, ObjectId, PrincipalId, ScopeId, ScopeKind, TargetKind, Task};

/// A task that the report answers.
#[derive(Clone, Copy)]
pub(super) struct AskedAgain<'a> {
    pub pack: &'a str,
    pub task: &'a Task,
}

/// A task, by its number, asked of a target: of all its leaves, or of those that look at some kinds of scope.
#[derive(Clone, Copy)]
struct AskedOfTarget<'a> {
    number: usize,
    target: TargetAgain<'a>,
    kinds: Option<&'a [TargetKind]>,
}

/// What answers are decided on.
pub(super) struct ReportGround<'r> {
    pub records: &'r Records<'r>,
    pub reach: &'r Reach<'r>,
}

/// Decides the answers of a report again.
pub(super) struct Redecision<'r> {
    pub report: &'r Report,
    pub records: &'r Records<'r>,
    pub reach: &'r Reach<'r>,
    pub standings: Standings<'r>,
    pub evaluator: StringEvaluator<'r>,
    /// The tasks, in the order of the packs.
    pub asked: Vec<AskedAgain<'r>>,
    pub listed: ListedPlaces<'r>,
    pub targets: Targets<'r>,
    effective: EffectiveRolesAt,
    /// What principals have in the directory beside roles, as far as the tasks ask for it.
    pub beside: AskedInDirectory,
    /// Nothing else is held than what is shown: a no needs no whole list.
    is_closed: bool,
    also: Option<OtherLists<'r>>,
    /// By scope, whether a role there can count for any target: of subscriptions and what is in them, only roles held at a target or
    /// above it do.
    may_count: Vec<bool>,
    /// Those who were looked at last: a report names together who holds the same.
    known: RefCell<FxHashMap<Vec<HeldByPrincipal>, Rc<Decided>>>,
}

/// What one principal holds, and the answers that follow from it.
pub(super) struct Decided {
    /// Under each choice of activations, none of them first; most often there is one only.
    standings: Vec<HeldByPrincipal>,
    /// By choice, and by the number of a scope.
    at: RefCell<FxHashMap<(usize, u32), NumberedRoles>>,
    /// By task and target.
    answers: RefCell<FxHashMap<(usize, usize), DecidedAnswer>>,
}

/// So many are remembered at once: what one can do at every target of a large tenant takes its room.
const REMEMBERED: usize = 256;

/// What a report says of one principal, by task and target.
type ClaimsOfOne = FxHashMap<(usize, usize), (VerdictClaim, Option<BasisClaim>)>;

impl Decided {
    /// What follows from these standings, under each choice of activations.
    pub(super) fn of(standings: Vec<HeldByPrincipal>) -> Self {
        Self { standings, at: RefCell::default(), answers: RefCell::default() }
    }

    /// What is held under each choice of activations, none of them first.
    pub(super) fn standings(&self) -> &[HeldByPrincipal] {
        &self.standings
    }

    /// Whether a membership has to be activated before something is held.
    pub(super) fn has_choices(&self) -> bool {
        self.standings.len() > 1
    }
}

impl<'r> Redecision<'r> {
    pub(super) fn new(
        report: &'r Report,
        ReportGround { records, reach }: ReportGround<'r>,
        evaluator: StringEvaluator<'r>,
        asked: Vec<AskedAgain<'r>>,
    ) -> Self {
        let (standings, listed) = (Standings::new(records), ListedPlaces::new(records.facts, reach));
        let (effective, known) = (EffectiveRolesAt::default(), RefCell::default());
        let targets = Targets::new(report, asked.iter().map(|asked| asked.task));
        let may_count = may_count(report, records.facts, reach);
        let kinds = [ExportKind::RoleAssignments, ExportKind::DirectoryRoleAssignments];
        let whole = kinds.into_iter().filter(|&kind| listed.is_whole(kind));
        let app_roles = app_roles_are_listed(records.facts).then_some(ExportKind::AppRoleAssignments);
        let evaluator = evaluator.resting_on(whole.chain(app_roles).collect());
        let beside = AskedInDirectory::new(records.facts, asked.iter().map(|asked| asked.task));
        let also = None;
        let is_closed = false;
        Self {
            report,
            records,
            reach,
            standings,
            evaluator,
            asked,
            listed,
            targets,
            effective,
            beside,
            is_closed,
            also,
            may_count,
            known,
        }
    }

    /// The same, of principals who hold what is shown and nothing else.
    pub(super) fn of_what_is_held(self) -> Self {
        let kinds = vec![
            ExportKind::RoleAssignments,
            ExportKind::DirectoryRoleAssignments,
            ExportKind::AppRoleAssignments,
            ExportKind::Groups,
        ];
        Self { is_closed: true, evaluator: self.evaluator.resting_on(kinds), ..self }
    }

    /// The same, where a no about a place rests on the lists of another state too.
    pub(super) fn covering_also(self, other: OtherLists<'r>) -> Self {
        Self { also: Some(other), ..self }
    }

    /// What a principal holds.
    pub(super) fn decided(&self, principal: PrincipalId) -> Rc<Decided> {
        let mut standings = self.standings.of(principal);
        for standing in &mut standings {
            standing.roles.retain(|role| self.may_count.get(role.scope.index()).copied().unwrap_or(true));
            standing.beside = self.beside.of(self.records, principal);
        }
        let mut known = self.known.borrow_mut();
        if let Some(known) = known.get(&standings) {
            return Rc::clone(known);
        }
        if known.len() >= REMEMBERED {
            known.clear();
        }
        let made = Rc::new(Decided::of(standings.clone()));
        known.insert(standings, Rc::clone(&made));
        made
    }

    /// The answer to one of the tasks for a target.
    pub(super) fn answer(&self, decided: &Decided, number: usize, target: TargetAgain<'_>) -> DecidedAnswer {
        let key = (number, target.number);
        if let Some(known) = decided.answers.borrow().get(&key) {
            return *known;
        }
        let asked = AskedOfTarget { number, target, kinds: None };
        let answer = best(decided, |choice| self.answer_under((decided, choice), asked));
        decided.answers.borrow_mut().insert(key, answer);
        answer
    }

    /// What is effective at a scope under each choice of activations.
    pub(super) fn effective_under_all(&self, decided: &Decided, scope: &str) -> Vec<EffectiveRoles> {
        let scope = scope.to_ascii_lowercase();
        decided
            .standings
            .iter()
            .map(|standing| {
                let (_, here) = self.effective.of(self.ground(), standing, &scope);
                EffectiveRoles { uncovered: None, ..(*here).clone() }
            })
            .collect()
    }

    /// The answer where no leaf about Azure roles is met but those that look at some kinds of scope.
    pub(super) fn answer_at(
        &self,
        decided: &Decided,
        (number, target): (usize, TargetAgain<'_>),
        kinds: &[TargetKind],
    ) -> DecidedAnswer {
        let asked = AskedOfTarget { number, target, kinds: Some(kinds) };
        best(decided, |choice| self.answer_under((decided, choice), asked))
    }

    fn answer_under(
        &self,
        (decided, choice): (&Decided, usize),
        AskedOfTarget { number, target, kinds }: AskedOfTarget<'_>,
    ) -> DecidedAnswer {
        let none = DecidedAnswer::without(VerdictClaim::NotAllowed);
        let (Some(asked), Some(standing)) = (self.asked.get(number), decided.standings.get(choice)) else { return none };
        let at = |kind: TargetKind| {
            let (scope, text) = self.targets.scope(target, kind);
            let mut known = decided.at.borrow_mut();
            known.entry((choice, scope)).or_insert_with(|| self.effective_at(standing, &text)).clone()
        };
        let directory = self.directory_at(standing, target.id);
        let beside = self.beside_at(standing, target);
        self.evaluator.task(asked.task, &HeldAtTarget { at: &at, kinds, directory: &directory, beside: &beside })
    }

    /// What is effective at a scope. Where nothing else is held than what is shown, no list is missing; the numbers stay as they are.
    fn effective_at(&self, standing: &HeldByPrincipal, scope: &str) -> NumberedRoles {
        let (number, here) = self.effective.of(self.ground(), standing, scope);
        if self.is_closed { (number, Rc::new(EffectiveRoles { uncovered: None, ..(*here).clone() })) } else { (number, here) }
    }

    fn ground(&self) -> ScopeGround<'_, 'r> {
        let (facts, reach, standings, listed) = (self.records.facts, self.reach, &self.standings, &self.listed);
        ScopeGround { facts, reach, standings, listed, also: self.also }
    }

    /// The place of which no whole list of role assignments is at hand for a no about a scope.
    pub(super) fn uncovered(&self, scope: &str) -> Option<String> {
        self.effective.uncovered(self.ground(), scope)
    }

    /// The targets of a task, as the report lists them.
    pub(super) fn targets_of(&self, task: &Task) -> impl Iterator<Item = TargetAgain<'r>> {
        let number = self.asked.iter().position(|asked| std::ptr::eq(asked.task, task));
        number.map(|number| self.targets.of(number)).unwrap_or_default().iter().copied()
    }

    /// Holds the answers that the report gives against those that follow from the exports, but for what is in doubt already: how many
    /// there are. The answers that it leaves out come back as faults of their own.
    pub(super) fn given(&self, faults: &mut Vec<Fault>) -> (usize, Vec<Fault>) {
        let (mut count, mut left_out) = (0, Vec::new());
        for class in &self.report.classes {
            self.not_asked(class, faults);
            let claims = self.claims_of(class);
            for (principal, decided, as_many) in self.distinct(class) {
                for (number, asked) in self.asked.iter().enumerate() {
                    for &target in self.targets.of(number) {
                        let Some(&claim) = claims.get(&(number, target.number)) else { continue };
                        count += as_many;
                        let answer = self.answer(&decided, number, target);
                        let known = faults.iter().any(|fault| {
                            fault.task == asked.task.id
                                && fault.pack == asked.pack
                                && class.principals.contains(&fault.principal)
                        });
                        if let Some(why) = differs(claim, answer).filter(|_| !known) {
                            faults.push(about(principal, *asked, target.id, &why));
                        }
                    }
                }
                self.unanswered(principal, &decided, &claims, &mut left_out);
            }
        }
        (count, left_out)
    }

    /// What a class is said to be able to do, by task and target.
    fn claims_of(&self, class: &ClassClaim) -> ClaimsOfOne {
        let mut claims = ClaimsOfOne::default();
        for result in &class.results {
            let own = |asked: &AskedAgain<'_>| asked.pack == result.pack && asked.task.id == result.task;
            let Some(number) = self.asked.iter().position(own) else { continue };
            let targets = result.targets.iter().flat_map(|target| self.targets.numbers(target));
            claims.extend(targets.map(|&target| ((number, target), (result.verdict, result.basis))));
        }
        claims
    }

    /// A task that the report does not ask has no target.
    fn not_asked(&self, class: &ClassClaim, faults: &mut Vec<Fault>) {
        let not_asked = class.results.iter().filter(|result| result.verdict == VerdictClaim::NotAsked);
        for result in not_asked {
            let own = |asked: &&AskedAgain<'_>| asked.pack == result.pack && asked.task.id == result.task;
            let Some(asked) = self.asked.iter().find(own) else { continue };
            let said = result.targets.first().map(String::as_str);
            if let Some(target) = said.or_else(|| self.targets_of(asked.task).next().map(|target| target.id)) {
                let principal = class.principals.first().map(String::as_str).unwrap_or_default();
                faults.push(about(principal, *asked, target, &Why::IsAsked));
            }
        }
    }

    /// The answers that are better than a no, and that the report does not give.
    pub(super) fn unanswered(&self, principal: &str, decided: &Decided, claims: &ClaimsOfOne, faults: &mut Vec<Fault>) {
        for (number, asked) in self.asked.iter().enumerate() {
            for &target in self.targets.of(number) {
                if claims.contains_key(&(number, target.number)) {
                    continue;
                }
                let answer = self.answer(decided, number, target);
                if let Some(why) = differs((VerdictClaim::NotAllowed, None), answer) {
                    faults.push(about(principal, *asked, target.id, &why));
                }
            }
        }
    }

    /// The principals of a class that hold different things: the first of each, and how many hold the same.
    fn distinct<'c>(&'c self, class: &'c ClassClaim) -> Vec<(&'c str, Rc<Decided>, usize)> {
        let mut distinct: Vec<(&str, Rc<Decided>, usize)> = Vec::new();
        let mut places: FxHashMap<Vec<HeldByPrincipal>, usize> = FxHashMap::default();
        for (principal, decided) in self.principals(class) {
            if let Some((_, last, as_many)) = distinct.last_mut()
                && Rc::ptr_eq(last, &decided)
            {
                *as_many += 1;
                continue;
            }
            let place = places.get(&decided.standings).copied();
            if let Some((_, _, as_many)) = place.and_then(|place| distinct.get_mut(place)) {
                *as_many += 1;
            } else {
                places.insert(decided.standings.clone(), distinct.len());
                distinct.push((principal, decided, 1));
            }
        }
        distinct
    }

    pub(super) fn principals<'c>(&'c self, class: &'c ClassClaim) -> impl Iterator<Item = (&'c str, Rc<Decided>)> + 'c {
        class.principals.iter().filter_map(|id| {
            let principal = self.records.facts.principals.lookup(&ObjectId::parse(id))?;
            Some((id.as_str(), self.decided(principal)))
        })
    }
}

/// The best of all choices of activations. What holds only under one of them is eligible (R-PIM-10).
fn best(decided: &Decided, under: impl Fn(usize) -> DecidedAnswer) -> DecidedAnswer {
    let answer = |choice: usize| match under(choice) {
        answer if choice > 0 && answer.verdict == VerdictClaim::Allowed => {
            DecidedAnswer { verdict: VerdictClaim::Eligible, ..answer }
        }
        answer => answer,
    };
    let answers: Vec<DecidedAnswer> = (0..decided.standings.len()).map(answer).collect();
    DecidedAnswer::any(&answers)
}

/// By scope, whether a role there can count for any target of a report.
fn may_count(report: &Report, facts: &Facts, reach: &Reach<'_>) -> Vec<bool> {
    let asked_in: FxHashSet<String> =
        report.targets.iter().flat_map(|target| prefixes(&target.id)).map(str::to_ascii_lowercase).collect();
    let counts = |scope: ScopeId| match reach.kind(scope) {
        ScopeKind::Root | ScopeKind::TenantResource | ScopeKind::ManagementGroup => true,
        ScopeKind::Subscription | ScopeKind::ResourceGroup | ScopeKind::Resource => {
            asked_in.contains(&facts.scopes.text(scope).to_ascii_lowercase())
        }
    };
    facts.scopes.ids().map(counts).collect()
}

/// What is wrong with a claim about an answer.
pub(super) fn differs((verdict, basis): (VerdictClaim, Option<BasisClaim>), answer: DecidedAnswer) -> Option<Why> {
    let (said, is) = (verdict.name(), answer.verdict.name());
    match verdict.cmp(&answer.verdict) {
        std::cmp::Ordering::Greater => (!answer.may_be_better).then_some(Why::Overstated { said, is }),
        std::cmp::Ordering::Less => answer.complete.then_some(Why::Understated { said, is }),
        std::cmp::Ordering::Equal if basis == answer.basis || !answer.complete || answer.may_be_better => None,
        std::cmp::Ordering::Equal => {
            Some(Why::OtherBasis { said: BasisClaim::name(basis), is: BasisClaim::name(answer.basis) })
        }
    }
}

/// A fault of an answer.
pub(super) fn about(principal: &str, asked: AskedAgain<'_>, target: &str, why: &Why) -> Fault {
    Fault {
        principal: principal.to_owned(),
        task: asked.task.id.clone(),
        pack: asked.pack.to_owned(),
        target: target.to_owned(),
        step: None,
        place: None,
        code: why.code(),
        message: why.to_string(),
    }
}
