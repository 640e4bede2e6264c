//! [`paths`]: who can come to hold a role, and by which steps.

use super::cut::{PathCut, cut};
use super::goal::PathsQuestion;
use super::question::{FoundPaths, GoalPaths, find};
use crate::audit::Outcome;
use crate::decide::Verdict;
use crate::explain::Conclusion;
use crate::graph::TenantGraph;
use crate::model::OwnedKind;

/// Who can come to the role, scope by scope.
#[derive(Debug)]
pub struct Paths {
    /// The question.
    pub question: PathsQuestion,
    /// The answers to all steps, which the proofs are in.
    pub outcome: Outcome,
    /// By scope, the highest first.
    pub goals: Vec<GoalPaths>,
    /// The assignments without which nobody comes to it; nothing where nobody does, or where that was not found out ([`Paths::with_cut`]).
    pub cut: Option<PathCut>,
    /// What the exports do not name: that nobody comes to the role by it is not known.
    pub unseen: Vec<UnseenPaths>,
}

/// Something that leads on, and that the exports do not name at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnseenPaths {
    /// Nobody.
    Principals,
    /// Which resources have which managed identities.
    Identities,
    /// Who owns the groups, service principals or applications.
    Owners(OwnedKind),
    /// Who else owns them: a list of owners may go on.
    MoreOwners(OwnedKind),
    /// Who has app roles of Microsoft Graph.
    AppRoles,
    /// Which applications trust which managed identities.
    Trusts,
}

impl Paths {
    /// The same with the assignments that cut all paths. It asks again and again, each time without some assignments.
    #[must_use]
    pub fn with_cut(self, tenant: &TenantGraph) -> Self {
        let Self { question, outcome, goals, unseen, .. } = self;
        let found = FoundPaths { outcome, goals };
        let cut = cut(tenant, &question, &found);
        let FoundPaths { outcome, goals } = found;
        Self { question, outcome, goals, cut, unseen }
    }

    /// Whether somebody can come to the role: unknown where what the exports lack, or do not name, is all that says no.
    pub fn conclusion(&self) -> Conclusion {
        let verdicts = || self.goals.iter().flat_map(|goal| &goal.paths).map(|path| path.verdict);
        let is_open = !self.unseen.is_empty() || verdicts().next().is_some();
        match verdicts().any(|verdict| verdict > Verdict::Unknown) {
            true => Conclusion::Yes,
            false if is_open => Conclusion::Unknown,
            false => Conclusion::No,
        }
    }
}

/// Who can come to hold the role, and how.
pub fn paths(tenant: &TenantGraph, question: PathsQuestion) -> Paths {
    let FoundPaths { outcome, goals } = find(tenant, &question);
    Paths { question, outcome, goals, cut: None, unseen: unseen(tenant) }
}

fn unseen(tenant: &TenantGraph) -> Vec<UnseenPaths> {
    let facts = tenant.facts();
    let nobody = facts.principals.is_empty().then_some(UnseenPaths::Principals);
    let identities = (!facts.escalation.identities_listed).then_some(UnseenPaths::Identities);
    let owners = OwnedKind::ALL.into_iter().filter(|(kind, _)| !facts.escalation.owners_listed.contains(kind));
    let trusts = (!facts.escalation.trusts_listed).then_some(UnseenPaths::Trusts);
    let app_roles = (!facts.lists_app_roles()).then_some(UnseenPaths::AppRoles);
    let owners = owners.map(|(kind, _)| UnseenPaths::Owners(kind));
    let cut = OwnedKind::ALL.into_iter().filter(|(kind, _)| facts.escalation.owners_cut.contains(kind));
    let more = cut.map(|(kind, _)| UnseenPaths::MoreOwners(kind));
    nobody.into_iter().chain(identities).chain(owners).chain(more).chain(app_roles).chain(trusts).collect()
}
