//! Many questions to an [`Outcome`]: every task, for every access class of principals and every target.

mod activations;
pub(crate) mod asked;
pub(crate) mod coverage;
pub(crate) mod evaluation_scopes;
pub(crate) mod examples;
pub(crate) mod finding;
pub(crate) mod findings;
pub(crate) mod gap;
pub(crate) mod gaps;
pub(crate) mod outcome;
pub(crate) mod plan;
pub(crate) mod role_tasks;
pub(crate) mod shared_grants;
pub(crate) mod targets;
pub(crate) mod tasks;

pub use coverage::KindCoverage;
pub use examples::{ExampleFailure, examples};
pub use finding::{AuditFinding, AuditFindingCode, AuditFindingKind};
pub use gap::{Gap, MembersUnknown, PrerequisiteExport, RestsOnKind};
pub use outcome::{AskedTask, ClassOutcome, Narrowed, Outcome, OutcomeTarget, Target, TaskResult};
pub use role_tasks::role_tasks;
pub use targets::{TargetFilter, workspaces};
pub use tasks::{OneTask, TaskOptions, answers, one_task, tasks};
