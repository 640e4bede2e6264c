//! Which scope contains which: by path below subscriptions, by hierarchy above them (R-SCO-3..7).
//!
//! Whether a management group contains a scope has three answers: the exports prove it, they rule it out, or they lack the parents that
//! would tell (R-SCO-5).

use petgraph::Direction;
use petgraph::graphmap::DiGraphMap;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::scope::{management_group_id, prefixes, subscription_of};
use crate::model::{CoveragePlace, ExportKind, Facts, Note, NoteCode, Notes, ScopeId, ScopeKind, ScopePath};

/// How sure it is that one scope contains another. `Unknown` is less than sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Containing {
    /// Parents of a management group or subscription were not exported.
    Unknown,
    /// Proved by text, by the tree, or by an inherited listing.
    Sure,
}

/// The management-group tree, and what is known of it.
#[derive(Debug, Clone)]
pub struct ScopeTree {
    /// Child to parent: the edges that every input agrees on.
    parents: DiGraphMap<ScopeId, ()>,
    /// Ancestries that inherited listings prove, nearest or not.
    listed: FxHashMap<ScopeId, Vec<ScopeId>>,
    /// Every management group that is named anywhere.
    groups: Vec<ScopeId>,
    /// The root groups: their id is the tenant's id (R-SCO-4).
    roots: FxHashSet<ScopeId>,
    /// The tenant of a subscription, where an input says, as the root group's scope.
    root_of: FxHashMap<ScopeId, ScopeId>,
    /// The user vouches for the tree: a parent that is not in it does not exist.
    vouched: bool,
    /// The same for what contains one subscription or management group.
    vouched_below: FxHashSet<ScopeId>,
}

impl ScopeTree {
    /// Builds the tree; contradicting parents are noted, and count as unknown.
    pub(super) fn build(facts: &mut Facts, notes: &mut Notes) -> Self {
        let tenants = tenant_roots(facts);
        let (parents, contradicted) = edges(facts, notes);
        let groups = facts.scopes.ids().filter(|&id| facts.scopes.kind(id) == ScopeKind::ManagementGroup).collect();
        let root_of = root_of_subscriptions(facts, &tenants);
        let vouched = contradicted.is_empty() && facts.vouched.contains(&ExportKind::ManagementGroups);
        let vouched_below = facts.vouched_at.iter().filter_map(|&(kind, place)| match place {
            CoveragePlace::Scope(scope) if kind == ExportKind::ManagementGroups => Some(scope),
            CoveragePlace::Scope(_) | CoveragePlace::Tenant | CoveragePlace::Group(_) | CoveragePlace::Unknown => None,
        });
        let vouched_below = vouched_below.filter(|scope| !contradicted.contains(scope)).collect();
        let roots = tenants.into_iter().collect();
        let mut tree = Self { parents, listed: FxHashMap::default(), groups, roots, root_of, vouched, vouched_below };
        tree.listed = tree.believed(facts, &contradicted, notes);
        tree
    }

    /// The ancestries of inherited listings that the tree leaves possible; where it contradicts one, the tree counts (R-SCO-5 b).
    fn believed(
        &self,
        facts: &Facts,
        contradicted: &FxHashSet<ScopeId>,
        notes: &mut Notes,
    ) -> FxHashMap<ScopeId, Vec<ScopeId>> {
        let mut listed: FxHashMap<ScopeId, Vec<ScopeId>> = FxHashMap::default();
        let mut refused = Vec::new();
        let mut chains: FxHashMap<ScopeId, Meetings<'_>> = FxHashMap::default();
        let may_be_two = |group: ScopeId| facts.tenancy.is_mixed() && contradicted.contains(&group);
        for edge in facts.containments.iter().filter(|edge| !edge.direct && !may_be_two(edge.parent)) {
            let chain = chains.entry(edge.child).or_insert_with(|| Meetings::new(self, edge.child));
            let finished = chain.top.is_some_and(|top| self.roots.contains(&top));
            let possible = chain.contains(edge.parent) || !finished && !chain.is_beside(edge.parent);
            if possible {
                listed.entry(edge.child).or_default().push(edge.parent);
            } else {
                refused.push((facts.scopes.text(edge.child), facts.scopes.text(edge.parent)));
            }
        }
        refused.sort_unstable();
        refused.dedup();
        for (child, parent) in refused {
            let message =
                format!("a list shows `{child}` below `{parent}`, and the management-group tree does not; the tree counts");
            let help = "a subscription was moved between two exports: export both again";
            notes.push(Note::warning(NoteCode::ListingContradictsTree, message).help(help));
        }
        listed
    }

    /// Every scope named anywhere that contains the target, or may. Each once; nearest text prefixes first.
    pub fn above(&self, facts: &Facts, target: &str) -> Vec<(ScopeId, Containing)> {
        let by_text = prefixes(target).filter_map(|prefix| facts.scopes.lookup(prefix)).map(|scope| (scope, Containing::Sure));
        let mut above: Vec<_> = by_text.collect();
        if let Some(leaf) = leaf_of(facts, target) {
            self.groups_above(leaf, &mut above);
        }
        if facts.tenancy.is_mixed() && target != "/" {
            roots_above(facts, target, &mut above);
        } else {
            above.extend(facts.tenancy.roots.keys().map(|&root| (root, Containing::Sure)));
        }
        above
    }

    /// Whether one scope contains another; `None`: it does not.
    pub fn contains(&self, facts: &Facts, outer: ScopeId, inner: &str) -> Option<Containing> {
        self.above(facts, inner).into_iter().find(|&(scope, _)| scope == outer).map(|(_, containing)| containing)
    }

    /// The parents of a management group or subscription, nearest first, as far as they are known.
    pub fn known_parents(&self, scope: ScopeId) -> Vec<ScopeId> {
        let mut chain = Vec::new();
        let mut seen = FxHashSet::default();
        let mut at = scope;
        while let Some(parent) = self.parents.neighbors(at).next().filter(|&parent| seen.insert(parent)) {
            chain.push(parent);
            at = parent;
        }
        chain
    }

    /// Whether everything that contains a subscription or management group is known.
    pub fn is_finished(&self, scope: ScopeId) -> bool {
        let is_end = |scope: &ScopeId| self.roots.contains(scope) || self.vouched_below.contains(scope);
        self.vouched || self.with_parents(scope).iter().any(is_end)
    }

    /// Every management group that is named anywhere.
    pub fn management_groups(&self) -> &[ScopeId] {
        &self.groups
    }

    fn groups_above(&self, leaf: HierarchyStart, above: &mut Vec<(ScopeId, Containing)>) {
        let already: FxHashSet<ScopeId> = above.iter().map(|&(scope, _)| scope).collect();
        let chain: FxHashSet<ScopeId> = leaf.scope.map(|scope| self.known_parents(scope)).into_iter().flatten().collect();
        let listed = leaf.scope.and_then(|scope| self.listed.get(&scope)).map(Vec::as_slice).unwrap_or_default();
        let joined: FxHashSet<ScopeId> = listed.iter().flat_map(|&group| self.with_parents(group)).collect();
        let finished = self.vouched || leaf.scope.is_some_and(|scope| self.is_finished(scope));
        let mut own = leaf.scope.map(|scope| Meetings::new(self, scope));
        let mut listed: Vec<Meetings<'_>> = listed.iter().map(|&above| Meetings::new(self, above)).collect();
        // What contains the leaf lies on one path with what is known to contain it.
        let mut may_contain = |group| match &mut own {
            None => true,
            Some(own) => !own.is_beside(group) && !listed.iter_mut().any(|above| above.is_apart(group)),
        };
        for &group in self.groups.iter().filter(|group| !already.contains(group)) {
            let sure = chain.contains(&group) || joined.contains(&group) || self.is_root_of(leaf, group);
            if sure {
                above.push((group, Containing::Sure));
            } else if !finished && may_contain(group) && !self.is_foreign_root(leaf, group) {
                above.push((group, Containing::Unknown));
            }
        }
    }

    fn with_parents(&self, scope: ScopeId) -> Vec<ScopeId> {
        let mut chain = vec![scope];
        chain.extend(self.known_parents(scope));
        chain
    }

    /// The tenant root group contains everything in its tenant (R-SCO-5 a).
    fn is_root_of(&self, leaf: HierarchyStart, group: ScopeId) -> bool {
        if !self.roots.contains(&group) {
            return false;
        }
        match leaf.scope.and_then(|scope| self.root_of.get(&scope)) {
            Some(root) => *root == group,
            None => self.roots.len() == 1,
        }
    }

    /// The root group of another tenant than the subscription's (R-SCO-12).
    fn is_foreign_root(&self, leaf: HierarchyStart, group: ScopeId) -> bool {
        let own = leaf.scope.and_then(|scope| self.root_of.get(&scope));
        self.roots.contains(&group) && own.is_some_and(|own| *own != group)
    }
}

/// Where the known parents of management groups first meet the chain of one scope. Each group is walked once.
struct Meetings<'t> {
    tree: &'t ScopeTree,
    of: ScopeId,
    /// The scope and its known parents.
    chain: FxHashSet<ScopeId>,
    /// The last of these.
    top: Option<ScopeId>,
    known: FxHashMap<ScopeId, Option<ScopeId>>,
}

impl<'t> Meetings<'t> {
    fn new(tree: &'t ScopeTree, of: ScopeId) -> Self {
        let chain = tree.with_parents(of);
        let top = chain.last().copied();
        Self { tree, of, chain: chain.into_iter().collect(), top, known: FxHashMap::default() }
    }

    fn contains(&self, scope: ScopeId) -> bool {
        self.chain.contains(&scope)
    }

    /// A group whose known parents lead into the chain is beside that chain or below it, never above the scope.
    fn is_beside(&mut self, group: ScopeId) -> bool {
        self.meeting(group).is_some_and(|meeting| meeting != group)
    }

    /// Of the group and the scope neither can contain the other: their known parents meet above both.
    fn is_apart(&mut self, group: ScopeId) -> bool {
        self.meeting(group).is_some_and(|meeting| meeting != group && meeting != self.of)
    }

    fn meeting(&mut self, group: ScopeId) -> Option<ScopeId> {
        let (mut walked, mut at) = (Vec::new(), Some(group));
        let meeting = loop {
            let Some(next) = at else { break None };
            if self.chain.contains(&next) {
                break Some(next);
            }
            if let Some(&known) = self.known.get(&next) {
                break known;
            }
            // Groups in a circle meet nothing: the walk ends where it was before.
            self.known.insert(next, None);
            walked.push(next);
            at = self.tree.parents.neighbors(next).next();
        };
        self.known.extend(walked.into_iter().map(|group| (group, meeting)));
        meeting
    }
}

/// Among several tenants `/` is above what is of its tenant; a row at `/` of which nobody knows the tenant may be (R-SCO-12).
fn roots_above(facts: &Facts, target: &str, above: &mut Vec<(ScopeId, Containing)>) {
    let own = facts.tenancy.of_scope(target);
    for (scope, containing) in above.iter_mut() {
        if facts.scopes.kind(*scope) == ScopeKind::Root {
            *containing = Containing::Unknown;
        }
    }
    let mut roots: Vec<(ScopeId, &str)> = facts.tenancy.roots.iter().map(|(&root, tenant)| (root, &**tenant)).collect();
    roots.sort_unstable();
    for (root, tenant) in roots {
        match own {
            Some(own) if own == tenant => above.push((root, Containing::Sure)),
            Some(_) => {}
            None => above.push((root, Containing::Unknown)),
        }
    }
}

/// Where the hierarchy starts; `None` where no input names that subscription or group.
#[derive(Debug, Clone, Copy)]
struct HierarchyStart {
    scope: Option<ScopeId>,
}

/// The subscription or management group from which the hierarchy goes up, if the target is in one.
fn leaf_of(facts: &Facts, target: &str) -> Option<HierarchyStart> {
    let own = management_group_id(target).map(|id| ScopePath::management_group(id).as_str().to_owned());
    let path = own.or_else(|| subscription_of(target).map(str::to_owned))?;
    Some(HierarchyStart { scope: facts.scopes.lookup(&path) })
}

/// The ids of the tenants that the inputs name, sorted.
pub(crate) fn tenant_ids(facts: &Facts) -> Vec<String> {
    let organizations = facts.organizations.iter().map(|organization| &organization.id);
    let subscriptions = facts.subscriptions.iter().filter_map(|subscription| subscription.tenant.as_ref());
    let groups = facts.management_groups.iter().filter_map(|group| group.tenant.as_ref());
    let mut ids: Vec<String> = organizations.chain(subscriptions).chain(groups).map(ToString::to_string).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// The root groups of the tenants that the inputs name.
fn tenant_roots(facts: &mut Facts) -> Vec<ScopeId> {
    let path = |id: &String| ScopePath::management_group(id);
    tenant_ids(facts).iter().map(|id| facts.scopes.intern(path(id).as_str())).collect()
}

fn root_of_subscriptions(facts: &Facts, roots: &[ScopeId]) -> FxHashMap<ScopeId, ScopeId> {
    let root = |tenant: &str| {
        let path = ScopePath::management_group(tenant);
        facts.scopes.lookup(path.as_str()).filter(|scope| roots.contains(scope))
    };
    let pair = |subscription: &crate::model::Subscription| Some((subscription.scope, root(subscription.tenant.as_deref()?)?));
    facts.subscriptions.iter().filter_map(pair).collect()
}

/// The edges that the inputs agree on, and the children with contradicting parents.
fn edges(facts: &Facts, notes: &mut Notes) -> (DiGraphMap<ScopeId, ()>, FxHashSet<ScopeId>) {
    let mut parents: DiGraphMap<ScopeId, ()> = DiGraphMap::new();
    let mut contradicted = FxHashSet::default();
    for edge in facts.containments.iter().filter(|edge| edge.direct && edge.child != edge.parent) {
        parents.add_edge(edge.child, edge.parent, ());
        if parents.neighbors(edge.child).count() > 1 {
            contradicted.insert(edge.child);
        }
    }
    let mut children: Vec<_> = contradicted.iter().copied().collect();
    children.sort_by_key(|&child| facts.scopes.text(child).to_ascii_lowercase());
    for child in children {
        let scope = facts.scopes.text(child);
        let message = format!("the exports name different parents for `{scope}`; what contains it counts as unknown");
        notes.push(
            Note::warning(NoteCode::ContradictingParents, message).help("export the management-group tree once, in one run"),
        );
        let named: Vec<_> = parents.neighbors(child).collect();
        for parent in named {
            parents.remove_edge(child, parent);
        }
    }
    if facts.tenancy.is_mixed() {
        forget_below(&mut parents, &mut contradicted);
    }
    (parents, contradicted)
}

/// An id names a management group of one tenant: with two parents it may be two groups, and what is in which of them is not told (R-SCO-12).
fn forget_below(parents: &mut DiGraphMap<ScopeId, ()>, contradicted: &mut FxHashSet<ScopeId>) {
    let mut todo: Vec<ScopeId> = contradicted.iter().copied().collect();
    while let Some(group) = todo.pop() {
        let children: Vec<ScopeId> = parents.neighbors_directed(group, Direction::Incoming).collect();
        for child in children {
            parents.remove_edge(child, group);
            contradicted.insert(child);
            todo.push(child);
        }
    }
}
