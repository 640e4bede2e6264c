//! [`ByGroup`]: what groups have by themselves and through the groups that they are in.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::membership::Memberships;
use super::strength::Strength;
use crate::model::PrincipalId;

/// For each group what its members get by it. Groups that are in each other are one; groups that give the same share one list, so a
/// long chain of groups costs no more than its links.
#[derive(Debug, Clone)]
pub struct ByGroup<T>(FxHashMap<PrincipalId, Arc<[T]>>);

impl<T> Default for ByGroup<T> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

impl<T: Clone + PartialEq> ByGroup<T> {
    /// Gathers over memberships of at least this strength: `own` adds what a group itself has, `normal` sorts a list and takes out
    /// repetitions.
    pub fn new(
        memberships: &Memberships,
        at_least: Strength,
        own: impl Fn(PrincipalId, &mut Vec<T>),
        normal: impl Fn(&mut Vec<T>),
    ) -> Self {
        let mut gathered = Self::default();
        for component in memberships.components(at_least) {
            let mut list = Vec::new();
            for &group in &component {
                own(group, &mut list);
            }
            let outer = gathered.outer(memberships, &component, at_least);
            if let Some(list) = shared(list, &outer, &normal) {
                gathered.0.extend(component.into_iter().map(|group| (group, Arc::clone(&list))));
            }
        }
        gathered
    }

    /// The lists of the groups that the groups of a component are in, each once; those of the component itself are not known yet.
    fn outer(&self, memberships: &Memberships, component: &[PrincipalId], at_least: Strength) -> Vec<Arc<[T]>> {
        let edges = component.iter().flat_map(|&group| memberships.groups_of(group));
        let lists = edges.filter(|edge| edge.strength >= at_least).filter_map(|edge| self.0.get(&edge.group));
        let mut outer: Vec<Arc<[T]>> = lists.cloned().collect();
        outer.sort_unstable_by_key(|list| list.as_ptr());
        outer.dedup_by(|a, b| Arc::ptr_eq(a, b));
        outer
    }

    /// What a group gives its members.
    pub fn of(&self, group: PrincipalId) -> &[T] {
        self.0.get(&group).map(|list| &**list).unwrap_or_default()
    }

    /// Puts another list in the place of that of a group.
    pub(super) fn put(&mut self, group: PrincipalId, list: Vec<T>) {
        self.0.insert(group, list.into());
    }
}

/// One list of all; one of the outer ones, where nothing is added to it.
fn shared<T: Clone + PartialEq>(mut list: Vec<T>, outer: &[Arc<[T]>], normal: &impl Fn(&mut Vec<T>)) -> Option<Arc<[T]>> {
    if let ([one], true) = (outer, list.is_empty()) {
        return Some(Arc::clone(one));
    }
    for outer in outer {
        list.extend_from_slice(outer);
    }
    normal(&mut list);
    if list.is_empty() {
        return None;
    }
    let same = outer.iter().find(|outer| ***outer == *list);
    Some(same.map_or_else(|| list.into(), Arc::clone))
}
