//! Whether a leaf asks for the keys and secrets of key vaults, which access policies may open instead of Azure roles (R-EVAL-11).

use super::judge::Judge;
use crate::model::scope::KEY_VAULTS;
use crate::model::{Leaf, Need, Plane};
use crate::pattern::Pattern;

/// Whether a leaf asks for data actions of key vaults, or for a role that grants some.
pub(super) fn asks_for_vault_data(judge: &Judge<'_>, leaf: &Leaf) -> bool {
    match &leaf.what {
        Need::Actions { plane: Plane::Data, patterns } => patterns.iter().any(is_of_vaults),
        Need::AnyAction { plane: Plane::Data, pattern } => is_of_vaults(pattern),
        Need::Actions { plane: Plane::Control, .. }
        | Need::AnyAction { plane: Plane::Control, .. }
        | Need::DirectoryRole { .. }
        | Need::AppRole { .. }
        | Need::Owner => false,
        Need::Role { id, .. } => judge.data_actions_of(*id).any(is_of_vaults),
    }
}

/// Whether a pattern matches some action of key vaults: up to its first `*` it goes along with all of them, or they with it.
fn is_of_vaults(pattern: &Pattern) -> bool {
    let of_vaults = [KEY_VAULTS, "/"].concat().to_ascii_lowercase();
    match pattern.folded().split_once('*') {
        Some((head, _)) => head.starts_with(&of_vaults) || of_vaults.starts_with(head),
        None => pattern.folded().starts_with(&of_vaults),
    }
}
