//! Key vaults that access policies open, and not Azure roles (R-EVAL-11): where they are, and what asks for their keys and secrets.

use super::roles::RoleTexts;
use crate::model::scope::{KEY_VAULTS, resource_of};
use crate::model::{Facts, Leaf, Need, ObjectId, Plane};

/// What the data actions of key vaults begin with, in lower case.
const VAULTS: &str = "microsoft.keyvault/vaults/";

/// The key vault that a scope is or lies in, where access policies open it.
pub(super) fn vault_by_policies(facts: &Facts, scope: &str) -> Option<String> {
    let vault = resource_of(scope, KEY_VAULTS)?;
    facts.vaults_by_policies().find(|own| own.eq_ignore_ascii_case(vault)).map(str::to_ascii_lowercase)
}

/// Whether a leaf asks for data actions of key vaults, or for a role that has some.
pub(super) fn asks_for_vault_data(roles: &RoleTexts<'_>, leaf: &Leaf) -> bool {
    match &leaf.what {
        Need::Actions { plane, patterns } => *plane == Plane::Data && patterns.iter().any(|own| is_of_vaults(own.text())),
        Need::AnyAction { plane, pattern } => *plane == Plane::Data && is_of_vaults(pattern.text()),
        Need::DirectoryRole { .. } | Need::AppRole { .. } | Need::Owner => false,
        Need::Role { id, .. } => roles.data_actions(&ObjectId::Guid(*id)).iter().any(|own| is_of_vaults(own)),
    }
}

fn is_of_vaults(pattern: &str) -> bool {
    let text = pattern.to_ascii_lowercase();
    match text.split_once('*') {
        Some((head, _)) => head.starts_with(VAULTS) || VAULTS.starts_with(head),
        None => text.starts_with(VAULTS),
    }
}
