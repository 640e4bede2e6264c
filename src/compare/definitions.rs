//! [`compared_definitions`]: which role definitions of two states are compared with which.

use std::collections::{BTreeMap, BTreeSet};

use super::places::lacks_definitions;
use crate::access::RolePair;
use crate::graph::TenantGraph;
use crate::model::{Facts, ObjectId, RoleDefinition, RoleKind};

/// The role definitions of two states that can be compared, by name. Of a role that one state alone defines that is not known, if the other
/// one has no list of definitions (R-EVAL-9).
pub fn compared_definitions<'t>(old: &'t TenantGraph, new: &'t TenantGraph) -> Vec<RolePair<'t>> {
    let is_listed = !lacks_definitions(old) && !lacks_definitions(new);
    let (old, new) = (defined(old.facts()), defined(new.facts()));
    let ids: BTreeSet<&ObjectId> = old.keys().chain(new.keys()).copied().collect();
    let pairs = ids.into_iter().map(|id| (old.get(id).copied(), new.get(id).copied()));
    let mut pairs: Vec<RolePair<'t>> = pairs.filter(|pair| is_compared(*pair, is_listed)).collect();
    pairs.sort_by_key(|(old, new)| new.or(*old).map(|role| (role.name.to_lowercase(), role.id.clone())));
    pairs
}

/// The definitions of a state, each once: of several with one id, the first.
fn defined(facts: &Facts) -> BTreeMap<&ObjectId, &RoleDefinition> {
    facts.definitions.iter().rev().map(|row| (&row.definition.id, &row.definition)).collect()
}

/// A role that Azure ships is compared where both states define it, and not alike.
fn is_compared((old, new): RolePair<'_>, is_listed: bool) -> bool {
    let is_shipped = [old, new].into_iter().flatten().any(|role| role.kind == RoleKind::BuiltIn);
    match (old, new) {
        (Some(old), Some(new)) => !is_shipped || old.blocks != new.blocks,
        _ => !is_shipped && is_listed,
    }
}
