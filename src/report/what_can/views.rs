//! What one principal holds and may do, piece by piece, under the names of the JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::catalog::Catalog;
use crate::explain::{AskedScopes, scope_targets};
use crate::graph::{Strength, TenantGraph};
use crate::model::ObjectId;
use crate::pattern::{Pattern, Wildcards};
use crate::report::answers::phrases::target_called;
use crate::report::answers::views::{PrincipalView, TargetView, record};
use crate::report::head::instant;
use crate::report::operations::provider;
use crate::report::terms::{Plane, StepKind, Verdict};
use crate::what_can::{Holding, PatternLine, PermissionsPart, ScopePermissions};

/// How surely something is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum HeldView {
    /// Now.
    Active,
    /// After an activation.
    Eligible,
    /// The members of a group on the way were not exported.
    Possible,
}

impl HeldView {
    /// Its name in reports.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Eligible => "eligible",
            Self::Possible => "possible",
        }
    }
}

/// A grant, or a deny assignment, as a principal has it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HoldingView<'a> {
    /// What it is.
    pub(crate) kind: StepKind,
    /// How surely.
    pub(crate) held: HeldView,
    /// A deny assignment that leaves the principal out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) excluded: bool,
    /// The groups on the way, nearest first.
    pub(crate) via: Vec<&'a ObjectId>,
    /// The id of the assignment.
    pub(crate) assignment: Option<String>,
    /// The id of the role.
    pub(crate) role: Option<String>,
    /// Its name, or that of the deny assignment.
    pub(crate) name: Option<Arc<str>>,
    /// Where.
    pub(crate) scope: String,
    /// The conditions that it hangs on, in words.
    pub(crate) conditions: Vec<String>,
    /// The exports do not say if it has a condition.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) condition_not_exported: bool,
    /// The first instant at which it counts, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    /// The first instant at which it no longer counts, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<String>,
    /// The file of the record.
    pub(crate) input: Option<&'a str>,
    /// The record in it, from 1.
    pub(crate) record: Option<u32>,
    /// Unified RBAC gives it, and something is open about that (R-URB-5).
    #[serde(skip)]
    pub(crate) open_by_unified_rbac: bool,
    /// What the groups are called, for people.
    #[serde(skip)]
    pub(crate) groups: Vec<String>,
    /// What the scope is called, for people.
    #[serde(skip)]
    pub(crate) place: String,
}

impl<'a> HoldingView<'a> {
    pub(super) fn new(tenant: &'a TenantGraph, holding: &'a Holding) -> Self {
        let facts = tenant.facts();
        let stated = holding.rests_on.stated(tenant, Some(holding.record));
        let (input, number) = record(tenant, stated.origin);
        let kind = holding.rests_on.kind();
        let place = match kind {
            StepKind::DirectoryAssignment | StepKind::DirectoryEligibility if stated.scope == "/" => "the tenant".to_owned(),
            StepKind::DirectoryAssignment
            | StepKind::DirectoryEligibility
            | StepKind::AppRoleAssignment
            | StepKind::Ownership => stated.scope.clone(),
            StepKind::Assignment | StepKind::Eligibility | StepKind::Deny => called(tenant, &stated.scope),
        };
        Self {
            kind,
            held: match holding.strength {
                Strength::Sure => HeldView::Active,
                Strength::Eligible => HeldView::Eligible,
                Strength::Unknown => HeldView::Possible,
            },
            excluded: holding.is_excluded,
            via: holding.via.iter().map(|&group| facts.principals.id(group)).collect(),
            assignment: stated.assignment,
            role: stated.role,
            name: stated.role_name.or_else(|| holding.deny_name(tenant)),
            scope: stated.scope,
            conditions: holding.conditions.clone(),
            condition_not_exported: holding.lacks_condition,
            open_by_unified_rbac: holding.is_open_by_unified_rbac(),
            from: holding.validity.start.map(instant),
            until: holding.validity.end.map(instant),
            input,
            record: number,
            groups: holding.via.iter().map(|&group| PrincipalView::new(tenant, group).called()).collect(),
            place,
        }
    }

    /// The name of its kind in reports.
    pub(crate) const fn kind_name(&self) -> &'static str {
        self.kind.name()
    }

    /// Whether it is a deny assignment.
    pub(crate) fn is_deny(&self) -> bool {
        self.kind == StepKind::Deny
    }

    /// Whether it is an Entra role.
    pub(crate) fn is_directory(&self) -> bool {
        matches!(self.kind, StepKind::DirectoryAssignment | StepKind::DirectoryEligibility)
    }
}

/// What people call a scope.
fn called(tenant: &TenantGraph, scope: &str) -> String {
    let targets = scope_targets(tenant, &[scope.to_owned()], AskedScopes::At);
    targets.first().map(|target| target_called(TargetView::new(target))).unwrap_or_default()
}

/// What is permitted at some scopes.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ScopePermissionsView<'a> {
    /// The scopes, the highest first.
    pub(crate) scopes: Vec<&'a str>,
    /// What follows is all that is permitted. If not, patterns with several stars hide something.
    pub(crate) exact: bool,
    /// What is permitted at each of them: by plane, the surest first.
    pub(crate) permissions: Vec<PartView<'a>>,
    /// What the scopes are called, for people.
    #[serde(skip)]
    pub(crate) called: Vec<String>,
}

impl<'a> ScopePermissionsView<'a> {
    pub(super) fn new(catalog: &'a Catalog, of: &'a ScopePermissions, wildcards: Wildcards) -> Self {
        let id = |target: TargetView<'a>| if target.kind == "tenant" { "/" } else { target.id };
        let targets = || of.targets.iter().map(TargetView::new);
        Self {
            scopes: targets().map(id).collect(),
            exact: of.permissions.is_exact,
            permissions: of.permissions.parts.iter().map(|part| PartView::new(catalog, part, wildcards)).collect(),
            called: targets().map(target_called).collect(),
        }
    }

    /// How many privileged operations it permits that surely.
    pub(crate) fn privileged(&self, verdict: Verdict) -> usize {
        let parts = self.permissions.iter().filter(|part| part.verdict == verdict);
        parts.map(|part| part.privileged.len()).sum()
    }
}

/// What is permitted in one plane, equally surely.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PartView<'a> {
    /// The plane.
    pub(crate) plane: Plane,
    /// How surely.
    pub(crate) verdict: Verdict,
    /// The conditions that it hangs on, in words.
    pub(crate) conditions: Vec<&'a str>,
    /// The patterns.
    pub(crate) patterns: Vec<PatternLineView<'a>>,
    /// How many operations of the catalog that is, beyond what a surer part has.
    pub(crate) operations: usize,
    /// The privileged ones among them, the most dangerous first.
    pub(crate) privileged: Vec<&'a str>,
    /// How many of each provider.
    pub(crate) providers: BTreeMap<&'a str, usize>,
}

/// What a pattern permits.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PatternLineView<'a> {
    /// The pattern.
    pub(crate) pattern: &'a str,
    /// What it does not permit of that.
    pub(crate) but_not: Vec<&'a str>,
    /// How many operations of the catalog that is.
    pub(crate) operations: usize,
}

impl<'a> PartView<'a> {
    fn new(catalog: &'a Catalog, part: &'a PermissionsPart, wildcards: Wildcards) -> Self {
        let operations = catalog.operations();
        let names = part.operations.iter().map(|id| operations.name(id));
        let line = |line: &'a PatternLine| PatternLineView {
            pattern: line.pattern.text(),
            but_not: line.but_not.iter().map(Pattern::text).collect(),
            operations: operations.expand(&line.set(), part.plane, wildcards).len(),
        };
        Self {
            plane: part.plane,
            verdict: part.verdict,
            conditions: part.conditions.iter().map(String::as_str).collect(),
            patterns: part.form.lines.iter().map(line).collect(),
            operations: part.operations.len(),
            privileged: part.privileged.iter().map(|&id| operations.name(id)).collect(),
            providers: by_provider(names),
        }
    }
}

/// How many operations each provider has; of several spellings of its name the first one counts.
fn by_provider<'a>(operations: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut found: BTreeMap<String, (&'a str, usize)> = BTreeMap::new();
    for operation in operations {
        let name = provider(operation);
        found.entry(name.to_ascii_lowercase()).or_insert((name, 0)).1 += 1;
    }
    found.into_values().collect()
}
