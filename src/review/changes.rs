//! [`RoleChange`]: what became of a role since the base.

use super::place::RolePlace;
use crate::access::{RoleComparer, RoleDiff, RolePair, pairs};
use crate::model::RoleDefinition;
use crate::role_file::RoleFile;

/// What became of a role of the files or of the base.
#[derive(Debug, Clone)]
pub struct RoleChange {
    /// Where it is in the files; `None`: it is in the base only.
    pub place: Option<RolePlace>,
    /// What it was.
    pub old: Option<RoleDefinition>,
    /// What it is.
    pub new: Option<RoleDefinition>,
    /// What became of it.
    pub diff: RoleDiff,
}

/// What became of every role since the base, by name.
pub(super) fn changes(files: &[RoleFile], base: &[RoleDefinition], comparer: &RoleComparer<'_>) -> Vec<RoleChange> {
    let (mut places, mut definitions) = (Vec::new(), Vec::new());
    for (number, file) in files.iter().enumerate() {
        for (index, role) in file.roles.iter().enumerate() {
            places.push(RolePlace { file: number, role: index });
            definitions.push(role.definition());
        }
    }
    // A role on either side is one role, whatever it is called; of several, ids and names say which belong together.
    let pairs = match (base, definitions.as_slice()) {
        ([old], [new]) => vec![(Some(old), Some(new))],
        _ => pairs(base, &definitions),
    };
    let place = |role: &RoleDefinition| definitions.iter().position(|own| std::ptr::eq(own, role));
    let change = |(diff, (old, new)): (RoleDiff, &RolePair<'_>)| RoleChange {
        place: new.and_then(place).and_then(|at| places.get(at).copied()),
        old: old.cloned(),
        new: new.cloned(),
        diff,
    };
    comparer.diff_pairs(&pairs).into_iter().zip(&pairs).map(change).collect()
}
