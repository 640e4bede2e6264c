//! The tasks that a role alone allows, to whoever holds it everywhere and nothing else.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::ground::RoleGround;
use crate::condition::Context;
use crate::model::{ConditionState, ExportedRole, Facts, Guid, InputId, ObjectId, Origin, RoleDefinition};
use crate::verify::claims::VerdictClaim;
use crate::verify::denies::Denies;
use crate::verify::evaluate::{HeldAtTarget, StringEvaluator};
use crate::verify::possessions::{BesideAtTarget, OwnInDirectory};
use crate::verify::roles::RoleTexts;
use crate::verify::standing::EffectiveRoles;

/// The id of a role that is none of the catalog: tasks name no such role.
const OTHER_ROLE: u128 = 0x1000;

/// The ids of the tasks.
pub(super) fn tasks_of(role: Option<&RoleDefinition>, ground: RoleGround<'_>) -> BTreeSet<String> {
    let Some(role) = role else { return BTreeSet::new() };
    let RoleGround { catalog, packs, wildcards } = ground;
    let id = catalog.role(&role.id).map_or(ObjectId::Guid(Guid::from_u128(OTHER_ROLE)), |known| known.id.clone());
    let mut facts = Facts::default();
    let number = facts.roles.intern(id.clone());
    let definition = RoleDefinition { id, ..role.clone() };
    facts.definitions.push(ExportedRole { definition, origin: Origin { input: InputId(0), record: 0 } });
    let (roles, denies) = (RoleTexts::new(&facts, catalog, wildcards), Denies::new(&facts, catalog, wildcards));
    let evaluator = StringEvaluator::new(&roles, &denies, Context::new(wildcards));
    let roles = vec![(number, ConditionState::None, VerdictClaim::Allowed)];
    let effective = Rc::new(EffectiveRoles { roles, ..EffectiveRoles::default() });
    let beside = BesideAtTarget { own: &OwnInDirectory::default(), sure: true, group: None, lists_owners: true };
    let there = HeldAtTarget { at: &|_| (0, Rc::clone(&effective)), kinds: None, directory: &[], beside: &beside };
    let tasks = packs.iter().flat_map(|pack| &pack.tasks);
    let allowed = tasks.filter(|task| evaluator.task(task, &there).verdict == VerdictClaim::Allowed);
    allowed.map(|task| task.id.clone()).collect()
}
