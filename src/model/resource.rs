//! Resources, subscriptions, the management-group tree, the organization and its licences.

use super::principal::PrincipalId;
use super::provenance::Origin;
use super::scope::ScopeId;

/// A resource of an inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its id.
    pub scope: ScopeId,
    /// Its type, in lower case.
    pub kind: Box<str>,
    /// Its name.
    pub name: Box<str>,
    /// What prerequisites are read from, for the types that they speak of.
    pub detail: ResourceDetail,
    /// The tenant, where the row says.
    pub tenant: Option<Box<str>>,
    /// The region, where the row says: in lower case and without spaces, such as `westeurope`.
    pub location: Option<Box<str>>,
    /// Where it was read.
    pub origin: Origin,
}

/// A lock (`Microsoft.Authorization/locks`): what is at its scope, and in it, cannot be deleted, or not be changed either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceLock {
    /// Its resource id.
    pub id: Box<str>,
    /// What is locked: a subscription, a resource group or a resource.
    pub scope: ScopeId,
    /// `CanNotDelete` or `ReadOnly`, where the row says.
    pub level: Option<Box<str>>,
    /// Where it was read.
    pub origin: Origin,
}

/// A region as locations are compared: display names such as `West Europe` are those of the same regions.
pub fn region_of(location: &str) -> Box<str> {
    location.chars().filter(|letter| !letter.is_whitespace()).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// What a resource says that prerequisites rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResourceDetail {
    /// Nothing but that it exists.
    None,
    /// A solution of `Microsoft.OperationsManagement` (R-PRE-1).
    Solution {
        /// `workspaceResourceId`, where the row says.
        workspace: Option<Box<str>>,
    },
    /// A data connector of Microsoft Sentinel (R-PRE-2).
    Connector(Box<DataConnector>),
    /// A key vault.
    KeyVault {
        /// Whether Azure roles open its keys and secrets (`enableRbacAuthorization`), or access policies do; `None` where the row does not
        /// say (R-EVAL-11).
        by_roles: Option<bool>,
    },
}

/// A data connector of Microsoft Sentinel.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DataConnector {
    /// Its kind, such as `MicrosoftThreatProtection`.
    pub kind: Box<str>,
    /// The tenant that it takes data from, in lower case.
    pub tenant: Option<Box<str>>,
    /// The data types with their states, such as `incidents` and `Enabled`.
    pub data_types: Vec<(Box<str>, Box<str>)>,
}

/// A managed identity that a resource has: who acts as the resource acts as the identity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ManagedIdentity {
    /// The service principal that it is.
    pub principal: PrincipalId,
    /// The resource that has it, as exported. A user-assigned identity is a resource itself.
    pub resource: Box<str>,
    /// Where it was read.
    pub origin: Origin,
}

/// A subscription that some input lists as such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its scope.
    pub scope: ScopeId,
    /// Display name.
    pub name: Option<Box<str>>,
    /// The tenant it belongs to.
    pub tenant: Option<Box<str>>,
    /// Where it was read.
    pub origin: Origin,
}

/// A management group, or what is known of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagementGroup {
    /// Its scope.
    pub scope: ScopeId,
    /// Display name; never its identity (R-SCO-6).
    pub name: Option<Box<str>>,
    /// Its tenant; a group whose id is the tenant's id is the tenant root group (R-SCO-4).
    pub tenant: Option<Box<str>>,
    /// Where it was read.
    pub origin: Origin,
}

/// An edge of the management-group tree, or (`listed`) an ancestry that an inherited listing proves (R-SCO-5 b).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Containment {
    /// A management group or subscription.
    pub child: ScopeId,
    /// A management group that contains it.
    pub parent: ScopeId,
    /// The nearest one (an edge of the tree), not just some ancestor.
    pub direct: bool,
    /// Where it was read.
    pub origin: Origin,
}

/// The tenant, from Graph `organization` (R-SCO-12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// The tenant id, in lower case.
    pub id: Box<str>,
    /// Display name.
    pub name: Option<Box<str>>,
    /// Where it was read.
    pub origin: Origin,
}

/// A product that the tenant subscribes to (Graph `subscribedSkus`, R-PRE-4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licence {
    /// `skuPartNumber`, such as `SPE_E5`.
    pub product: Box<str>,
    /// `capabilityStatus`, such as `Enabled`.
    pub status: Box<str>,
    /// `prepaidUnits.enabled`: how many units count.
    pub units: u64,
    /// What the product consists of.
    pub plans: Vec<ServicePlan>,
    /// Where it was read.
    pub origin: Origin,
}

/// A part of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePlan {
    /// `servicePlanId`, a GUID in lower case.
    pub id: Box<str>,
    /// `servicePlanName`.
    pub name: Box<str>,
    /// `provisioningStatus`, such as `Success`.
    pub status: Box<str>,
}
