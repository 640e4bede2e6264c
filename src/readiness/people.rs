//! Who has to do which task, and whether they can.

use rustc_hash::FxHashMap;

use super::verdict::{Readiness, of_answer};
use crate::arrange::Arrange as _;
use crate::audit::asked::asks;
use crate::audit::outcome::{OutcomeTarget, Target};
use crate::audit::{AskedTask, ClassOutcome, Outcome};
use crate::decide::Verdict;
use crate::explain::remediate::Suggestion;
use crate::graph::TenantGraph;
use crate::model::{AskedSystem, Completeness, Duty, ExportKind, PrincipalId, PrincipalKind, Requirement, TargetKind};
use crate::pack::difference::is_called;

/// Whom readiness is asked of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Team {
    /// Everyone: for each task there has to be somebody.
    Everyone,
    /// These: for each task there has to be one of them.
    Named(Vec<PrincipalId>),
    /// Each has tasks, and has to be able to do all of them.
    Mapped(Vec<Duty>),
}

impl Team {
    /// The principals that are named; none where everyone is asked.
    pub fn principals(&self) -> Vec<PrincipalId> {
        let mut all: Vec<PrincipalId> = match self {
            Self::Everyone => Vec::new(),
            Self::Named(named) => named.clone(),
            Self::Mapped(duties) => duties.iter().map(|duty| duty.principal).collect(),
        };
        all.arrange();
        all.dedup();
        all
    }

    /// How the team was given: `everyone`, `named` or `mapped`.
    pub const fn mode(&self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Named(_) => "named",
            Self::Mapped(_) => "mapped",
        }
    }
}

/// Whether a task can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskReadiness {
    /// Index into the tasks of the outcome.
    pub task: usize,
    /// Whether the task is ready; `None` if the team has nobody for it.
    pub readiness: Option<Readiness>,
    /// How many people get each answer, best first. Only people count; in a team, everyone who is named.
    pub answers: Vec<(Verdict, usize)>,
    /// The first few of those who get the best answer.
    pub best: Vec<PrincipalId>,
    /// What keeps the people of the team from the task.
    pub holes: Vec<Hole>,
}

/// Somebody who cannot do what is asked, or a task that nobody can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// Who; nobody in particular where everyone was asked.
    pub principal: Option<PrincipalId>,
    /// The answer.
    pub verdict: Verdict,
    /// What that makes of the task for this principal.
    pub readiness: Readiness,
    /// Class and result in the outcome.
    pub result: Option<(usize, usize)>,
    /// The least that would close it, best first.
    pub nearest: Vec<Suggestion>,
}

/// More names than this say no more.
const FEW: usize = 5;

/// Looks at answers.
pub(super) struct TeamAnswers<'o> {
    tenant: &'o TenantGraph,
    outcome: &'o Outcome,
    team: &'o Team,
    class_of: FxHashMap<PrincipalId, usize>,
    /// How many people each class has, and how many that may be people.
    sizes: Vec<(usize, usize)>,
}

impl<'o> TeamAnswers<'o> {
    pub(super) fn new(tenant: &'o TenantGraph, outcome: &'o Outcome, team: &'o Team) -> Self {
        let named = team.principals();
        let mut class_of = FxHashMap::default();
        let mut sizes = Vec::new();
        for (number, class) in outcome.classes.iter().enumerate() {
            let here = class.principals.iter().filter(|principal| named.binary_search(principal).is_ok());
            class_of.extend(here.map(|&principal| (principal, number)));
            sizes.push(size(tenant, class));
        }
        Self { tenant, outcome, team, class_of, sizes }
    }

    /// Whether a task can be done.
    pub(super) fn task(&self, task: usize, asked: &AskedTask) -> TaskReadiness {
        let firm = self.is_firm(&asked.task.requires);
        match self.team {
            Team::Everyone => self.by_anyone(task, firm),
            Team::Named(named) => {
                let all: Vec<Hole> = named.iter().map(|&who| self.answer(who, task, firm)).collect();
                let best = all.iter().map(|hole| hole.verdict).max().unwrap_or(Verdict::NotAllowed);
                let readiness = of_answer(best, firm);
                let holes = if readiness == Readiness::Ready { Vec::new() } else { all.clone() };
                Self::judged(task, Some(readiness), &all, holes)
            }
            Team::Mapped(duties) => {
                let own = duties.iter().filter(|duty| is_called(&asked.task, &duty.task));
                let all: Vec<Hole> = own.map(|duty| self.answer(duty.principal, task, firm)).collect();
                let readiness = all.iter().map(|hole| hole.readiness).min();
                let holes = all.iter().filter(|hole| hole.verdict != Verdict::Allowed).cloned().collect();
                Self::judged(task, readiness, &all, holes)
            }
        }
    }

    /// Those whose accounts matter: whoever is named, else people who can do something, or might.
    pub(super) fn concerned(&self) -> Vec<PrincipalId> {
        if *self.team != Team::Everyone {
            return self.team.principals();
        }
        let able = |class: &&ClassOutcome| class.results.iter().any(|result| result.decision.verdict > Verdict::Unknown);
        let principals = self.outcome.classes.iter().filter(able).flat_map(|class| &class.principals).copied();
        principals.filter(|&principal| self.is_person(principal) || self.may_be_person(principal)).collect()
    }

    fn judged(task: usize, readiness: Option<Readiness>, all: &[Hole], holes: Vec<Hole>) -> TaskReadiness {
        let best = all.iter().map(|hole| hole.verdict).max();
        let first = all.iter().filter(|hole| Some(hole.verdict) == best).filter_map(|hole| hole.principal).take(FEW);
        TaskReadiness {
            task,
            readiness,
            answers: counted(all.iter().map(|hole| (hole.verdict, 1))),
            best: first.collect(),
            holes,
        }
    }

    fn answer(&self, principal: PrincipalId, task: usize, firm: bool) -> Hole {
        let found = self.class_of.get(&principal).and_then(|&class| {
            let results = &self.outcome.classes.get(class)?.results;
            let result = results.iter().position(|result| result.task == task)?;
            Some((class, result, results.get(result)?.decision.verdict))
        });
        let verdict = found.map_or(Verdict::NotAllowed, |(_, _, verdict)| verdict);
        Hole {
            principal: Some(principal),
            verdict,
            readiness: of_answer(verdict, firm),
            result: found.map(|(class, result, _)| (class, result)),
            nearest: Vec::new(),
        }
    }

    fn by_anyone(&self, task: usize, firm: bool) -> TaskReadiness {
        let mut answers = Vec::new();
        let mut best = Verdict::NotAllowed;
        let mut shown = None;
        let mut first: Vec<PrincipalId> = Vec::new();
        for (number, (class, &(people, perhaps))) in self.outcome.classes.iter().zip(&self.sizes).enumerate() {
            let own = class.results.iter().enumerate().find(|(_, result)| result.task == task);
            let Some((result, verdict)) = own.map(|(place, result)| (place, result.decision.verdict)) else { continue };
            // Who may be a person, or not, is nobody to rely on.
            for (verdict, size) in [(verdict, people), (verdict.min(Verdict::Unknown), perhaps)] {
                if size == 0 || verdict == Verdict::NotAllowed {
                    continue;
                }
                answers.push((verdict, size));
                if verdict > best {
                    best = verdict;
                    shown = Some((number, result));
                    first.clear();
                }
                if verdict == best {
                    let room = FEW.saturating_sub(first.len());
                    let here = class.principals.iter().filter(|&&who| self.is_person(who) || self.may_be_person(who));
                    first.extend(here.take(room));
                }
            }
        }
        let readiness = of_answer(best, firm);
        let hole = Hole { principal: None, verdict: best, readiness, result: shown, nearest: Vec::new() };
        let holes = if readiness == Readiness::Ready { Vec::new() } else { vec![hole] };
        TaskReadiness { task, readiness: Some(readiness), answers: counted(answers.into_iter()), best: first, holes }
    }

    /// Whether a no is certain: the exports of roles are complete (R-EVAL-9). Anything else that is missing makes an answer
    /// `unknown`.
    fn is_firm(&self, requires: &Requirement) -> bool {
        let (azure, directory) = (asks(requires, AskedSystem::Azure), asks(requires, AskedSystem::DirectoryRoles));
        let is_listed = |target: &Target| {
            let at_tenant = target.kind == OutcomeTarget::Kind(TargetKind::Tenant);
            at_tenant || self.tenant.uncovered_list(&target.id).is_none()
        };
        let is_given = self.tenant.coverage().summary(ExportKind::RoleAssignments) != Completeness::Absent;
        let entra = self.tenant.coverage().state_of_tenant(ExportKind::DirectoryRoleAssignments);
        (!azure || is_given && self.outcome.targets.iter().all(is_listed)) && (!directory || entra.carries_a_no())
    }

    fn is_person(&self, principal: PrincipalId) -> bool {
        self.tenant.facts().principals.kind(principal) == PrincipalKind::User
    }

    fn may_be_person(&self, principal: PrincipalId) -> bool {
        self.tenant.facts().principals.kind(principal) == PrincipalKind::Unknown
    }
}

/// How many people a class has, and how many of whom nobody says what they are.
fn size(tenant: &TenantGraph, class: &ClassOutcome) -> (usize, usize) {
    let principals = &tenant.facts().principals;
    let of = |kind| class.principals.iter().filter(|&&principal| principals.kind(principal) == kind).count();
    (of(PrincipalKind::User), of(PrincipalKind::Unknown))
}

fn counted(answers: impl Iterator<Item = (Verdict, usize)>) -> Vec<(Verdict, usize)> {
    let mut counts: Vec<(Verdict, usize)> = Vec::new();
    for (verdict, size) in answers {
        match counts.iter_mut().find(|(known, _)| *known == verdict) {
            Some((_, count)) => *count += size,
            None => counts.push((verdict, size)),
        }
    }
    counts.arrange_by(|a, b| b.cmp(a));
    counts
}
