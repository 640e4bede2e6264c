//! [`paths`]: who can come to hold a role, and by which steps.

use super::cut::{PathCut, cut};
use super::goal::PathsQuestion;
use super::question::{FoundPaths, GoalPaths, find};
use super::unseen::{UnseenPaths, unseen};
use crate::audit::{CaveatCode, Outcome};
use crate::decide::Verdict;
use crate::explain::Conclusion;
use crate::graph::TenantGraph;

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
    /// What is not followed, and may be there: that nobody comes to the role by it is not known.
    pub unseen: Vec<UnseenPaths>,
}

impl Paths {
    /// The same with the assignments that cut all paths. It asks again and again, each time without some assignments.
    #[must_use]
    pub fn with_cut(self, tenant: &TenantGraph) -> Self {
        let Self { question, outcome, goals, unseen, .. } = self;
        let cut = cut(tenant, &question, &outcome, &goals);
        Self { question, outcome, goals, cut, unseen }
    }

    /// Whether the exports list who is eligible: else nobody can now, and perhaps after an activation (R-EVAL-9).
    pub fn shows_eligible(&self) -> bool {
        !self.outcome.caveats.iter().any(|caveat| caveat.code == CaveatCode::EligibilityNotShown)
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
    let found = find(tenant, &question);
    let unseen = unseen(tenant, &found);
    let FoundPaths { outcome, goals, .. } = found;
    Paths { question, outcome, goals, cut: None, unseen }
}
