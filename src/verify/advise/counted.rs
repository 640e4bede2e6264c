//! [`CatalogAgain`]: the operations of the catalog that patterns match, each pattern by itself and string by string.

use super::claims::ExcessClaim;
use crate::catalog::{Catalog, OperationId, OperationSet, Tier};
use crate::model::Plane;
use crate::pattern::{Pattern, Wildcards};
use crate::verify::glob::Glob;
use crate::verify::roles::{Clauses, GlobClause};

/// Counts operations.
pub(super) struct CatalogAgain<'c> {
    pub catalog: &'c Catalog,
    pub wildcards: Wildcards,
    /// What controls access itself.
    privileged: OperationSet,
    data: OperationSet,
}

impl<'c> CatalogAgain<'c> {
    pub(super) fn new(catalog: &'c Catalog, wildcards: Wildcards) -> Self {
        let nothing = || OperationSet::new(catalog.operations());
        let mut own = Self { catalog, wildcards, privileged: nothing(), data: nothing() };
        let globs = |patterns: &[Pattern]| patterns.iter().map(|own| Glob::new(own.text(), Wildcards::Documented)).collect();
        for class in catalog.tier_classes().iter().filter(|class| class.tier == Tier::ControlPlane) {
            let clause = || GlobClause { allow: globs(&class.allow), except: globs(&class.except), condition: None };
            own.privileged.union_with(&own.operations(&[vec![clause()], vec![clause()]]));
        }
        catalog.operations().ids(Plane::Data).for_each(|id| own.data.insert(id));
        own
    }

    pub(super) fn nothing(&self) -> OperationSet {
        OperationSet::new(self.catalog.operations())
    }

    pub(super) fn glob(&self, pattern: &Pattern) -> Glob {
        Glob::new(pattern.text(), self.wildcards)
    }

    /// The operations in some clauses, whatever their conditions.
    pub(super) fn operations(&self, clauses: &Clauses) -> OperationSet {
        let mut found = self.nothing();
        for (plane, clauses) in Plane::ALL.into_iter().zip(clauses) {
            for clause in clauses {
                self.add(plane, clause, &mut found);
            }
        }
        found
    }

    /// The operations of a plane in one clause.
    pub(super) fn of_clause(&self, plane: Plane, clause: &GlobClause) -> OperationSet {
        let mut found = self.nothing();
        self.add(plane, clause, &mut found);
        found
    }

    fn add(&self, plane: Plane, clause: &GlobClause, found: &mut OperationSet) {
        let operations = self.catalog.operations();
        for glob in &clause.allow {
            let all = operations.starting_with(plane, start(glob));
            let is_own = |id: &OperationId| {
                let name = operations.lower_name(*id);
                glob.matches(name) && !clause.except.iter().any(|except| except.matches(name))
            };
            all.filter(is_own).for_each(|id| found.insert(id));
        }
    }

    pub(super) fn figures(&self, of: &OperationSet) -> ExcessClaim {
        ExcessClaim { operations: of.len(), privileged: of.common(&self.privileged), data: of.common(&self.data) }
    }
}

/// The text before the first star: every string of a pattern begins with it.
pub(super) fn start(glob: &Glob) -> &str {
    glob.text().split('*').next().unwrap_or_default()
}
