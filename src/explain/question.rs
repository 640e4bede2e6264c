//! [`explain`]: asks one question about one principal, and for a no also what would change it.

use std::sync::Arc;

use super::remediate::{Remediator, Suggestion};
use crate::arrange::Arrange as _;
use crate::audit::outcome::{AskedTask, Outcome, Target};
use crate::audit::targets::TargetFilter;
use crate::audit::tasks::{OneTask, TaskOptions, decisions, one_task};
use crate::decide::{Decision, Request, Verdict};
use crate::graph::TenantGraph;
use crate::model::{Leaf, PrincipalId, Requirement, Task};
use crate::pattern::Wildcards;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// Who.
    pub principal: PrincipalId,
    /// What.
    pub asked: AskedTask,
    /// To what.
    pub targets: Vec<Target>,
    /// What more is known of the request.
    pub request: Request,
    /// How middle wildcards are read.
    pub wildcards: Wildcards,
    /// Look for what would make a yes of a no.
    pub wants_remedies: bool,
}

/// What there is to say.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The question.
    pub question: Question,
    /// The answers, for each target.
    pub outcome: Outcome,
    /// For each target whose answer is not yes, by its number in the outcome: what would make it a yes.
    pub nearest: Vec<(usize, Vec<Suggestion>)>,
    /// For each of these targets where several things are asked for: the answer to each of them by itself, in the order of the leaves.
    pub by_leaf: Vec<(usize, Vec<Arc<Decision>>)>,
}

/// The answer to all of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Conclusion {
    /// Allowed for every target.
    Yes,
    /// For some target the answer is no, or not yet: `not_allowed`, `blocked` or `eligible`.
    No,
    /// Neither: it depends on a condition, or on what was not exported.
    Unknown,
}

impl Conclusion {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// Answers a question, and looks for the nearest miss wherever the answer is not yes.
pub fn explain(tenant: &TenantGraph, question: Question) -> Explanation {
    let one = OneTask { asked: &question.asked, targets: &question.targets, request: &question.request };
    let (filter, wildcards) = (TargetFilter::default(), question.wildcards);
    let options = TaskOptions { targets: filter, principals: vec![question.principal], wildcards, all: true };
    let outcome = one_task(tenant, one, &options);
    let near = Remediator::new(tenant, wildcards).asked(question.request.clone());
    let results = outcome.classes.iter().flat_map(|class| &class.results);
    let wants = |decision: &Decision| question.wants_remedies && !decision.wants_export();
    let open = results.filter(|result| result.decision.verdict < Verdict::Allowed && wants(&result.decision));
    let suggest = |&number: &usize| {
        let target = outcome.targets.get(number)?;
        Some((number, near.suggest(question.principal, &question.asked, target)))
    };
    let mut nearest: Vec<(usize, Vec<Suggestion>)> = open.flat_map(|result| &result.targets).filter_map(suggest).collect();
    nearest.arrange_by_key(|(number, _)| *number);
    let by_leaf = by_leaf(tenant, &question, &outcome, &options);
    Explanation { question, outcome, nearest, by_leaf }
}

/// Asks for each leaf of the requirement by itself, wherever the answer to the whole is not yes.
fn by_leaf(
    tenant: &TenantGraph,
    question: &Question,
    outcome: &Outcome,
    options: &TaskOptions,
) -> Vec<(usize, Vec<Arc<Decision>>)> {
    let AskedTask { pack, task } = &question.asked;
    let leaf = |leaf: &Leaf| AskedTask {
        pack: Arc::clone(pack),
        task: Task { requires: Requirement::Leaf(leaf.clone()), ..task.clone() },
    };
    let leaves: Vec<AskedTask> = task.requires.leaves().map(leaf).collect();
    if leaves.len() < 2 {
        return Vec::new();
    }
    let results = outcome.classes.iter().flat_map(|class| &class.results);
    let open = results.filter(|result| result.decision.verdict < Verdict::Allowed).flat_map(|result| &result.targets);
    let answers = open.filter_map(|&number| {
        let targets = std::slice::from_ref(outcome.targets.get(number)?);
        let one = OneTask { asked: &question.asked, targets, request: &question.request };
        Some((number, decisions(tenant, leaves.clone(), one, options)))
    });
    answers.collect()
}

impl Explanation {
    /// The answer to all of it.
    pub fn conclusion(&self) -> Conclusion {
        let results = self.outcome.classes.iter().flat_map(|class| &class.results);
        match results.map(|result| result.decision.verdict).fold(None, worse) {
            Some(Verdict::Allowed) => Conclusion::Yes,
            Some(Verdict::Unknown | Verdict::Conditional | Verdict::NotAsked) | None => Conclusion::Unknown,
            Some(Verdict::NotAllowed | Verdict::Blocked | Verdict::Eligible) => Conclusion::No,
        }
    }

    /// Whether the answer is no only because an activation is missing: it is eligible, for some target, and a no for none.
    pub fn is_no_before_activation(&self) -> bool {
        let has = |wanted: &[Verdict]| {
            let mut results = self.outcome.classes.iter().flat_map(|class| &class.results);
            results.any(|result| wanted.contains(&result.decision.verdict))
        };
        has(&[Verdict::Eligible]) && !has(&[Verdict::NotAllowed, Verdict::Blocked])
    }
}

/// A no for one target is a no. If one target is open, the whole answer is open.
fn worse(known: Option<Verdict>, next: Verdict) -> Option<Verdict> {
    let rank = |verdict: Verdict| match verdict {
        Verdict::NotAllowed | Verdict::Blocked | Verdict::Eligible => 0,
        Verdict::Unknown | Verdict::Conditional | Verdict::NotAsked => 1,
        Verdict::Allowed => 2,
    };
    known.into_iter().chain([next]).min_by_key(|&verdict| rank(verdict))
}
