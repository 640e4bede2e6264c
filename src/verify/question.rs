//! What a report of `explain` was asked, turned into a task and a request again.

use super::claims::{OperationClaim, PlaneClaim, QuestionClaim, RequestClaim};
use crate::condition::{Assignee, Context};
use crate::model::task::Examples;
use crate::model::{Guid, Leaf, Need, Plane, Requirement, TargetKind, Task};
use crate::pattern::Pattern;

/// The pack that questions about actions are said to come from. A report cannot redefine a task of a real pack.
const OWN_PACK: &str = "question";

/// The task of a question about an action; `None` if a pack has it, or if it makes no sense.
pub(super) fn task(question: &QuestionClaim) -> Option<Task> {
    if question.pack != OWN_PACK {
        return None;
    }
    let plane = match question.plane? {
        PlaneClaim::Control => Plane::Control,
        PlaneClaim::Data => Plane::Data,
    };
    let patterns = vec![Pattern::parse(question.pattern.as_deref()?)];
    let at = TargetKind::ALL.iter().find(|(_, name)| *name == question.at).map(|(kind, _)| *kind)?;
    Some(Task {
        formerly: None,
        id: question.task.clone(),
        title: String::new(),
        target: at,
        requires: Requirement::Leaf(Leaf { what: Need::Actions { plane, patterns }, at, unconditional: false }),
        uses: Vec::new(),
        note: None,
        examples: Examples::default(),
    })
}

/// What is known of a request. A role that is not an id binds nothing; that proves less, not more.
pub(super) fn bind(context: Context, request: &RequestClaim) -> Context {
    let Some(role) = Guid::parse(&request.role) else { return context };
    let id = request.principal.as_deref().and_then(Guid::parse);
    let about = Assignee { principal_type: request.principal_type.as_deref(), id };
    match request.operation {
        OperationClaim::Assign => context.assigning(role, about),
        OperationClaim::Remove => context.removing(role, about),
    }
}
