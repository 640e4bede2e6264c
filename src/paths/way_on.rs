//! [`WayOn`]: how something leads on to a goal, how surely, and in how many steps.

use rustc_hash::FxHashMap;

use super::app_roles::AppRoleGround;
use super::doubt::PathDoubt;
use super::recipients::Recipient;
use super::step_answers::{PathNode, StepAnswer};
use crate::decide::Verdict;
use crate::model::Origin;

/// How far a node is from the goal: first how surely (0 is for certain), then in how many steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Distance {
    pub(super) doubt: PathDoubt,
    pub(super) steps: usize,
}

/// How a node leads on.
#[derive(Debug, Clone, Copy)]
pub(super) struct WayOn {
    pub(super) distance: Distance,
    /// The next node; `None` for the goal.
    pub(super) next: Option<PathNode>,
    pub(super) by: StepGround,
}

/// What a step rests on.
#[derive(Debug, Clone, Copy)]
pub(super) enum StepGround {
    /// An answer.
    Answer(StepAnswer),
    /// A record of an owner.
    Owns(Origin),
    /// A record of an application that trusts a managed identity.
    Trusted(Origin),
    /// A record of an app role.
    AppRole(AppRoleGround),
    /// An answer that the role can be assigned to somebody else, whom the actor can act as.
    Given(StepAnswer, Recipient),
    /// A listed membership of a group.
    Member,
    /// What was come to before.
    Before,
}

/// Every node from which something can be come to, with the way on.
pub(super) type FoundWays = FxHashMap<PathNode, WayOn>;

impl Distance {
    pub(super) const ZERO: Self = Self { doubt: PathDoubt::None, steps: 0 };

    /// The same with more steps, and what they hang on.
    pub(super) fn further(self, doubt: PathDoubt, steps: usize) -> Self {
        Self { doubt: self.doubt.max(doubt), steps: self.steps + steps }
    }

    /// The answer for the whole way.
    pub(super) const fn verdict(self) -> Verdict {
        self.doubt.verdict()
    }
}
