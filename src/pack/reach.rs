//! Leaves that mean nothing at their target: what they ask for is never done to a resource of its type, nor to anything in it. A grant at
//! a resource reaches that resource and what is below it (R-SCO-3).

use super::requirement::TaskTarget;
use crate::catalog::Catalog;
use crate::document::Reader;
use crate::model::{Need, NoteCode, ObjectId, Plane, TargetKind};
use crate::pattern::{Pattern, Wildcards};
use crate::source::Span;

/// Providers of resources that are made on resources of other providers: their actions may be done to any of those.
/// <https://learn.microsoft.com/azure/azure-resource-manager/management/extension-resource-types>
const EXTENDING: [&str; 47] = [
    "microsoft.advisor",
    "microsoft.alertsmanagement",
    "microsoft.app",
    "microsoft.authorization",
    "microsoft.automanage",
    "microsoft.awsconnector",
    "microsoft.azurecis",
    "microsoft.azurestackhci",
    "microsoft.billing",
    "microsoft.blueprint",
    "microsoft.changeanalysis",
    "microsoft.chaos",
    "microsoft.connectedvmwarevsphere",
    "microsoft.consumption",
    "microsoft.containerinstance",
    "microsoft.containerservice",
    "microsoft.costmanagement",
    "microsoft.customproviders",
    "microsoft.datamigration",
    "microsoft.dataprotection",
    "microsoft.eventgrid",
    "microsoft.guestconfiguration",
    "microsoft.help",
    "microsoft.hybridconnectivity",
    "microsoft.insights",
    "microsoft.iotsecurity",
    "microsoft.kubernetesconfiguration",
    "microsoft.maintenance",
    "microsoft.managedidentity",
    "microsoft.managedservices",
    "microsoft.management",
    "microsoft.network",
    "microsoft.operationalinsights",
    "microsoft.policyinsights",
    "microsoft.purview",
    "microsoft.quota",
    "microsoft.recoveryservices",
    "microsoft.resourcehealth",
    "microsoft.resources",
    "microsoft.scvmm",
    "microsoft.security",
    "microsoft.securityinsights",
    "microsoft.serialconsole",
    "microsoft.servicelinker",
    "microsoft.softwareplan",
    "microsoft.subscription",
    "microsoft.support",
];

const WORKSPACES: &str = "Microsoft.OperationalInsights/workspaces";

impl Reader<'_> {
    /// Warns where what is asked for at a resource is never done to one of its type.
    pub(super) fn check_reach(&mut self, span: Span, need: &Need, (at, target): (TargetKind, TaskTarget<'_>)) {
        let of = match at {
            TargetKind::Workspace => WORKSPACES,
            TargetKind::Resource => target.resource_type.unwrap_or_default(),
            TargetKind::Tenant | TargetKind::Subscription | TargetKind::ResourceGroup | TargetKind::Group => return,
        };
        let Some(place) = ResourcePlace::new(self.catalog, of) else { return };
        let what = match need {
            Need::Actions { plane: Plane::Data, patterns } => {
                let aside = patterns.iter().find(|pattern| !place.may_have(Plane::Data, pattern));
                aside.map(|pattern| format!("the data action `{}` is never done to", pattern.text()))
            }
            Need::Role { id, name, .. } => {
                let is_aside = self.catalog.role(&ObjectId::Guid(*id)).is_some_and(|role| {
                    let lists = role.blocks.iter().flat_map(|block| {
                        let control = block.actions.iter().map(|own| (Plane::Control, own));
                        control.chain(block.data_actions.iter().map(|own| (Plane::Data, own)))
                    });
                    let mut lists = lists.peekable();
                    lists.peek().is_some() && lists.all(|(plane, pattern)| !place.may_have(plane, pattern))
                });
                is_aside.then(|| format!("the role `{name}` grants nothing on"))
            }
            // The actions of a control plane are asked for beside others that the same step needs.
            Need::Actions { plane: Plane::Control, .. }
            | Need::AnyAction { .. }
            | Need::DirectoryRole { .. }
            | Need::AppRole { .. }
            | Need::Owner => None,
        };
        if let Some(what) = what {
            let message = format!("{what} a resource of the type `{of}`, nor anything in it");
            let help = "ask for it where such resources are: at the resource group or the subscription, or of another target";
            self.warn(NoteCode::OutOfReach, span, (message, help.to_owned()));
        }
    }
}

/// A resource of a type, and what is in it.
struct ResourcePlace<'c> {
    catalog: &'c Catalog,
    provider: String,
    inside: Pattern,
}

impl<'c> ResourcePlace<'c> {
    fn new(catalog: &'c Catalog, of: &str) -> Option<Self> {
        let (provider, _) = of.split_once('/')?;
        Some(Self { catalog, provider: provider.to_ascii_lowercase(), inside: Pattern::parse(&format!("{of}/*")) })
    }

    /// Whether an action of a pattern may be done here; only what is known not to be is out of reach.
    fn may_have(&self, plane: Plane, pattern: &Pattern) -> bool {
        if pattern.overlaps(&self.inside, Wildcards::Documented) {
            return true;
        }
        let provider = pattern.folded().split('/').next().unwrap_or_default();
        if provider == self.provider {
            // Some providers name their data actions otherwise than their types: then nothing is known.
            return self.catalog.operations().first_matching(&self.inside, plane, Wildcards::Documented).is_none();
        }
        provider.contains('*') || EXTENDING.contains(&provider)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pack_reach_knows_what_is_never_done_to_a_resource() {
        const VAULTS: &str = "Microsoft.KeyVault/vaults";
        const CONTAINERS: &str = "Microsoft.Storage/storageAccounts/blobServices/containers";
        let cases = [
            (VAULTS, "Microsoft.KeyVault/vaults/secrets/getSecret/action", true, "it is in the vault"),
            (VAULTS, "Microsoft.KeyVault/vaults/*", true, "so is some of these"),
            (VAULTS, "*/read", true, "some are reads of vaults"),
            (VAULTS, "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read", false, "blobs are in accounts"),
            (WORKSPACES, "Microsoft.KeyVault/vaults/secrets/getSecret/action", false, "secrets are in vaults"),
            (VAULTS, "Microsoft.Insights/metrics/read", true, "metrics are on resources of any provider"),
            (
                CONTAINERS,
                "Microsoft.Storage/storageAccounts/fileServices/fileShares/files/read",
                false,
                "files are beside blobs",
            ),
            (
                CONTAINERS,
                "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
                false,
                "the key is of the account",
            ),
            (
                "Microsoft.DigitalTwins/digitalTwinsInstances",
                "Microsoft.DigitalTwins/digitaltwins/read",
                true,
                "this provider names its data actions otherwise than its types",
            ),
        ];
        let catalog = Catalog::embedded();
        for (of, action, may, why) in cases {
            let place = ResourcePlace::new(&catalog, of).expect("a type");
            assert_eq!(place.may_have(Plane::Data, &Pattern::parse(action)), may, "{why}");
        }
    }

    #[test]
    fn pack_providers_of_extensions_are_in_order() {
        assert!(EXTENDING.is_sorted());
    }
}
