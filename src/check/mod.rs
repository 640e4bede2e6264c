//! Many questions to an [`Outcome`].

pub mod access;
pub mod advise;
mod backdrop;
mod examples;
pub mod explain;
pub mod exposure;
mod findings;
mod gaps;
mod ledger;
pub mod lint;
pub mod near;
mod outcome;
pub mod policy;
pub mod readiness;
pub mod review;
mod standpoints;
mod targets;
mod tasks;

pub use examples::{ExampleFailure, examples};
pub use findings::AuditFinding;
pub use ledger::LedgerEntry;
pub use outcome::{AskedTask, ClassOutcome, Outcome, OutcomeTarget, Target, TaskResult};
pub use targets::{TargetFilter, workspaces};
pub use tasks::{OneTask, TaskOptions, answers, one_task, tasks};
