//! Which scope contains which, or may (R-SCO-3..7, R-SCO-12), and at which scope the requirements of a target are evaluated.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::arrange::Arrange as _;
use crate::model::scope::{contains, management_group_id, resource_group_of, subscription_of, workspace_of};
use crate::model::{CoveragePlace, ExportKind, Facts, ScopeId, ScopeKind, ScopePath, TargetKind};

/// The kind of a subscription or resource group that stands in for workspaces that nobody listed.
pub(super) const ANY_WORKSPACE: &str = "any-workspace";
/// The same for resources.
pub(super) const ANY_RESOURCE: &str = "any-resource";

/// What stands after a scope where any scope in it is meant, and not the scope itself.
const ANY_IN: &str = "/*";

/// How sure it is that one scope contains another; the lesser first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Within {
    /// What would tell was not exported.
    Maybe,
    /// Shown by text, by the tree, or by a list.
    Sure,
}

/// The hierarchy above subscriptions, and what the exports leave open of it. All paths are in lower case.
pub(super) struct Reach<'f> {
    facts: &'f Facts,
    /// The one parent of each child in the tree.
    tree: BTreeMap<String, String>,
    /// Where lists of role assignments show a scope, as far as the tree leaves that possible (R-SCO-5 b).
    shown_in: BTreeMap<String, Vec<String>>,
    /// The user vouches for the tree, and no two records contradict each other about it.
    vouched: bool,
    /// The same for what contains one scope.
    vouched_above: FxHashSet<String>,
    /// The root group of a subscription's tenant.
    root_of: FxHashMap<String, String>,
    roots: Vec<String>,
    /// What each scope is, by its number.
    kinds: Vec<ScopeKind>,
    /// What was looked up already, by management group and what may lie in it.
    known: RefCell<FxHashMap<(ScopeId, String), Option<Within>>>,
}

impl<'f> Reach<'f> {
    pub(super) fn new(facts: &'f Facts) -> Self {
        let path = |scope: ScopeId| facts.scopes.text(scope).to_ascii_lowercase();
        let mut parents: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for edge in facts.containments.iter().filter(|edge| edge.direct && edge.child != edge.parent) {
            let (known, parent) = (parents.entry(path(edge.child)).or_default(), path(edge.parent));
            if !known.contains(&parent) {
                known.push(parent);
            }
        }
        // A child of two parents: the records contradict each other, and neither proves anything.
        let contradicted = parents.values().any(|known| known.len() > 1);
        let vouched = !contradicted && facts.vouched.contains(&ExportKind::ManagementGroups);
        let doubtful = in_two_tenants(facts, &parents);
        let is_contradicted =
            |scope: &String| doubtful.contains(scope) || parents.get(scope).is_some_and(|known| known.len() > 1);
        let vouched_above = facts.vouched_at.iter().filter_map(|&(kind, place)| match place {
            CoveragePlace::Scope(scope) if kind == ExportKind::ManagementGroups => Some(path(scope)),
            CoveragePlace::Scope(_) | CoveragePlace::Tenant | CoveragePlace::Group(_) | CoveragePlace::Unknown => None,
        });
        let vouched_above = vouched_above.filter(|scope| !is_contradicted(scope)).collect();
        parents.retain(|child, known| known.len() == 1 && !doubtful.contains(child));
        let tree = parents.into_iter().filter_map(|(child, known)| Some((child, known.into_iter().next()?))).collect();
        let of = facts.subscriptions.iter().filter_map(|row| Some((path(row.scope), root(row.tenant.as_deref()?))));
        let (root_of, roots, known) = (of.collect(), roots(facts), RefCell::default());
        let kinds = facts.scopes.ids().map(|scope| facts.scopes.kind(scope)).collect();
        let mut reach = Self { facts, tree, shown_in: BTreeMap::new(), vouched, vouched_above, root_of, roots, kinds, known };
        for edge in facts.containments.iter().filter(|edge| !edge.direct) {
            let (child, parent) = (path(edge.child), path(edge.parent));
            if !doubtful.contains(&parent) && reach.may_be_shown_in(&child, &parent) {
                reach.shown_in.entry(child).or_default().push(parent);
            }
        }
        reach
    }

    /// Whether the tree leaves it possible that a list shows a scope in a group.
    fn may_be_shown_in(&self, child: &str, group: &str) -> bool {
        let chain = self.with_parents(child);
        let is_finished = chain.last().is_some_and(|top| self.roots.contains(top));
        chain.iter().any(|above| above == group) || !is_finished && !self.is_beside(group, child)
    }

    /// Whether a scope of the facts certainly contains another, or is it.
    pub(super) fn contains(&self, outer: ScopeId, inner: &str) -> bool {
        self.within(outer, inner) == Some(Within::Sure)
    }

    /// What a scope of the facts is.
    pub(super) fn kind(&self, scope: ScopeId) -> ScopeKind {
        self.kinds.get(scope.index()).copied().unwrap_or_else(|| self.facts.scopes.kind(scope))
    }

    /// Whether a scope of the facts is this one.
    pub(super) fn is_at(&self, own: ScopeId, scope: &str) -> bool {
        self.facts.scopes.text(own).eq_ignore_ascii_case(scope)
    }

    /// Whether a scope of the facts contains another, or may; `None`: it does not.
    pub(super) fn within(&self, outer: ScopeId, inner: &str) -> Option<Within> {
        let kind = self.kind(outer);
        if kind == ScopeKind::Root {
            return self.in_tenant(outer, inner);
        }
        if contains(self.facts.scopes.text(outer), inner) {
            return Some(Within::Sure);
        }
        if kind != ScopeKind::ManagementGroup {
            return None;
        }
        let below = management_group_id(inner).map(|id| ScopePath::management_group(id).as_str().to_owned());
        let below = below.or_else(|| subscription_of(inner).map(str::to_owned))?.to_ascii_lowercase();
        let mut known = self.known.borrow_mut();
        *known.entry((outer, below)).or_insert_with_key(|(outer, below)| self.group_within(*outer, below))
    }

    /// What `/` contains: everything of its tenant. Where there are several, which that is may not be told (R-SCO-12).
    fn in_tenant(&self, root: ScopeId, inner: &str) -> Option<Within> {
        let tenancy = &self.facts.tenancy;
        if !tenancy.is_mixed() || inner == "/" {
            return Some(Within::Sure);
        }
        match (tenancy.roots.get(&root), tenancy.of_scope(inner)) {
            (Some(of), Some(own)) if &**of == own => Some(Within::Sure),
            (Some(_), Some(_)) => None,
            (None, _) | (Some(_), None) => Some(Within::Maybe),
        }
    }

    fn group_within(&self, group: ScopeId, below: &str) -> Option<Within> {
        let group = self.facts.scopes.text(group).to_ascii_lowercase();
        if self.is_above(&group, below) {
            return Some(Within::Sure);
        }
        self.may_be_above(&group, below).then_some(Within::Maybe)
    }

    /// Whether a scope is a subscription of the tenant whose root group has this path.
    pub(super) fn is_in_root_group(&self, group: &str, scope: &str) -> bool {
        subscription_of(scope).is_some_and(|own| self.is_root_of(&group.to_ascii_lowercase(), &own.to_ascii_lowercase()))
    }

    fn is_root_of(&self, group: &str, below: &str) -> bool {
        let is_own_root = || self.root_of.get(below).map_or(self.roots.len() == 1, |root| root == group);
        self.roots.iter().any(|root| root == group) && is_own_root()
    }

    /// By the tree, by a list that shows it in a group of the tree, or as the root group of its tenant.
    fn is_above(&self, group: &str, below: &str) -> bool {
        let shown_in = self.shown_in.get(below).into_iter().flatten();
        self.with_parents(below).iter().skip(1).any(|above| above == group)
            || shown_in.into_iter().any(|shown| self.with_parents(shown).iter().any(|above| above == group))
            || self.is_root_of(group, below)
    }

    /// Whether the exports lack the parents that would tell (R-SCO-5).
    fn may_be_above(&self, group: &str, below: &str) -> bool {
        let is_known = self.facts.scopes.lookup(below).is_some() || self.roots.iter().any(|root| root == below);
        let is_finished = self.vouched || is_known && self.is_finished(below);
        let foreign = self.root_of.get(below).is_some_and(|own| own != group) && self.roots.iter().any(|root| root == group);
        let shown_in = || self.shown_in.get(below).into_iter().flatten();
        let elsewhere = || is_known && (self.is_beside(group, below) || shown_in().any(|shown| self.are_apart(group, shown)));
        !(is_finished || foreign || elsewhere())
    }

    /// Whether everything that contains a scope is known.
    pub(super) fn is_finished(&self, scope: &str) -> bool {
        self.vouched || self.with_parents(scope).iter().any(|at| self.roots.contains(at) || self.vouched_above.contains(at))
    }

    /// The parent that the tree names of a scope, both in lower case.
    pub(super) fn parent(&self, scope: &str) -> Option<&str> {
        self.tree.get(scope).map(String::as_str)
    }

    /// Whether the tree names a parent of a scope.
    pub(super) fn has_parent(&self, scope: &str) -> bool {
        self.tree.contains_key(scope)
    }

    /// Whether the exports name a management group, or a tenant.
    pub(super) fn knows_groups(&self) -> bool {
        let scopes = &self.facts.scopes;
        !self.roots.is_empty() || scopes.ids().any(|scope| scopes.kind(scope) == ScopeKind::ManagementGroup)
    }

    /// Whether the known parents of a group lead into those of a scope: then the group is beside them or below.
    fn is_beside(&self, group: &str, scope: &str) -> bool {
        let chain = self.with_parents(scope);
        self.with_parents(group).iter().find(|above| chain.contains(above)).is_some_and(|meeting| meeting != group)
    }

    /// Whether the known parents of two groups meet above both.
    fn are_apart(&self, one: &str, other: &str) -> bool {
        let chain = self.with_parents(other);
        let meeting = self.with_parents(one).into_iter().find(|above| chain.contains(above));
        meeting.is_some_and(|meeting| meeting != one && meeting != other)
    }

    /// A scope and the parents that the tree names, nearest first.
    fn with_parents(&self, scope: &str) -> Vec<String> {
        let mut chain = vec![scope.to_owned()];
        while let Some(parent) = chain.last().and_then(|at| self.tree.get(at)).filter(|parent| !chain.contains(parent)) {
            chain.push(parent.clone());
        }
        chain
    }
}

fn root(tenant: &str) -> String {
    ScopePath::management_group(tenant).as_str().to_ascii_lowercase()
}

/// The root groups of the tenants that the exports name.
fn roots(facts: &Facts) -> Vec<String> {
    let tenants = facts.organizations.iter().map(|tenant| &tenant.id);
    let tenants = tenants.chain(facts.subscriptions.iter().filter_map(|row| row.tenant.as_ref()));
    let tenants = tenants.chain(facts.management_groups.iter().filter_map(|row| row.tenant.as_ref()));
    let mut roots: Vec<String> = tenants.map(|tenant| root(tenant)).collect();
    roots.arrange();
    roots.dedup();
    roots
}

/// The scope whose lists are those of a place: what is listed for a scope is listed for whatever is in it.
pub(super) fn listed_at(stand: &str) -> &str {
    stand.strip_suffix(ANY_IN).unwrap_or(stand)
}

/// The scope at which a requirement of a target is met: what encloses the target, or the target itself.
pub(super) fn stand<'t>(target: &'t str, kind: &str, at: TargetKind) -> Cow<'t, str> {
    // Groups are in the tenant, and in no scope of Azure.
    let own = if ["tenant", "group"].contains(&kind) { "/" } else { target };
    let enclosing = match at {
        TargetKind::Tenant | TargetKind::Group => Some("/"),
        TargetKind::Subscription => subscription_of(target),
        TargetKind::ResourceGroup => resource_group_of(target),
        TargetKind::Workspace => workspace_of(target),
        TargetKind::Resource => None,
    };
    match enclosing {
        Some(enclosing) => enclosing.into(),
        None if [ANY_WORKSPACE, ANY_RESOURCE].contains(&kind) => format!("{own}{ANY_IN}").into(),
        None => own.into(),
    }
}

/// Scopes of which nobody knows in which of several tenants they are: those with two parents, and what is below these (R-SCO-12).
fn in_two_tenants(facts: &Facts, parents: &BTreeMap<String, Vec<String>>) -> FxHashSet<String> {
    let mut found: FxHashSet<String> = FxHashSet::default();
    if !facts.tenancy.is_mixed() {
        return found;
    }
    found.extend(parents.iter().filter(|(_, known)| known.len() > 1).map(|(child, _)| child.clone()));
    loop {
        let is_below = |(child, known): &(&String, &Vec<String>)| {
            !found.contains(*child) && known.iter().any(|parent| found.contains(parent))
        };
        let more: Vec<String> = parents.iter().filter(is_below).map(|(child, _)| child.clone()).collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}
