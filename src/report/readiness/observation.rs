//! The sentence that says what was found about a prerequisite.

use crate::graph::TenantGraph;
use crate::model::scope::{resource_group_of, workspace_of};
use crate::readiness::{LockFound, Observation, TenancyObservation, WorkspaceObservation};
use crate::report::words::count;

/// What was found about a prerequisite: one sentence.
pub(super) fn observation(tenant: &TenantGraph, observation: &Observation) -> String {
    match observation {
        Observation::WorkspaceListed => "the workspace is listed".to_owned(),
        Observation::WorkspaceNotListed => {
            "the resources of the subscription are listed, and the workspace is not among them".to_owned()
        }
        Observation::ResourcesNotListed => "no list of resources covers the subscription of the workspace".to_owned(),
        Observation::OnboardingState => "the workspace has an onboarding state".to_owned(),
        Observation::TracesOfSentinel => "Microsoft Sentinel has left traces, but no onboarding state is listed".to_owned(),
        Observation::NoSentinel => "neither an onboarding state nor the solution is in lists that are complete".to_owned(),
        Observation::SentinelNotListed => "no onboarding state is listed, nor the solution".to_owned(),
        Observation::ConnectorTakes(data_types) => format!("the connector takes {}", data_types.join(" and ")),
        Observation::ConnectorOff { states, connected } => connector_off(states, *connected),
        Observation::NoConnector(kind) => {
            format!("the data connectors of the workspace are listed, and none is of kind {kind}")
        }
        Observation::ConnectorsNotListed => "no list of data connectors of the workspace was given".to_owned(),
        Observation::SubscribedTo(product) => format!("the tenant subscribes to {product}"),
        Observation::NoPlan(plans) => {
            format!("no product that the tenant subscribes to has {}", plans.join(" or "))
        }
        Observation::LicencesNotExported => "the products that the tenant subscribes to were not exported".to_owned(),
        Observation::Workspace(found) => workspace(found),
        Observation::Tenancy(found) => tenancy(tenant, found),
    }
}

/// What a data connector that is off says: connecting a workspace turns it off (R-PRE-2).
fn connector_off(states: &str, connected: Option<bool>) -> String {
    match connected {
        Some(true) => format!("{states}, as is expected on a connected workspace"),
        Some(false) => format!("{states}, and the workspace is not connected"),
        None => format!("{states}: expected where the workspace is connected already, a fault where it is not"),
    }
}

fn workspace(found: &WorkspaceObservation) -> String {
    match found {
        WorkspaceObservation::NoLock => {
            "the locks of the subscription are listed, and none applies to the workspace".to_owned()
        }
        WorkspaceObservation::Locked(locks) => {
            let applies = if locks.len() == 1 { "applies" } else { "apply" };
            let all = locks.iter().map(lock).collect::<Vec<_>>();
            format!("{} {applies} to the workspace", all.join(" and "))
        }
        WorkspaceObservation::LocksNotListed => "no list is known to hold every lock of the subscription".to_owned(),
        WorkspaceObservation::Region(region) => format!("the workspace is in {region}"),
        WorkspaceObservation::OtherRegion { is, regions } => {
            format!("the workspace is in {is}, and not in {}", regions.join(" or "))
        }
        WorkspaceObservation::SeveralRegions(regions) => {
            format!("the exports name several regions of the workspace: {}", regions.join(", "))
        }
        WorkspaceObservation::RegionNotExported => "no export says in which region the workspace is".to_owned(),
        WorkspaceObservation::NoConnectorLeft(kinds) => {
            format!("the data connectors of the workspace are listed, and none of kind {} takes data", kinds.join(" or "))
        }
        WorkspaceObservation::ConnectorLeft(kinds) => {
            format!("the workspace has a data connector of kind {}", kinds.join(" and of kind "))
        }
    }
}

/// A lock, with its level and with what it is on.
fn lock(found: &LockFound) -> String {
    let at = match (workspace_of(&found.at), resource_group_of(&found.at)) {
        (Some(_), _) => "the workspace".to_owned(),
        (None, Some(group)) => format!("the resource group {}", group.rsplit('/').next().unwrap_or(group)),
        (None, None) => "the subscription".to_owned(),
    };
    let level = found.level.as_deref().map(|level| format!(" ({level})")).unwrap_or_default();
    format!("the lock {}{level} on {at}", found.name)
}

fn tenancy(tenant: &TenantGraph, found: &TenancyObservation) -> String {
    match found {
        TenancyObservation::SeveralTenants(tenants) => format!("the exports speak of several tenants: {}", tenants.join(", ")),
        TenancyObservation::OneTenant(one) => format!("all name the tenant {one}"),
        TenancyObservation::TenantNotExported => {
            "the tenant of the subscription or that of the directory was not exported".to_owned()
        }
        TenancyObservation::OtherConnected(other) => {
            let name = other.rsplit('/').next().unwrap_or(other);
            format!("{name} is connected: it has to be disconnected first")
        }
        TenancyObservation::NoOtherSentinel => "no other workspace has Microsoft Sentinel".to_owned(),
        TenancyObservation::OthersWithSentinel(names) => format!("Microsoft Sentinel is also on {}", names.join(", ")),
        TenancyObservation::OthersPerhapsConnected(names) => {
            format!("Microsoft Sentinel is also on {}: no export says whether one of them is connected", names.join(", "))
        }
        TenancyObservation::SubscriptionsNotListed => {
            "no other workspace is seen, but not every subscription is listed".to_owned()
        }
        TenancyObservation::NoOtherWorkspace => "the tenant has no other workspace".to_owned(),
        TenancyObservation::NoOtherTraces => "no other workspace shows traces of Microsoft Sentinel".to_owned(),
        TenancyObservation::AccountDeleted(who) => {
            format!("the directory does not list {}", tenant.facts().principals.id(*who))
        }
        TenancyObservation::NoAccounts => "no account has to be looked up".to_owned(),
        TenancyObservation::AccountsListed { count, guests } => accounts(*count, *guests),
        TenancyObservation::AccountsNotListed(open) => format!("no directory export lists {}", count(*open, "account")),
    }
}

fn accounts(count: usize, guests: usize) -> String {
    let accounts = if count == 1 { "the account".to_owned() } else { format!("all {count} accounts") };
    let guests = match guests {
        0 => String::new(),
        1 => ", one of them a guest".to_owned(),
        more => format!(", {more} of them guests"),
    };
    format!("the directory lists {accounts}{guests}")
}
