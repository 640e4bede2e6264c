//! What the facts of two exports must agree on, so that the records of some principals are enough for the difference: everything that
//! concerns more than the principal that it names.

use std::collections::BTreeSet;

use crate::model::scope::{subscription_of, workspace_of};
use crate::model::{Facts, ScopeId};

/// Whether two sets of facts agree on what was exported, on the hierarchy, and on the targets.
pub(super) fn agree(old: &Facts, new: &Facts) -> bool {
    exported(old) == exported(new)
        && hierarchy(old) == hierarchy(new)
        && old.listed_at == new.listed_at
        && places(old) == places(new)
}

fn exported(facts: &Facts) -> BTreeSet<(&'static str, bool)> {
    facts.inputs.iter().map(|input| (input.format, input.partial)).collect()
}

fn hierarchy(facts: &Facts) -> BTreeSet<(String, String, bool)> {
    let text = |scope: ScopeId| facts.scopes.text(scope).to_ascii_lowercase();
    facts.containments.iter().map(|edge| (text(edge.child), text(edge.parent), edge.direct)).collect()
}

/// Subscriptions and workspaces, in lower case.
fn places(facts: &Facts) -> BTreeSet<String> {
    let scopes = || facts.scopes.ids().map(|scope| facts.scopes.text(scope));
    let found: BTreeSet<&str> = scopes().filter_map(subscription_of).chain(scopes().filter_map(workspace_of)).collect();
    found.into_iter().map(str::to_ascii_lowercase).collect()
}
