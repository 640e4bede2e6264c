//! What a class holds in the directory, as an [`Evaluator`] asks about it: Entra roles, application permissions, and whether it owns a target.

use std::sync::Arc;

use super::evaluator::Evaluator;
use super::layer::{DirectoryHoldings, Layer};
use crate::decide::{Doubt, GroupOwnership, HeldDirectoryRole, HeldInDirectory};
use crate::graph::{AppRoleTerms, Attachment, HeldGrant, Possession, Strength};
use crate::model::Listing;

impl Evaluator<'_> {
    /// What some holdings are in the directory.
    pub(super) fn directory<'h>(
        &self,
        holdings: impl IntoIterator<Item = &'h HeldGrant>,
        may_be_application: bool,
    ) -> Arc<DirectoryHoldings> {
        let holdings: Vec<HeldGrant> = holdings.into_iter().copied().collect();
        let app_roles = holdings.iter().filter_map(|holding| match self.attachment(*holding)? {
            Attachment::Possession(Possession::AppRole(terms)) => Some(*terms),
            _ => None,
        });
        let mut app_roles: Vec<AppRoleTerms> = app_roles.collect();
        app_roles.sort_unstable();
        app_roles.dedup();
        let roles = self.directory_roles(&holdings);
        let held = HeldInDirectory { roles, app_roles, may_be_application, ..HeldInDirectory::default() };
        let number = self.directory_number(&held);
        Arc::new(DirectoryHoldings { held, number })
    }

    fn directory_roles(&self, holdings: &[HeldGrant]) -> Vec<HeldDirectoryRole> {
        let held = holdings.iter().filter_map(|holding| match self.attachment(*holding)? {
            Attachment::DirectoryRole(gives) => Some(HeldDirectoryRole {
                gives: gives.clone(),
                strength: holding.strength,
                doubt: holding.doubt.map(Doubt::Members),
            }),
            _ => None,
        });
        let mut held: Vec<HeldDirectoryRole> = held.collect();
        held.sort();
        held.dedup();
        held
    }

    /// What counts in the directory for a target, where that is not the same for all targets: a group is owned or not, and where there are
    /// several tenants, what is held in its own counts (R-SCO-12).
    pub(super) fn directory_at(&self, target: usize, layer: &Layer) -> Option<HeldInDirectory> {
        let held = &layer.directory.held;
        let group = self.groups.get(target);
        let roles = self.roles_in_tenant_of(target, &held.roles);
        if group.is_none() && roles.is_none() {
            return None;
        }
        let owns = group.map_or(GroupOwnership::NotAsked, |group| match group.owners {
            _ if layer.owns(group.group) => GroupOwnership::Of(group.group),
            Listing::Complete => GroupOwnership::None,
            Listing::Absent | Listing::Partial | Listing::WithoutServicePrincipals => GroupOwnership::Unknown,
        });
        let app_roles = held.app_roles.iter().map(|own| AppRoleTerms { of_graph: own.of_graph && roles.is_none(), ..*own });
        Some(HeldInDirectory {
            app_roles: app_roles.collect(),
            roles: roles.unwrap_or_else(|| held.roles.clone()),
            may_be_application: held.may_be_application,
            owns,
            group: group.map(|group| group.group),
        })
    }

    /// The Entra roles that count for a target, where there are several tenants: those of its own.
    fn roles_in_tenant_of(&self, target: usize, held: &[HeldDirectoryRole]) -> Option<Vec<HeldDirectoryRole>> {
        let tenancy = &self.tenant.facts().tenancy;
        let target = self.plan.targets.get(target).filter(|target| tenancy.is_mixed() && target.id != "tenant")?;
        let own = tenancy.of_scope(&target.id);
        let here = held.iter().filter_map(|held| match (own, held.gives.tenant.as_deref()) {
            (Some(own), Some(tenant)) => (own == tenant).then(|| held.clone()),
            _ => Some(HeldDirectoryRole {
                strength: Strength::Unknown,
                doubt: held.doubt.or(Some(Doubt::Tenant)),
                ..held.clone()
            }),
        });
        Some(here.collect())
    }
}
