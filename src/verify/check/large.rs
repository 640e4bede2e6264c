//! [`large_roles`]: the roles that have too many actions to be compared with others. What a role costs is in the documentation of the lint
//! `too-many-actions`, and what all roles of a check may cost together.

use std::collections::BTreeSet;

use crate::catalog::Operations;
use crate::model::Plane;
use crate::pattern::Pattern;
use crate::role_file::{RoleFile, WrittenRole};

/// What the roles of a check may cost together.
const ALL: usize = 1_000_000;
/// What a role costs.
const ROLE: usize = 200;
/// An action that the catalog does not list under this name.
const UNLISTED: usize = 400;
/// A pattern with several stars.
const STARS: usize = 15_000;
/// A block with a condition.
const CONDITIONED: usize = 500;

/// The roles that are too large, each as the number of its file and its number in it: in the order of the files each role takes of what is
/// left.
pub(super) fn large_roles(files: &[RoleFile], operations: &Operations) -> BTreeSet<(usize, usize)> {
    let (mut left, mut seen, mut large) = (ALL, BTreeSet::new(), BTreeSet::new());
    for (number, file) in files.iter().enumerate() {
        for (index, role) in file.roles.iter().enumerate() {
            match left.checked_sub(cost(role, operations, &mut seen)) {
                Some(rest) => left = rest,
                None => drop(large.insert((number, index))),
            }
        }
    }
    large
}

/// What a role costs: its texts, each with each other one, each with each block, and its conditions.
fn cost<'f>(role: &'f WrittenRole, operations: &Operations, seen: &mut BTreeSet<(Plane, &'f str)>) -> usize {
    let (mut texts, mut count) = (0, 0);
    let mut lists = Vec::new();
    for block in &role.blocks {
        lists.extend(block.lists());
    }
    for (list, text) in lists.into_iter().flat_map(|(list, all)| all.items.iter().map(move |text| (list, text))) {
        let Some(text) = text.known() else { continue };
        count += 1;
        let (plane, pattern) = (list.plane(), Pattern::parse(text));
        texts += if pattern.is_several() {
            STARS
        } else if !seen.insert((plane, text)) {
            0
        } else if pattern.is_literal() && operations.lookup(plane, pattern.folded()).is_some() {
            1
        } else {
            UNLISTED
        };
    }
    let others = role.blocks.len().saturating_sub(1);
    let conditioned = role
        .blocks
        .iter()
        .filter(|block| block.condition.as_ref().is_some_and(|text| text.known().is_none_or(|own| !own.trim().is_empty())));
    ROLE + texts + count * count / 10 + others * count * 3 + conditioned.count() * CONDITIONED
}
