//! Many questions to an [`Outcome`]: every task, for every access class of principals and every target.

mod activations;
pub(crate) mod asked;
mod assumed;
pub mod assumptions;
pub(crate) mod coverage;
mod deciding;
pub(crate) mod evaluation_scopes;
pub(crate) mod examples;
pub(crate) mod finding;
pub(crate) mod findings;
pub(crate) mod gap;
pub(crate) mod gaps;
mod grouped;
mod named;
mod near_grants;
pub(crate) mod outcome;
mod pack_findings;
mod places;
pub(crate) mod plan;
mod reasons;
pub(crate) mod role_tasks;
pub(crate) mod shared_grants;
mod target_gaps;
pub(crate) mod targets;
pub(crate) mod tasks;

pub use assumptions::{AnswerFor, Assumptions, Caveat, CaveatCode, Noes};
pub use coverage::KindCoverage;
pub use finding::{AuditFinding, AuditFindingCode, AuditFindingKind};
pub use gap::{Gap, MembersUnknown, PrerequisiteExport, RestsOnKind};
pub use named::{NamedPlace, close_scope, scope_named, workspace_named, workspace_names};
pub use outcome::{AskedTask, ClassOutcome, Narrowed, Outcome, OutcomeTarget, Target, TaskResult};
pub use pack_findings::{PackFinding, TaskFault, pack_findings};
pub use role_tasks::role_tasks;
pub use targets::{TargetFilter, workspaces};
pub use tasks::{OneTask, TaskOptions, answers, one_task, tasks};
