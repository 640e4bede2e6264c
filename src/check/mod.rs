//! Many questions to an [`Outcome`].

mod backdrop;
mod findings;
mod gaps;
mod ledger;
mod outcome;
mod standpoints;
mod targets;
mod tasks;

pub use findings::AuditFinding;
pub use outcome::{AskedTask, ClassOutcome, Outcome, OutcomeTarget, Target, TaskResult};
pub use targets::TargetFilter;
pub use tasks::{TaskOptions, tasks};
