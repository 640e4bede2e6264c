//! [`pack_findings`]: what is wrong with a task pack that can be read: examples that come out otherwise, tasks that nobody or everybody
//! can do, leaves that no example hangs on.

use std::sync::Arc;

use super::deciding::undecided;
use super::examples::{ExampleCheck, failures};
use crate::catalog::Catalog;
use crate::decide::Verdict;
use crate::model::task::{Example, ExampleGrant, ExampleRole};
use crate::model::{Leaf, Need, Plane, Severity, TargetKind, Task, TaskPack};
use crate::pattern::Pattern;

/// Something that is wrong with a task of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFinding {
    /// The task's id.
    pub task: String,
    /// What it is.
    pub fault: TaskFault,
}

/// What is wrong with a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskFault {
    /// An example does not come out as the pack says.
    Example {
        /// The example as written.
        example: String,
        /// Whether the pack says that it suffices.
        suffices: bool,
        /// What the engine says.
        verdict: Verdict,
    },
    /// Nobody can do it: not even somebody who holds every action, and every role that it names, where it asks for them.
    Unmeetable,
    /// Everybody can do it: somebody who holds nothing can.
    OpenToAll,
    /// No allowed example hangs on a leaf.
    NotDecided(Leaf),
    /// There is no example of what suffices, or of what does not.
    NoExample {
        /// What there is no example of.
        suffices: bool,
    },
    /// A person has still to look at how the document was read.
    ToReview,
}

impl TaskFault {
    /// How bad it is: an error is a pack that does not say what its author means, as far as can be told.
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Example { .. } | Self::Unmeetable | Self::OpenToAll | Self::NotDecided(_) => Severity::Error,
            Self::NoExample { .. } | Self::ToReview => Severity::Warning,
        }
    }
}

/// What is wrong with a pack, in the order of its tasks. `written` is the pack as its file says it; `pack` is the same as it is asked of
/// a tenant: what it asks of actions of Entra is asked of roles that nobody wrote, so no example has to hang on these.
pub fn pack_findings(pack: &TaskPack, written: &TaskPack, catalog: &Arc<Catalog>) -> Vec<PackFinding> {
    let both = pack.tasks.iter().zip(&written.tasks);
    both.flat_map(|(task, own)| {
        let found = faults(task, task.requires == own.requires, catalog);
        found.into_iter().map(|fault| PackFinding { task: task.id.clone(), fault })
    })
    .collect()
}

fn faults(task: &Task, as_written: bool, catalog: &Arc<Catalog>) -> Vec<TaskFault> {
    let check = ExampleCheck::new(task, catalog);
    let mut found: Vec<TaskFault> = failures(task, catalog)
        .into_iter()
        .map(|failure| TaskFault::Example { example: failure.example, suffices: failure.suffices, verdict: failure.verdict })
        .collect();
    if check.verdict(&everything(task)) == Verdict::NotAllowed {
        found.push(TaskFault::Unmeetable);
    }
    if check.verdict(&Example { text: String::new(), grants: Vec::new() }) == Verdict::Allowed {
        found.push(TaskFault::OpenToAll);
    }
    if as_written && !task.examples.allowed.is_empty() {
        found.extend(undecided(check, task).into_iter().map(TaskFault::NotDecided));
    }
    let none = [(true, &task.examples.allowed), (false, &task.examples.not_allowed)];
    let none = none.into_iter().filter(|(_, examples)| examples.is_empty());
    found.extend(none.map(|(suffices, _)| TaskFault::NoExample { suffices }));
    if !task.review.is_empty() {
        found.push(TaskFault::ToReview);
    }
    found
}

/// Somebody who holds every action of Azure, and every role that a task names where it asks for it.
fn everything(task: &Task) -> Example {
    let role = |leaf: &Leaf| {
        let what = match &leaf.what {
            Need::Role { id, .. } => ExampleRole::Role(*id),
            Need::DirectoryRole { template, .. } => ExampleRole::DirectoryRole(*template),
            Need::AppRole { id, .. } => ExampleRole::AppRole(*id),
            Need::Owner => ExampleRole::Owner,
            Need::Actions { .. } | Need::AnyAction { .. } => return None,
        };
        Some(ExampleGrant { what, at: leaf.at })
    };
    let every = |plane: Plane| {
        let what = ExampleRole::Actions { plane, patterns: vec![Pattern::parse("*")] };
        ExampleGrant { what, at: TargetKind::Tenant }
    };
    let grants = Plane::ALL.map(every).into_iter().chain(task.requires.leaves().filter_map(role)).collect();
    Example { text: String::new(), grants }
}
