//! Two principals side by side, under the names of the JSON.

use serde::Serialize;

use super::views::{HeldView, HoldingView};
use crate::catalog::Catalog;
use crate::graph::{Strength, TenantGraph};
use crate::model::{ObjectId, PrincipalId};
use crate::report::answers::phrases::target_called;
use crate::report::answers::views::{PrincipalView, TargetView};
use crate::report::ratio::percent;
use crate::report::terms::Plane;
use crate::what_can::{ComparedGrant, ComparedPlane, ComparedPrincipals, ComparedScope, HeldBy, OwnOperations};

/// What a principal and another one hold and may do.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ComparedView<'a> {
    /// The other one.
    pub(crate) with: &'a ObjectId,
    /// How much of what each surely holds the other one surely holds as well.
    pub(crate) shared: SharedView,
    /// The roles that each holds.
    pub(crate) grants: Vec<ComparedGrantView<'a>>,
    /// What each may do now, by scope, the highest first.
    pub(crate) scopes: Vec<ComparedScopeView<'a>>,
    /// What people call the other one.
    #[serde(skip)]
    pub(crate) called: String,
}

/// Shares in percent; none of nothing.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct SharedView {
    /// Of the roles of the first one, held by the second one.
    pub(crate) of_first: Option<f64>,
    /// Of the roles of the second one, held by the first one.
    pub(crate) of_second: Option<f64>,
}

/// Who holds a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum HeldByView {
    /// Both.
    Both,
    /// The one who was asked about.
    First,
    /// The other one.
    Second,
}

/// A role at a scope, by one of the ways in which it is held.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ComparedGrantView<'a> {
    /// By whom.
    pub(crate) by: HeldByView,
    /// What.
    #[serde(flatten)]
    pub(crate) of: HoldingView<'a>,
}

/// What two principals may do now at some scopes.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ComparedScopeView<'a> {
    /// The scopes, the highest first.
    pub(crate) scopes: Vec<&'a str>,
    /// By plane.
    pub(crate) planes: Vec<ComparedPlaneView<'a>>,
    /// That is all. If not, patterns with several stars hide something.
    pub(crate) exact: bool,
    /// What the scopes are called, for people.
    #[serde(skip)]
    pub(crate) called: Vec<String>,
}

/// Operations of the catalog in one plane.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ComparedPlaneView<'a> {
    /// The plane.
    pub(crate) plane: Plane,
    /// How many both may do.
    pub(crate) both: usize,
    /// What the first one alone may do.
    pub(crate) first: OwnOperationsView<'a>,
    /// What the second one alone may do.
    pub(crate) second: OwnOperationsView<'a>,
    /// How many one may do while the other one may under a condition, or while that is not known.
    pub(crate) open: usize,
}

/// What one may do and the other may not.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OwnOperationsView<'a> {
    /// How many operations.
    pub(crate) operations: usize,
    /// The privileged ones, the most dangerous first.
    pub(crate) privileged: Vec<&'a str>,
}

impl<'a> ComparedView<'a> {
    pub(super) fn new(tenant: &'a TenantGraph, other: PrincipalId, of: &'a ComparedPrincipals) -> Self {
        let grant = |own: &'a ComparedGrant| ComparedGrantView {
            by: match own.by {
                HeldBy::Both => HeldByView::Both,
                HeldBy::First => HeldByView::First,
                HeldBy::Second => HeldByView::Second,
            },
            of: HoldingView::new(tenant, &own.holding),
        };
        let number =
            |by: HeldBy| of.grants.iter().filter(|own| own.by == by && own.holding.strength != Strength::Unknown).count();
        let both = number(HeldBy::Both);
        let share = |all: usize| (all > 0).then(|| percent(both, all));
        Self {
            with: tenant.facts().principals.id(other),
            shared: SharedView {
                of_first: share(both + number(HeldBy::First)),
                of_second: share(both + number(HeldBy::Second)),
            },
            grants: of.grants.iter().map(grant).collect(),
            scopes: of.scopes.iter().map(|scope| ComparedScopeView::new(tenant.catalog(), scope)).collect(),
            called: PrincipalView::new(tenant, other).called(),
        }
    }

    /// What is surely held by both, or by one of them.
    pub(crate) fn held(&self, by: HeldByView) -> Vec<&HoldingView<'a>> {
        self.grants.iter().filter(|own| own.by == by && own.of.held != HeldView::Possible).map(|own| &own.of).collect()
    }

    /// What may be held: the members of a group on the way were not exported.
    pub(crate) fn possible(&self) -> Vec<&ComparedGrantView<'a>> {
        self.grants.iter().filter(|own| own.of.held == HeldView::Possible).collect()
    }
}

impl<'a> ComparedScopeView<'a> {
    fn new(catalog: &'a Catalog, of: &'a ComparedScope) -> Self {
        let id = |target: TargetView<'a>| if target.kind == "tenant" { "/" } else { target.id };
        let targets = || of.targets.iter().map(TargetView::new);
        let plane = |own: &'a ComparedPlane| ComparedPlaneView {
            plane: own.plane,
            both: own.both,
            first: OwnOperationsView::new(catalog, &own.first),
            second: OwnOperationsView::new(catalog, &own.second),
            open: own.open,
        };
        Self {
            scopes: targets().map(id).collect(),
            planes: of.planes.iter().map(plane).collect(),
            exact: of.is_exact,
            called: targets().map(target_called).collect(),
        }
    }
}

impl<'a> OwnOperationsView<'a> {
    fn new(catalog: &'a Catalog, of: &'a OwnOperations) -> Self {
        let privileged = of.privileged.iter().map(|&id| catalog.operations().name(id)).collect();
        Self { operations: of.count, privileged }
    }
}
