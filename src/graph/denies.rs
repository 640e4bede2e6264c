//! Deny assignments: whom they name, and whom they exclude (R-DENY-2, R-DENY-6).

use rustc_hash::FxHashMap;

use crate::model::{DenyAssignment, DenyPrincipal, Facts, PrincipalId, ScopeId};

/// The enforced deny assignments that may reach anybody, by their scope and as indices: they name everyone, or were cut (R-FMT-8). All
/// others reach only whom they name.
pub(super) fn of_anybody(facts: &Facts) -> FxHashMap<ScopeId, Vec<u32>> {
    let mut at: FxHashMap<ScopeId, Vec<u32>> = FxHashMap::default();
    for (index, deny) in enforced(facts).filter(|(_, deny)| deny.unreadable || names_everyone(deny)) {
        at.entry(deny.scope).or_default().push(index);
    }
    at
}

/// Whether everyone is named by a deny assignment.
pub(super) fn names_everyone(deny: &DenyAssignment) -> bool {
    deny.principals.contains(&DenyPrincipal::Everyone)
}

/// The deny assignments that can block at all, as indices: `audit` ones only log (R-DENY-5).
pub(super) fn enforced(facts: &Facts) -> impl Iterator<Item = (u32, &DenyAssignment)> {
    facts.denies.iter().enumerate().filter(|(_, deny)| !deny.audit_only).map(|(index, deny)| (index as u32, deny))
}

/// The principals that a deny assignment names one by one, and those that it excludes.
pub(super) fn attached(deny: &DenyAssignment) -> impl Iterator<Item = (PrincipalId, bool)> + '_ {
    let named = deny.principals.iter().filter_map(|principal| match principal {
        DenyPrincipal::Everyone => None,
        DenyPrincipal::Principal(principal) => Some((*principal, false)),
    });
    named.chain(deny.exclude.iter().map(|&principal| (principal, true)))
}
