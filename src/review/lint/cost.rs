//! [`mark_large`]: which roles would take too long to look at in full. Such roles are reported and left to the lints that look at one
//! text at a time.

use rustc_hash::FxHashSet;

use super::role::LintedRole;
use crate::catalog::Operations;
use crate::model::Plane;

/// What the roles of one run may cost together. A unit is about a microsecond.
const BUDGET: usize = 1_000_000;

/// What any role costs.
const ROLE: usize = 200;

/// What an action costs that the catalog does not know: the closest one is looked for.
const UNKNOWN: usize = 400;

/// What a pattern with several stars costs: every operation is tried.
const SEVERAL_STARS: usize = 15_000;

/// What a condition costs.
const CONDITION: usize = 500;

/// Marks the roles that the budget does not reach to.
pub(super) fn mark_large(roles: &mut [LintedRole<'_>], operations: &Operations) {
    let mut seen: FxHashSet<(Plane, &str)> = FxHashSet::default();
    let mut left = BUDGET;
    for role in roles {
        let cost = of_role(role, operations, &mut seen);
        role.is_large = cost > left;
        if !role.is_large {
            left -= cost;
        }
    }
}

/// What a role costs: its texts by themselves, with each other, and with each block.
fn of_role<'f>(role: &LintedRole<'f>, operations: &Operations, seen: &mut FxHashSet<(Plane, &'f str)>) -> usize {
    let (mut single, mut entries) = (0_usize, 0_usize);
    for entry in role.entries() {
        entries += 1;
        let plane = entry.list.plane();
        single += match () {
            () if entry.pattern.is_several() => SEVERAL_STARS,
            () if !seen.insert((plane, entry.text)) => 0,
            () if entry.pattern.is_literal() && operations.lookup(plane, entry.pattern.folded()).is_some() => 1,
            () => UNKNOWN,
        };
    }
    let blocks = role.blocks.len();
    let conditions = role.blocks.iter().filter(|block| block.is_conditional()).count();
    ROLE + single + entries * entries / 10 + (blocks - blocks.min(1)) * entries * 3 + conditions * CONDITION
}
