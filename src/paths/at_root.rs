//! [`LeftAtRoot`]: what deny assignments leave of User Access Administrator of the whole tenant at the scopes of a question (R-DENY-8).
//!
//! Nobody holds the role yet, so no answer of the engine says so: it is asked again as if everybody who can come to it held it.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::as_if::{DenyScopes, as_if_held, scope_of};
use super::doubt::PathDoubt;
use super::recipients::is_asked_as;
use super::steps::assigning;
use crate::audit::tasks::{OneTask, TaskOptions, one_task};
use crate::audit::{AskedTask, Outcome, Target, TargetFilter};
use crate::decide::{Request, Verdict};
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::{Assigned, Notes, ObjectId, PrincipalId, PrincipalKind, TargetKind, Task};
use crate::pattern::Wildcards;

/// User Access Administrator.
const ADMINISTRATOR: &str = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";

/// How surely whoever comes to be User Access Administrator of the tenant can assign the role of the goal at its scopes.
#[derive(Debug, Default)]
pub(super) struct LeftAtRoot {
    /// By principal and target; nothing where no deny assignment is there to stop anybody.
    of: Option<FxHashMap<(PrincipalId, usize), Verdict>>,
}

/// What is asked.
pub(super) struct AskedAtRoot<'a> {
    pub(super) role: Guid,
    /// The targets of the role of the goal.
    pub(super) goals: &'a [usize],
    pub(super) outcome: &'a Outcome,
    pub(super) wildcards: Wildcards,
}

impl LeftAtRoot {
    /// What is left of it to these principals.
    pub(super) fn new(tenant: &TenantGraph, asked: &AskedAtRoot<'_>, principals: FxHashSet<PrincipalId>) -> Self {
        let denied = DenyScopes::new(tenant);
        let goals = asked.goals.iter().filter_map(|&number| Some((number, asked.outcome.targets.get(number)?)));
        let goals: Vec<(usize, &Target)> = goals.filter(|(_, goal)| denied.reaches(goal)).collect();
        if goals.is_empty() || principals.is_empty() {
            return Self::default();
        }
        let mut principals: Vec<PrincipalId> = principals.into_iter().collect();
        principals.sort_unstable();
        let scopes: Vec<&str> = goals.iter().map(|(_, goal)| scope_of(goal)).collect();
        let facts = as_if_held(tenant.facts(), &ObjectId::parse(ADMINISTRATOR), (&principals, &scopes));
        let as_if = TenantGraph::build(facts, tenant.shared_catalog(), tenant.at(), &mut Notes::default());
        let options = TaskOptions { targets: TargetFilter::default(), principals, wildcards: asked.wildcards, all: true };
        let mut left = FxHashMap::default();
        for to in [PrincipalKind::User, PrincipalKind::ServicePrincipal] {
            let requires = assigning(Assigned { role: asked.role, to, id: None });
            let task = Task::asking("assign-roles".to_owned(), String::new(), TargetKind::Resource, requires);
            let task = AskedTask { pack: Arc::from("escalation"), task };
            let targets: Vec<Target> = goals.iter().map(|(_, target)| (*target).clone()).collect();
            let one = OneTask { asked: &task, targets: &targets, request: &Request::Any };
            let answers = one_task(&as_if, one, &options);
            for (principal, id, verdict) in by_principal(&answers) {
                let is_of_kind = is_asked_as(to, tenant.facts().principals.kind(principal));
                let goal = goals.iter().find(|(_, goal)| goal.id == id).filter(|_| is_of_kind);
                left.extend(goal.map(|&(number, _)| ((principal, number), verdict)));
            }
        }
        // Where no deny assignment reaches a goal, nobody is asked.
        let others = asked.goals.iter().filter(|&number| !goals.iter().any(|(own, _)| own == number));
        let free = others.flat_map(|&number| options.principals.iter().map(move |&own| ((own, number), Verdict::Allowed)));
        left.extend(free);
        Self { of: Some(left) }
    }

    /// What the last step hangs on for one of them; `None` where a deny assignment stops it.
    pub(super) fn doubt(&self, principal: PrincipalId, goal: usize) -> Option<PathDoubt> {
        let Some(of) = &self.of else { return Some(PathDoubt::None) };
        of.get(&(principal, goal)).filter(|verdict| **verdict > Verdict::Blocked).map(|&verdict| PathDoubt::of(verdict))
    }
}

fn by_principal(answers: &Outcome) -> impl Iterator<Item = (PrincipalId, &str, Verdict)> {
    answers.classes.iter().flat_map(move |class| {
        let of_class = class.results.iter().flat_map(move |result| {
            let targets = result.targets.iter().filter_map(move |&number| answers.targets.get(number));
            targets.map(move |target| (target.id.as_str(), result.decision.verdict))
        });
        of_class.flat_map(move |(id, verdict)| class.principals.iter().map(move |&principal| (principal, id, verdict)))
    })
}
