//! A whole requirement: the answers of its leaves, combined.

use std::borrow::Cow;

use super::decision::Decision;
use super::held::{Effective, EffectiveGrant, HeldInDirectory};
use super::judge::Judge;
use super::leaf;
use super::part::PartAnswer;
use super::scene::LeafScene;
use crate::model::{Leaf, Requirement, TargetKind, Task};
use crate::pattern::Wildcards;

/// What a principal holds, wherever a leaf may look.
pub struct Holds<'h> {
    /// What is effective where leaves of a kind are evaluated.
    pub at: &'h dyn Fn(TargetKind) -> &'h Effective,
    /// What is held in the directory.
    pub directory: &'h HeldInDirectory,
}

impl Judge<'_> {
    /// Decides a task.
    pub fn decide(&self, task: &Task, holds: &Holds<'_>) -> Decision {
        let part = self.requirement(task, &task.requires, holds);
        Decision {
            verdict: part.verdict,
            basis: part.basis,
            steps: part.steps,
            missing: part.missing,
            conditions: part.conditions,
            hangs_on_slash_merge: false,
        }
    }

    /// Decides a task under the documented reading of wildcards, and says whether the strict reading gives another answer.
    pub fn decide_with(&self, strict: &Judge<'_>, task: &Task, holds: &Holds<'_>) -> Decision {
        let decision = self.decide(task, holds);
        if self.wildcards == Wildcards::Strict {
            return decision;
        }
        let hangs_on_slash_merge = strict.decide(task, holds).verdict != decision.verdict;
        Decision { hangs_on_slash_merge, ..decision }
    }

    fn requirement(&self, task: &Task, requirement: &Requirement, holds: &Holds<'_>) -> PartAnswer {
        let each =
            |parts: &[Requirement]| parts.iter().map(|part| self.requirement(task, part, holds)).collect::<Vec<PartAnswer>>();
        match requirement {
            Requirement::Any(parts) => PartAnswer::any(&each(parts)),
            Requirement::All(parts) => PartAnswer::all(each(parts)),
            Requirement::Leaf(leaf) => self.leaf(task, leaf, holds),
        }
    }

    fn leaf(&self, task: &Task, leaf: &Leaf, holds: &Holds<'_>) -> PartAnswer {
        let effective = leaf::effective(self, task, leaf, (holds.at)(leaf.at));
        let decide = |effective, context| {
            leaf::decide(&LeafScene { judge: self, leaf, uses: &task.uses, effective, context, directory: holds.directory })
        };
        let Some(assigned) = leaf.assigns else { return decide(effective, Cow::Borrowed(&self.context)) };
        // A role that the task names for itself is judged there: what its condition leaves of it is not known from this assignment.
        let roles = &self.tenant.facts().roles;
        let is_judged =
            |held: &EffectiveGrant| self.condition_of(held).is_some() && task.requires.names_role(roles.id(held.role));
        let mut asked = effective.clone();
        asked.held.retain(|held| !is_judged(held));
        let plain = (asked != effective).then(|| decide(effective, Cow::Borrowed(&self.context)));
        let asked = decide(asked, Cow::Owned(leaf::bound(self, assigned)));
        match plain {
            Some(plain) => PartAnswer::any(&[asked, plain]),
            None => asked,
        }
    }
}
