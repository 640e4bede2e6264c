//! The role comes to an owner.
//!
//! It grants every known operation of the control plane, however it is written: `*`, or `*/read`, `*/write`, `*/delete` and
//! `*/action` side by side, or two blocks that fill each other's gaps. Whoever holds it can do whatever Owner can, give out roles
//! included.
//!
//! ## What to do
//! Assign Owner, so that everybody sees what it is; better, name the providers that are needed. A clone of Contributor is no owner:
//! it cannot give out roles.
//!
//! ## How it is decided
//! By meaning: every control-plane operation of the catalog is granted without a condition. NotActions count for their own block
//! only.
//!
//! ## What it cannot see
//! Roles that lack some operation but can assign roles come to an owner in one more step: see can-assign-roles.

use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{Entry, Role};
use super::{Lint, Run, Topic, can_assign_roles};
use crate::access::{Ownership, RoleAccess};
use crate::model::{PermissionBlock, Plane, Severity};
use crate::pattern::Pattern;
use crate::role_file::ListKind;

pub(super) const LINT: Lint = Lint {
    id: "owner-equivalent",
    severity: Severity::Error,
    topic: Topic::Access,
    rules: &[],
    source: include_str!("owner_equivalent.rs"),
    run: Run::Role(run),
};

fn run(role: &Role<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    if is_owner(role, knowledge) { vec![word(role)] } else { Vec::new() }
}

/// Whether it grants every known operation of the control plane without a condition.
pub(super) fn is_owner(role: &Role<'_>, knowledge: &Knowledge<'_>) -> bool {
    *role.is_owner.get_or_init(|| {
        // Without a pattern for all providers it would have to name each of them; and every owner can assign roles.
        let assigns = role.grant(Plane::Control, can_assign_roles::ACTION).is_some_and(|grant| !grant.is_conditional);
        if !assigns || !role.granting().any(is_broad) {
            return false;
        }
        let certain = role.blocks.iter().filter(|block| block.knows(ListKind::NotActions));
        let blocks: Vec<PermissionBlock> = certain.map(|block| block.written.block()).collect();
        Ownership::of(&RoleAccess::new(&blocks, knowledge.catalog, role.wildcards)).is_owner()
    })
}

fn is_broad(entry: &Entry<'_>) -> bool {
    entry.list == ListKind::Actions && entry.pattern.folded().starts_with('*')
}

fn word(role: &Role<'_>) -> Finding {
    let everything = Pattern::parse("*");
    let all = role.granting().find(|entry| entry.list == ListKind::Actions && entry.pattern == everything);
    let first = all.or_else(|| role.granting().find(|entry| is_broad(entry)));
    let message = match all {
        Some(_) => "`*` makes the role an owner: it grants every action of every provider",
        None => "the actions together make the role an owner: they grant every known operation",
    };
    Finding::new(&LINT, role, first.map_or(role.heading(), |entry| entry.span), message)
        .help("name the providers that are needed, or assign Owner where an owner is meant")
}
