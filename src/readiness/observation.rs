//! [`Observation`]: what the exports say about a prerequisite, as data.

use crate::model::PrincipalId;

/// What was found about a prerequisite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observation {
    /// The workspace is listed.
    WorkspaceListed,
    /// The resources of its subscription are listed, without it.
    WorkspaceNotListed,
    /// No list of resources covers its subscription.
    ResourcesNotListed,
    /// It has an onboarding state.
    OnboardingState,
    /// Microsoft Sentinel left traces, and no onboarding state is listed.
    TracesOfSentinel,
    /// Complete lists have neither an onboarding state nor the solution.
    NoSentinel,
    /// Neither an onboarding state nor the solution is listed.
    SentinelNotListed,
    /// The data connector takes these data types.
    ConnectorTakes(Vec<String>),
    /// The data connector does not take all that is wanted.
    ConnectorOff {
        /// Its data types with their states.
        states: String,
        /// Whether the workspace is connected, if anybody said.
        connected: Option<bool>,
    },
    /// The data connectors are listed, and none is of this kind.
    NoConnector(String),
    /// No list of data connectors was given.
    ConnectorsNotListed,
    /// The tenant subscribes to this product.
    SubscribedTo(String),
    /// No product that the tenant subscribes to has any of these service plans.
    NoPlan(Vec<String>),
    /// The products that the tenant subscribes to were not exported.
    LicencesNotExported,
    /// Something about the workspace itself.
    Workspace(WorkspaceObservation),
    /// Something about the tenant as a whole.
    Tenancy(TenancyObservation),
}

/// What was found about the workspace itself: its locks, its region, and connectors that have to go first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkspaceObservation {
    /// The locks of the subscription are listed, and none applies to the workspace.
    NoLock,
    /// These locks apply to the workspace.
    Locked(Vec<LockFound>),
    /// No list of locks is known to hold all those of the subscription.
    LocksNotListed,
    /// The workspace is in this region, which is one of those that count.
    Region(String),
    /// The workspace is in another region.
    OtherRegion {
        /// Its region.
        is: String,
        /// Those that count.
        regions: Vec<String>,
    },
    /// The exports name these regions.
    SeveralRegions(Vec<String>),
    /// No export says where the workspace is.
    RegionNotExported,
    /// The data connectors are listed, and none of these kinds takes anything.
    NoConnectorLeft(Vec<String>),
    /// Data connectors of these kinds are there.
    ConnectorLeft(Vec<String>),
}

/// A lock that applies to the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockFound {
    /// Its name.
    pub name: String,
    /// Its level, where the export says.
    pub level: Option<String>,
    /// What is locked.
    pub at: String,
}

/// What was found about the tenant: whether everything is in one tenant, which workspaces it has, and whose accounts are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TenancyObservation {
    /// The exports speak of these tenants.
    SeveralTenants(Vec<String>),
    /// All name this tenant.
    OneTenant(String),
    /// The tenant of the subscription or that of the directory was not exported.
    TenantNotExported,
    /// This other workspace is connected.
    OtherConnected(String),
    /// No other workspace has Microsoft Sentinel.
    NoOtherSentinel,
    /// These other workspaces have Microsoft Sentinel too.
    OthersWithSentinel(Vec<String>),
    /// These other workspaces have Microsoft Sentinel too, and nobody says whether one is connected.
    OthersPerhapsConnected(Vec<String>),
    /// No other workspace is seen, but not every subscription is listed.
    SubscriptionsNotListed,
    /// The tenant has no other workspace.
    NoOtherWorkspace,
    /// No other workspace shows traces of Microsoft Sentinel.
    NoOtherTraces,
    /// The directory does not list this account.
    AccountDeleted(PrincipalId),
    /// There is nobody whose account could matter.
    NoAccounts,
    /// The directory lists every account.
    AccountsListed {
        /// How many accounts.
        count: usize,
        /// How many of them are guests.
        guests: usize,
    },
    /// The number of accounts that no directory export lists.
    AccountsNotListed(usize),
}
