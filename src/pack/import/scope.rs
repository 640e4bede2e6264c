//! Scopes in words: `Subscription, resource group, or workspace resource`, `Recovery Services vault`.

use std::sync::OnceLock;

use super::phrases::{WordGroups, by_first_word, longest_of};
use crate::model::TargetKind;

/// Where something has to be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ScopePlace {
    /// At a tenant, a subscription, a resource group or a workspace.
    Kind(TargetKind),
    /// At a resource of a type.
    Resource(&'static str),
}

impl ScopePlace {
    /// The kind of target.
    pub(super) fn kind(self) -> TargetKind {
        match self {
            Self::Kind(kind) => kind,
            Self::Resource(_) => TargetKind::Resource,
        }
    }

    /// What a pack calls it: a kind of target, or a type of resources.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.name(),
            Self::Resource(own) => own,
        }
    }

    /// The type of resources.
    pub(super) fn resource_type(self) -> Option<&'static str> {
        match self {
            Self::Kind(_) => None,
            Self::Resource(own) => Some(own),
        }
    }
}

/// Words before a scope that mean nothing.
pub(super) const ARTICLES: [&str; 12] =
    ["a", "an", "the", "any", "your", "azure", "specific", "microsoft", "parent", "existing", "target", "each"];
/// Words behind a scope that mean nothing.
pub(super) const LEVELS: [&str; 8] = ["level", "levels", "scope", "resource", "resources", "itself", "context", "s"];

/// Scopes by their words.
const PLACES: &[(&str, ScopePlace)] = &[
    ("tenant", ScopePlace::Kind(TargetKind::Tenant)),
    ("directory", ScopePlace::Kind(TargetKind::Tenant)),
    ("root", ScopePlace::Kind(TargetKind::Tenant)),
    ("organization", ScopePlace::Kind(TargetKind::Tenant)),
    ("subscription", ScopePlace::Kind(TargetKind::Subscription)),
    ("subscriptions", ScopePlace::Kind(TargetKind::Subscription)),
    ("resource group", ScopePlace::Kind(TargetKind::ResourceGroup)),
    ("resource groups", ScopePlace::Kind(TargetKind::ResourceGroup)),
    ("workspace", ScopePlace::Kind(TargetKind::Workspace)),
    ("workspaces", ScopePlace::Kind(TargetKind::Workspace)),
    ("log analytics workspace", ScopePlace::Kind(TargetKind::Workspace)),
    ("log analytics workspaces", ScopePlace::Kind(TargetKind::Workspace)),
    ("sentinel workspace", ScopePlace::Kind(TargetKind::Workspace)),
    ("recovery services vault", ScopePlace::Resource("Microsoft.RecoveryServices/vaults")),
    ("backup vault", ScopePlace::Resource("Microsoft.DataProtection/backupVaults")),
    ("key vault", ScopePlace::Resource("Microsoft.KeyVault/vaults")),
    ("vm", ScopePlace::Resource("Microsoft.Compute/virtualMachines")),
    ("virtual machine", ScopePlace::Resource("Microsoft.Compute/virtualMachines")),
    ("virtual machines", ScopePlace::Resource("Microsoft.Compute/virtualMachines")),
    ("disk", ScopePlace::Resource("Microsoft.Compute/disks")),
    ("storage account", ScopePlace::Resource("Microsoft.Storage/storageAccounts")),
    ("storage accounts", ScopePlace::Resource("Microsoft.Storage/storageAccounts")),
    ("virtual network", ScopePlace::Resource("Microsoft.Network/virtualNetworks")),
    ("vnet", ScopePlace::Resource("Microsoft.Network/virtualNetworks")),
    ("network security group", ScopePlace::Resource("Microsoft.Network/networkSecurityGroups")),
    ("bastion", ScopePlace::Resource("Microsoft.Network/bastionHosts")),
    ("container registry", ScopePlace::Resource("Microsoft.ContainerRegistry/registries")),
    ("registry", ScopePlace::Resource("Microsoft.ContainerRegistry/registries")),
    ("aks cluster", ScopePlace::Resource("Microsoft.ContainerService/managedClusters")),
    ("managed cluster", ScopePlace::Resource("Microsoft.ContainerService/managedClusters")),
    ("fleet", ScopePlace::Resource("Microsoft.ContainerService/fleets")),
    ("fleet manager", ScopePlace::Resource("Microsoft.ContainerService/fleets")),
    ("automation account", ScopePlace::Resource("Microsoft.Automation/automationAccounts")),
    ("logic app", ScopePlace::Resource("Microsoft.Logic/workflows")),
    ("managed identity", ScopePlace::Resource("Microsoft.ManagedIdentity/userAssignedIdentities")),
    ("arc server", ScopePlace::Resource("Microsoft.HybridCompute/machines")),
    ("arc-enabled server", ScopePlace::Resource("Microsoft.HybridCompute/machines")),
    ("machine learning workspace", ScopePlace::Resource("Microsoft.MachineLearningServices/workspaces")),
    ("application insights", ScopePlace::Resource("Microsoft.Insights/components")),
    ("application insights resource", ScopePlace::Resource("Microsoft.Insights/components")),
    ("data collection rule", ScopePlace::Resource("Microsoft.Insights/dataCollectionRules")),
    ("openai", ScopePlace::Resource("Microsoft.CognitiveServices/accounts")),
    ("log analytics cluster", ScopePlace::Resource("Microsoft.OperationalInsights/clusters")),
];

/// The longest scope that some words begin with, in lower case: how many words, and which scope.
pub(super) fn longest(words: &[&str]) -> Option<(usize, ScopePlace)> {
    static GROUPS: OnceLock<WordGroups<ScopePlace>> = OnceLock::new();
    longest_of(GROUPS.get_or_init(|| by_first_word(PLACES)), words)
}
