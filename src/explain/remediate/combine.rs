//! Sets of changes that meet the parts of a formula together, without any change that is not needed.

use super::local::Local;
use super::remediation::Remediation;
use crate::arrange::Arrange as _;
use crate::model::Requirement;

/// How many ways of one kind to meet a part of an `all` are combined with those of the other parts.
const PER_KIND: usize = 2;
/// More combinations than this are not looked at.
const MOST: usize = 48;

/// The sets of changes that may meet a formula: any part's, or one of each part's together. `leaves`: the ways to meet each
/// leaf, in order.
pub(super) fn ways<'w>(
    requirement: &Requirement,
    leaves: &mut impl Iterator<Item = &'w Vec<Vec<Remediation>>>,
    weight: &dyn Fn(&[Remediation]) -> u64,
) -> Vec<Vec<Remediation>> {
    match requirement {
        Requirement::Leaf(_) => leaves.next().cloned().unwrap_or_default(),
        Requirement::Any(parts) => {
            let mut all: Vec<Vec<Remediation>> = parts.iter().flat_map(|part| ways(part, leaves, weight)).collect();
            all.dedup();
            all
        }
        Requirement::All(parts) => {
            let parts: Vec<Vec<Vec<Remediation>>> = parts.iter().map(|part| ways(part, leaves, weight)).collect();
            parts.iter().fold(vec![Vec::new()], |sets, part| product(&sets, part, weight))
        }
    }
}

/// Whether what meets one leaf meets the whole formula.
pub(super) fn is_flat(requirement: &Requirement) -> bool {
    match requirement {
        Requirement::Leaf(_) => true,
        Requirement::Any(parts) => parts.iter().all(is_flat),
        Requirement::All(parts) => parts.len() <= 1 && parts.iter().all(is_flat),
    }
}

/// Each set with each way, the lightest few.
fn product(
    sets: &[Vec<Remediation>],
    part: &[Vec<Remediation>],
    weight: &dyn Fn(&[Remediation]) -> u64,
) -> Vec<Vec<Remediation>> {
    let ways = best_of_each_kind(part);
    let mut all: Vec<Vec<Remediation>> = Vec::new();
    for set in sets {
        for way in &ways {
            let mut both = set.clone();
            both.extend(way.iter().filter(|change| !set.contains(change)).cloned());
            all.push(both);
        }
    }
    all.arrange_by_cached_key(|changes| (changes.iter().any(Remediation::lifts_deny), weight(changes), changes.clone()));
    all.dedup();
    all.truncate(MOST);
    all
}

/// The first few ways of every kind: cheap ones of one kind must not crowd out the others.
fn best_of_each_kind(ways: &[Vec<Remediation>]) -> Vec<&Vec<Remediation>> {
    let kinds = |way: &[Remediation]| way.iter().map(Remediation::kind).collect::<Vec<_>>();
    let mut kept: Vec<&Vec<Remediation>> = Vec::new();
    for way in ways {
        let same = kept.iter().filter(|other| kinds(other) == kinds(way)).count();
        if same < PER_KIND {
            kept.push(way);
        }
    }
    kept
}

/// The set without changes that are not needed. What has to be activated stays: an eligible role does not help before the
/// membership through which it is held.
pub(super) fn smallest(mut changes: Vec<Remediation>, is_enough: &dyn Fn(&[Remediation]) -> bool) -> Vec<Remediation> {
    let mut at = changes.len();
    while at > 0 && changes.len() > 1 {
        at -= 1;
        let mut fewer = changes.clone();
        let left_out = fewer.remove(at);
        if !brings_another(&left_out, &fewer) && is_enough(&fewer) {
            changes = fewer;
        }
    }
    changes
}

/// Whether a membership has to be activated before a role of its group can be.
fn brings_another(change: &Remediation, others: &[Remediation]) -> bool {
    let Remediation::ActivateMembership { group, .. } = change else { return false };
    others.iter().any(|other| match other {
        Remediation::ActivateRole { holder, .. } | Remediation::ActivateDirectoryRole { holder, .. } => holder == group,
        _ => false,
    })
}

/// What lifts deny assignments: each of them excludes the principal, or is deleted.
pub(super) fn lifts(denies: &[(Box<str>, Box<str>)], local: &Local<'_>) -> Vec<Vec<Remediation>> {
    if denies.is_empty() {
        return Vec::new();
    }
    let exclude = |(deny, scope): &(Box<str>, Box<str>)| Remediation::ExcludeFromDeny {
        principal: local.id().clone(),
        deny: deny.clone(),
        scope: scope.clone(),
    };
    let remove = |(deny, scope): &(Box<str>, Box<str>)| Remediation::RemoveDeny { deny: deny.clone(), scope: scope.clone() };
    vec![denies.iter().map(exclude).collect(), denies.iter().map(remove).collect()]
}
