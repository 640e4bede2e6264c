//! What a report of `paths` claims: for each scope who holds the role, and the paths of who can come to it.

use serde::Deserialize;

use super::claims::{ClassClaim, ResultClaim, TargetClaim, VerdictClaim};

/// A report of `paths`.
#[derive(Debug, Clone, Deserialize)]
pub struct PathClaims {
    /// What was asked.
    pub question: RoleClaim,
    /// What it concludes.
    pub answer: String,
    /// By scope.
    pub goals: Vec<GoalClaim>,
    /// The assignments that are said to cut all paths.
    #[serde(default)]
    pub cut: Option<CutClaim>,
}

/// Assignments without which nobody is said to come to the role.
#[derive(Debug, Clone, Deserialize)]
pub struct CutClaim {
    /// The assignments.
    pub assignments: Vec<CutGrantClaim>,
}

/// One of them.
#[derive(Debug, Clone, Deserialize)]
pub struct CutGrantClaim {
    /// Who holds it.
    pub principal: String,
    /// `app-role-assignment`, or what the step of a proof that rests on it is.
    pub kind: String,
    /// The id of the assignment.
    pub assignment: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// Where it is held; of an app role the service principal of its API.
    pub scope: String,
    /// The file of the record.
    pub input: Option<String>,
    /// Its number in the file, from 1.
    pub record: Option<u32>,
}

/// The role that somebody comes to.
#[derive(Debug, Clone, Deserialize)]
pub struct RoleClaim {
    /// `azure` or `entra`.
    pub system: String,
    /// The id of the role, or the template id.
    pub role: String,
}

/// The role at one scope.
#[derive(Debug, Clone, Deserialize)]
pub struct GoalClaim {
    /// The scope; none for an Entra role.
    pub scope: Option<TargetClaim>,
    /// Who holds it.
    pub holders: Vec<HolderClaim>,
    /// Who can come to it.
    pub paths: Vec<PathClaim>,
}

/// Somebody who holds the role.
#[derive(Debug, Clone, Deserialize)]
pub struct HolderClaim {
    /// Who.
    pub principal: String,
    /// How surely.
    pub verdict: VerdictClaim,
}

/// How one principal comes to the role.
#[derive(Debug, Clone, Deserialize)]
pub struct PathClaim {
    /// Who.
    pub principal: String,
    /// How surely.
    pub verdict: VerdictClaim,
    /// The steps.
    pub hops: Vec<HopClaim>,
}

/// One step.
#[derive(Debug, Clone, Deserialize)]
pub struct HopClaim {
    /// Who acts.
    pub actor: String,
    /// The way.
    pub way: String,
    /// What it is done to.
    pub target: Option<String>,
    /// As whom the actor acts from here on.
    pub acts_as: Option<String>,
    /// How surely.
    pub verdict: Option<VerdictClaim>,
    /// The answers that prove it.
    pub answers: Vec<ResultClaim>,
    /// The file of the owner, where that proves it.
    pub input: Option<String>,
    /// The record in it, from 1.
    pub record: Option<u32>,
}

/// The pack that the steps are said to come from.
pub(super) const STEPS: &str = "escalation";

impl PathClaims {
    /// Every step that an answer proves, with the goal.
    fn hops(&self) -> impl Iterator<Item = &HopClaim> {
        self.goals.iter().flat_map(|goal| &goal.paths).flat_map(|path| &path.hops)
    }

    /// The answers as an audit has them: one for each principal, step and target.
    pub(super) fn classes(&self) -> Vec<ClassClaim> {
        let mut seen = std::collections::BTreeSet::new();
        let mut classes = Vec::new();
        for hop in self.hops() {
            for answer in &hop.answers {
                for target in &answer.targets {
                    let task = step_at(&answer.task, target);
                    if seen.insert((hop.actor.clone(), task.clone())) {
                        let result =
                            ResultClaim { task, pack: STEPS.to_owned(), targets: vec![target.clone()], ..answer.clone() };
                        classes.push(ClassClaim { principals: vec![hop.actor.clone()], results: vec![result] });
                    }
                }
            }
        }
        classes
    }

    /// What the steps are asked of.
    pub(super) fn targets(&self) -> Vec<TargetClaim> {
        let named = self.hops().flat_map(|hop| &hop.answers).flat_map(|answer| &answer.targets).map(String::as_str);
        let goals = self.goals.iter().map(|goal| goal.scope.as_ref().map_or("tenant", |scope| scope.id.as_str()));
        let all: std::collections::BTreeSet<&str> = named.chain(goals).collect();
        let kind = |id: &str| if id == "tenant" { "tenant" } else { "resource" };
        all.into_iter().map(|id| TargetClaim { id: id.to_owned(), kind: kind(id).to_owned() }).collect()
    }
}

/// The id of a step at a target: what a step takes depends on what it is done to.
pub(super) fn step_at(step: &str, target: &str) -> String {
    format!("{step} at {target}")
}

/// The step of such an id.
pub(super) fn step_of<'s>(id: &'s str, target: &str) -> &'s str {
    id.strip_suffix(target).and_then(|step| step.strip_suffix(" at ")).unwrap_or(id)
}
