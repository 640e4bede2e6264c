//! From a tenant to its access graph.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::{AccessGraph, AccessNode, AccessRelation, AccessStep, NodeOf};
use crate::graph::TenantGraph;
use crate::model::scope::{contains, resource_group_of, subscription_of};
use crate::model::{DenyPrincipal, PrincipalId, ScopeId, ScopeKind, ScopePath};

/// What of the graph is wanted.
#[derive(Debug, Clone, Default)]
pub struct GraphFilter {
    /// Only what these principals reach: their groups, and what these hold; all where empty.
    pub principals: Vec<PrincipalId>,
    /// Only what is held at these scopes, above them and below them; all where empty.
    pub scopes: Vec<String>,
}

/// The access graph of a tenant.
pub fn access_graph(tenant: &TenantGraph, filter: &GraphFilter) -> AccessGraph {
    let mut drawing = Drawing { tenant, wanted: WantedScopes::new(tenant, filter), held: Vec::new() };
    let principals = reached(tenant, &filter.principals);
    for &principal in &principals {
        drawing.holdings(principal);
    }
    drawing.denies(&principals);
    let holders: BTreeSet<PrincipalId> = drawing.held.iter().filter_map(|(from, ..)| principal_of(from)).collect();
    drawing.memberships(&principals, &holders);
    drawing.containers();
    drawing.finish()
}

fn principal_of(node: &NodeOf) -> Option<PrincipalId> {
    if let NodeOf::Principal(principal) = node { Some(*principal) } else { None }
}

/// Some principals and every group that they are in; all principals where none is named.
fn reached(tenant: &TenantGraph, named: &[PrincipalId]) -> BTreeSet<PrincipalId> {
    if named.is_empty() {
        return tenant.facts().principals.ids().collect();
    }
    let mut open = named.to_vec();
    let mut found: BTreeSet<PrincipalId> = BTreeSet::new();
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(tenant.membership().groups_of(next).iter().map(|edge| edge.group));
        }
    }
    found
}

/// Which scopes are wanted.
struct WantedScopes {
    named: Vec<ScopePath>,
    /// Those that contain a named one.
    above: BTreeSet<ScopeId>,
}

impl WantedScopes {
    fn new(tenant: &TenantGraph, filter: &GraphFilter) -> Self {
        let above = filter.scopes.iter().flat_map(|id| tenant.tree().above(tenant.facts(), id));
        let above = above.map(|(scope, _)| scope).collect();
        Self { named: filter.scopes.iter().map(|id| ScopePath::parse(id)).collect(), above }
    }

    fn has(&self, tenant: &TenantGraph, scope: ScopeId) -> bool {
        let text = tenant.facts().scopes.text(scope);
        let is_in = |outer: &ScopePath| {
            outer.kind() == ScopeKind::Root || contains(outer.as_str(), ScopePath::parse(text).as_str()) || {
                let outer = tenant.facts().scopes.lookup(outer.as_str());
                outer.is_some_and(|outer| tenant.tree().contains(tenant.facts(), outer, text).is_some())
            }
        };
        self.named.is_empty() || self.above.contains(&scope) || self.named.iter().any(is_in)
    }

    /// Whether everything is wanted.
    fn is_all(&self) -> bool {
        self.named.is_empty()
    }
}

struct Drawing<'t> {
    tenant: &'t TenantGraph,
    wanted: WantedScopes,
    held: Vec<(NodeOf, NodeOf, AccessStep)>,
}

impl Drawing<'_> {
    /// What a principal holds by itself.
    fn holdings(&mut self, principal: PrincipalId) {
        for grant in self.tenant.grants_of(principal) {
            if self.wanted.has(self.tenant, grant.gives.scope) {
                let to = NodeOf::Scope(grant.gives.scope);
                self.held.push((NodeOf::Principal(principal), to, AccessStep::Holds(*grant)));
            }
        }
        if !self.wanted.is_all() {
            return;
        }
        for grant in self.tenant.directory_grants_of(principal) {
            let to = NodeOf::Directory(grant.gives.scope.path());
            self.held.push((NodeOf::Principal(principal), to, AccessStep::HoldsDirectoryRole(grant.clone())));
        }
    }

    fn denies(&mut self, principals: &BTreeSet<PrincipalId>) {
        for (number, deny) in self.tenant.facts().denies.iter().enumerate() {
            // One that only audits takes nothing (R-DENY-5).
            if deny.audit_only || !self.wanted.has(self.tenant, deny.scope) {
                continue;
            }
            for who in &deny.principals {
                let from = match who {
                    DenyPrincipal::Everyone => NodeOf::Everyone,
                    DenyPrincipal::Principal(principal) if principals.contains(principal) => NodeOf::Principal(*principal),
                    DenyPrincipal::Principal(_) => continue,
                };
                self.held.push((from, NodeOf::Scope(deny.scope), AccessStep::DeniedAt(number as u32)));
            }
        }
    }

    /// The memberships that lead to a holder.
    fn memberships(&mut self, principals: &BTreeSet<PrincipalId>, holders: &BTreeSet<PrincipalId>) {
        let all: Vec<PrincipalId> = principals.iter().copied().collect();
        let leading = self.tenant.membership().within(&all, |principal| holders.contains(&principal));
        for &principal in principals.iter().filter(|principal| leading.contains(principal)) {
            for edge in self.tenant.membership().groups_of(principal).iter().filter(|edge| leading.contains(&edge.group)) {
                let step = AccessStep::MemberOf(edge.strength);
                self.held.push((NodeOf::Principal(principal), NodeOf::Principal(edge.group), step));
            }
        }
    }

    /// What contains the scopes that something is held at, up to the highest that is known.
    fn containers(&mut self) {
        let facts = self.tenant.facts();
        let mut open: Vec<NodeOf> = self.held.iter().map(|(_, to, _)| to.clone()).collect();
        let mut seen: BTreeSet<NodeOf> = BTreeSet::new();
        while let Some(node) = open.pop() {
            if !seen.insert(node.clone()) {
                continue;
            }
            let text = match &node {
                NodeOf::Scope(scope) => facts.scopes.text(*scope).to_owned(),
                NodeOf::Container(id) => id.clone(),
                NodeOf::Principal(_) | NodeOf::Everyone | NodeOf::Directory(_) => continue,
            };
            for outer in self.parents(&text) {
                self.held.push((outer.clone(), node.clone(), AccessStep::Contains));
                open.push(outer);
            }
        }
    }

    /// What contains a scope directly: by its path, or by the tree of management groups.
    fn parents(&self, text: &str) -> Vec<NodeOf> {
        let facts = self.tenant.facts();
        let path = ScopePath::parse(text);
        let node = |id: &str| facts.scopes.lookup(id).map_or_else(|| NodeOf::Container(id.to_owned()), NodeOf::Scope);
        let is_outer = |outer: &&str| outer.len() < path.as_str().len();
        let by_path = [resource_group_of(path.as_str()), subscription_of(path.as_str())].into_iter().flatten().find(is_outer);
        match (by_path, facts.scopes.lookup(text)) {
            (Some(outer), _) => vec![node(outer)],
            (None, Some(scope)) => self.tenant.tree().known_parents(scope).into_iter().take(1).map(NodeOf::Scope).collect(),
            (None, None) => Vec::new(),
        }
    }

    fn finish(self) -> AccessGraph {
        let facts = self.tenant.facts();
        let ends = self.held.iter().flat_map(|(from, to, _)| [from, to]);
        let mut nodes: Vec<&NodeOf> = ends.collect::<BTreeSet<_>>().into_iter().collect();
        let place = |node: &&NodeOf| match *node {
            NodeOf::Principal(principal) => (0, facts.principals.id(*principal).to_string()),
            NodeOf::Everyone => (1, String::new()),
            NodeOf::Scope(scope) => (2, facts.scopes.text(*scope).to_ascii_lowercase()),
            NodeOf::Container(id) => (2, id.clone()),
            NodeOf::Directory(id) => (3, id.clone()),
        };
        nodes.sort_by_cached_key(place);
        let numbers: BTreeMap<&NodeOf, usize> = nodes.iter().enumerate().map(|(number, node)| (*node, number)).collect();
        let number = |node: &NodeOf| numbers.get(node).copied().unwrap_or_default();
        let relation = |(from, to, step): &(NodeOf, NodeOf, AccessStep)| AccessRelation {
            from: number(from),
            to: number(to),
            step: step.clone(),
        };
        let mut relations: Vec<AccessRelation> = self.held.iter().map(relation).collect();
        // Stable: what one principal holds at one scope stays in the order of the grants.
        relations.sort_by_key(|relation| (relation.from, relation.to));
        AccessGraph { nodes: nodes.into_iter().map(|of| AccessNode { of: of.clone() }).collect(), relations }
    }
}
