//! [`RoleAccess`]: what the permission blocks of a role give, by plane and condition.

use super::regions::{BlockRegion, ConditionKey, split};
use super::union::union;
use crate::arrange::Arrange as _;
use crate::catalog::{Catalog, OperationSet};
use crate::condition::Condition;
use crate::decide::in_its_plane;
use crate::model::{PermissionBlock, Plane};
use crate::pattern::{Block, Pattern, PatternSet, Wildcards};

/// What blocks give in both planes. Blocks are never merged before their exceptions are taken out (R-DEF-2, R-PAT-12).
#[derive(Debug, Clone)]
pub struct RoleAccess<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) wildcards: Wildcards,
    pub(super) planes: [PlaneAccess; 2],
}

/// What blocks give in one plane.
#[derive(Debug, Clone)]
pub struct PlaneAccess {
    /// Which.
    pub plane: Plane,
    /// Without a condition.
    pub unconditional: AccessPart,
    /// What is given under each condition, including what is also given without one; by condition.
    pub conditional: Vec<(ConditionKey, AccessPart)>,
    /// The patterns that allow something, as they are written.
    written: Vec<Pattern>,
}

/// The actions of some blocks, over all strings and over the catalog.
#[derive(Debug, Clone)]
pub struct AccessPart {
    /// Over all strings.
    pub set: PatternSet,
    /// Over the catalog.
    pub operations: OperationSet,
}

impl<'c> RoleAccess<'c> {
    /// What blocks give.
    pub fn new(blocks: &[PermissionBlock], catalog: &'c Catalog, wildcards: Wildcards) -> Self {
        let planes = Plane::ALL.map(|plane| PlaneAccess::new(blocks, plane, catalog, wildcards));
        Self { catalog, wildcards, planes }
    }

    /// What is given in each plane, the control plane first.
    pub fn planes(&self) -> &[PlaneAccess; 2] {
        &self.planes
    }

    /// The catalog whose operations are counted.
    pub fn catalog(&self) -> &'c Catalog {
        self.catalog
    }

    /// How middle wildcards are read (R-PAT-4).
    pub fn wildcards(&self) -> Wildcards {
        self.wildcards
    }

    /// The operations of both planes, those under conditions included.
    pub fn operations(&self) -> OperationSet {
        let mut all = OperationSet::new(self.catalog.operations());
        self.planes.iter().flat_map(PlaneAccess::parts).for_each(|(_, part)| all.union_with(&part.operations));
        all
    }

    /// Whether the other gives everything that this one gives, over all strings; `None` if that cannot be told.
    ///
    /// The catalog is asked first: an operation that only this one has proves a no as well as any other string.
    pub fn is_within(&self, other: &Self) -> Option<bool> {
        let pairs = || self.planes.iter().zip(&other.planes);
        if !pairs().all(|(own, others)| own.may_be_within(others)) {
            return Some(false);
        }
        let mut all = Some(true);
        for (own, others) in pairs() {
            match own.is_within(others, self.wildcards) {
                Some(false) => return Some(false),
                None => all = None,
                Some(true) => {}
            }
        }
        all
    }

    /// Whether both give the same, over all strings; `None` where that cannot be told.
    pub fn is_same(&self, other: &Self) -> Option<bool> {
        match self.is_within(other) {
            Some(true) => other.is_within(self),
            no => no,
        }
    }
}

impl PlaneAccess {
    fn new(blocks: &[PermissionBlock], plane: Plane, catalog: &Catalog, wildcards: Wildcards) -> Self {
        let mut sets: Vec<(Option<ConditionKey>, PatternSet)> = vec![(None, PatternSet::default())];
        for (key, block) in blocks.iter().flat_map(|block| regions_of(block, plane, catalog, wildcards)) {
            match sets.iter_mut().find(|(known, _)| *known == key) {
                Some((_, set)) => set.blocks.push(block),
                None => sets.push((key, PatternSet { blocks: vec![block] })),
            }
        }
        sets.arrange_by(|(a, _), (b, _)| a.cmp(b));
        let part = |set: PatternSet| AccessPart { operations: catalog.operations().expand(&set, plane, wildcards), set };
        let mut sets = sets.into_iter();
        let unconditional = part(sets.next().map(|(_, set)| set).unwrap_or_default());
        let conditional = sets.filter_map(|(key, set)| Some((key?, part(set)))).collect();
        let written = blocks.iter().flat_map(|block| lists(block, plane).0).cloned().collect();
        Self { plane, unconditional, conditional, written }
    }

    /// The pattern that is written and gives what another one matches: a condition cuts patterns.
    pub(super) fn as_written<'p>(&'p self, pattern: &'p Pattern, wildcards: Wildcards) -> &'p Pattern {
        let is_same = |own: &&Pattern| own.folded() == pattern.folded();
        let same = self.written.iter().find(is_same);
        same.or_else(|| self.written.iter().find(|own| own.covers(pattern, wildcards))).unwrap_or(pattern)
    }

    /// Every part with its condition, the one without first.
    pub fn parts(&self) -> impl Iterator<Item = (Option<&ConditionKey>, &AccessPart)> {
        let conditional = self.conditional.iter().map(|(key, part)| (Some(key), part));
        std::iter::once((None, &self.unconditional)).chain(conditional)
    }

    /// What is given wherever a condition holds: without one, and under those that hold wherever it does.
    pub(super) fn wherever(&self, key: Option<&ConditionKey>) -> impl Iterator<Item = &AccessPart> {
        self.parts().filter(move |(own, _)| is_met(*own, key)).map(|(_, part)| part)
    }

    /// Whether the other may give everything that this one gives, as far as the catalog shows.
    fn may_be_within(&self, other: &Self) -> bool {
        self.parts().all(|(key, part)| {
            let mut left = part.operations.clone();
            other.wherever(key).for_each(|held| left.difference_with(&held.operations));
            left.is_empty()
        })
    }

    fn is_within(&self, other: &Self, wildcards: Wildcards) -> Option<bool> {
        let mut all = Some(true);
        for (key, part) in self.parts() {
            let held: Vec<&PatternSet> = other.wherever(key).map(|part| &part.set).collect();
            match part.set.is_within(&union(&held), wildcards) {
                Some(false) => return Some(false),
                None => all = None,
                Some(true) => {}
            }
        }
        all
    }
}

/// Whether a condition is met wherever another one holds; nothing is no condition.
pub(super) fn is_met(own: Option<&ConditionKey>, given: Option<&ConditionKey>) -> bool {
    own.is_none_or(|own| given.is_some_and(|given| given.implies(own)))
}

/// What a block allows and excepts in a plane.
pub(super) fn lists(block: &PermissionBlock, plane: Plane) -> (&[Pattern], &[Pattern]) {
    match plane {
        Plane::Control => (&block.actions, &block.not_actions),
        Plane::Data => (&block.data_actions, &block.not_data_actions),
    }
}

/// The parts of a block by what has to hold for them.
fn regions_of(block: &PermissionBlock, plane: Plane, catalog: &Catalog, wildcards: Wildcards) -> Vec<BlockRegion> {
    let (allow, except) = lists(block, plane);
    if allow.is_empty() {
        return Vec::new();
    }
    let own = Block { allow: allow.to_vec(), except: except.to_vec() };
    match block.condition.as_deref().filter(|text| !text.trim().is_empty()) {
        Some(text) => {
            let condition = Condition::new(text, block.condition_version.as_deref());
            split(&own, &in_its_plane(catalog, condition, plane), wildcards)
        }
        None => vec![(None, own)],
    }
}
