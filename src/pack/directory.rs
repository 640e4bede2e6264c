//! Actions of Entra in requirements: they are asked of Entra roles, whose custom ones only the exports of a tenant define (R-ENT-15).

use rustc_hash::FxHashSet;

use crate::arrange::Arrange as _;
use crate::catalog::Catalog;
use crate::model::{DirectoryRole, Facts, Guid, Leaf, Need, ObjectId, Requirement, TargetKind, TaskPack, is_directory_action};
use crate::pattern::Pattern;

/// The packs as they are asked of a tenant: what they ask of actions of Entra is asked of the Entra roles that allow them. Without
/// exports: of those of the catalog.
pub fn in_tenant(mut packs: Vec<TaskPack>, facts: &Facts, catalog: &Catalog) -> Vec<TaskPack> {
    for task in packs.iter_mut().flat_map(|pack| &mut pack.tasks) {
        let asks = |leaf: &Leaf| matches!(&leaf.what, Need::Actions { patterns, .. } if patterns.iter().any(is_of_directory));
        if task.requires.leaves().any(asks) {
            task.requires = asked_of_roles(&task.requires, facts, catalog);
        }
    }
    packs
}

fn is_of_directory(pattern: &Pattern) -> bool {
    is_directory_action(pattern.text())
}

fn asked_of_roles(requirement: &Requirement, facts: &Facts, catalog: &Catalog) -> Requirement {
    let each = |parts: &[Requirement]| parts.iter().map(|part| asked_of_roles(part, facts, catalog)).collect();
    match requirement {
        Requirement::Any(parts) => Requirement::Any(each(parts)),
        Requirement::All(parts) => Requirement::All(each(parts)),
        Requirement::Leaf(leaf) => leaf_of_roles(leaf, facts, catalog),
    }
}

fn leaf_of_roles(leaf: &Leaf, facts: &Facts, catalog: &Catalog) -> Requirement {
    let Need::Actions { plane, patterns } = &leaf.what else { return Requirement::Leaf(leaf.clone()) };
    let (directory, azure): (Vec<Pattern>, Vec<Pattern>) = patterns.iter().cloned().partition(is_of_directory);
    if directory.is_empty() {
        return Requirement::Leaf(leaf.clone());
    }
    let mut parts: Vec<Requirement> = directory.iter().map(|action| roles_for(action.text(), facts, catalog)).collect();
    if !azure.is_empty() {
        let what = Need::Actions { plane: *plane, patterns: azure };
        parts.push(Requirement::Leaf(Leaf { what, ..leaf.clone() }));
    }
    if parts.len() == 1 { parts.remove(0) } else { Requirement::All(parts) }
}

/// Any Entra role that allows an action, held for the tenant; and any that is held and that nothing defines, for it may allow it.
pub fn roles_for(action: &str, facts: &Facts, catalog: &Catalog) -> Requirement {
    let leaf = |(template, name): (Guid, String)| {
        let what = Need::DirectoryRole { template, name };
        Requirement::Leaf(Leaf { what, at: TargetKind::Tenant, unconditional: false, assigns: None })
    };
    let undefined = undefined(facts, catalog).into_iter().map(|id| (id, id.to_string()));
    Requirement::Any(roles_allowing(&[action], facts, catalog).into_iter().chain(undefined).map(leaf).collect())
}

/// The Entra roles of the catalog and of the exports that allow all of some actions, by name.
pub fn roles_allowing(actions: &[&str], facts: &Facts, catalog: &Catalog) -> Vec<(Guid, String)> {
    let shipped = catalog.directory_roles().iter().map(|role| {
        let actions = catalog.directory_role_actions(role).into_iter().map(Into::into).collect();
        DirectoryRole { actions, ..role.definition.clone() }
    });
    let exported = facts.directory_roles.iter().map(|role| {
        let id = role.template.clone().filter(|_| role.built_in).unwrap_or_else(|| role.id.clone());
        DirectoryRole { id, ..role.clone() }
    });
    let allows = |role: &DirectoryRole| actions.iter().all(|action| role.allows(action));
    let allowing = shipped.chain(exported).filter(allows);
    let mut roles: Vec<(String, Guid)> = allowing.filter_map(|role| Some((role.name.to_string(), role.id.guid()?))).collect();
    roles.arrange();
    let mut seen = FxHashSet::default();
    roles.retain(|(_, id)| seen.insert(*id));
    roles.into_iter().map(|(name, id)| (id, name)).collect()
}

/// The Entra roles that somebody holds and that nothing defines.
fn undefined(facts: &Facts, catalog: &Catalog) -> Vec<Guid> {
    let mut held: Vec<&ObjectId> = facts.directory_assignments.iter().map(|row| &row.role).collect();
    held.arrange();
    held.dedup();
    held.into_iter().filter(|role| !catalog.defines_directory_role(role, facts)).filter_map(ObjectId::guid).collect()
}
