//! Roles by themselves, without a tenant: what a report of `role` says of one, and what a report of `diff` says of two definitions.

pub(super) mod access;
pub(super) mod claims;
pub(super) mod difference;
pub(super) mod ground;
mod profile;
mod related;
mod tasks;

use claims::{RoleDiffClaim, RoleFileClaims};
use difference::DifferenceAgain;
use ground::{RoleGround, RolePairAgain};
use profile::ProfileAgain;

use super::fault::{Fault, Why};
use super::privileged::PrivilegedNames;
use super::replay::Replay;
use super::report::Report;
use crate::catalog::Catalog;
use crate::model::{RoleDefinition, TaskPack};
use crate::pattern::Wildcards;

/// What reports about roles are replayed against.
#[derive(Debug, Clone, Copy)]
pub struct RoleSources<'s> {
    /// The roles: for a difference the old ones and the new ones.
    pub sides: [&'s [RoleDefinition]; 2],
    /// What Azure ships.
    pub catalog: &'s Catalog,
    /// The packs whose tasks are asked.
    pub packs: &'s [TaskPack],
}

/// Holds what a report says of roles against their definitions.
pub fn replay_roles(report: &Report, claims: &RoleFileClaims, sources: RoleSources<'_>) -> Replay {
    let wildcards = if report.strict_wildcards { Wildcards::Strict } else { Wildcards::Documented };
    let ground = RoleGround { catalog: sources.catalog, packs: sources.packs, wildcards };
    let privileged = PrivilegedNames::new(sources.catalog);
    let [old, new] = sources.sides;
    let mut replay = Replay::default();
    match claims {
        RoleFileClaims::Profiles(said) => {
            let again = ProfileAgain { ground, privileged: &privileged };
            replay.decided = again.compare(said, new, &mut replay.faults);
        }
        RoleFileClaims::Differences(said) => {
            let again = DifferenceAgain { ground, privileged: &privileged, pairs: &pairs(old, new) };
            replay.decided = differences("roles", said, &again, &mut replay.faults);
        }
    }
    replay
}

/// Holds the entries of a report against the pairs of definitions: each once, and no other.
pub(super) fn differences(place: &str, said: &[RoleDiffClaim], again: &DifferenceAgain<'_>, faults: &mut Vec<Fault>) -> usize {
    let mut left: Vec<RolePairAgain<'_>> = again.pairs.to_vec();
    for (number, claim) in said.iter().enumerate() {
        let place = format!("{place}[{number}]");
        let own = left.iter().position(|pair| is_of(*pair, claim));
        let Some(pair) = own.map(|at| left.remove(at)) else {
            let why = Why::MadeUp { what: "roles", count: 1, first: claim.name.clone() };
            faults.push(Fault::at_place(place, &why));
            continue;
        };
        again.compare(&place, claim, pair, faults);
    }
    if let Some(first) = left.first().and_then(|(old, new)| new.or(*old)) {
        let why = Why::LeftOut { what: "roles", count: left.len(), first: first.name.to_string() };
        faults.push(Fault::at_place(place, &why));
    }
    said.len()
}

/// Whether an entry of a report is about a pair.
pub(super) fn is_of((old, new): RolePairAgain<'_>, claim: &RoleDiffClaim) -> bool {
    let Some(shown) = new.or(old) else { return false };
    let id = shown.id.guid().map(|id| id.to_string());
    *shown.name == *claim.name && id == claim.id.as_ref().map(|id| id.to_ascii_lowercase())
}

/// The roles of two lists that belong together: two roles alone, else those with the same id, else those with the same name.
pub(super) fn pairs<'r>(old: &'r [RoleDefinition], new: &'r [RoleDefinition]) -> Vec<RolePairAgain<'r>> {
    if let ([old], [new]) = (old, new) {
        return vec![(Some(old), Some(new))];
    }
    let mut left: Vec<&RoleDefinition> = old.iter().collect();
    let mut partners: Vec<Option<&RoleDefinition>> = vec![None; new.len()];
    let by_id = |old: &RoleDefinition, new: &RoleDefinition| new.id.guid().is_some() && old.id.guid() == new.id.guid();
    let by_name = |old: &RoleDefinition, new: &RoleDefinition| old.name.eq_ignore_ascii_case(&new.name);
    for is_same in [&by_id as &dyn Fn(&RoleDefinition, &RoleDefinition) -> bool, &by_name] {
        for (partner, new) in partners.iter_mut().zip(new).filter(|(partner, _)| partner.is_none()) {
            if let Some(at) = left.iter().position(|old| is_same(old, new)) {
                *partner = Some(left.remove(at));
            }
        }
    }
    let both = partners.into_iter().zip(new).map(|(old, new)| (old, Some(new)));
    both.chain(left.into_iter().map(|old| (Some(old), None))).collect()
}
