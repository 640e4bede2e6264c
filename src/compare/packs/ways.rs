//! [`ways`]: every way to meet a requirement, as grants to be held together.

use super::held::{GrantSet, HeldRole, HeldUnder, SampleGrant};
use crate::model::{Leaf, Need, Plane, Requirement};

/// A requirement with more ways than this is not compared way by way.
pub(super) const MOST_WAYS: usize = 2_000;

/// Every way to meet a requirement by what it names, each with nothing to spare in its formula. `None`: there are too many.
pub(super) fn ways(requirement: &Requirement) -> Option<Vec<GrantSet>> {
    match requirement {
        Requirement::Leaf(leaf) => Some(leaf_ways(leaf)),
        Requirement::Any(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(ways(part)?);
                if all.len() > MOST_WAYS {
                    return None;
                }
            }
            Some(all)
        }
        Requirement::All(parts) => parts.iter().try_fold(vec![GrantSet::new()], |all, part| {
            let own = ways(part)?;
            (all.len().saturating_mul(own.len()) <= MOST_WAYS).then(|| joined(&all, &own))
        }),
    }
}

/// Each way of one part with each of another.
fn joined(some: &[GrantSet], others: &[GrantSet]) -> Vec<GrantSet> {
    let with = |way: &GrantSet, other: &GrantSet| -> GrantSet {
        let more = other.iter().filter(|held| !way.contains(held)).cloned();
        way.iter().cloned().chain(more).collect()
    };
    some.iter().flat_map(|way| others.iter().map(move |other| with(way, other))).collect()
}

/// The role itself, or what covers it for this task.
fn leaf_ways(leaf: &Leaf) -> Vec<GrantSet> {
    let held = |role| vec![SampleGrant { role, at: leaf.at, under: HeldUnder::Nothing }];
    match &leaf.what {
        Need::DirectoryRole { template, name } => vec![held(HeldRole::Directory(*template, name.clone()))],
        Need::Role { id, name, covered_by, .. } => {
            let itself = held(HeldRole::Azure(*id, name.clone()));
            let covers = || held(HeldRole::Custom(Plane::Control, covered_by.clone()));
            std::iter::once(itself).chain((!covered_by.is_empty()).then(covers)).collect()
        }
        Need::Actions { plane, patterns } => vec![held(HeldRole::Custom(*plane, patterns.clone()))],
        Need::AnyAction { plane, pattern } => vec![held(HeldRole::Custom(*plane, vec![pattern.clone()]))],
        Need::AppRole { id, name } => vec![held(HeldRole::AppRole(*id, name.clone()))],
        Need::Owner => vec![held(HeldRole::Owner)],
    }
}

/// The same way with one of its Azure grants under a condition; each in turn, under each of these conditions.
pub(super) fn conditioned(way: &GrantSet, under: &[HeldUnder]) -> Vec<GrantSet> {
    let is_azure = |held: &SampleGrant| matches!(held.role, HeldRole::Azure(..) | HeldRole::Custom(..));
    let places = way.iter().enumerate().filter(|(_, held)| is_azure(held)).map(|(place, _)| place);
    let narrowed = |place: usize, under: HeldUnder| {
        let mut way = way.clone();
        if let Some(held) = way.get_mut(place) {
            held.under = under;
        }
        way
    };
    places.flat_map(|place| under.iter().map(move |&under| narrowed(place, under))).collect()
}
