//! [`AdviceAgain`]: what every look at a report of `advise` needs.

use std::cell::Cell;
use std::collections::BTreeSet;

use super::candidates::AdvisableRole;
use super::claims::AdviceAskedClaim;
use super::counted::CatalogAgain;
use super::own_roles::OwnRolesAgain;
use crate::model::ObjectId;
use crate::pattern::Wildcards;

/// What there is to choose from, and what was asked.
pub(super) struct AdviceAgain<'a> {
    pub catalog: &'a CatalogAgain<'a>,
    /// The built-in roles, then the custom roles of the exports.
    pub roles: &'a [AdvisableRole],
    pub asked: &'a AdviceAskedClaim,
    /// The roles that a document names.
    pub documented: BTreeSet<ObjectId>,
    own: Option<&'a OwnRolesAgain<'a>>,
    /// The catalog under the strict reading of `/*/` (R-PAT-4).
    pub strict: CatalogAgain<'a>,
    gave_up: Cell<bool>,
}

impl<'a> AdviceAgain<'a> {
    pub(super) fn new(
        catalog: &'a CatalogAgain<'a>,
        (roles, own): (&'a [AdvisableRole], Option<&'a OwnRolesAgain<'a>>),
        asked: &'a AdviceAskedClaim,
    ) -> Self {
        let strict = CatalogAgain::new(catalog.catalog, Wildcards::Strict);
        let (documented, gave_up) = (BTreeSet::new(), Cell::new(false));
        Self { catalog, roles, asked, documented, own, strict, gave_up }
    }

    /// Whether a role can be assigned at a scope (R-DEF-9, R-CUS-8).
    pub(super) fn is_assignable(&self, role: &AdvisableRole, scope: &str) -> bool {
        !role.is_own || self.own.is_none_or(|own| own.is_assignable(role, scope))
    }

    /// There are too many combinations to look at each.
    pub(super) fn give_up(&self) {
        self.gave_up.set(true);
    }

    pub(super) fn has_given_up(&self) -> bool {
        self.gave_up.get()
    }
}
