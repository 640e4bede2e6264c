//! Many questions to an [`Outcome`].

mod activations;
pub(crate) mod coverage;
pub(crate) mod evaluation_scopes;
pub(crate) mod examples;
pub(crate) mod findings;
pub(crate) mod gaps;
pub(crate) mod outcome;
pub(crate) mod shared_grants;
pub(crate) mod targets;
pub(crate) mod tasks;

pub use coverage::LedgerEntry;
pub use examples::{ExampleFailure, examples};
pub use findings::AuditFinding;
pub use outcome::{AskedTask, ClassOutcome, Outcome, OutcomeTarget, Target, TaskResult};
pub use targets::{TargetFilter, workspaces};
pub use tasks::{OneTask, TaskOptions, answers, one_task, tasks};
