//! The tasks that principals can perform after a change and could not perform before.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::held::groups_among;
use super::options::ImpactOptions;
use crate::arrange::Arrange as _;
use crate::audit::outcome::Outcome;
use crate::audit::targets::TargetFilter;
use crate::audit::tasks::{TaskOptions, tasks};
use crate::decide::Verdict;
use crate::graph::TenantGraph;
use crate::model::PrincipalId;

/// A task that some principals can perform after the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskImpact {
    /// The pack.
    pub pack: String,
    /// The task.
    pub task: String,
    /// What it is done to.
    pub target: String,
    /// How sure it is.
    pub verdict: Verdict,
    /// Users, service principals, and groups whose members the exports do not name; by id.
    pub principals: Vec<PrincipalId>,
    /// How many of them are such groups: who gains by these is not known (R-PRI-7).
    pub open_groups: usize,
}

/// What is gained: a task at a target, by their numbers in the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct GainedTask {
    task: usize,
    target: usize,
    verdict: Verdict,
}

/// What the principals can do after and could not before.
pub(super) fn gained(
    before: &TenantGraph,
    after: &TenantGraph,
    principals: &[PrincipalId],
    options: &ImpactOptions<'_>,
) -> Vec<TaskImpact> {
    if principals.is_empty() {
        return Vec::new();
    }
    let asked = TaskOptions {
        targets: TargetFilter::default(),
        principals: principals.to_vec(),
        wildcards: options.wildcards,
        all: false,
    };
    let outcome = tasks(after, options.packs, &asked);
    let (before, now) = (verdicts(&tasks(before, options.packs, &asked)), verdicts(&outcome));
    let mut found: BTreeMap<GainedTask, Vec<PrincipalId>> = BTreeMap::new();
    let mut answers: Vec<(&(PrincipalId, usize, usize), &Verdict)> = now.iter().collect();
    answers.arrange();
    for (key, verdict) in answers {
        let had = before.get(key).copied().unwrap_or(Verdict::NotAllowed);
        if *verdict > had && *verdict > Verdict::Blocked {
            let gained = GainedTask { task: key.1, target: key.2, verdict: *verdict };
            found.entry(gained).or_default().push(key.0);
        }
    }
    found.into_iter().filter_map(|(key, principals)| task_impact(&outcome, after, key, principals)).collect()
}

fn task_impact(
    outcome: &Outcome,
    tenant: &TenantGraph,
    gained: GainedTask,
    mut principals: Vec<PrincipalId>,
) -> Option<TaskImpact> {
    let (asked, target) = (outcome.tasks.get(gained.task)?, outcome.targets.get(gained.target)?);
    principals.arrange_by_key(|&principal| tenant.facts().principals.id(principal).clone());
    Some(TaskImpact {
        pack: asked.pack.to_string(),
        task: asked.task.id.clone(),
        target: target.id.clone(),
        verdict: gained.verdict,
        open_groups: groups_among(tenant, &principals),
        principals,
    })
}

/// The answers by principal, task and target.
fn verdicts(outcome: &Outcome) -> FxHashMap<(PrincipalId, usize, usize), Verdict> {
    let mut verdicts = FxHashMap::default();
    for class in &outcome.classes {
        for result in &class.results {
            for &principal in &class.principals {
                for &target in &result.targets {
                    verdicts.insert((principal, result.task, target), result.decision.verdict);
                }
            }
        }
    }
    verdicts
}
