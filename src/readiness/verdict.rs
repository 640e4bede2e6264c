//! Ready or not: the tables that turn prerequisites and answers into a verdict. Each is one exhaustive match.

use super::prerequisites::Status;
use crate::decide::Verdict;
use crate::model::Weight;

/// Whether a procedure can begin, worst first: of several parts the worst counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Readiness {
    /// Something is shown to be missing.
    NotReady,
    /// The exports do not say.
    CannotTell,
    /// It is, once roles that people are eligible for have been activated.
    ReadyAfterActivation,
    /// It is.
    Ready,
}

impl Readiness {
    /// Every value, worst first.
    pub const ALL: [Self; 4] = [Self::NotReady, Self::CannotTell, Self::ReadyAfterActivation, Self::Ready];

    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotReady => "not_ready",
            Self::CannotTell => "cannot_tell",
            Self::ReadyAfterActivation => "ready_after_activation",
            Self::Ready => "ready",
        }
    }

    /// The exit code of the program.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Ready | Self::ReadyAfterActivation => 0,
            Self::NotReady => 1,
            Self::CannotTell => 2,
        }
    }
}

/// What a prerequisite says.
pub const fn of_prerequisite(status: Status, weight: Weight) -> Readiness {
    match (weight, status) {
        // What is met stands in nobody's way; what is informational is said, and decides nothing; of what no export shows for
        // sure only what is known counts.
        (_, Status::Met)
        | (Weight::Informational, _)
        | (Weight::IfKnown, Status::Probable | Status::Indeterminate | Status::Unknown) => Readiness::Ready,
        // A hint is no proof, what nobody can export has to be said, and what was not exported is not known.
        (Weight::Required, Status::Probable | Status::Indeterminate | Status::Unknown) => Readiness::CannotTell,
        // Shown to be missing.
        (Weight::Required | Weight::IfKnown, Status::NotMet) => Readiness::NotReady,
    }
}

/// The readiness that follows from an answer to a task. `firm`: the exports of roles are complete, so a no is certain
/// (R-EVAL-9).
pub const fn of_answer(verdict: Verdict, firm: bool) -> Readiness {
    match (verdict, firm) {
        // Can do it now.
        (Verdict::Allowed, _) => Readiness::Ready,
        // Can do it after an activation: ready, and said apart.
        (Verdict::Eligible, _) => Readiness::ReadyAfterActivation,
        // Hangs on a condition that nobody exported the answer to, on data that was not exported, or on roles that were not.
        // So does a task that nothing in the exports could be the object of.
        (Verdict::Conditional | Verdict::Unknown | Verdict::NotAsked, _) | (Verdict::NotAllowed, false) => {
            Readiness::CannotTell
        }
        // A deny assignment blocks it, whatever else was exported.
        (Verdict::Blocked, _) | (Verdict::NotAllowed, true) => Readiness::NotReady,
    }
}
