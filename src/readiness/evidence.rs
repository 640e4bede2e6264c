//! [`Evidence`]: the records that a prerequisite rests on, so that people can look each of them up.

use crate::model::Origin;

/// A record that shows something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What kind of fact.
    pub proof: Proof,
    /// The id of what the record is about.
    pub subject: String,
    /// What counts in it: the id of a tenant, the type of a resource, the states of a connector; empty if it is enough that the
    /// record exists.
    pub value: String,
    /// The record.
    pub origin: Origin,
}

impl Evidence {
    pub(super) fn new(proof: Proof, subject: &str, value: &str, origin: Origin) -> Self {
        Self { proof, subject: subject.to_owned(), value: value.to_owned(), origin }
    }
}

/// Kinds of facts that show something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// A resource is listed; its type counts.
    Resource,
    /// Microsoft Sentinel's onboarding state is listed.
    OnboardingState,
    /// A data connector is listed; its states count.
    Connector,
    /// A data connector is listed; the tenant that it takes data from counts.
    ConnectorTenant,
    /// A subscription is listed; its tenant counts.
    Subscription,
    /// A resource is listed with its tenant.
    ResourceTenant,
    /// The directory's organization is listed; its id counts.
    Organization,
    /// A folder was collected from a tenant.
    Collection,
    /// A product is listed; the service plan counts.
    Licence,
    /// A directory export lists the account.
    Account,
    /// A lock is listed; its level counts.
    Lock,
    /// A resource is listed with its region.
    Location,
}

impl Proof {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Resource,
        Self::OnboardingState,
        Self::Connector,
        Self::ConnectorTenant,
        Self::Subscription,
        Self::ResourceTenant,
        Self::Organization,
        Self::Collection,
        Self::Licence,
        Self::Account,
        Self::Lock,
        Self::Location,
    ];
}
