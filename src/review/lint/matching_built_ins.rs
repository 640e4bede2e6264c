//! The built-in roles that grant everything that a custom role grants, and the one that grants exactly the same.

use super::built_ins::BuiltIn;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::Plane;

/// The built-in roles that grant everything that a role grants.
pub(super) fn containing<'r>(role: &'r LintedRole<'_>, knowledge: &'r Knowledge<'_>) -> impl Iterator<Item = &'r BuiltIn<'r>> {
    let built_ins = knowledge.built_ins();
    let numbers = role.containing.get_or_init(|| built_ins.containing(role));
    numbers.iter().filter_map(|&number| built_ins.get(number))
}

/// The built-in role that grants exactly what a role grants.
pub(super) fn equal<'r>(role: &'r LintedRole<'_>, knowledge: &'r Knowledge<'_>) -> Option<&'r BuiltIn<'r>> {
    if !role.is_comparable() {
        return None;
    }
    let same = |built_in: &&BuiltIn<'_>| {
        Plane::ALL.iter().all(|&plane| built_in.set(plane).is_within(role.set(plane), role.wildcards) == Some(true))
    };
    containing(role, knowledge).find(same)
}
