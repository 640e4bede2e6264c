//! Words of what leads to access without being any.

use super::tenant::{Lead, LeadKind};
use super::tenant_words::called;
use crate::report::words::record_in_words;

/// The heading over all of it.
pub(crate) const LEADS: &str = "What leads to access; what follows is not compared (`rolecall paths` follows it)";

/// One in a line: who, and to what.
pub(crate) fn lead(lead: &Lead) -> String {
    let (who, of) = (called(&lead.principal), lead.of_name.as_deref().unwrap_or(&lead.of));
    match lead.kind {
        LeadKind::GroupOwner => format!("{who} owns the group {of}"),
        LeadKind::ServicePrincipalOwner => format!("{who} owns the service principal {of}"),
        LeadKind::ApplicationOwner => format!("{who} owns the application {of}"),
        LeadKind::AppRole => format!("{who} has the app role {} of {of}", lead.app_role.as_deref().unwrap_or_default()),
        LeadKind::FederatedCredential => format!("the application {of} trusts {who}"),
        LeadKind::ResourceIdentity => format!("{of} has the identity {who}"),
    }
}

/// The record that shows it.
pub(crate) fn lead_record(lead: &Lead) -> String {
    record_in_words(lead.input.as_deref(), lead.record).trim_start().to_owned()
}

/// What only one of the exports lists.
pub(crate) fn one_sided(kind: LeadKind) -> String {
    let what = match kind {
        LeadKind::GroupOwner => "Owners of groups",
        LeadKind::ServicePrincipalOwner => "Owners of service principals",
        LeadKind::ApplicationOwner => "Owners of applications",
        LeadKind::AppRole => "App role assignments",
        LeadKind::FederatedCredential => "Federated identity credentials",
        LeadKind::ResourceIdentity => "Managed identities of resources",
    };
    format!("{what}: only one export lists them")
}
