//! [`TaskPlan`]: the tasks, their targets, and the scopes at which the leaves of each task are evaluated.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::evaluation_scopes::{EvaluationScopeId, EvaluationScopes};
use super::outcome::{AskedTask, Target};
use super::targets::{TargetFilter, WantedTargets, targets};
use crate::graph::{AskedPossessions, Classes, TenantGraph};
use crate::model::{PrincipalId, Requirement, ScopeId, TargetKind, TaskPack};

/// The tasks, the targets, and where each leaf is evaluated.
#[derive(Debug)]
pub(crate) struct TaskPlan {
    pub tasks: Vec<AskedTask>,
    pub targets: Vec<Target>,
    /// The targets of each task.
    pub targets_of: Vec<Vec<usize>>,
    /// The kinds of scope that each task's leaves look at.
    pub looks_at: Vec<Vec<TargetKind>>,
    pub evaluation_scopes: EvaluationScopes,
    /// By target, then by kind: the scope at which leaves are evaluated.
    pub stands: Vec<FxHashMap<TargetKind, EvaluationScopeId>>,
    /// By evaluation scope: the targets that look at it.
    pub looked_at_by: Vec<Vec<usize>>,
}

impl TaskPlan {
    pub(crate) fn new(tenant: &TenantGraph, packs: &[TaskPack], filter: &TargetFilter) -> Self {
        let ask = |pack: &TaskPack| {
            let id: Arc<str> = pack.id.as_str().into();
            pack.tasks.iter().map(move |task| AskedTask { pack: Arc::clone(&id), task: task.clone() }).collect::<Vec<_>>()
        };
        let tasks: Vec<AskedTask> = packs.iter().flat_map(ask).collect();
        let mut wanted: Vec<WantedTargets> = tasks.iter().map(|asked| WantedTargets::of(&asked.task)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let found = |wanted: WantedTargets| {
            let list = targets(tenant, &wanted, filter);
            list.into_iter().map(move |target| (target, wanted.clone()))
        };
        let mut all: Vec<(Target, WantedTargets)> = wanted.into_iter().flat_map(found).collect();
        all.sort_by(|(a, of_a), (b, of_b)| (&a.id, a.kind, of_a).cmp(&(&b.id, b.kind, of_b)));
        Self::over(tenant, tasks, all)
    }

    /// Tasks over targets that are known already, in order.
    pub(crate) fn over(tenant: &TenantGraph, tasks: Vec<AskedTask>, all: Vec<(Target, WantedTargets)>) -> Self {
        let targets_of = tasks.iter().map(|asked| indices(&all, &WantedTargets::of(&asked.task))).collect();
        let looks_at: Vec<Vec<TargetKind>> = tasks.iter().map(|asked| looks_at(&asked.task.requires)).collect();
        let targets = all.into_iter().map(|(target, _)| target).collect();
        let mut plan = Self {
            tasks,
            targets,
            targets_of,
            looks_at,
            evaluation_scopes: EvaluationScopes::default(),
            stands: Vec::new(),
            looked_at_by: Vec::new(),
        };
        plan.place(tenant);
        plan
    }

    /// The access classes of some principals (all, where none is named), by what the tasks ask for.
    pub(crate) fn classes(&self, tenant: &TenantGraph, matter: &FxHashSet<ScopeId>, only: &[PrincipalId]) -> Classes {
        let possessions = AskedPossessions::of(self.tasks.iter().map(|asked| &asked.task.requires));
        tenant.classes_asked(|scope| matter.contains(&scope), only, possessions)
    }

    /// Gives every target its evaluation scopes.
    fn place(&mut self, tenant: &TenantGraph) {
        self.stands = vec![FxHashMap::default(); self.targets.len()];
        for (targets, kinds) in self.targets_of.iter().zip(&self.looks_at) {
            for &index in targets {
                let (Some(target), Some(stands)) = (self.targets.get(index), self.stands.get_mut(index)) else { continue };
                for &kind in kinds {
                    stands.entry(kind).or_insert_with(|| self.evaluation_scopes.intern(tenant, target, kind));
                }
            }
        }
        self.looked_at_by = vec![Vec::new(); self.evaluation_scopes.list.len()];
        for (index, stands) in self.stands.iter().enumerate() {
            let mut ids: Vec<EvaluationScopeId> = stands.values().copied().collect();
            ids.sort_unstable();
            ids.dedup();
            for id in ids {
                self.looked_at_by.get_mut(id as usize).into_iter().for_each(|targets| targets.push(index));
            }
        }
    }
}

fn indices(all: &[(Target, WantedTargets)], wanted: &WantedTargets) -> Vec<usize> {
    all.iter().enumerate().filter(|(_, (_, of))| of == wanted).map(|(index, _)| index).collect()
}

fn looks_at(requirement: &Requirement) -> Vec<TargetKind> {
    let mut kinds = match requirement {
        Requirement::Leaf(leaf) => vec![leaf.at],
        Requirement::Any(parts) | Requirement::All(parts) => parts.iter().flat_map(looks_at).collect(),
    };
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}
