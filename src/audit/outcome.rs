//! [`Outcome`]: the answers to many questions, by access class.

use std::sync::Arc;

use super::assumptions::{AnswerFor, Assumptions, Caveat};
use super::finding::AuditFinding;
use super::gap::Gap;
use crate::decide::prove::Prover;
use crate::decide::{Decision, GrantPath, RestsOn};
use crate::graph::{CoverageId, TenantGraph};
use crate::model::{PrincipalId, TargetKind, Task};
use crate::pattern::Wildcards;

/// The answers of one audit.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The tasks that were asked, by pack and in the order of the pack.
    pub tasks: Vec<AskedTask>,
    /// The targets, by id.
    pub targets: Vec<Target>,
    /// The targets of each task, ascending; none where the exports name nothing that it could be done to.
    pub targets_of: Vec<Vec<usize>>,
    /// Every principal in exactly one class; classes by their first principal's id, principals by id.
    pub classes: Vec<ClassOutcome>,
    /// What the exports lack.
    pub gaps: Vec<Gap>,
    /// What the answers take for whole.
    pub assumptions: Assumptions,
    /// What some no takes for whole, whether it is shown or left out: entries of the coverage, ascending.
    pub behind_noes: Vec<CoverageId>,
    /// What the answers say nothing of, each kind of list once.
    pub caveats: Vec<Caveat>,
    /// What people should know in addition to the answers.
    pub findings: Vec<AuditFinding>,
    /// How middle wildcards were read (R-PAT-7).
    pub wildcards: Wildcards,
    /// Whom and what was asked, where it was not everyone and everything.
    pub narrowed: Narrowed,
}

/// Whom and what the questions were narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Narrowed {
    /// Only these principals; all where empty.
    pub principals: Vec<PrincipalId>,
    /// Only these workspaces, by id or name; all where empty.
    pub workspaces: Vec<String>,
    /// Only targets at or below these scopes; all where empty.
    pub scopes: Vec<String>,
}

/// A task, and the pack that it comes from.
#[derive(Debug, Clone)]
pub struct AskedTask {
    /// The pack's id.
    pub pack: Arc<str>,
    /// The task.
    pub task: Task,
}

/// Something that a task can be done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its resource id with the spelling of the export, or `tenant`.
    pub id: String,
    /// What it is.
    pub kind: OutcomeTarget,
    /// What people call it.
    pub name: Option<String>,
    /// Another subscription of the exports is called the same: only its id tells it apart.
    pub shares_name: bool,
}

impl Target {
    /// A target whose name is its own.
    pub const fn new(id: String, kind: OutcomeTarget, name: Option<String>) -> Self {
        Self { id, kind, name, shares_name: false }
    }
}

/// What a target of an outcome is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutcomeTarget {
    /// One of the kinds that tasks name.
    Kind(TargetKind),
    /// No workspace is known: this subscription or resource group represents any workspace in it.
    AnyWorkspace,
    /// No resource of the type is known: this subscription or resource group represents any of them in it.
    AnyResource,
}

impl OutcomeTarget {
    /// The name that it has in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.name(),
            Self::AnyWorkspace => "any-workspace",
            Self::AnyResource => "any-resource",
        }
    }
}

/// The principals of one access class, and the answers that hold for each of them.
#[derive(Debug, Clone)]
pub struct ClassOutcome {
    /// Its principals; proofs speak of the first.
    pub principals: Vec<PrincipalId>,
    /// The answers, by task and first target.
    pub results: Vec<TaskResult>,
}

/// One answer for a group of targets.
#[derive(Debug, Clone)]
pub struct TaskResult {
    /// Index into [`Outcome::tasks`].
    pub task: usize,
    /// Indices into [`Outcome::targets`], ascending; none where nothing was asked.
    pub targets: Vec<usize>,
    /// The answer.
    pub decision: Arc<Decision>,
    /// For each step of the decision: the grant that it rests on, the same for all principals and targets here.
    pub rests_on: Vec<RestsOn>,
    /// For each step: how that grant reaches the first principal of the class. Empty if nobody asked for proofs.
    pub proof: Vec<GrantPath>,
}

impl TaskResult {
    /// What stands for an answer to a task that has no target in the exports.
    pub(super) fn unasked(task: usize, nothing: &Arc<Decision>) -> Self {
        Self { task, targets: Vec::new(), decision: Arc::clone(nothing), rests_on: Vec::new(), proof: Vec::new() }
    }

    /// The answer, without what proves it.
    pub fn answer(&self) -> AnswerFor<'_> {
        AnswerFor { task: self.task, targets: &self.targets, decision: &self.decision }
    }
}

impl ClassOutcome {
    /// The proofs of its results for one of its principals: the grants are the same for all, the groups on the way need not be.
    pub fn proofs_of(&self, tenant: &TenantGraph, principal: PrincipalId) -> Vec<Vec<GrantPath>> {
        if self.results.iter().all(|result| result.decision.steps.is_empty()) {
            return vec![Vec::new(); self.results.len()];
        }
        let mut prover = Prover::new(tenant, principal);
        self.results.iter().map(|result| prover.paths(&result.decision.steps, &result.rests_on)).collect()
    }

    /// The same, with the proofs for its first principal.
    pub(super) fn proved(mut self, tenant: &TenantGraph) -> Self {
        if let Some(&first) = self.principals.first() {
            let proofs = self.proofs_of(tenant, first);
            self.results.iter_mut().zip(proofs).for_each(|(result, proof)| result.proof = proof);
        }
        self
    }
}
