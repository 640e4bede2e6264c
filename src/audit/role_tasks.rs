//! The documented tasks that a role alone allows its holder, if it is assigned at the root scope.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::examples;
use super::targets::TargetFilter;
use super::tasks::{TaskOptions, tasks};
use crate::catalog::Catalog;
use crate::decide::Verdict;
use crate::graph::TenantGraph;
use crate::model::{ExportedRole, Guid, Notes, ObjectId, RoleDefinition, TargetKind, TaskName, TaskPack};
use crate::pattern::Wildcards;

/// For each role: the tasks that somebody can perform who holds this role at the root scope and nothing else. In the
/// order of the packs, each once.
pub fn role_tasks(
    roles: &[&RoleDefinition],
    packs: &[TaskPack],
    catalog: &Arc<Catalog>,
    wildcards: Wildcards,
) -> Vec<Vec<TaskName>> {
    if roles.is_empty() {
        return Vec::new();
    }
    let mut facts = examples::empty();
    let mut taken = BTreeSet::new();
    let mut people = Vec::with_capacity(roles.len());
    for (number, role) in roles.iter().enumerate() {
        let person = examples::person(&mut facts, 1 + number as u128);
        let id = own_id(role, catalog, number, &mut taken);
        let definition = RoleDefinition { id: id.clone(), ..(*role).clone() };
        facts.definitions.push(ExportedRole { definition, origin: examples::ORIGIN });
        examples::assign(&mut facts, person, id, TargetKind::Tenant);
        people.push(person);
    }
    let tenant = TenantGraph::build(facts, Arc::clone(catalog), 0, &mut Notes::default());
    let targets = TargetFilter::default();
    let packs: Vec<TaskPack> = packs.iter().map(of_any_type).collect();
    let outcome = tasks(&tenant, &packs, &TaskOptions { targets, principals: Vec::new(), wildcards, all: false });
    let able = |person| {
        let class = outcome.classes.iter().find(|class| class.principals.contains(person));
        let results = class.into_iter().flat_map(|class| &class.results);
        let allowed = results.filter(|result| result.decision.verdict == Verdict::Allowed);
        let mut names: Vec<TaskName> = Vec::new();
        for task in allowed.filter_map(|result| outcome.tasks.get(result.task)).map(|asked| &asked.task) {
            if !names.iter().any(|known| known.id == task.id) {
                names.push(TaskName { id: task.id.clone(), title: task.title.clone() });
            }
        }
        names
    };
    people.iter().map(able).collect()
}

/// The pack, with tasks on any resource: one resource of no particular type stands for all.
fn of_any_type(pack: &TaskPack) -> TaskPack {
    let mut pack = pack.clone();
    pack.tasks.iter_mut().for_each(|task| task.resource_type = None);
    pack
}

/// A built-in role counts as the role that tasks name. Of any other role only what it grants counts.
fn own_id(role: &RoleDefinition, catalog: &Catalog, number: usize, taken: &mut BTreeSet<ObjectId>) -> ObjectId {
    let known = catalog.role(&role.id).map(|_| role.id.clone()).filter(|id| taken.insert(id.clone()));
    known.unwrap_or_else(|| ObjectId::Guid(Guid::from_u128(0x1000 + number as u128)))
}
