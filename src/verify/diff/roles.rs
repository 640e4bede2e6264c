//! What became of role definitions: those of both exports, or those that Azure shipped before and ships now.

use std::collections::BTreeMap;

use super::sources::DiffSources;
use crate::model::{ExportKind, Facts, ObjectId, RoleDefinition, RoleKind, TaskPack};
use crate::pattern::Wildcards;
use crate::verify::diff_claims::DiffClaims;
use crate::verify::fault::Fault;
use crate::verify::privileged::PrivilegedNames;
use crate::verify::report::Report;
use crate::verify::role_access::claims::RoleFileClaims;
use crate::verify::role_access::difference::DifferenceAgain;
use crate::verify::role_access::ground::{RoleGround, RolePairAgain};
use crate::verify::role_access::{differences, pairs};

/// Holds what a report says of role definitions against both states: how many it speaks of.
pub(super) fn compare(report: &Report, claims: &DiffClaims, sources: &DiffSources<'_>, faults: &mut Vec<Fault>) -> usize {
    let Some(RoleFileClaims::Differences(said)) = &report.roles else { return 0 };
    let [old, new] = sources.catalogs;
    let pairs = if sources.is_one_export {
        pairs(old.roles(), new.roles())
    } else {
        let is_listed = !claims.not_compared.iter().any(|own| own.kind == ExportKind::RoleDefinitions.name());
        of_exports(sources.states, is_listed)
    };
    if pairs.is_empty() && said.is_empty() {
        return 0;
    }
    let wildcards = if report.strict_wildcards { Wildcards::Strict } else { Wildcards::Documented };
    let packs: Vec<TaskPack> = sources.packs.iter().filter(|pack| claims.packs.contains(&pack.id)).cloned().collect();
    let ground = RoleGround { catalog: new, packs: &packs, wildcards };
    let again = DifferenceAgain { ground, privileged: &PrivilegedNames::new(new), pairs: &pairs };
    differences("roles", said, &again, faults)
}

/// The definitions of both exports by id. One that Azure ships is there where both exports define it, and not alike; one that only one of
/// them has, where both have a whole list.
fn of_exports<'f>([old, new]: [&'f Facts; 2], is_listed: bool) -> Vec<RolePairAgain<'f>> {
    let (old, new) = (defined(old), defined(new));
    let mut both: BTreeMap<&ObjectId, RolePairAgain<'f>> = BTreeMap::new();
    for (id, role) in old {
        both.entry(id).or_default().0 = Some(role);
    }
    for (id, role) in new {
        both.entry(id).or_default().1 = Some(role);
    }
    let is_compared = |&(old, new): &RolePairAgain<'_>| {
        let is_shipped = [old, new].into_iter().flatten().any(|role| role.kind == RoleKind::BuiltIn);
        match (old, new) {
            (Some(old), Some(new)) => !is_shipped || old.blocks != new.blocks,
            _ => !is_shipped && is_listed,
        }
    };
    both.into_values().filter(is_compared).collect()
}

/// The definitions of an export; of several with one id, the first.
fn defined(facts: &Facts) -> BTreeMap<&ObjectId, &RoleDefinition> {
    let mut found = BTreeMap::new();
    for row in &facts.definitions {
        found.entry(&row.definition.id).or_insert(&row.definition);
    }
    found
}
