//! The verbs of actions: what the last segment says.

use super::role::ActionEntry;

/// The last segments of actions (R-DEF-4).
pub(super) const VERBS: [&str; 4] = ["read", "write", "delete", "action"];

/// The verbs of which a pattern covers every operation, of all providers: it covers `*/VERB`.
pub(super) fn verbs_of<'v>(entry: &ActionEntry<'_>, verbs: &[&'v str]) -> Vec<&'v str> {
    let Some(("", suffix)) = entry.pattern.split() else { return Vec::new() };
    verbs.iter().copied().filter(|verb| format!("/{verb}").ends_with(suffix)).collect()
}
