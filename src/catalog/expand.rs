//! The operations of a catalog that permissions match: the concrete form of the pattern algebra, for counting and display.
//!
//! No decision rests on it: an operation that the catalog lacks may still be granted (R-PAT-9). The result is exactly what
//! [`Pattern::matches`] says of every operation; sorted names only make it fast.

use std::ops::Range;

use fixedbitset::FixedBitSet;

use super::operations::{OperationId, Operations};
use crate::model::{PermissionBlock, Plane, RoleDefinition};
use crate::pattern::{Pattern, PatternSet, Wildcards};

/// A set of operations of one catalog. Sets of different catalogs cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct OperationSet(FixedBitSet);

/// What a block says of one plane.
#[derive(Clone, Copy)]
struct PlaneLists<'b> {
    plane: Plane,
    allow: &'b [Pattern],
    except: &'b [Pattern],
}

impl OperationSet {
    /// The empty set.
    pub fn new(operations: &Operations) -> Self {
        Self(FixedBitSet::with_capacity(operations.len()))
    }

    /// Whether an operation is in it.
    pub fn contains(&self, id: OperationId) -> bool {
        self.0.contains(id.index())
    }

    /// Adds an operation.
    pub fn insert(&mut self, id: OperationId) {
        self.0.grow(id.index() + 1);
        self.0.insert(id.index());
    }

    /// How many operations are in it.
    pub fn len(&self) -> usize {
        self.0.count_ones(..)
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_clear()
    }

    /// The operations, by number: by plane, then by name.
    pub fn iter(&self) -> impl Iterator<Item = OperationId> + '_ {
        self.0.ones().map(|at| OperationId(at as u32))
    }

    /// How many operations are in both.
    pub fn common(&self, other: &Self) -> usize {
        self.0.intersection_count(&other.0)
    }

    /// Whether every operation of this set is in the other.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// Adds every operation of another set.
    pub fn union_with(&mut self, other: &Self) {
        self.0.union_with(&other.0);
    }

    /// Keeps what is in both.
    pub fn intersect_with(&mut self, other: &Self) {
        self.0.intersect_with(&other.0);
    }

    /// Takes out every operation of another set.
    pub fn difference_with(&mut self, other: &Self) {
        self.0.difference_with(&other.0);
    }
}

impl Operations {
    /// The operations of a plane that a pattern matches (R-PAT-5, R-PAT-7).
    pub fn matching(&self, pattern: &Pattern, plane: Plane, wildcards: Wildcards) -> OperationSet {
        let mut set = OperationSet::new(self);
        self.add(pattern, plane, wildcards, &mut set);
        set
    }

    /// The first operation of a plane, by name, that a pattern matches.
    pub fn first_matching(&self, pattern: &Pattern, plane: Plane, wildcards: Wildcards) -> Option<OperationId> {
        let Some((prefix, _)) = pattern.folded().split_once('*') else {
            return self.find(plane, pattern.folded());
        };
        let mut candidates = self.with_prefix(plane, prefix).map(OperationId);
        candidates.find(|&id| pattern.matches(self.lower_name(id), wildcards))
    }

    /// The operations of a plane in a set of blocks: in each block, what it allows less its exceptions (R-PAT-12).
    pub fn expand(&self, set: &PatternSet, plane: Plane, wildcards: Wildcards) -> OperationSet {
        let mut result = OperationSet::new(self);
        for block in &set.blocks {
            let lists = PlaneLists { plane, allow: &block.allow, except: &block.except };
            self.add_block(lists, wildcards, &mut result);
        }
        result
    }

    /// The operations of both planes that permission blocks grant, each block for itself (R-DEF-2, R-PAT-12). Their conditions
    /// are ignored.
    pub fn expand_blocks(&self, blocks: &[PermissionBlock], wildcards: Wildcards) -> OperationSet {
        let mut result = OperationSet::new(self);
        for block in blocks {
            let control = PlaneLists { plane: Plane::Control, allow: &block.actions, except: &block.not_actions };
            let data = PlaneLists { plane: Plane::Data, allow: &block.data_actions, except: &block.not_data_actions };
            self.add_block(control, wildcards, &mut result);
            self.add_block(data, wildcards, &mut result);
        }
        result
    }

    /// The operations of both planes that a role grants. Conditions are ignored.
    pub fn expand_role(&self, role: &RoleDefinition, wildcards: Wildcards) -> OperationSet {
        self.expand_blocks(&role.blocks, wildcards)
    }

    fn add_block(&self, lists: PlaneLists<'_>, wildcards: Wildcards, result: &mut OperationSet) {
        let PlaneLists { plane, allow, except } = lists;
        if except.is_empty() {
            return allow.iter().for_each(|pattern| self.add(pattern, plane, wildcards, result));
        }
        let mut own = OperationSet::new(self);
        let mut less = OperationSet::new(self);
        for pattern in allow {
            self.add(pattern, plane, wildcards, &mut own);
        }
        for pattern in except {
            self.add(pattern, plane, wildcards, &mut less);
        }
        own.difference_with(&less);
        result.union_with(&own);
    }

    fn add(&self, pattern: &Pattern, plane: Plane, wildcards: Wildcards, set: &mut OperationSet) {
        let Some((prefix, suffix)) = pattern.folded().split_once('*') else {
            return self.find(plane, pattern.folded()).into_iter().for_each(|id| set.0.insert(id.index()));
        };
        let candidates = self.with_prefix(plane, prefix);
        if suffix.is_empty() {
            set.0.insert_range(candidates.start as usize..candidates.end as usize);
        } else if suffix.contains('*') {
            self.add_where(candidates, set, |name| pattern.matches(name, wildcards));
        } else {
            let merges = wildcards == Wildcards::Documented && prefix.ends_with('/') && suffix.starts_with('/');
            let least = prefix.len() + suffix.len() - usize::from(merges);
            let first = suffix.as_bytes().first();
            // One letter tells most names apart.
            let may_end = |name: &str| name.as_bytes().get(name.len() - suffix.len()) == first;
            self.add_where(candidates, set, |name| name.len() >= least && may_end(name) && name.ends_with(suffix));
        }
    }

    /// The operations of a plane whose two last segments are among some (in lower case), each with the number that these have.
    pub fn ending_in(&self, plane: Plane, endings: &[(usize, &str)]) -> impl Iterator<Item = (usize, OperationId)> {
        self.with_prefix(plane, "").map(OperationId).filter_map(|id| {
            let own = last_two_segments(self.lower_name(id))?;
            endings.iter().find(|(_, ending)| *ending == own).map(|&(number, _)| (number, id))
        })
    }

    fn add_where(&self, candidates: Range<u32>, set: &mut OperationSet, holds: impl Fn(&str) -> bool) {
        for id in candidates.map(OperationId).filter(|&id| holds(self.lower_name(id))) {
            set.0.insert(id.index());
        }
    }
}

/// The last two segments of a name that has more.
fn last_two_segments(name: &str) -> Option<&str> {
    let last = name.bytes().rposition(|byte| byte == b'/')?;
    let before = name.bytes().take(last).rposition(|byte| byte == b'/')?;
    name.get(before + 1..)
}
