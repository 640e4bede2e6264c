//! [`TenantGraph`]: the facts, and everything that follows from them before any question is asked.

use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::coverage::{self, Coverage};
use super::coverage_builder::{self, Concluded};
use super::denies;
use super::directory::{self, DirectoryGrant};
use super::grants::{self, Grant};
use super::membership::{Memberships, OpenTo};
use super::possessions::{self, OwnPossession};
use super::roles::RoleBook;
use super::scope_tree::ScopeTree;
use super::strength::Strength;
use super::ways::Edge;
use crate::catalog::Catalog;
use crate::model::scope::{KEY_VAULTS, resource_of, subscription_of, workspace_of};
use crate::model::{ExportKind, Facts, Listing, Notes, PrincipalId, PrincipalKind, ScopeId};

/// A list on which a `no` about a scope would rest, and of which no whole one is at hand (R-EVAL-9).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UncoveredList {
    /// What it would list.
    pub kind: ExportKind,
    /// The place that it would be of.
    pub place: Arc<str>,
}

/// One tenant at one instant.
#[derive(Debug, Clone)]
pub struct TenantGraph {
    pub(super) facts: Facts,
    pub(super) catalog: Arc<Catalog>,
    pub(super) tree: ScopeTree,
    pub(super) membership: Memberships,
    pub(super) roles: RoleBook,
    pub(super) grants: Vec<Grant>,
    pub(super) directory_grants: Vec<DirectoryGrant>,
    pub(super) coverage: Coverage,
    /// By scope: the deny assignments that may reach anybody.
    denies_of_anybody: FxHashMap<ScopeId, Vec<u32>>,
    /// The key vaults that access policies open, in lower case.
    by_policies: FxHashSet<String>,
    /// What principals have in the directory beside roles; put in order where something asks for it.
    possessions: OnceLock<Vec<OwnPossession>>,
    at: i64,
}

impl UncoveredList {
    fn of_defender() -> Self {
        Self { kind: ExportKind::DefenderRoleAssignments, place: coverage::TENANT.into() }
    }
}

impl TenantGraph {
    /// Concludes from the facts what holds at an instant (seconds since 1970, R-PIM-6).
    pub fn build(mut facts: Facts, catalog: Arc<Catalog>, at: i64, notes: &mut Notes) -> Self {
        let tree = ScopeTree::build(&mut facts, notes);
        let roles = RoleBook::build(&mut facts, &catalog);
        let membership = Memberships::build(&facts, at);
        let grants = grants::build(&facts, at, notes);
        let directory_grants = directory::build(&facts, at);
        let known =
            Concluded { facts: &facts, tree: &tree, roles: &roles, grants: &grants, directory_grants: &directory_grants };
        let coverage = coverage_builder::build(&known);
        let denies_of_anybody = denies::of_anybody(&facts);
        let by_policies = facts.vaults_by_policies().map(str::to_ascii_lowercase).collect();
        let possessions = OnceLock::new();
        Self {
            facts,
            catalog,
            tree,
            membership,
            roles,
            grants,
            directory_grants,
            coverage,
            denies_of_anybody,
            by_policies,
            possessions,
            at,
        }
    }

    /// What the inputs state.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What Azure ships.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The same, for another tenant of it.
    pub fn shared_catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.catalog)
    }

    /// Which scopes contain which.
    pub fn tree(&self) -> &ScopeTree {
        &self.tree
    }

    /// How much of each kind of export there is of each place (R-EVAL-9).
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Whether the lists of a kind tell what they are of. Facts that were put together by hand have none.
    pub fn knows_places(&self, kind: ExportKind) -> bool {
        let facts = &self.facts;
        let vouched = || facts.vouched_at.iter().any(|(of, _)| *of == kind);
        facts.lists.iter().any(|list| list.kind == kind) || !facts.requests.is_empty() || vouched()
    }

    /// The place that a `no` about a scope needs a list of, where no whole one is at hand (R-EVAL-9).
    pub fn uncovered(&self, kind: ExportKind, scope: &str) -> Option<Arc<str>> {
        if !self.knows_places(kind) || self.facts.vouched.contains(&kind) {
            return None;
        }
        match self.coverage.at(&self.facts, kind, scope).and_then(|id| self.coverage.get(id)) {
            Some(entry) if entry.state.carries_a_no() => None,
            Some(entry) => Some(coverage::place_text(&self.facts, entry.place).into()),
            None => Some(subscription_of(scope).unwrap_or(scope).into()),
        }
    }

    /// The list that a `no` about Azure roles at a scope needs, where no whole one is at hand (R-EVAL-9): that of the role assignments of
    /// its place, and in a workspace for which unified RBAC is activated that of the role assignments of Defender (R-URB-7).
    pub fn uncovered_list(&self, scope: &str) -> Option<UncoveredList> {
        let kind = ExportKind::RoleAssignments;
        let azure = self.uncovered(kind, scope).map(|place| UncoveredList { kind, place });
        azure.or_else(|| self.lacks_unified_rbac(scope).then(UncoveredList::of_defender))
    }

    /// Whether a scope is in a workspace for which somebody says that unified RBAC is activated.
    pub fn has_unified_rbac(&self, scope: &str) -> bool {
        workspace_of(scope).is_some_and(|workspace| self.facts.defender.activated.of(workspace) == Some(true))
    }

    /// The same, and who holds roles of Defender was not exported in full.
    fn lacks_unified_rbac(&self, scope: &str) -> bool {
        let is_listed = || self.coverage.state_of_tenant(ExportKind::DefenderRoleAssignments).carries_a_no();
        self.has_unified_rbac(scope) && !is_listed()
    }

    /// The key vault that a scope is or lies in, where access policies open it, and not Azure roles (R-EVAL-11).
    pub fn vault_by_policies(&self, scope: &str) -> Option<Arc<str>> {
        let vault = resource_of(scope, KEY_VAULTS).filter(|_| !self.by_policies.is_empty())?;
        self.by_policies.contains(&vault.to_ascii_lowercase()).then(|| vault.into())
    }

    /// Whether the user vouches for the exports of a kind about a scope.
    pub fn is_vouched(&self, kind: ExportKind, scope: &str) -> bool {
        let at = || self.coverage.at(&self.facts, kind, scope).and_then(|id| self.coverage.get(id));
        self.facts.vouched.contains(&kind) || at().is_some_and(|entry| entry.vouched)
    }

    /// Who is in which group.
    pub fn membership(&self) -> &Memberships {
        &self.membership
    }

    /// What each named role is.
    pub fn roles(&self) -> &RoleBook {
        &self.roles
    }

    /// Every grant of an Azure role, by principal.
    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }

    /// Every directly held directory role, by principal.
    pub fn directory_grants(&self) -> &[DirectoryGrant] {
        &self.directory_grants
    }

    /// What principals have in the directory beside roles, by principal.
    pub fn possessions(&self) -> &[OwnPossession] {
        self.possessions.get_or_init(|| possessions::build(&self.facts))
    }

    /// What this principal has in the directory beside roles.
    pub fn possessions_of(&self, principal: PrincipalId) -> &[OwnPossession] {
        let all = self.possessions();
        let start = all.partition_point(|own| own.principal < principal);
        let end = all.partition_point(|own| own.principal <= principal);
        all.get(start..end).unwrap_or_default()
    }

    /// Whether a deny assignment names everyone (R-DENY-2); by index.
    pub fn denies_everyone(&self, deny: u32) -> bool {
        self.facts.denies.get(deny as usize).is_some_and(denies::names_everyone)
    }

    /// The enforced deny assignments at a scope that may reach anybody, by index; all others reach only whom they name.
    pub fn denies_of_anybody(&self, scope: ScopeId) -> &[u32] {
        self.denies_of_anybody.get(&scope).map(Vec::as_slice).unwrap_or_default()
    }

    /// The instant, in seconds since 1970.
    pub fn at(&self) -> i64 {
        self.at
    }

    /// The grants that name this principal itself.
    pub fn grants_of(&self, principal: PrincipalId) -> &[Grant] {
        let start = self.grants.partition_point(|grant| grant.principal < principal);
        let end = self.grants.partition_point(|grant| grant.principal <= principal);
        self.grants.get(start..end).unwrap_or_default()
    }

    /// The directory roles that name this principal itself.
    pub fn directory_grants_of(&self, principal: PrincipalId) -> &[DirectoryGrant] {
        let start = self.directory_grants.partition_point(|grant| grant.principal < principal);
        let end = self.directory_grants.partition_point(|grant| grant.principal <= principal);
        self.directory_grants.get(start..end).unwrap_or_default()
    }

    /// A principal that a directory export that is declared complete does not list: it was deleted, and its assignments grant nothing (R-ASN-5).
    pub fn is_orphan(&self, principal: PrincipalId) -> bool {
        let in_directory = self.facts.principals.facts(principal).is_none_or(|facts| facts.in_directory || facts.seen);
        let listed = in_directory || !self.membership.groups_of(principal).is_empty();
        !listed && self.directory_is_complete_for(self.facts.principals.kind(principal))
    }

    fn directory_is_complete_for(&self, kind: PrincipalKind) -> bool {
        let complete = |kind| self.facts.is_declared_complete(kind);
        match kind {
            PrincipalKind::User => complete(ExportKind::Users),
            PrincipalKind::Group => complete(ExportKind::Groups),
            PrincipalKind::ServicePrincipal => complete(ExportKind::ServicePrincipals),
            // No list of these is at hand (R-LH-5).
            PrincipalKind::ForeignGroup | PrincipalKind::Device => false,
            // What Azure calls unknown it does not find in the directory either.
            PrincipalKind::Unknown => {
                [ExportKind::Users, ExportKind::Groups, ExportKind::ServicePrincipals].into_iter().all(complete)
            }
        }
    }

    /// Whether a group may hold directory roles: false only where the export says so (R-ENT-8).
    pub fn can_hold_directory_roles(&self, group: PrincipalId) -> bool {
        self.facts.principals.facts(group).is_none_or(|facts| facts.assignable_to_role != Some(false))
    }

    /// How surely the Entra roles of a group reach somebody whom it lists (R-ENT-8, R-FMT-17); `None`: they do not.
    pub fn directory_reach(&self, edge: &Edge) -> Option<Strength> {
        // A group in a group holds nothing by it.
        let is_nested = self.facts.principals.kind(edge.member).is_group();
        if is_nested || !self.can_hold_directory_roles(edge.group) {
            return None;
        }
        edge.direct.or_else(|| self.membership.is_open_directly(edge.group).then_some(Strength::Unknown))
    }

    /// Whether a flattened member list of a group has everybody of a kind who is in it (R-FMT-17, R-FMT-25).
    pub fn is_flattened(&self, group: PrincipalId, to: OpenTo) -> bool {
        let listing = self.facts.member_lists.get(&group).map(|lists| lists.transitive);
        match to {
            OpenTo::Anyone => listing >= Some(Listing::WithoutServicePrincipals),
            OpenTo::ServicePrincipals if listing == Some(Listing::WithoutServicePrincipals) => {
                self.membership.open_to(group).is_none()
            }
            OpenTo::ServicePrincipals => listing == Some(Listing::Complete),
        }
    }
}
