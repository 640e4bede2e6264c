//! [`Assumptions`]: which lists each answer takes for complete, and what it does not consider (R-EVAL-9).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::decide::{Decision, ProofStep, StepOn, Verdict};
use crate::graph::{Coverage, CoverageId};
use crate::model::{CoverageState, ExportKind, ScopeId, TargetKind};

/// An answer: to which task, for which targets.
#[derive(Debug, Clone, Copy)]
pub struct AnswerFor<'a> {
    /// The number of the task.
    pub task: usize,
    /// The numbers of the targets.
    pub targets: &'a [usize],
    /// The answer.
    pub decision: &'a Decision,
}

/// What somebody is not allowed, whether the answer is shown or left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noes {
    /// The number of the task.
    pub task: usize,
    /// The numbers of the targets.
    pub targets: Vec<usize>,
}

impl Noes {
    /// The noes beside better answers. `answers` are those of every class, each with how many principals the class has; `asked` are
    /// the targets of each task.
    pub fn beside<'a>(
        answers: impl Iterator<Item = (AnswerFor<'a>, usize)>,
        asked: &[Vec<usize>],
        everybody: usize,
    ) -> Vec<Self> {
        let mut better: FxHashMap<(usize, usize), usize> = FxHashMap::default();
        for (answer, people) in answers.filter(|(answer, _)| answer.decision.verdict > Verdict::NotAllowed) {
            for &target in answer.targets {
                *better.entry((answer.task, target)).or_default() += people;
            }
        }
        let noes = |(task, targets): (usize, &Vec<usize>)| {
            let has_a_no = |target: &usize| better.get(&(task, *target)).copied().unwrap_or_default() < everybody;
            Self { task, targets: targets.iter().copied().filter(has_a_no).collect() }
        };
        asked.iter().enumerate().map(noes).filter(|noes| !noes.targets.is_empty()).collect()
    }
}

/// What an answer says nothing of, because no whole list is at hand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Caveat {
    /// What is not shown.
    pub code: CaveatCode,
    /// The entries of the lists that are not whole, ascending; none where nothing at all tells of the place.
    pub coverage: Vec<CoverageId>,
}

impl Caveat {
    /// The caveat about some lists that are not whole, if there are any.
    fn of(code: CaveatCode, open: impl Iterator<Item = Option<CoverageId>>) -> Option<Self> {
        let mut open = open.peekable();
        open.peek()?;
        let mut coverage: Vec<CoverageId> = open.flatten().collect();
        coverage.sort_unstable();
        coverage.dedup();
        Some(Self { code, coverage })
    }
}

/// Whether no whole list is at hand.
fn is_open(coverage: &Coverage, list: Option<CoverageId>) -> bool {
    list.is_none_or(|id| !coverage.state(id).carries_a_no())
}

/// The stable name of a caveat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaveatCode {
    /// Deny assignments at a target are not shown: one may block what is allowed.
    DeniesNotShown,
    /// Eligible roles are not shown: the no is about what is active now.
    EligibilityNotShown,
}

impl CaveatCode {
    /// Every caveat.
    pub const ALL: [Self; 2] = [Self::DeniesNotShown, Self::EligibilityNotShown];
}

/// The lists that answers rest on, by where tasks look.
#[derive(Debug, Clone, Default)]
pub struct Assumptions {
    /// By evaluation scope.
    pub(super) scopes: Vec<ScopeLists>,
    /// By target, then by kind of leaf: the number of the evaluation scope.
    pub(super) stands: Vec<FxHashMap<TargetKind, u32>>,
    /// By task.
    pub(super) tasks: Vec<AskedSystems>,
}

/// The lists that answers about one scope rest on.
#[derive(Debug, Clone)]
pub(super) struct ScopeLists {
    pub assignments: Option<CoverageId>,
    pub eligibility: Option<CoverageId>,
    pub denies: Option<CoverageId>,
    pub chain: Option<CoverageId>,
    /// Of who holds roles of Defender, where unified RBAC is activated.
    pub defender: Option<CoverageId>,
    /// The scopes above it at which groups hold something.
    pub above: Vec<ScopeId>,
}

/// What a task asks for.
#[derive(Debug, Clone)]
pub(super) struct AskedSystems {
    /// Where it asks for Azure roles and actions.
    pub azure: Vec<TargetKind>,
    /// It asks for an Entra role.
    pub directory: bool,
    /// It asks for an application permission.
    pub app_roles: bool,
}

impl Assumptions {
    /// What a result takes for whole though nothing proves it: the entries, ascending.
    pub fn of(&self, coverage: &Coverage, result: AnswerFor<'_>) -> Vec<CoverageId> {
        let mut ids = match result.decision.verdict {
            Verdict::NotAllowed => self.behind_a_no(coverage, result.task, result.targets),
            Verdict::Allowed | Verdict::Eligible | Verdict::Conditional => self.denies(result).into_iter().flatten().collect(),
            Verdict::Unknown | Verdict::Blocked | Verdict::NotAsked => Vec::new(),
        };
        ids.retain(|&id| coverage.state(id) == CoverageState::Listed);
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// What a result says nothing of.
    pub fn caveats(&self, coverage: &Coverage, result: AnswerFor<'_>) -> Option<Caveat> {
        let (code, lists) = match result.decision.verdict {
            Verdict::NotAllowed => (CaveatCode::EligibilityNotShown, self.eligibility(coverage, result.task, result.targets)),
            Verdict::Allowed | Verdict::Eligible | Verdict::Conditional => (CaveatCode::DeniesNotShown, self.denies(result)),
            Verdict::Unknown | Verdict::Blocked | Verdict::NotAsked => return None,
        };
        Caveat::of(code, lists.into_iter().filter(|&list| is_open(coverage, list)))
    }

    /// What the answers of a report say nothing of, each kind of list once. `answers` are those of every class, and `noes` what
    /// somebody is not allowed.
    pub fn caveats_of_all<'a>(
        &self,
        coverage: &Coverage,
        answers: impl Iterator<Item = AnswerFor<'a>>,
        noes: &[Noes],
    ) -> Vec<Caveat> {
        let every: FxHashSet<_> =
            self.scopes.iter().map(|lists| lists.denies).filter(|&list| is_open(coverage, list)).collect();
        let mut denies = FxHashSet::default();
        for answer in answers.filter(|answer| answer.decision.verdict > Verdict::Unknown) {
            if denies.len() == every.len() {
                break;
            }
            denies.extend(self.denies(answer).into_iter().filter(|&list| is_open(coverage, list)));
        }
        let eligibility = noes.iter().flat_map(|no| self.eligibility(coverage, no.task, &no.targets));
        let eligibility: FxHashSet<_> = eligibility.filter(|&list| is_open(coverage, list)).collect();
        let all = [(CaveatCode::DeniesNotShown, denies), (CaveatCode::EligibilityNotShown, eligibility)];
        all.into_iter().filter_map(|(code, lists)| Caveat::of(code, lists.into_iter())).collect()
    }

    /// What some no takes for whole: the entries, ascending.
    pub fn behind_every_no(&self, coverage: &Coverage, noes: &[Noes]) -> Vec<CoverageId> {
        let mut ids: Vec<CoverageId> = noes.iter().flat_map(|no| self.behind_a_no(coverage, no.task, &no.targets)).collect();
        ids.retain(|&id| coverage.state(id) == CoverageState::Listed);
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Every list that a no about these targets rests on.
    pub(crate) fn behind_a_no(&self, coverage: &Coverage, task: usize, targets: &[usize]) -> Vec<CoverageId> {
        let Some(asked) = self.tasks.get(task) else { return Vec::new() };
        let (mut ids, mut above) = (Vec::new(), FxHashSet::default());
        for lists in self.lists(asked, targets) {
            ids.extend([lists.assignments, lists.eligibility, lists.chain, lists.defender].into_iter().flatten());
            above.extend(lists.above.iter().copied());
        }
        ids.extend(above.into_iter().flat_map(|scope| coverage.groups_at(scope)));
        if asked.directory {
            let kinds = [ExportKind::DirectoryRoleAssignments, ExportKind::DirectoryRoleEligibility];
            ids.extend(kinds.into_iter().filter_map(|kind| coverage.of_tenant(kind)));
            ids.extend(coverage.groups_of_directory());
        }
        if asked.app_roles {
            ids.extend(coverage.of_tenant(ExportKind::AppRoleAssignments));
        }
        ids
    }

    /// The lists of every place at which a task looks for Azure roles.
    fn lists<'a>(&'a self, asked: &'a AskedSystems, targets: &'a [usize]) -> impl Iterator<Item = &'a ScopeLists> {
        let at = move |target: &usize| {
            let stands = self.stands.get(*target);
            asked.azure.iter().filter_map(move |kind| self.scopes.get(*stands?.get(kind)? as usize))
        };
        targets.iter().flat_map(at)
    }

    fn eligibility(&self, coverage: &Coverage, task: usize, targets: &[usize]) -> Vec<Option<CoverageId>> {
        let Some(asked) = self.tasks.get(task) else { return Vec::new() };
        let azure = self.lists(asked, targets).map(|lists| lists.eligibility);
        let directory = asked.directory.then(|| coverage.of_tenant(ExportKind::DirectoryRoleEligibility));
        azure.chain(directory).collect()
    }

    /// The lists of deny assignments at the places where the roles of a proof are effective.
    fn denies(&self, result: AnswerFor<'_>) -> Vec<Option<CoverageId>> {
        let at = |step: &ProofStep| matches!(step.on, StepOn::Role(_)).then_some(step.at);
        let mut kinds: Vec<TargetKind> = result.decision.steps.iter().filter_map(at).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let asked = AskedSystems { azure: kinds, directory: false, app_roles: false };
        self.lists(&asked, result.targets).map(|lists| lists.denies).collect()
    }
}
