//! [`AccessAgain`]: what the blocks of a role give, asked string by string.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, OperationId};
use crate::condition::Condition;
use crate::model::{PermissionBlock, Plane};
use crate::pattern::Wildcards;
use crate::verify::glob::Glob;
use crate::verify::regions::regions;
use crate::verify::roles::{GlobClause, clauses};

/// A condition in its canonical spelling; none where a block has none.
pub(super) type ConditionSpelling = Option<String>;

/// Each block with its condition.
pub(super) type ConditionedClauses = Vec<(ConditionSpelling, GlobClause)>;

/// What blocks give, by plane.
pub(super) struct AccessAgain {
    pub blocks: [ConditionedClauses; 2],
}

/// Strings that tell some patterns apart.
pub(super) struct AccessStrings {
    pub list: Vec<String>,
    /// Whether there is no other kind of string.
    pub complete: bool,
}

impl AccessAgain {
    pub(super) fn new(blocks: &[PermissionBlock], catalog: &Catalog, wildcards: Wildcards) -> Self {
        let mut found: [ConditionedClauses; 2] = Default::default();
        for block in blocks {
            let bare = PermissionBlock { condition: None, ..block.clone() };
            let own = clauses(std::slice::from_ref(&bare), catalog, wildcards);
            for (all, of_plane) in found.iter_mut().zip(own) {
                let gives = of_plane.into_iter().filter(|clause| !clause.allow.is_empty());
                all.extend(gives.map(|clause| (spelling(block), clause)));
            }
        }
        Self { blocks: found }
    }

    pub(super) fn of_plane(&self, plane: Plane) -> &[(ConditionSpelling, GlobClause)] {
        self.blocks.get(plane as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// The conditions under which an action is given: one that is given without one is given without one only.
    pub(super) fn conditions_of(&self, plane: Plane, action: &str) -> BTreeSet<ConditionSpelling> {
        let own = self.of_plane(plane).iter().filter(|(_, clause)| clause.covers(action));
        let mut found: BTreeSet<ConditionSpelling> = own.map(|(condition, _)| condition.clone()).collect();
        if found.contains(&None) {
            found.retain(Option::is_none);
        }
        found
    }

    /// The operations of the catalog that are given in a plane, under whatever condition.
    pub(super) fn operations(&self, plane: Plane, catalog: &Catalog) -> BTreeSet<OperationId> {
        self.of_plane(plane).iter().flat_map(|(_, clause)| matched(plane, clause, catalog)).collect()
    }

    fn globs(&self, plane: Plane) -> impl Iterator<Item = &Glob> {
        self.of_plane(plane).iter().flat_map(|(_, clause)| clause.allow.iter().chain(&clause.except))
    }

    fn allow(&self, plane: Plane) -> impl Iterator<Item = &Glob> {
        self.of_plane(plane).iter().flat_map(|(_, clause)| &clause.allow)
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
                self.conditions_of(plane, action).iter().all(|own| its.contains(&None) || its.contains(own))
            };
            if !strings.list.iter().all(is_given) {
                return Some(false);
            }
        }
        complete.then_some(true)
    }

    /// Whether nothing at all is given.
    pub(super) fn is_nothing(&self) -> bool {
        self.is_within(&Self { blocks: Default::default() }) == Some(true)
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

fn spelling(block: &PermissionBlock) -> ConditionSpelling {
    let text = block.condition.as_deref().filter(|text| !text.trim().is_empty())?;
    let condition = Condition::new(text, block.condition_version.as_deref());
    Some(match condition.version() {
        "2.0" => condition.to_string(),
        version => format!("{condition} (version {version})"),
    })
}
