//! What each step of a path takes, worked out from the rules again.

use super::path_claims::{PathClaims, STEPS, step_at, step_of};
use super::path_opened::hosts_at;
use super::question::directory_roles;
use crate::arrange::Arrange as _;
use crate::catalog::Catalog;
use crate::model::task::PackSource;
use crate::model::{
    Assigned, EscalationWay, Facts, Guid, Leaf, Need, Plane, PlanePattern, PrincipalKind, Requirement, TargetKind, Task,
    TaskPack,
};
use crate::pack::escalation;
use crate::pattern::Pattern;

/// The steps of the paths of a report as the tasks of a pack, those of its goals included.
pub(super) fn pack(claims: &PathClaims, facts: &Facts, catalog: &Catalog) -> TaskPack {
    let named = claims.classes().into_iter().flat_map(|class| class.results);
    let mut steps: Vec<(String, String)> = named
        .filter_map(|result| {
            let target = result.targets.first()?.clone();
            let step = step_of(&result.task, &target).to_owned();
            Some((step, target))
        })
        .collect();
    let holds = holds(claims);
    let goals = claims.goals.iter().map(|goal| goal.scope.as_ref().map_or("tenant", |scope| scope.id.as_str()));
    steps.extend(goals.map(|goal| (holds.clone(), goal.to_owned())));
    steps.arrange();
    steps.dedup();
    let task = |(step, target): &(String, String)| {
        let kind = if target == "tenant" { TargetKind::Tenant } else { TargetKind::Resource };
        let requires = requirement(step, (target, kind), &|action| directory_roles(action, facts, catalog))?;
        Some(Task::asking(step_at(step, target), String::new(), kind, requires))
    };
    TaskPack {
        id: STEPS.to_owned(),
        title: String::new(),
        source: PackSource::default(),
        prerequisites: Vec::new(),
        tasks: steps.iter().filter_map(task).collect(),
        caveats: Vec::new(),
    }
}

/// The step that is holding the role of the goal.
pub(super) fn holds(claims: &PathClaims) -> String {
    let kind = if claims.question.system == "entra" { "holds-entra-role" } else { "holds" };
    format!("{kind}:{}", claims.question.role)
}

fn requirement(
    step: &str,
    (target, at): (&str, TargetKind),
    of_directory: &dyn Fn(&str) -> Requirement,
) -> Option<Requirement> {
    let actions = |action: &str| Need::Actions { plane: Plane::Control, patterns: vec![Pattern::parse(action)] };
    let leaf = |what, assigns| Some(Requirement::Leaf(Leaf { what, at, unconditional: false, assigns }));
    let mut words = step.split(':');
    let (first, second, third) = (words.next()?, words.next(), words.next());
    // To one principal, as conditions may ask.
    let id = words.next().map(Guid::parse);
    match (first, second, third) {
        (held @ ("holds" | "holds-itself"), Some(role), None) => {
            let itself = held == "holds-itself";
            leaf(Need::Role { id: Guid::parse(role)?, name: String::new(), covered_by: Vec::new(), itself }, None)
        }
        ("holds-entra-role", Some(role), None) => {
            leaf(Need::DirectoryRole { template: Guid::parse(role)?, name: String::new() }, None)
        }
        ("assign-roles", Some(role), Some(to)) => {
            let assigned = Assigned { role: Guid::parse(role)?, to: PrincipalKind::parse(to), id: id.flatten() };
            leaf(actions("Microsoft.Authorization/roleAssignments/write"), Some(assigned))
        }
        (way, Some("also"), None) => {
            let way = escalation::embedded().iter().find(|own| own.id == way)?;
            let one = |own: &PlanePattern| Need::Actions { plane: own.plane, patterns: vec![own.pattern.clone()] };
            let at_resource = hosts_at(way, target);
            let also = if at_resource.is_empty() { way.also.iter().collect() } else { at_resource };
            Some(Requirement::Any(also.into_iter().filter_map(|own| leaf(one(own), None)).collect()))
        }
        ("write-role-definitions", None, None) => leaf(actions("Microsoft.Authorization/roleDefinitions/write"), None),
        (way, None, None) => {
            let azure = escalation::embedded().iter().find(|own| own.id == way);
            azure.map_or_else(|| by_entra_role(way, of_directory), |own| by_resource(own, target))
        }
        _ => None,
    }
}

fn by_entra_role(way: &str, of_directory: &dyn Fn(&str) -> Requirement) -> Option<Requirement> {
    let way = escalation::embedded_directory_ways().iter().find(|own| own.id == way)?;
    let role = |(template, _): &(Guid, String)| {
        let what = Need::DirectoryRole { template: *template, name: String::new() };
        Requirement::Leaf(Leaf { what, at: TargetKind::Tenant, unconditional: false, assigns: None })
    };
    Some(Requirement::Any(way.roles.iter().map(role).chain(way.actions.iter().map(|action| of_directory(action))).collect()))
}

/// One of the actions of the way that begin with the type of the resource.
fn by_resource(way: &EscalationWay, target: &str) -> Option<Requirement> {
    let (_, provider) = target.to_ascii_lowercase().rsplit_once("/providers/").map(|(a, b)| (a.to_owned(), b.to_owned()))?;
    let words: Vec<&str> = provider.split('/').collect();
    let types: Vec<&str> = words.iter().skip(1).step_by(2).copied().collect();
    let begins = format!("{}/{}/", words.first()?, types.join("/"));
    let leaf = |own: &PlanePattern, at| {
        let what = Need::Actions { plane: own.plane, patterns: vec![own.pattern.clone()] };
        Requirement::Leaf(Leaf { what, at, unconditional: false, assigns: None })
    };
    let own = way.actions.iter().filter(|own| own.pattern.text().to_ascii_lowercase().starts_with(&begins));
    Some(Requirement::Any(own.map(|own| leaf(own, TargetKind::Resource)).collect()))
}
