//! What steps ask of roles: which ones conditions tell apart, which ones assign others, and where each can be assigned.

use rustc_hash::FxHashSet;

use crate::arrange::Arrange as _;
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::{ConditionState, ObjectId, PermissionBlock, Plane, PlanePattern, RoleDefinition, RoleKind, TextId};
use crate::pattern::{Pattern, Wildcards};

/// The action that assigns a role.
pub(super) const ASSIGN: &str = "Microsoft.Authorization/roleAssignments/write";

/// The custom roles of the exports that somebody holds, each once.
pub(super) fn assigned_customs(tenant: &TenantGraph) -> Vec<&RoleDefinition> {
    let facts = tenant.facts();
    let held: FxHashSet<&ObjectId> = tenant.grants().iter().map(|grant| facts.roles.id(grant.gives.role)).collect();
    let customs = facts.definitions.iter().map(|row| &row.definition).filter(|role| role.kind == RoleKind::Custom);
    let mut customs: Vec<&RoleDefinition> = customs.filter(|role| held.contains(&role.id)).collect();
    customs.arrange_by(|a, b| a.id.cmp(&b.id));
    customs.dedup_by(|a, b| a.id == b.id);
    customs
}

/// Where a custom role can be assigned.
pub(super) fn assignable_scopes(role: &RoleDefinition) -> Vec<String> {
    role.assignable_scopes.iter().map(ToString::to_string).collect()
}

/// Whether conditions may tell apart which role is assigned, and to whom.
pub(super) fn conditions_tell_apart(tenant: &TenantGraph) -> bool {
    let facts = tenant.facts();
    let is_conditional = |role: &RoleDefinition| role.blocks.iter().any(|block| block.condition.is_some());
    facts.assignments.iter().any(|row| row.condition != ConditionState::None)
        || tenant.roles().iter().flat_map(|role| role.alternatives.iter().flatten()).any(|block| block.condition.is_some())
        || facts.definitions.iter().any(|row| is_conditional(&row.definition))
}

/// The roles that may assign any role: who cannot assign the role of the goal may be able to assign one of these.
pub(super) fn stepping_roles(tenant: &TenantGraph, wildcards: Wildcards) -> Vec<(Guid, String)> {
    let facts = tenant.facts();
    let custom = facts.definitions.iter().map(|row| &row.definition).filter(|role| role.kind == RoleKind::Custom);
    let all = tenant.catalog().roles().iter().chain(custom).filter(|role| assigns_any(role, wildcards));
    let mut roles: Vec<(Guid, String)> = all.filter_map(|role| Some((role.id.guid()?, role.name.to_string()))).collect();
    roles.arrange();
    roles.dedup_by_key(|(id, _)| *id);
    roles
}

/// Whether a role lets whoever holds it assign any role.
pub(super) fn assigns_any(role: &RoleDefinition, wildcards: Wildcards) -> bool {
    grants(role, &PlanePattern { plane: Plane::Control, pattern: Pattern::parse(ASSIGN) }, wildcards)
}

/// Whether a role grants an action in a block that has no condition.
pub(super) fn grants(role: &RoleDefinition, action: &PlanePattern, wildcards: Wildcards) -> bool {
    block_grants(&role.blocks, action, wildcards)
}

/// Whether one of some blocks grants an action without a condition.
pub(super) fn block_grants(blocks: &[PermissionBlock], action: &PlanePattern, wildcards: Wildcards) -> bool {
    let in_block = |block: &PermissionBlock| {
        let (allow, except) = match action.plane {
            Plane::Control => (&block.actions, &block.not_actions),
            Plane::Data => (&block.data_actions, &block.not_data_actions),
        };
        let has = |list: &[Pattern]| list.iter().any(|pattern| pattern.matches(action.pattern.text(), wildcards));
        block.condition.is_none() && has(allow) && !has(except)
    };
    blocks.iter().any(in_block)
}

/// Every id that some condition names: a role, or a principal. Conditions tell no others apart.
pub(super) fn named_in_conditions(tenant: &TenantGraph) -> FxHashSet<Guid> {
    condition_texts(tenant).into_iter().flat_map(ids).collect()
}

/// The conditions of assignments, roles and deny assignments.
pub(super) fn condition_texts(tenant: &TenantGraph) -> Vec<&str> {
    let facts = tenant.facts();
    let of_row = |condition: ConditionState| match condition {
        ConditionState::Text(text) | ConditionState::OtherVersion(text) => Some(text),
        ConditionState::None | ConditionState::NotExported | ConditionState::Contradicted | ConditionState::UnifiedRbac(_) => {
            None
        }
    };
    let rows = facts.assignments.iter().map(|row| row.condition);
    let rows = rows.chain(facts.schedules.iter().map(|row| row.condition)).chain(facts.denies.iter().map(|row| row.condition));
    let texts: FxHashSet<TextId> = rows.filter_map(of_row).collect();
    let blocks = tenant.roles().iter().flat_map(|role| role.alternatives.iter().flatten());
    let defined = tenant.catalog().roles().iter().chain(facts.definitions.iter().map(|row| &row.definition));
    let blocks = blocks.chain(defined.flat_map(|role| &role.blocks)).filter_map(|block| block.condition.as_deref());
    texts.into_iter().map(|text| facts.texts.get(text)).chain(blocks).collect()
}

/// The ids in the text of a condition.
pub(super) fn ids(condition: &str) -> impl Iterator<Item = Guid> {
    condition.split(|own: char| !own.is_ascii_alphanumeric() && own != '-').filter_map(Guid::parse)
}

/// Whether a role can be assigned at a scope (R-DEF-9): a custom role only within its assignable scopes.
pub(super) fn is_assignable(tenant: &TenantGraph, role: Guid, scope: &str) -> bool {
    let id = ObjectId::Guid(role);
    let facts = tenant.facts();
    let Some(row) = facts.definitions.iter().find(|row| row.definition.id == id) else { return true };
    if row.definition.kind != RoleKind::Custom {
        return true;
    }
    let above = tenant.tree().above(facts, scope);
    let is_above = |own: &str| {
        own == "/"
            || own.eq_ignore_ascii_case(scope)
            || facts.scopes.lookup(own).is_some_and(|own| above.iter().any(|(id, _)| *id == own))
            || crate::model::scope::contains(own, scope)
    };
    row.definition.assignable_scopes.iter().any(|own| is_above(own))
}
