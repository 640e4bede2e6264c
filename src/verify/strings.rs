//! [`WantedSet`]: a set of actions that something asks for, and the strings of it that everything in play tells apart.

use super::glob::Glob;
use super::narrowing::Narrowing;
use super::regions::regions;
use super::roles::{Clauses, GlobClause};
use crate::catalog::Catalog;
use crate::model::{Plane, PlanePattern};
use crate::pattern::{Pattern, Wildcards};

/// A set of actions in both planes.
pub(super) struct WantedSet {
    pub clauses: Clauses,
}

/// The strings of a set.
pub(super) struct Strings {
    pub list: Vec<(Plane, String)>,
    /// Whether no other string of the set can have another answer.
    pub complete: bool,
}

/// Patterns in play, by plane: they can tell strings apart.
#[derive(Default)]
pub(super) struct InPlay {
    globs: [Vec<Glob>; 2],
}

impl InPlay {
    /// The patterns of clauses, and of the conditions inside.
    pub(super) fn add(&mut self, clauses: &Clauses) {
        for (own, list) in self.globs.iter_mut().zip(clauses) {
            for clause in list {
                own.extend(clause.allow.iter().chain(&clause.except).cloned());
                own.extend(clause.condition.iter().flat_map(Narrowing::patterns).cloned());
            }
        }
    }

    /// All of them.
    pub(super) fn globs(&self) -> impl Iterator<Item = &Glob> {
        self.globs.iter().flatten()
    }

    /// The actions of a plane that a condition speaks of.
    pub(super) fn add_condition(&mut self, plane: Plane, condition: &Narrowing) {
        self.globs.get_mut(plane as usize).into_iter().for_each(|own| own.extend(condition.patterns().cloned()));
    }
}

impl WantedSet {
    pub(super) fn of_patterns<'p>(patterns: impl Iterator<Item = (Plane, &'p Pattern)>, wildcards: Wildcards) -> Self {
        let mut clauses: Clauses = [Vec::new(), Vec::new()];
        for (plane, pattern) in patterns {
            let allow = vec![Glob::new(pattern.text(), wildcards)];
            if let Some(list) = clauses.get_mut(plane as usize) {
                list.push(GlobClause { allow, except: Vec::new(), condition: None });
            }
        }
        Self { clauses }
    }

    pub(super) fn of_uses(uses: &[PlanePattern], wildcards: Wildcards) -> Self {
        Self::of_patterns(uses.iter().map(|used| (used.plane, &used.pattern)), wildcards)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.clauses.iter().all(Vec::is_empty)
    }

    /// Its strings, one for each way in which the patterns in play tell them apart. Where there are too many ways, those that were
    /// found, and the operations of the catalog.
    pub(super) fn strings(&self, in_play: &InPlay, catalog: &Catalog) -> Strings {
        let mut strings = Strings { list: Vec::new(), complete: true };
        for plane in Plane::ALL {
            let clauses = self.clauses.get(plane as usize).map(Vec::as_slice).unwrap_or_default();
            let is_inside = |action: &String| clauses.iter().any(|clause| clause.covers(action));
            let wanted: Vec<&Glob> = clauses.iter().flat_map(|clause| &clause.allow).collect();
            let excepted = clauses.iter().flat_map(|clause| &clause.except);
            let others: Vec<&Glob> = in_play.globs.get(plane as usize).into_iter().flatten().chain(excepted).collect();
            let found = regions(&wanted, &others);
            strings.complete &= found.complete;
            strings.list.extend(found.strings.into_iter().filter(is_inside).map(|action| (plane, action)));
            if !found.complete {
                let operations = catalog.operations();
                let listed = operations.ids(plane).map(|id| operations.lower_name(id).to_owned()).filter(is_inside);
                strings.list.extend(listed.map(|action| (plane, action)));
            }
        }
        strings
    }
}
