//! Who gains what by a change, under the names of the JSON.

use serde::Serialize;

use crate::decide::Verdict;
use crate::model::PrincipalId;
use crate::report::answers::views::PrincipalView;
use crate::review::impact::{Impact, RoleImpact, TaskImpact};

/// Who gains what by the change.
#[derive(Serialize)]
pub(crate) struct ExposureView<'r> {
    roles: Vec<RoleGainView<'r>>,
    tasks: Vec<TaskGainView<'r>>,
    /// The changed roles that nobody holds.
    unheld: &'r [Box<str>],
}

#[derive(Serialize)]
struct RoleGainView<'r> {
    role: &'r str,
    scope: &'r str,
    verdict: Verdict,
    witness: &'r str,
    privileged: &'r [String],
    principals: Vec<PrincipalView<'r>>,
}

#[derive(Serialize)]
struct TaskGainView<'r> {
    pack: &'r str,
    task: &'r str,
    target: &'r str,
    verdict: Verdict,
    principals: Vec<PrincipalView<'r>>,
}

impl<'r> ExposureView<'r> {
    pub(crate) fn new(exposure: &'r Impact) -> Self {
        let people = |ids: &'r [PrincipalId]| ids.iter().map(|&id| PrincipalView::new(&exposure.tenant, id)).collect();
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
            roles: exposure.roles.iter().map(role).collect(),
            tasks: exposure.tasks.iter().map(task).collect(),
            unheld: &exposure.unheld,
        }
    }
}
