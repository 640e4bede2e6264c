//! What a report of `explain` or `who-can` was asked, turned into a task and a request again.

use super::claims::{AsksForClaim, OperationClaim, QuestionClaim, RequestClaim};
use crate::catalog::Catalog;
use crate::condition::{Assignee, Context};
use crate::model::{
    DirectoryAction, DirectoryRole, Facts, Guid, Leaf, Need, ObjectId, Plane, Requirement, TargetKind, Task,
    is_directory_action,
};
use crate::pattern::Pattern;

/// The pack that questions about actions are said to come from. A report cannot redefine a task of a real pack.
pub(super) const OWN_PACK: &str = "question";

/// The task of a question about an action; `None` where a pack has it, or where it makes no sense.
pub(super) fn task(question: &QuestionClaim, facts: &Facts, catalog: &Catalog) -> Option<Task> {
    if question.pack != OWN_PACK {
        return None;
    }
    let own = Some(question.task.as_str()).filter(|task| is_directory_action(task));
    if let Some(action) = own {
        return Some(asks(question, TargetKind::Tenant, directory_roles(action, facts, catalog)));
    }
    let at = TargetKind::ALL.iter().find(|(_, name)| *name == question.at).map(|(kind, _)| *kind)?;
    let leaf = |what| Requirement::Leaf(Leaf { what, at, unconditional: false, assigns: None });
    if question.asks_for == AsksForClaim::Any {
        let pattern = Pattern::parse(question.pattern.as_deref()?);
        let any = |plane| leaf(Need::AnyAction { plane, pattern: pattern.clone() });
        // In either plane, unless the question names one.
        let planes = question.plane.map_or(Plane::ALL.to_vec(), |own| vec![own.plane()]);
        return Some(asks(question, at, Requirement::Any(planes.into_iter().map(any).collect())));
    }
    Some(asks(question, at, leaf(need(question)?)))
}

/// The action or the role.
fn need(question: &QuestionClaim) -> Option<Need> {
    let name = question.task.clone();
    let role = |id: &Option<String>| id.as_deref().and_then(Guid::parse);
    if let Some(id) = role(&question.role) {
        return Some(Need::Role { id, name, covered_by: Vec::new(), itself: false });
    }
    if let Some(template) = role(&question.entra_role) {
        return Some(Need::DirectoryRole { template, name });
    }
    let plane = question.plane?.plane();
    Some(Need::Actions { plane, patterns: vec![Pattern::parse(question.pattern.as_deref()?)] })
}

fn asks(question: &QuestionClaim, target: TargetKind, requires: Requirement) -> Task {
    Task::asking(question.task.clone(), String::new(), target, requires)
}

/// Any directory role that allows an action of Entra (R-ENT-15).
pub(super) fn directory_roles(action: &str, facts: &Facts, catalog: &Catalog) -> Requirement {
    let Some(action) = DirectoryAction::parse(action) else { return Requirement::Any(Vec::new()) };
    let covers = |own: &str| DirectoryAction::parse(own).is_some_and(|own| own.covers(action));
    let shipped = catalog.directory_roles().iter();
    let shipped = shipped.filter(|role| catalog.directory_role_actions(role).into_iter().any(covers));
    // A part of the action that a permission excludes is missing from what it allows (R-ENT-9).
    let overlaps = |own: &str| DirectoryAction::parse(own).is_some_and(|own| own.overlaps(action));
    let allows = |role: &DirectoryRole, own: &str| {
        let mut excluded = role.excluded.iter().filter(|row| row.allowed.as_ref() == own).map(|row| row.excluded.as_ref());
        covers(own) && !excluded.any(overlaps)
    };
    let allows = |role: &&DirectoryRole| role.enabled && role.actions.iter().any(|own| allows(role, own));
    let exported = facts.directory_roles.iter().filter(allows);
    let ids = exported.map(|role| role.template.as_ref().filter(|_| role.built_in).unwrap_or(&role.id));
    // A role that is held, and that nothing defines, may allow anything.
    let held = facts.directory_assignments.iter().map(|row| &row.role);
    let undefined = held.filter(|&role| !catalog.defines_directory_role(role, facts));
    let ids = shipped.map(|role| &role.definition.id).chain(ids).chain(undefined).filter_map(ObjectId::guid);
    let leaf = |template| {
        let what = Need::DirectoryRole { template, name: String::new() };
        Requirement::Leaf(Leaf { what, at: TargetKind::Tenant, unconditional: false, assigns: None })
    };
    Requirement::Any(ids.map(leaf).collect())
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
