//! [`CoverJudge`]: whether roles together cover what is needed, string by string: the operations of the catalog, then one string for each way
//! in which the patterns tell strings apart.

use super::candidates::AdvisableRole;
use super::counted::{CatalogAgain, start};
use super::need::NeededItem;
use crate::catalog::OperationSet;
use crate::model::Plane;
use crate::verify::glob::Glob;
use crate::verify::roles::{Clauses, GlobClause};
use crate::verify::strings::{InPlay, WantedSet};

/// Whether something is covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CoveredAgain {
    /// All of it.
    Whole,
    /// This string is not granted.
    Lacks(String),
    /// No string was found that is not granted, and there are too many to look at.
    Open,
}

/// Something that is needed, with the strings of it.
pub(super) struct ItemStrings<'n> {
    pub item: &'n NeededItem,
    pub clause: GlobClause,
    /// The operations of the catalog in it.
    pub operations: OperationSet,
}

/// What is granted by several roles together.
pub(super) struct GrantedTogether<'g> {
    pub clauses: Vec<&'g Clauses>,
    pub operations: OperationSet,
}

/// Compares needs with what is granted.
#[derive(Clone, Copy)]
pub(super) struct CoverJudge<'j, 'c> {
    pub catalog: &'j CatalogAgain<'c>,
}

impl<'n> ItemStrings<'n> {
    pub(super) fn new(item: &'n NeededItem, catalog: &CatalogAgain<'_>) -> Self {
        let except = item.except.iter().map(|own| catalog.glob(own)).collect();
        let clause = GlobClause { allow: vec![catalog.glob(&item.pattern)], except, condition: None };
        let operations = catalog.of_clause(item.plane, &clause);
        Self { item, clause, operations }
    }

    /// The string, where there is only one.
    pub(super) fn literal(&self) -> Option<&'n str> {
        Some(self.item.pattern.folded()).filter(|_| self.item.pattern.is_literal())
    }
}

impl CoverJudge<'_, '_> {
    /// Whether roles together grant all of an item without a condition, or one of them is the role that it names.
    pub(super) fn of_roles(self, needed: &ItemStrings<'_>, roles: &[&AdvisableRole]) -> CoveredAgain {
        if roles.iter().any(|role| role.is_named_by(needed.item)) {
            return CoveredAgain::Whole;
        }
        let mut operations = self.catalog.nothing();
        for role in roles {
            operations.union_with(&role.certain_operations);
        }
        let clauses = roles.iter().map(|role| &role.certain).collect();
        self.of(needed, &GrantedTogether { clauses, operations })
    }

    /// Whether all of an item is granted.
    pub(super) fn of(self, needed: &ItemStrings<'_>, granted: &GrantedTogether<'_>) -> CoveredAgain {
        let plane = needed.item.plane as usize;
        let is_granted = |string: &str| {
            let mut clauses = granted.clauses.iter().filter_map(|own| own.get(plane)).flatten();
            clauses.any(|clause| clause.covers(string))
        };
        if let Some(literal) = needed.literal() {
            return if is_granted(literal) { CoveredAgain::Whole } else { CoveredAgain::Lacks(literal.to_owned()) };
        }
        let operations = self.catalog.catalog.operations();
        if let Some(open) = needed.operations.iter().find(|id| !granted.operations.contains(*id)) {
            return CoveredAgain::Lacks(operations.name(open).to_owned());
        }
        let mut in_play = InPlay::default();
        granted.clauses.iter().for_each(|own| in_play.add(&meeting(own, needed)));
        let wanted = WantedSet { clauses: in_plane(needed.item.plane, vec![bare(&needed.clause)]) };
        let strings = wanted.strings(&in_play, self.catalog.catalog);
        match strings.list.into_iter().find(|(_, string)| !is_granted(string)) {
            Some((_, string)) => CoveredAgain::Lacks(string),
            None if strings.complete => CoveredAgain::Whole,
            None => CoveredAgain::Open,
        }
    }

    /// Whether a role covers every item if its own conditions count as true.
    pub(super) fn as_if_true(self, needed: &[ItemStrings<'_>], role: &AdvisableRole) -> CoveredAgain {
        let granted = || GrantedTogether { clauses: vec![&role.possible], operations: role.operations.clone() };
        let of = |own: &ItemStrings<'_>| {
            if role.is_named_by(own.item) { CoveredAgain::Whole } else { self.of(own, &granted()) }
        };
        together(needed.iter().map(of))
    }

    /// Whether every item is covered.
    pub(super) fn all(self, needed: &[ItemStrings<'_>], roles: &[&AdvisableRole]) -> CoveredAgain {
        together(needed.iter().map(|own| self.of_roles(own, roles)))
    }
}

/// Whether everything is covered: the first that is not says why.
fn together(each: impl Iterator<Item = CoveredAgain>) -> CoveredAgain {
    let mut all = CoveredAgain::Whole;
    for own in each {
        match own {
            CoveredAgain::Whole => {}
            CoveredAgain::Open => all = CoveredAgain::Open,
            lacking @ CoveredAgain::Lacks(_) => return lacking,
        }
    }
    all
}

/// Whether roles cover a need whichever way `/*/` is read (R-PAT-4).
pub(super) fn covers_strictly(strict: &CatalogAgain<'_>, needed: &[ItemStrings<'_>], roles: &[&AdvisableRole]) -> CoveredAgain {
    let roles: Vec<AdvisableRole> = roles.iter().map(|role| role.read_again(strict)).collect();
    let needed: Vec<ItemStrings<'_>> = needed.iter().map(|own| ItemStrings::new(own.item, strict)).collect();
    CoverJudge { catalog: strict }.all(&needed, &roles.iter().collect::<Vec<_>>())
}

/// Clauses of one plane alone.
pub(super) fn in_plane(plane: Plane, clauses: Vec<GlobClause>) -> Clauses {
    match plane {
        Plane::Control => [clauses, Vec::new()],
        Plane::Data => [Vec::new(), clauses],
    }
}

pub(super) fn bare(clause: &GlobClause) -> GlobClause {
    GlobClause { allow: clause.allow.clone(), except: clause.except.clone(), condition: None }
}

/// The patterns that can match a string of an item: the others tell none of its strings apart.
fn meeting(clauses: &Clauses, needed: &ItemStrings<'_>) -> Clauses {
    let meets = |glob: &&Glob| {
        let (own, other) = (needed.item.pattern.folded().split('*').next().unwrap_or_default(), start(glob));
        own.starts_with(other) || other.starts_with(own)
    };
    let kept = |globs: &[Glob]| globs.iter().filter(meets).cloned().collect();
    let clause = |own: &GlobClause| GlobClause { allow: kept(&own.allow), except: kept(&own.except), condition: None };
    let own = clauses.get(needed.item.plane as usize).into_iter().flatten().map(clause);
    in_plane(needed.item.plane, own.collect())
}
