//! [`AccessAgain`]: what the blocks of a role give, asked string by string.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, OperationId};
use crate::condition::{Condition, ConditionForm, RegionCondition};
use crate::model::{PermissionBlock, Plane};
use crate::pattern::Wildcards;
use crate::verify::glob::Glob;
use crate::verify::narrowing::Narrowing;
use crate::verify::regions::regions;
use crate::verify::roles::{GlobClause, clauses};

/// What has to hold for an action to be given; none where nothing has to.
pub(in crate::verify) type GivenWhere = Option<ConditionForm>;

/// A block in one plane.
pub(in crate::verify) struct BlockAgain {
    pub clause: GlobClause,
    /// Its condition.
    condition: Option<Narrowing>,
}

/// What blocks give, by plane.
#[derive(Default)]
pub(in crate::verify) struct AccessAgain {
    blocks: [Vec<BlockAgain>; 2],
}

/// Strings that tell some patterns apart.
pub(super) struct AccessStrings {
    pub list: Vec<String>,
    /// Whether there is no other kind of string.
    pub complete: bool,
}

impl AccessAgain {
    pub(in crate::verify) fn new(blocks: &[PermissionBlock], catalog: &Catalog, wildcards: Wildcards) -> Self {
        let mut found: [Vec<BlockAgain>; 2] = Default::default();
        for block in blocks {
            let bare = PermissionBlock { condition: None, ..block.clone() };
            let own = clauses(std::slice::from_ref(&bare), catalog, wildcards);
            for ((all, of_plane), plane) in found.iter_mut().zip(own).zip(Plane::ALL) {
                let gives = of_plane.into_iter().filter(|clause| !clause.allow.is_empty());
                let condition = || Some(Narrowing::new(condition(block)?, plane, catalog, wildcards));
                all.extend(gives.map(|clause| BlockAgain { clause, condition: condition() }));
            }
        }
        Self { blocks: found }
    }

    pub(in crate::verify) fn of_plane(&self, plane: Plane) -> &[BlockAgain] {
        self.blocks.get(plane as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// What has to hold for an action to be given, of each block that gives it: where one gives it whatever holds, nothing else.
    pub(in crate::verify) fn conditions_of(&self, plane: Plane, action: &str) -> BTreeSet<GivenWhere> {
        let mut found: BTreeSet<GivenWhere> = self.of_plane(plane).iter().filter_map(|block| block.given(action)).collect();
        if found.contains(&None) {
            found.retain(Option::is_none);
        }
        found
    }

    /// The operations of the catalog that are given in a plane, under whatever condition.
    pub(super) fn operations(&self, plane: Plane, catalog: &Catalog) -> BTreeSet<OperationId> {
        let of = |block: &BlockAgain| {
            let is_given = |id: &OperationId| block.given(catalog.operations().lower_name(*id)).is_some();
            matched(plane, &block.clause, catalog).into_iter().filter(is_given).collect::<Vec<_>>()
        };
        self.of_plane(plane).iter().flat_map(of).collect()
    }

    /// The patterns of the blocks, and of their conditions.
    fn globs(&self, plane: Plane) -> impl Iterator<Item = &Glob> {
        self.of_plane(plane).iter().flat_map(|block| {
            let of_condition = block.condition.iter().flat_map(Narrowing::patterns);
            block.clause.allow.iter().chain(&block.clause.except).chain(of_condition)
        })
    }

    pub(super) fn allow(&self, plane: Plane) -> impl Iterator<Item = &Glob> {
        self.of_plane(plane).iter().flat_map(|block| &block.clause.allow)
    }

    /// Whether a block of a plane has a condition.
    pub(super) fn has_conditions(&self, plane: Plane) -> bool {
        self.of_plane(plane).iter().any(|block| block.condition.is_some())
    }

    /// Whether patterns with several stars may have made a search too large.
    pub(super) fn has_several_stars(&self, plane: Plane) -> bool {
        self.globs(plane).any(|glob| glob.readings().iter().any(|parts| parts.len() > 2))
    }

    /// Whether everything that is given is given by another one; nothing where that cannot be told.
    pub(super) fn is_within(&self, other: &Self) -> Option<bool> {
        let mut complete = true;
        for plane in Plane::ALL {
            let strings = strings(plane, &[self], &[other]);
            complete &= strings.complete;
            let is_given = |action: &String| {
                let its = other.conditions_of(plane, action);
                self.conditions_of(plane, action).iter().all(|own| is_held(own, &its))
            };
            if !strings.list.iter().all(is_given) {
                return Some(false);
            }
        }
        complete.then_some(true)
    }

    /// Whether nothing at all is given.
    pub(super) fn is_nothing(&self) -> bool {
        self.is_within(&Self::default()) == Some(true)
    }
}

/// The strings that some accesses give, one for each way in which their patterns and those of others tell them apart.
pub(super) fn strings(plane: Plane, of: &[&AccessAgain], others: &[&AccessAgain]) -> AccessStrings {
    let mut wanted: Vec<&Glob> = of.iter().flat_map(|own| own.allow(plane)).collect();
    wanted.sort_by(|a, b| a.text().cmp(b.text()));
    wanted.dedup_by(|a, b| a.text() == b.text());
    let mut rest: Vec<&Glob> = of.iter().chain(others).flat_map(|own| own.globs(plane)).collect();
    rest.sort_by(|a, b| a.text().cmp(b.text()));
    rest.dedup_by(|a, b| a.text() == b.text());
    let found = regions(&wanted, &rest);
    AccessStrings { list: found.strings, complete: found.complete }
}

/// The operations of a plane that a clause gives.
pub(super) fn matched(plane: Plane, clause: &GlobClause, catalog: &Catalog) -> BTreeSet<OperationId> {
    let operations = catalog.operations();
    let of_glob = |glob: &Glob| {
        // What comes before the first star is what a name begins with.
        let prefix = glob.text().split('*').next().unwrap_or_default().to_owned();
        operations.starting_with(plane, &prefix).filter(|id| clause.covers(operations.lower_name(*id))).collect::<Vec<_>>()
    };
    clause.allow.iter().flat_map(of_glob).collect()
}

/// Whether something is given wherever it is given under a condition.
pub(in crate::verify) fn is_held(given: &GivenWhere, held: &BTreeSet<GivenWhere>) -> bool {
    held.iter().any(|own| own.as_ref().is_none_or(|own| given.as_ref().is_some_and(|given| given.implies(own))))
}

impl BlockAgain {
    /// What has to hold for the block to give an action, in lower case; nothing where it does not give it, whatever holds.
    pub(in crate::verify) fn given(&self, action: &str) -> Option<GivenWhere> {
        if !self.clause.covers(action) {
            return None;
        }
        match self.condition.as_ref().map(|condition| condition.of_action(action)) {
            None | Some(RegionCondition::Always) => Some(None),
            Some(RegionCondition::Never) => None,
            Some(RegionCondition::Where(form)) => Some(Some(form)),
        }
    }
}

fn condition(block: &PermissionBlock) -> Option<Condition> {
    let text = block.condition.as_deref().filter(|text| !text.trim().is_empty())?;
    Some(Condition::new(text, block.condition_version.as_deref()))
}
