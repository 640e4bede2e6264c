//! [`Local`]: the part of the tenant around one principal. Changes are applied to it, and it is asked again.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::remediation::Remediation;
use super::subtenant::{Bounds, RowIndex, subtenant};
use crate::audit::targets::stand;
use crate::audit::tasks::decisions;
use crate::audit::{AskedTask, OneTask, Target, TargetFilter, TaskOptions};
use crate::catalog::Catalog;
use crate::decide::{Basis, Decision, Request, StepOn, Verdict};
use crate::graph::TenantGraph;
use crate::model::{Facts, Leaf, Need, Notes, ObjectId, PrincipalId, Requirement, TargetKind, Task};
use crate::pattern::Wildcards;

/// One question about one principal.
#[derive(Clone, Copy)]
pub(super) struct LocalQuestion<'q> {
    pub tenant: &'q TenantGraph,
    pub index: &'q RowIndex,
    pub principal: PrincipalId,
    pub asked: &'q AskedTask,
    pub target: &'q Target,
    pub request: &'q Request,
    pub wildcards: Wildcards,
}

/// The answer to a requirement after some changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LocalAnswer {
    pub verdict: Verdict,
    pub basis: Option<Basis>,
    /// The deny assignments that the answer speaks of: id and scope.
    pub denies: Vec<(Box<str>, Box<str>)>,
}

impl LocalAnswer {
    pub(super) fn is_yes(&self) -> bool {
        self.verdict == Verdict::Allowed
    }
}

/// The part of the tenant that a question depends on.
pub(super) struct Local<'q> {
    question: LocalQuestion<'q>,
    id: ObjectId,
    facts: Facts,
    catalog: Arc<Catalog>,
}

impl<'q> LocalQuestion<'q> {
    /// The scope at which a leaf has to be met.
    pub(super) fn stand(&self, leaf: &Leaf) -> String {
        stand(self.target, leaf.at)
    }

    /// The id of the principal.
    pub(super) fn id(&self) -> &'q ObjectId {
        self.tenant.facts().principals.id(self.principal)
    }
}

impl<'q> Local<'q> {
    /// The part around the principal, with what the changes are about.
    pub(super) fn new(question: LocalQuestion<'q>, changes: &[Vec<Remediation>]) -> Self {
        let principals = &question.tenant.facts().principals;
        let mut of: FxHashSet<PrincipalId> = std::iter::once(question.principal).collect();
        let mut roles = named_roles(&question.asked.task.requires);
        let kinds = TargetKind::ALL.iter().rev();
        let mut scopes: Vec<String> = kinds.map(|&(kind, _)| stand(question.target, kind)).collect();
        for change in changes.iter().flatten() {
            match change {
                Remediation::AddMember { group, .. } | Remediation::ActivateMembership { group, .. } => {
                    of.extend(principals.lookup(group));
                }
                Remediation::AssignRole { role, scope, .. } => {
                    roles.push(role.clone());
                    scopes.push(scope.to_string());
                }
                _ => {}
            }
        }
        let people = question.index.people(question.tenant, of);
        let facts = subtenant(question.tenant, question.index, &Bounds { people: &people, roles: &roles, scopes: &scopes });
        Self { question, id: question.id().clone(), facts, catalog: question.tenant.shared_catalog() }
    }

    /// The id of the principal.
    pub(super) fn id(&self) -> &ObjectId {
        &self.id
    }

    /// The requirement of the task.
    pub(super) fn requires(&self) -> &'q Requirement {
        &self.question.asked.task.requires
    }

    /// What the engine says to a requirement once the changes are made.
    pub(super) fn ask(&self, requires: &Requirement, changes: &[Remediation]) -> LocalAnswer {
        let nothing = LocalAnswer { verdict: Verdict::NotAllowed, basis: None, denies: Vec::new() };
        self.probe(std::slice::from_ref(requires), changes).pop().unwrap_or(nothing)
    }

    /// The same for several requirements.
    pub(super) fn probe(&self, requirements: &[Requirement], changes: &[Remediation]) -> Vec<LocalAnswer> {
        let mut facts = self.facts.clone();
        for change in changes {
            change.make(&mut facts);
        }
        let tenant = TenantGraph::build(facts, Arc::clone(&self.catalog), self.question.tenant.at(), &mut Notes::default());
        let LocalQuestion { asked, target, request, wildcards, .. } = self.question;
        let task = |requires: &Requirement| AskedTask {
            pack: asked.pack.clone(),
            task: Task { requires: requires.clone(), ..asked.task.clone() },
        };
        let principals = tenant.facts().principals.lookup(&self.id).into_iter().collect();
        let targets = TargetFilter::default();
        let options = TaskOptions { targets, principals, wildcards, all: true };
        let one = OneTask { asked, targets: std::slice::from_ref(target), request };
        let decisions = decisions(&tenant, requirements.iter().map(task).collect(), one, &options);
        decisions.iter().map(|decision| answer(tenant.facts(), decision)).collect()
    }
}

fn answer(facts: &Facts, decision: &Decision) -> LocalAnswer {
    let deny = |on: &StepOn| match on {
        StepOn::Deny(denied) => facts.denies.get(denied.deny as usize),
        _ => None,
    };
    let denies = decision.steps.iter().filter_map(|step| deny(&step.on));
    let denies = denies.map(|deny| (deny.id.clone(), facts.scopes.text(deny.scope).into())).collect();
    LocalAnswer { verdict: decision.verdict, basis: decision.basis, denies }
}

/// Every role that a requirement names.
fn named_roles(requirement: &Requirement) -> Vec<ObjectId> {
    let named = |leaf: &Leaf| match &leaf.what {
        Need::Role { id, .. } => Some(ObjectId::Guid(*id)),
        Need::Actions { .. } | Need::AnyAction { .. } | Need::DirectoryRole { .. } | Need::AppRole { .. } | Need::Owner => None,
    };
    requirement.leaves().filter_map(named).collect()
}
