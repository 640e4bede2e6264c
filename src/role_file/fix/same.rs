//! Whether roles grant the same, however they are written: this must be true after safe fixes.

use std::collections::BTreeSet;

use crate::model::PermissionBlock;
use crate::pattern::{Block, Pattern, PatternSet, Wildcards};
use crate::role_file::{WrittenList, WrittenRole};

/// Whether each role grants the same as the other one in its place, under either reading of wildcards, at the same scopes.
pub(super) fn grants(old: &[WrittenRole], new: &[WrittenRole]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| role(old, new))
}

fn role(old: &WrittenRole, new: &WrittenRole) -> bool {
    let unresolved = |role: &WrittenRole| role.unresolved().map(|text| text.shown().to_owned()).collect::<Vec<_>>();
    let scopes = |role: &WrittenRole| {
        let scopes = role.assignable_scopes.iter().flat_map(WrittenList::known);
        scopes.map(|scope| scope.trim().trim_end_matches('/').to_ascii_lowercase()).collect::<BTreeSet<_>>()
    };
    let (old_blocks, new_blocks) = (old.definition().blocks, new.definition().blocks);
    // An expression grants and restricts unknown things: with one, each block has to grant the same.
    let apart = unresolved(old) != unresolved(new) || old_blocks.len() != new_blocks.len();
    !apart && scopes(old) == scopes(new) && old_blocks.iter().zip(&new_blocks).all(|(old, new)| block(old, new))
}

fn block(old: &PermissionBlock, new: &PermissionBlock) -> bool {
    let conditions = (&old.condition, &old.condition_version) == (&new.condition, &new.condition_version);
    let control = equal((&old.actions, &old.not_actions), (&new.actions, &new.not_actions));
    let data = || equal((&old.data_actions, &old.not_data_actions), (&new.data_actions, &new.not_data_actions));
    conditions && control && data()
}

type Lists<'p> = (&'p Vec<Pattern>, &'p Vec<Pattern>);

fn equal(old: Lists<'_>, new: Lists<'_>) -> bool {
    let set = |(allow, except): Lists<'_>| PatternSet { blocks: vec![Block { allow: allow.clone(), except: except.clone() }] };
    let (old, new) = (set(old), set(new));
    let within = |a: &PatternSet, b: &PatternSet| {
        [Wildcards::Documented, Wildcards::Strict].iter().all(|wildcards| a.is_within(b, *wildcards) == Some(true))
    };
    old == new || within(&old, &new) && within(&new, &old)
}
