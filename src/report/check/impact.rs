//! Who gains what by a change, under the names of the JSON.

use serde::Serialize;

use crate::decide::Verdict;
use crate::model::PrincipalId;
use crate::report::answers::views::PrincipalView;
use crate::review::impact::{Impact, RoleImpact, TaskImpact};

/// Who gains what by the change.
#[derive(Serialize)]
pub(crate) struct ImpactView<'r> {
    pub(crate) roles: Vec<RoleGainView<'r>>,
    pub(crate) tasks: Vec<TaskGainView<'r>>,
    /// The changed roles that nobody holds.
    pub(crate) unheld: &'r [Box<str>],
}

/// What some principals gain by a role.
#[derive(Serialize)]
pub(crate) struct RoleGainView<'r> {
    pub(crate) role: &'r str,
    pub(crate) scope: &'r str,
    pub(crate) verdict: Verdict,
    pub(crate) witness: &'r str,
    pub(crate) privileged: &'r [String],
    pub(crate) principals: Vec<PrincipalView<'r>>,
}

/// What some principals gain of a task.
#[derive(Serialize)]
pub(crate) struct TaskGainView<'r> {
    pack: &'r str,
    pub(crate) task: &'r str,
    pub(crate) target: &'r str,
    pub(crate) verdict: Verdict,
    pub(crate) principals: Vec<PrincipalView<'r>>,
}

impl<'r> ImpactView<'r> {
    pub(crate) fn new(impact: &'r Impact) -> Self {
        let people = |ids: &'r [PrincipalId]| ids.iter().map(|&id| PrincipalView::new(&impact.tenant, id)).collect();
        let role = |own: &'r RoleImpact| RoleGainView {
            role: &own.role,
            scope: &own.scope,
            verdict: own.verdict,
            witness: &own.witness,
            privileged: &own.privileged,
            principals: people(&own.principals),
        };
        let task = |own: &'r TaskImpact| TaskGainView {
            pack: &own.pack,
            task: &own.task,
            target: &own.target,
            verdict: own.verdict,
            principals: people(&own.principals),
        };
        Self {
            roles: impact.roles.iter().map(role).collect(),
            tasks: impact.tasks.iter().map(task).collect(),
            unheld: &impact.unheld,
        }
    }
}
