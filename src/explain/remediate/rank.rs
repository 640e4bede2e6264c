//! The order of suggestions, and how many of each kind are kept.

use rustc_hash::FxHashMap;

use super::remediation::Remediation;
use super::suggestion::Suggestion;
use crate::arrange::Arrange as _;
use crate::model::ObjectId;

/// More than this nobody reads.
const MOST: usize = 8;
/// Nor more of one kind.
const OF_A_KIND: usize = 2;

/// Activations first; deny assignments last, and their deletion after everything.
pub(super) fn class(changes: &[Remediation]) -> u8 {
    let removes = |change: &Remediation| matches!(change, Remediation::RemoveDeny { .. });
    match changes {
        _ if changes.iter().any(removes) => 3,
        _ if changes.iter().any(Remediation::lifts_deny) => 2,
        _ if changes.iter().all(Remediation::is_activation) => 0,
        _ => 1,
    }
}

/// Whether all roles that it assigns are named by the document.
pub(super) fn is_documented(changes: &[Remediation], documented: &[ObjectId]) -> bool {
    changes.iter().all(|change| match change {
        Remediation::AssignRole { role, .. } | Remediation::AssignDirectoryRole { role, .. } => documented.contains(role),
        _ => false,
    })
}

/// How many there are of each kind.
#[derive(Default)]
pub(super) struct Kinds(FxHashMap<Vec<&'static str>, usize>);

impl Kinds {
    /// Whether more of this kind are wanted.
    pub(super) fn wants(&self, changes: &[Remediation]) -> bool {
        self.0.get(&kinds(changes)).is_none_or(|&seen| seen < OF_A_KIND)
    }

    /// Counts one.
    pub(super) fn add(&mut self, changes: &[Remediation]) {
        *self.0.entry(kinds(changes)).or_default() += 1;
    }
}

fn kinds(changes: &[Remediation]) -> Vec<&'static str> {
    changes.iter().map(Remediation::kind).collect()
}

/// The order: activations, then what gives away less. Of two roles that could be assigned the one that the document names comes
/// first. At most a few of each kind.
pub(super) fn ranked(mut all: Vec<Suggestion>, documented: &[ObjectId]) -> Vec<Suggestion> {
    let assigns = |one: &Suggestion| matches!(one.changes.as_slice(), [Remediation::AssignRole { .. }]);
    let is_documented = |one: &Suggestion| is_documented(&one.changes, documented);
    let least = all.iter().filter(|one| assigns(one) && is_documented(one)).map(|one| one.price.weight).min();
    all.arrange_by_cached_key(|one| {
        let held_back = least.filter(|_| assigns(one) && !is_documented(one)).unwrap_or_default();
        let weight = one.price.weight.max(held_back);
        (class(&one.changes), weight, !is_documented(one), std::cmp::Reverse(one.basis), one.changes.clone())
    });
    all.dedup_by(|later, kept| later.changes == kept.changes);
    let mut kinds = Kinds::default();
    all.retain(|one| {
        let wanted = kinds.wants(&one.changes);
        kinds.add(&one.changes);
        wanted
    });
    all.truncate(MOST);
    all
}
