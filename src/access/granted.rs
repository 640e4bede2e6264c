//! [`RoleAccess`]: what the permission blocks of a role give, by plane and condition.

use std::sync::Arc;

use super::union::union;
use crate::arrange::Arrange as _;
use crate::catalog::{Catalog, OperationSet};
use crate::condition::Condition;
use crate::model::{PermissionBlock, Plane};
use crate::pattern::{Block, Pattern, PatternSet, Wildcards};

/// The canonical spelling of a condition and its version: conditions with the same key mean the same.
pub type ConditionKey = Arc<str>;

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
        for block in blocks {
            let (allow, except) = lists(block, plane);
            if allow.is_empty() {
                continue;
            }
            let key = key(block);
            let block = Block { allow: allow.to_vec(), except: except.to_vec() };
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
        Self { plane, unconditional, conditional }
    }

    /// Every part with its condition, the one without first.
    pub fn parts(&self) -> impl Iterator<Item = (Option<&ConditionKey>, &AccessPart)> {
        let conditional = self.conditional.iter().map(|(key, part)| (Some(key), part));
        std::iter::once((None, &self.unconditional)).chain(conditional)
    }

    /// What is given under a condition, apart from what is given without one.
    pub(super) fn under(&self, key: &ConditionKey) -> Option<&AccessPart> {
        self.conditional.iter().find(|(own, _)| own == key).map(|(_, part)| part)
    }

    /// Whether the other may give everything that this one gives, as far as the catalog shows.
    fn may_be_within(&self, other: &Self) -> bool {
        self.parts().all(|(key, part)| match key.and_then(|key| other.under(key)) {
            None => part.operations.is_subset(&other.unconditional.operations),
            Some(others) => {
                let mut held = others.operations.clone();
                held.union_with(&other.unconditional.operations);
                part.operations.is_subset(&held)
            }
        })
    }

    fn is_within(&self, other: &Self, wildcards: Wildcards) -> Option<bool> {
        let mut all = Some(true);
        for (key, part) in self.parts() {
            let within = match key.and_then(|key| other.under(key)) {
                None => part.set.is_within(&other.unconditional.set, wildcards),
                Some(others) => part.set.is_within(&union(&[&other.unconditional.set, &others.set]), wildcards),
            };
            match within {
                Some(false) => return Some(false),
                None => all = None,
                Some(true) => {}
            }
        }
        all
    }
}

/// What a block allows and excepts in a plane.
pub(super) fn lists(block: &PermissionBlock, plane: Plane) -> (&[Pattern], &[Pattern]) {
    match plane {
        Plane::Control => (&block.actions, &block.not_actions),
        Plane::Data => (&block.data_actions, &block.not_data_actions),
    }
}

fn key(block: &PermissionBlock) -> Option<ConditionKey> {
    let text = block.condition.as_deref().filter(|text| !text.trim().is_empty())?;
    Some(condition_key(text, block.condition_version.as_deref()))
}

/// The key of a condition: the same for every spelling of it.
pub(crate) fn condition_key(text: &str, version: Option<&str>) -> ConditionKey {
    let condition = Condition::new(text, version);
    match condition.version() {
        "2.0" => condition.to_string().into(),
        version => format!("{condition} (version {version})").into(),
    }
}
