//! [`explain`]: asks one question about one principal, and for a no also what would change it.

use std::sync::Arc;

use super::remediate::{Remediator, Suggestion};
use crate::audit::outcome::{AskedTask, Outcome, OutcomeTarget, Target};
use crate::audit::targets::{TargetFilter, WantedTargets, targets};
use crate::audit::tasks::{OneTask, TaskOptions, one_task};
use crate::decide::{Request, Verdict};
use crate::graph::TenantGraph;
use crate::model::scope::workspace_of;
use crate::model::{Leaf, Need, Plane, PrincipalId, Requirement, ScopeKind, ScopePath, TargetKind, Task};
use crate::pack::directory;
use crate::pattern::{Pattern, Wildcards};

/// The id of the pack that questions about actions are said to come from.
pub const OWN_PACK: &str = "question";

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
    let open = results.filter(|result| result.decision.verdict < Verdict::Allowed && !result.decision.wants_export());
    let suggest = |&number: &usize| {
        let target = outcome.targets.get(number)?;
        Some((number, near.suggest(question.principal, &question.asked, target)))
    };
    let mut nearest: Vec<(usize, Vec<Suggestion>)> = open.flat_map(|result| &result.targets).filter_map(suggest).collect();
    nearest.sort_by_key(|(number, _)| *number);
    Explanation { question, outcome, nearest }
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

/// The targets of a task that the filters leave.
pub fn task_targets(tenant: &TenantGraph, task: &Task, filter: &TargetFilter) -> Vec<Target> {
    targets(tenant, &WantedTargets::of(task), filter)
}

/// The scopes at which actions are asked about: those that are given, else every subscription.
pub fn action_targets(tenant: &TenantGraph, scopes: &[String]) -> Vec<Target> {
    if scopes.is_empty() {
        return targets(tenant, &WantedTargets::of_kind(TargetKind::Subscription), &TargetFilter::default());
    }
    scopes.iter().map(|scope| at_scope(tenant, scope)).collect()
}

/// Any scope as a target.
fn at_scope(tenant: &TenantGraph, scope: &str) -> Target {
    let path = ScopePath::parse(scope);
    if path.kind() == ScopeKind::Root {
        return Target { id: "tenant".to_owned(), kind: OutcomeTarget::Kind(TargetKind::Tenant), name: None };
    }
    let facts = tenant.facts();
    let known = facts.scopes.lookup(path.as_str());
    let subscription = facts.subscriptions.iter().find(|row| Some(row.scope) == known).and_then(|row| row.name.as_deref());
    let last = path.as_str().rsplit('/').next().map(str::to_owned);
    let id = known.map_or(path.as_str(), |id| facts.scopes.text(id)).to_owned();
    Target { id, kind: OutcomeTarget::Kind(kind_of(&path)), name: subscription.map(str::to_owned).or(last) }
}

fn kind_of(path: &ScopePath) -> TargetKind {
    match path.kind() {
        ScopeKind::Root => TargetKind::Tenant,
        ScopeKind::Subscription => TargetKind::Subscription,
        ScopeKind::ResourceGroup => TargetKind::ResourceGroup,
        ScopeKind::Resource if workspace_of(path.as_str()) == Some(path.as_str()) => TargetKind::Workspace,
        ScopeKind::ManagementGroup | ScopeKind::Resource | ScopeKind::TenantResource => TargetKind::Resource,
    }
}

/// A question about an action of Entra: whoever holds a role at the tenant that allows it may do it (R-ENT-15).
pub fn directory_action_task(tenant: &TenantGraph, action: &str) -> AskedTask {
    let requires = directory::roles_for(action, tenant.facts(), tenant.catalog());
    let asked = action_task(Plane::Control, action, TargetKind::Tenant);
    let task = Task { title: "an action of Microsoft Entra".to_owned(), requires, ..asked.task };
    AskedTask { task, ..asked }
}

/// A question about an action or a pattern, asked right at targets of one kind.
pub fn action_task(plane: Plane, pattern: &str, target: TargetKind) -> AskedTask {
    let patterns = vec![Pattern::parse(pattern)];
    let leaf = Leaf { what: Need::Actions { plane, patterns }, at: target, unconditional: false, assigns: None };
    let title = if plane == Plane::Data { "a data action" } else { "an action" }.to_owned();
    let task = Task::asking(pattern.trim().to_owned(), title, target, Requirement::Leaf(leaf));
    AskedTask { pack: Arc::from(OWN_PACK), task }
}
