//! Defender unified RBAC at a workspace: whether it is activated, and which answers its activation changes (docs/semantics.md, R-URB).

use std::collections::BTreeMap;

use crate::audit::outcome::Outcome;
use crate::audit::tasks::{TaskOptions, tasks};
use crate::decide::Verdict;
use crate::graph::{Activation, TenantGraph, activation, administrators, with_unified_rbac};
use crate::model::{ExportKind, ObjectId, Origin, PrincipalId, SaidActivation, TaskPack};

/// Unified RBAC at a workspace.
#[derive(Debug, Clone)]
pub struct UnifiedRbac {
    /// Whether it is activated.
    pub activation: Activation,
    /// The records by which it may be: an application administers the access to the workspace.
    pub evidence: Vec<(PrincipalId, Origin)>,
    /// Whose answers it changes, by pack, task and answer; `None` if the exports do not say who holds its roles.
    pub changes: Option<Vec<ActivationChange>>,
}

/// The answer to a task before the activation and after it, for everybody for whom both are these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivationChange {
    /// The pack's id.
    pub pack: String,
    /// The task's id.
    pub task: String,
    /// Without unified RBAC.
    pub before: Verdict,
    /// With it.
    pub after: Verdict,
    /// Whose, by id.
    pub principals: Vec<PrincipalId>,
}

impl ActivationChange {
    /// Whether the activation gives the task, or takes it.
    pub fn is_gain(&self) -> bool {
        self.after > self.before
    }
}

/// Looks at a workspace; `None` if neither an export nor anybody speaks of unified RBAC.
pub(super) fn look(tenant: &TenantGraph, packs: &[TaskPack], (workspace, asked): (&str, &TaskOptions)) -> Option<UnifiedRbac> {
    let facts = tenant.facts();
    let activation = activation(tenant, &facts.defender.activated, workspace);
    let evidence: Vec<(PrincipalId, Origin)> =
        administrators(facts, workspace).map(|row| (row.principal, row.origin)).collect();
    let speaks =
        facts.defender.activated != SaidActivation::Unsaid || !facts.defender.assignments.is_empty() || !evidence.is_empty();
    let is_listed = tenant.coverage().state_of_tenant(ExportKind::DefenderRoleAssignments).carries_a_no();
    let changes = || is_listed.then(|| changes(tenant, packs, (workspace, asked)));
    speaks.then(|| UnifiedRbac { activation, evidence, changes: changes() })
}

/// The answers about a tenant in which unified RBAC is activated for no workspace, against those where it is for this one.
fn changes(tenant: &TenantGraph, packs: &[TaskPack], (workspace, asked): (&str, &TaskOptions)) -> Vec<ActivationChange> {
    let options = TaskOptions { all: true, ..asked.clone() };
    let [before, after] = [Vec::new(), vec![workspace.into()]].map(|these| {
        let state = with_unified_rbac(tenant.clone(), SaidActivation::These(these));
        verdicts(&tasks(&state, packs, &options), &state)
    });
    let mut changes: BTreeMap<(usize, Verdict, Verdict), Vec<&ObjectId>> = BTreeMap::new();
    for (key, was) in &before {
        if let Some(is) = after.get(key).filter(|is| *is != was) {
            changes.entry((key.0, *was, *is)).or_default().push(&key.1);
        }
    }
    let all: Vec<(&str, &str)> =
        packs.iter().flat_map(|pack| pack.tasks.iter().map(|task| (pack.id.as_str(), task.id.as_str()))).collect();
    let change = |((task, before, after), ids): ((usize, Verdict, Verdict), Vec<&ObjectId>)| {
        let (pack, task) = *all.get(task)?;
        let principals = ids.into_iter().filter_map(|id| tenant.facts().principals.lookup(id)).collect();
        Some(ActivationChange { pack: pack.to_owned(), task: task.to_owned(), before, after, principals })
    };
    changes.into_iter().filter_map(change).collect()
}

/// By the number of a task, and by principal: the answer for the one target that a task has here.
fn verdicts(outcome: &Outcome, tenant: &TenantGraph) -> BTreeMap<(usize, ObjectId), Verdict> {
    let mut verdicts = BTreeMap::new();
    for class in &outcome.classes {
        for result in &class.results {
            for &principal in &class.principals {
                let id = tenant.facts().principals.id(principal).clone();
                verdicts.insert((result.task, id), result.decision.verdict);
            }
        }
    }
    verdicts
}
