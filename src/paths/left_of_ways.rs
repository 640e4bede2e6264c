//! [`LeftOfWays`]: what deny assignments leave of the ways that somebody opens with a role that it gives itself (R-DENY-8).

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::as_if::{DenyScopes, as_if_defined, as_if_held};
use super::doubt::PathDoubt;
use super::openings::{Opening, Openings, resource_type};
use super::step_answers::StepAnswer;
use super::steps::any_of;
use crate::arrange::Arrange as _;
use crate::audit::targets::WantedTargets;
use crate::audit::tasks::{TaskOptions, some_tasks};
use crate::audit::{AskedTask, Outcome, Target, TargetFilter};
use crate::decide::Verdict;
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::scope::subscription_of;
use crate::model::{Losses, Notes, ObjectId, PermissionBlock, Plane, PrincipalId, RoleDefinition, RoleKind, TargetKind, Task};
use crate::pattern::{Pattern, Wildcards};

/// The id of a role that grants everything. No tenant has it.
const EVERYTHING: &str = "ffffffff-ffff-4fff-8fff-ffffffffffff";

/// How surely whoever comes to have a role at a resource goes a way there.
#[derive(Debug, Default)]
pub(super) struct LeftOfWays {
    /// The targets that some deny assignment may reach.
    denied: FxHashSet<usize>,
    classes: FxHashMap<PrincipalId, usize>,
    /// By class, number of the opening and target.
    of: FxHashMap<(usize, usize, usize), Verdict>,
}

/// What is asked.
pub(super) struct AskedWays<'a> {
    pub(super) openings: &'a Openings,
    /// The answers that open a way.
    pub(super) edges: Vec<StepAnswer>,
    pub(super) outcome: &'a Outcome,
    /// Whoever opens one may do so for anybody else.
    pub(super) for_others: bool,
    pub(super) wildcards: Wildcards,
}

impl LeftOfWays {
    pub(super) fn new(tenant: &TenantGraph, asked: &AskedWays<'_>) -> Self {
        let places = DenyScopes::new(tenant);
        let targets: FxHashSet<usize> = asked.edges.iter().map(|edge| edge.target).collect();
        let target = |number: usize| asked.outcome.targets.get(number).filter(|target| places.reaches(target));
        let mut denied: Vec<(usize, &Target)> = targets.into_iter().filter_map(|own| Some((own, target(own)?))).collect();
        if denied.is_empty() {
            return Self::default();
        }
        denied.arrange_by(|(_, a), (_, b)| a.id.cmp(&b.id));
        let principals = asked.principals(tenant, &denied.iter().map(|(number, _)| *number).collect());
        let answers = asked.answers(tenant, &principals, &denied);
        let mut numbers: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (number, target) in &denied {
            numbers.entry(target.id.as_str()).or_default().push(*number);
        }
        let mut left = Self { denied: denied.iter().map(|(number, _)| *number).collect(), ..Self::default() };
        for (number, class) in answers.classes.iter().enumerate() {
            left.classes.extend(class.principals.iter().map(|&own| (own, number)));
            for result in &class.results {
                let Some(opening) = answers.tasks.get(result.task).and_then(|own| own.task.id.parse().ok()) else { continue };
                let ids = result.targets.iter().filter_map(|&own| Some(answers.targets.get(own)?.id.as_str()));
                let of = ids.filter_map(|id| numbers.get(id)).flatten();
                left.of.extend(of.map(|&target| ((number, opening, target), result.decision.verdict)));
            }
        }
        left
    }

    /// What going a way at a target hangs on for one of them; `None` where a deny assignment stops it.
    pub(super) fn doubt(&self, principal: PrincipalId, (opening, target): (usize, usize)) -> Option<PathDoubt> {
        if !self.denied.contains(&target) {
            return Some(PathDoubt::None);
        }
        let verdict = self.of.get(&(*self.classes.get(&principal)?, opening, target))?;
        (*verdict > Verdict::Blocked).then(|| PathDoubt::of(*verdict))
    }
}

impl AskedWays<'_> {
    /// Who may open a way at one of these targets.
    fn principals(&self, tenant: &TenantGraph, denied: &FxHashSet<usize>) -> Vec<PrincipalId> {
        if self.for_others {
            return tenant.facts().principals.ids().filter(|&own| !tenant.is_orphan(own)).collect();
        }
        let classes: FxHashSet<usize> =
            self.edges.iter().filter(|edge| denied.contains(&edge.target)).map(|edge| edge.class).collect();
        let classes = classes.into_iter().filter_map(|class| self.outcome.classes.get(class));
        let mut all: Vec<PrincipalId> = classes.flat_map(|class| class.principals.iter().copied()).collect();
        all.arrange();
        all
    }

    /// The answers as if they held everything where these targets are.
    fn answers(&self, tenant: &TenantGraph, principals: &[PrincipalId], denied: &[(usize, &Target)]) -> Outcome {
        let mut scopes: Vec<&str> =
            denied.iter().map(|(_, target)| subscription_of(&target.id).unwrap_or(&target.id)).collect();
        scopes.arrange();
        scopes.dedup();
        let role = everything();
        let facts = as_if_held(tenant.facts(), &role.id, (principals, &scopes));
        let facts = as_if_defined(facts, role);
        let as_if = TenantGraph::build(facts, tenant.shared_catalog(), tenant.at(), &mut Notes::default());
        let opened: FxHashSet<usize> = self.edges.iter().filter_map(|edge| Some(edge.opening?.0)).collect();
        let asked: Vec<(usize, &Opening)> = self.openings.iter().filter(|(number, _)| opened.contains(number)).collect();
        let tasks = asked.iter().map(|&(number, opening)| task(number, opening)).collect();
        let targets = denied.iter().map(|(_, target)| {
            let resource_type = resource_type(&target.id).map(|of| of.to_ascii_lowercase().into());
            ((*target).clone(), WantedTargets { kind: TargetKind::Resource, resource_type })
        });
        let mut targets: Vec<(Target, WantedTargets)> = targets.collect();
        targets.dedup_by(|(a, _), (b, _)| a.id == b.id);
        let options = TaskOptions {
            targets: TargetFilter::default(),
            principals: principals.to_vec(),
            wildcards: self.wildcards,
            all: true,
        };
        some_tasks(&as_if, tasks, targets, &options)
    }
}

/// The way that a role opens, as a task whose id is its number.
fn task(number: usize, opening: &Opening) -> AskedTask {
    let task = Task::asking(number.to_string(), String::new(), TargetKind::Resource, any_of(&opening.actions));
    AskedTask { pack: Arc::from("escalation"), task: Task { resource_type: Some(opening.of.as_str().into()), ..task } }
}

fn everything() -> RoleDefinition {
    let all = || vec![Pattern::parse("*")];
    let blocks = Plane::ALL.map(|plane| PermissionBlock::granting(plane, all())).to_vec();
    let id = Guid::parse(EVERYTHING).map_or_else(|| ObjectId::parse(EVERYTHING), ObjectId::Guid);
    RoleDefinition {
        id,
        name: "".into(),
        kind: RoleKind::Custom,
        assignable_scopes: vec!["/".into()],
        blocks,
        losses: Losses::default(),
    }
}
