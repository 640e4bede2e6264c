//! The table of formats, one line each. A record has exactly one format, the one whose shape it has; the name of its file does not matter.

use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use super::{
    azgovviz, azurehound, classic, collection, deny_assignments as denies, directory, directory_roles, hierarchy, lighthouse,
    members, pim, resources, role_assignments as assignments, role_definitions as definitions, tenant,
};
use crate::model::{ExportKind as Kind, Origin};

/// A format of records.
pub(super) struct Format {
    /// Its id, as reports name it.
    pub(super) id: &'static str,
    /// The kind of export that its records make up.
    pub(super) kind: Kind,
    /// Whether a record has its shape. No record has two.
    pub(super) is: fn(RecordNode<'_>, &ListContext) -> bool,
    /// Takes the facts of a record.
    pub(super) read: fn(&mut RecordReader<'_>, RecordNode<'_>, Origin) -> Use,
}

/// Every format.
#[rustfmt::skip] // one line per format
pub(super) const FORMATS: &[Format] = &[
    Format { id: "arm.role-assignments", kind: Kind::RoleAssignments, is: assignments::is_arm, read: assignments::arm },
    Format { id: "az.role-assignments", kind: Kind::RoleAssignments, is: assignments::is_az, read: assignments::az },
    Format { id: "powershell.role-assignments", kind: Kind::RoleAssignments, is: assignments::is_powershell, read: assignments::powershell },
    Format { id: "resource-graph.role-assignments", kind: Kind::RoleAssignments, is: assignments::is_resource_graph, read: assignments::resource_graph },
    Format { id: "az.classic-administrators", kind: Kind::ClassicAdministrators, is: assignments::is_az_classic, read: assignments::az_classic },
    Format { id: "powershell.classic-administrators", kind: Kind::ClassicAdministrators, is: assignments::is_powershell_classic, read: assignments::powershell_classic },
    Format { id: "arm.role-definitions", kind: Kind::RoleDefinitions, is: definitions::is_arm, read: definitions::arm },
    Format { id: "az.role-definitions", kind: Kind::RoleDefinitions, is: definitions::is_az, read: definitions::az },
    Format { id: "powershell.role-definitions", kind: Kind::RoleDefinitions, is: definitions::is_powershell, read: definitions::powershell },
    Format { id: "resource-graph.role-definitions", kind: Kind::RoleDefinitions, is: definitions::is_resource_graph, read: definitions::arm },
    Format { id: "arm.deny-assignments", kind: Kind::DenyAssignments, is: denies::is_arm, read: denies::nested },
    Format { id: "az.deny-assignments", kind: Kind::DenyAssignments, is: denies::is_az, read: denies::nested },
    Format { id: "powershell.deny-assignments", kind: Kind::DenyAssignments, is: denies::is_powershell, read: denies::flat },
    Format { id: "pim.role-eligibility", kind: Kind::RoleEligibility, is: pim::is_eligibility, read: pim::eligibility },
    Format { id: "pim.role-schedules", kind: Kind::RoleSchedules, is: pim::is_schedule, read: pim::schedule },
    Format { id: "pim.group-eligibility", kind: Kind::GroupEligibility, is: pim::is_group_eligibility, read: pim::group_eligibility },
    Format { id: "pim.group-schedules", kind: Kind::GroupMembers, is: pim::is_group_schedule, read: pim::group_schedule },
    Format { id: "arm.lighthouse-definitions", kind: Kind::Lighthouse, is: lighthouse::is_definition, read: lighthouse::definition },
    Format { id: "arm.lighthouse-assignments", kind: Kind::Lighthouse, is: lighthouse::is_assignment, read: lighthouse::assignment },
    Format { id: "arm.classic-administrators", kind: Kind::ClassicAdministrators, is: classic::is_arm, read: classic::arm },
    Format { id: "arm.management-groups", kind: Kind::ManagementGroups, is: hierarchy::is_arm_tree, read: hierarchy::tree },
    Format { id: "az.management-groups", kind: Kind::ManagementGroups, is: hierarchy::is_az_tree, read: hierarchy::tree },
    Format { id: "arm.management-group-entities", kind: Kind::ManagementGroups, is: hierarchy::is_entity, read: hierarchy::entity },
    Format { id: "arm.management-group-descendants", kind: Kind::ManagementGroups, is: hierarchy::is_descendant, read: hierarchy::descendant },
    Format { id: "resource-graph.containers", kind: Kind::ManagementGroups, is: hierarchy::is_container, read: hierarchy::container },
    Format { id: "az.subscriptions", kind: Kind::Subscriptions, is: tenant::is_subscription, read: tenant::subscription },
    Format { id: "az.resources", kind: Kind::Resources, is: resources::is_resource, read: resources::resource },
    Format { id: "resource-graph.resources", kind: Kind::Resources, is: resources::is_resource_graph, read: resources::resource },
    Format { id: "arm.sentinel", kind: Kind::Sentinel, is: resources::is_sentinel, read: resources::resource },
    Format { id: "graph.users", kind: Kind::Users, is: directory::is_user, read: directory::user },
    Format { id: "graph.groups", kind: Kind::Groups, is: directory::is_group, read: directory::group },
    Format { id: "graph.service-principals", kind: Kind::ServicePrincipals, is: directory::is_service_principal, read: directory::service_principal },
    Format { id: "graph.members", kind: Kind::GroupMembers, is: directory::is_member, read: directory::member },
    Format { id: "graph.group-members", kind: Kind::GroupMembers, is: members::is_wrapper, read: members::wrapper },
    Format { id: "graph.other-objects", kind: Kind::GroupMembers, is: directory::is_other, read: directory::other },
    Format { id: "graph.directory-role-assignments", kind: Kind::DirectoryRoleAssignments, is: directory_roles::is_assignment, read: directory_roles::assignment },
    Format { id: "graph.directory-role-eligibility", kind: Kind::DirectoryRoleEligibility, is: directory_roles::is_eligibility, read: directory_roles::eligibility },
    Format { id: "graph.directory-role-schedules", kind: Kind::DirectoryRoleSchedules, is: directory_roles::is_schedule, read: directory_roles::schedule },
    Format { id: "graph.directory-role-definitions", kind: Kind::DirectoryRoleDefinitions, is: directory_roles::is_definition, read: directory_roles::definition },
    Format { id: "graph.activated-directory-roles", kind: Kind::DirectoryRoleDefinitions, is: directory_roles::is_activated, read: directory_roles::activated },
    Format { id: "graph.organization", kind: Kind::Organization, is: tenant::is_organization, read: tenant::organization },
    Format { id: "azurehound.role-assignments", kind: Kind::RoleAssignments, is: azurehound::is_role_assignments, read: azurehound::role_assignments },
    Format { id: "azurehound.directory-role-assignments", kind: Kind::DirectoryRoleAssignments, is: azurehound::is_directory_role_assignments, read: azurehound::directory_role_assignments },
    Format { id: "azurehound.directory-role-eligibility", kind: Kind::DirectoryRoleEligibility, is: azurehound::is_directory_role_eligibility, read: azurehound::directory_role_eligibility },
    Format { id: "azurehound.directory-role-definitions", kind: Kind::DirectoryRoleDefinitions, is: azurehound::is_directory_role, read: azurehound::directory_role },
    Format { id: "azurehound.group-members", kind: Kind::GroupMembers, is: azurehound::is_members, read: azurehound::members },
    Format { id: "azurehound.users", kind: Kind::Users, is: azurehound::is_user, read: azurehound::user },
    Format { id: "azurehound.groups", kind: Kind::Groups, is: azurehound::is_group, read: azurehound::group },
    Format { id: "azurehound.service-principals", kind: Kind::ServicePrincipals, is: azurehound::is_service_principal, read: azurehound::service_principal },
    Format { id: "azurehound.subscriptions", kind: Kind::Subscriptions, is: azurehound::is_subscription, read: azurehound::subscription },
    Format { id: "azurehound.management-group-descendants", kind: Kind::ManagementGroups, is: azurehound::is_descendant, read: azurehound::descendant },
    Format { id: "azurehound.tenants", kind: Kind::Organization, is: azurehound::is_tenant, read: azurehound::organization },
    Format { id: "azurehound.other-objects", kind: Kind::GroupMembers, is: azurehound::is_other, read: azurehound::other },
    Format { id: "azgovviz.role-assignments", kind: Kind::RoleAssignments, is: azgovviz::is_row, read: azgovviz::row },
    Format { id: "rolecall.collection", kind: Kind::Collection, is: collection::is_manifest, read: collection::manifest },
    Format { id: "graph.licences", kind: Kind::Licences, is: tenant::is_licence, read: tenant::licence },
];

/// Collections of Microsoft Graph, in lower case, and the formats of their records: an empty list of a known collection proves
/// that there is nothing. An empty page of ARM does not say what it lists; `rolecall collect` adds that in the same way.
const COLLECTIONS: [(&str, &str); 20] = [
    ("microsoft.authorization/roleassignments", "arm.role-assignments"),
    ("microsoft.authorization/roledefinitions", "arm.role-definitions"),
    ("microsoft.authorization/denyassignments", "arm.deny-assignments"),
    ("microsoft.authorization/roleeligibilityscheduleinstances", "pim.role-eligibility"),
    ("microsoft.authorization/roleassignmentscheduleinstances", "pim.role-schedules"),
    ("microsoft.managedservices/registrationassignments", "arm.lighthouse-assignments"),
    ("microsoft.resources/resources", "az.resources"),
    ("microsoft.securityinsights/onboardingstates", "arm.sentinel"),
    ("microsoft.securityinsights/dataconnectors", "arm.sentinel"),
    ("directoryobjects", "graph.members"),
    ("users", "graph.users"),
    ("groups", "graph.groups"),
    ("serviceprincipals", "graph.service-principals"),
    ("organization", "graph.organization"),
    ("subscribedskus", "graph.licences"),
    ("rolemanagement/directory/roleassignments", "graph.directory-role-assignments"),
    ("rolemanagement/directory/roledefinitions", "graph.directory-role-definitions"),
    ("rolemanagement/directory/roleeligibilityscheduleinstances", "graph.directory-role-eligibility"),
    ("rolemanagement/directory/roleassignmentscheduleinstances", "graph.directory-role-schedules"),
    ("identitygovernance/privilegedaccess/group/eligibilityscheduleinstances", "pim.group-eligibility"),
];

/// The format of a collection's records, as its index in [`FORMATS`].
pub(super) fn of_collection(collection: &str) -> Option<usize> {
    let (_, id) = COLLECTIONS.iter().find(|(name, _)| *name == collection)?;
    FORMATS.iter().position(|format| format.id == *id)
}

/// What is looked for, in words for people.
pub(super) fn looked_for() -> String {
    let mut kinds: Vec<&str> = FORMATS.iter().map(|format| format.id).collect();
    kinds.sort_unstable();
    format!(
        "looked for JSON as az, Azure PowerShell (`ConvertTo-Json -Depth 10`), ARM, Resource Graph, Microsoft Graph and AzureHound write it, or CSV with the same columns: {}",
        kinds.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::json::Sink;
    use crate::export::load::load;
    use crate::export::member_list::Listed;
    use crate::export::pipelined::scan;
    use crate::export::tape::Tape;

    /// Finds records that have the shape of several formats.
    #[derive(Default)]
    struct Ambiguous {
        file: String,
        context: ListContext,
        seen: Vec<&'static str>,
        found: Vec<String>,
    }

    impl<'s> Sink<'s> for Ambiguous {
        fn opens(&mut self, envelope: &Tape<'s>) {
            self.context = ListContext { listed: Listed::open(envelope.root(), &self.file), ..ListContext::default() };
        }

        fn record(&mut self, record: &mut Tape<'s>) {
            let record = record.root();
            let formats = FORMATS.iter().filter(|format| (format.is)(record, &self.context)).map(|format| format.id);
            let formats: Vec<_> = formats.collect();
            if formats.len() > 1 {
                self.found.push(format!("{}: {formats:?}", self.file));
            }
            self.seen.extend(formats);
        }

        fn closes(&mut self, _: &Tape<'s>, _: usize) {
            self.context = ListContext::default();
        }

        fn noise(&mut self, _: usize) {}
    }

    #[test]
    fn no_record_has_two_shapes_and_every_format_has_a_fixture() {
        let mut ambiguous = Ambiguous::default();
        for kind in ["read/*.*/*", "read/mixed/*"] {
            let fixtures = format!("{}/fixtures/{kind}", env!("CARGO_MANIFEST_DIR"));
            for input in load(&[fixtures], &mut std::io::empty()).expect("fixtures") {
                ambiguous.file = input.name().to_string();
                let source = input.source().map_or("", |source| source.text());
                let _ = scan(source, &mut ambiguous);
            }
        }
        assert_eq!(ambiguous.found, [""; 0]);
        let unseen = FORMATS.iter().map(|format| format.id).filter(|id| !ambiguous.seen.contains(id));
        assert_eq!(unseen.collect::<Vec<_>>(), [""; 0]);
    }
}
