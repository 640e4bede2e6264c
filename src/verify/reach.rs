//! Which scope contains which (R-SCO-3..7), and at which scope the requirements of a target are evaluated.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::model::scope::{contains, management_group_id, resource_group_of, subscription_of, workspace_of};
use crate::model::{Facts, ScopeId, ScopeKind, ScopePath, TargetKind};

/// The hierarchy above subscriptions, as far as it is certain. What the exports leave open proves nothing.
pub(super) struct Reach<'f> {
    facts: &'f Facts,
    /// Ancestors that some record names, by lower-case path.
    parents: BTreeMap<String, Vec<String>>,
    /// The root group of a subscription's tenant.
    root_of: FxHashMap<String, String>,
    roots: Vec<String>,
}

impl<'f> Reach<'f> {
    pub(super) fn new(facts: &'f Facts) -> Self {
        let path = |scope: ScopeId| facts.scopes.text(scope).to_ascii_lowercase();
        let root = |tenant: &str| ScopePath::management_group(tenant).as_str().to_ascii_lowercase();
        let mut direct: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut parents: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for edge in facts.containments.iter().filter(|edge| edge.child != edge.parent) {
            let edges = if edge.direct { &mut direct } else { &mut parents };
            let known = edges.entry(path(edge.child)).or_default();
            let parent = path(edge.parent);
            if !known.contains(&parent) {
                known.push(parent);
            }
        }
        // A child of two parents: the records contradict each other, and neither proves anything.
        direct.retain(|_, parents| parents.len() == 1);
        let tenants = facts.organizations.iter().map(|tenant| &tenant.id);
        let tenants = tenants.chain(facts.subscriptions.iter().filter_map(|row| row.tenant.as_ref()));
        let tenants = tenants.chain(facts.management_groups.iter().filter_map(|row| row.tenant.as_ref()));
        let mut roots: Vec<String> = tenants.map(|tenant| root(tenant)).collect();
        roots.sort_unstable();
        roots.dedup();
        // What a list shows counts where the tree leaves it possible; where the tree reaches the root, the tree counts (R-SCO-5 b).
        parents.retain(|child, _| !roots.contains(&top(&direct, child)));
        for (child, known) in direct {
            parents.entry(child).or_default().extend(known);
        }
        let of = facts.subscriptions.iter().filter_map(|row| Some((path(row.scope), root(row.tenant.as_deref()?))));
        Self { facts, parents, root_of: of.collect(), roots }
    }

    /// Whether a scope of the facts certainly contains another, or is it.
    pub(super) fn contains(&self, outer: ScopeId, inner: &str) -> bool {
        let tenancy = &self.facts.tenancy;
        if tenancy.is_mixed() && inner != "/" && self.facts.scopes.kind(outer) == ScopeKind::Root {
            return tenancy.roots.get(&outer).is_some_and(|tenant| tenancy.of_scope(inner) == Some(&**tenant));
        }
        let outer = self.facts.scopes.text(outer);
        if contains(outer, inner) {
            return true;
        }
        let below = management_group_id(inner).map(|id| ScopePath::management_group(id).as_str().to_owned());
        let Some(below) = below.or_else(|| subscription_of(inner).map(str::to_owned)) else { return false };
        management_group_id(outer).is_some() && self.is_above(&outer.to_ascii_lowercase(), below.to_ascii_lowercase())
    }

    fn is_above(&self, group: &str, below: String) -> bool {
        let is_root = self.roots.iter().any(|root| root == group);
        let own_root = self.root_of.get(&below).map_or(self.roots.len() == 1, |root| root == group);
        if is_root && own_root {
            return true;
        }
        let mut seen = Vec::new();
        let mut todo = vec![below];
        while let Some(at) = todo.pop() {
            if seen.contains(&at) {
                continue;
            }
            if at == group {
                return true;
            }
            todo.extend(self.parents.get(&at).into_iter().flatten().cloned());
            seen.push(at);
        }
        false
    }
}

/// The uppermost scope that the tree names above a scope.
fn top(direct: &BTreeMap<String, Vec<String>>, of: &str) -> String {
    let (mut at, mut seen) = (of.to_owned(), Vec::new());
    while let Some([parent]) = direct.get(&at).map(Vec::as_slice) {
        if seen.contains(parent) {
            break;
        }
        seen.push(parent.clone());
        at.clone_from(parent);
    }
    at
}

/// The scope at which a requirement of a target is met: what encloses the target, or the target itself.
pub(super) fn stand<'t>(target: &'t str, kind: &str, at: TargetKind) -> &'t str {
    let own = if kind == "tenant" { "/" } else { target };
    let enclosing = match at {
        TargetKind::Tenant => Some("/"),
        TargetKind::Subscription => subscription_of(target),
        TargetKind::ResourceGroup => resource_group_of(target),
        TargetKind::Workspace => workspace_of(target),
        TargetKind::Resource => None,
    };
    enclosing.unwrap_or(own)
}
