//! Whether a role grants everything that Owner grants.

use super::knowledge::Knowledge;
use super::role::{ActionEntry, LintedBlock, LintedRole};
use super::role_assignments::ASSIGN;
use crate::access::{Ownership, RoleAccess};
use crate::model::{PermissionBlock, Plane};
use crate::role_file::ListKind;

/// Whether it grants every known operation of the control plane without a condition.
pub(super) fn is_owner(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> bool {
    // Another finding says that it is not known.
    if role.is_large {
        return false;
    }
    *role.is_owner.get_or_init(|| {
        if role.blocks.iter().any(grants_everything) {
            return true;
        }
        // Without a pattern for all providers it would have to name each of them; and every owner can assign roles.
        let assigns = role.grant(Plane::Control, ASSIGN).is_some_and(|grant| !grant.is_conditional);
        if !assigns || !role.granting().any(is_broad) {
            return false;
        }
        if !grants_a_sample(role, knowledge) {
            return false;
        }
        let certain = role.blocks.iter().filter(|block| block.knows(ListKind::NotActions));
        let blocks: Vec<PermissionBlock> = certain.map(|block| block.written.block()).collect();
        Ownership::of(&RoleAccess::new(&blocks, knowledge.catalog, role.wildcards)).is_owner()
    })
}

/// Whether a block has `*`, and neither exceptions nor a condition: that is all that Owner has.
fn grants_everything(block: &LintedBlock<'_>) -> bool {
    let has_exceptions = block.written.list(ListKind::NotActions).is_some_and(|list| !list.items.is_empty());
    let has_star = block.entries.iter().any(|entry| entry.list == ListKind::Actions && entry.pattern.folded() == "*");
    has_star && !has_exceptions && block.knows(ListKind::NotActions) && block.written.condition.is_none()
}

/// One of so many operations is asked about before all of them are.
const ONE_OF: usize = 1000;

/// Whether it grants some operations from all over the catalog: nearly no role does, and asking about all of them takes long.
fn grants_a_sample(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> bool {
    let operations = knowledge.operations();
    let mut some = operations.ids(Plane::Control).step_by(ONE_OF);
    some.all(|id| role.grant(Plane::Control, operations.name(id)).is_some_and(|grant| !grant.is_conditional))
}

/// Whether it is an action pattern for all providers.
pub(super) fn is_broad(entry: &ActionEntry<'_>) -> bool {
    entry.list == ListKind::Actions && entry.pattern.folded().starts_with('*')
}
