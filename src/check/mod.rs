//! Many questions to an [`Outcome`].

mod outcome;

pub use outcome::{AskedTask, ClassOutcome, Outcome, OutcomeTarget, Target, TaskResult};
