//! The table of formats, one line each. A record has exactly one format, the one whose shape it has; the name of its file does not matter.

use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use super::{
    app_roles, azgovviz, azurehound, classic, collection, defender_roles, deny_assignments as denies, directory,
    directory_roles, hierarchy, lighthouse, locks, members, pim, pim_requests, policy, resources,
    role_assignments as assignments, role_definitions as definitions, tenant,
};
use crate::model::{ExportKind as Kind, Origin};

/// A format of records.
pub(super) struct RecordFormat {
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
pub(super) const FORMATS: &[RecordFormat] = &[
    RecordFormat { id: "arm.role-assignments", kind: Kind::RoleAssignments, is: assignments::is_arm, read: assignments::arm },
    RecordFormat { id: "az.role-assignments", kind: Kind::RoleAssignments, is: assignments::is_az, read: assignments::az },
    RecordFormat { id: "powershell.role-assignments", kind: Kind::RoleAssignments, is: assignments::is_powershell, read: assignments::powershell },
    RecordFormat { id: "resource-graph.role-assignments", kind: Kind::RoleAssignments, is: assignments::is_resource_graph, read: assignments::resource_graph },
    RecordFormat { id: "az.classic-administrators", kind: Kind::ClassicAdministrators, is: assignments::is_az_classic, read: assignments::az_classic },
    RecordFormat { id: "powershell.classic-administrators", kind: Kind::ClassicAdministrators, is: assignments::is_powershell_classic, read: assignments::powershell_classic },
    RecordFormat { id: "arm.role-definitions", kind: Kind::RoleDefinitions, is: definitions::is_arm, read: definitions::arm },
    RecordFormat { id: "az.role-definitions", kind: Kind::RoleDefinitions, is: definitions::is_az, read: definitions::az },
    RecordFormat { id: "powershell.role-definitions", kind: Kind::RoleDefinitions, is: definitions::is_powershell, read: definitions::powershell },
    RecordFormat { id: "resource-graph.role-definitions", kind: Kind::RoleDefinitions, is: definitions::is_resource_graph, read: definitions::arm },
    RecordFormat { id: "arm.deny-assignments", kind: Kind::DenyAssignments, is: denies::is_arm, read: denies::nested },
    RecordFormat { id: "az.deny-assignments", kind: Kind::DenyAssignments, is: denies::is_az, read: denies::nested },
    RecordFormat { id: "powershell.deny-assignments", kind: Kind::DenyAssignments, is: denies::is_powershell, read: denies::flat },
    RecordFormat { id: "pim.role-eligibility", kind: Kind::RoleEligibility, is: pim::is_eligibility, read: pim::eligibility },
    RecordFormat { id: "pim.role-schedules", kind: Kind::RoleSchedules, is: pim::is_schedule, read: pim::schedule },
    RecordFormat { id: "pim.group-eligibility", kind: Kind::GroupEligibility, is: pim::is_group_eligibility, read: pim::group_eligibility },
    RecordFormat { id: "pim.group-schedules", kind: Kind::GroupMembers, is: pim::is_group_schedule, read: pim::group_schedule },
    RecordFormat { id: "pim.requests", kind: Kind::PimRequests, is: pim_requests::is_request, read: pim_requests::request },
    RecordFormat { id: "arm.lighthouse-definitions", kind: Kind::Lighthouse, is: lighthouse::is_definition, read: lighthouse::definition },
    RecordFormat { id: "arm.lighthouse-assignments", kind: Kind::Lighthouse, is: lighthouse::is_assignment, read: lighthouse::assignment },
    RecordFormat { id: "arm.classic-administrators", kind: Kind::ClassicAdministrators, is: classic::is_arm, read: classic::arm },
    RecordFormat { id: "arm.management-groups", kind: Kind::ManagementGroups, is: hierarchy::is_arm_tree, read: hierarchy::tree },
    RecordFormat { id: "az.management-groups", kind: Kind::ManagementGroups, is: hierarchy::is_az_tree, read: hierarchy::tree },
    RecordFormat { id: "arm.management-group-entities", kind: Kind::ManagementGroups, is: hierarchy::is_entity, read: hierarchy::entity },
    RecordFormat { id: "arm.management-group-descendants", kind: Kind::ManagementGroups, is: hierarchy::is_descendant, read: hierarchy::descendant },
    RecordFormat { id: "resource-graph.containers", kind: Kind::ManagementGroups, is: hierarchy::is_container, read: hierarchy::container },
    RecordFormat { id: "az.subscriptions", kind: Kind::Subscriptions, is: tenant::is_subscription, read: tenant::subscription },
    RecordFormat { id: "az.resources", kind: Kind::Resources, is: resources::is_resource, read: resources::resource },
    RecordFormat { id: "resource-graph.resources", kind: Kind::Resources, is: resources::is_resource_graph, read: resources::resource },
    RecordFormat { id: "arm.sentinel", kind: Kind::Sentinel, is: resources::is_sentinel, read: resources::resource },
    RecordFormat { id: "graph.users", kind: Kind::Users, is: directory::is_user, read: directory::user },
    RecordFormat { id: "graph.groups", kind: Kind::Groups, is: directory::is_group, read: directory::group },
    RecordFormat { id: "graph.service-principals", kind: Kind::ServicePrincipals, is: directory::is_service_principal, read: directory::service_principal },
    RecordFormat { id: "graph.applications", kind: Kind::Applications, is: directory::is_application, read: directory::application },
    RecordFormat { id: "graph.app-role-assignments", kind: Kind::AppRoleAssignments, is: app_roles::is_assignment, read: app_roles::assignment },
    RecordFormat { id: "graph.members", kind: Kind::GroupMembers, is: directory::is_member, read: directory::member },
    RecordFormat { id: "graph.group-members", kind: Kind::GroupMembers, is: members::is_wrapper, read: members::wrapper },
    RecordFormat { id: "graph.other-objects", kind: Kind::GroupMembers, is: directory::is_other, read: directory::other },
    RecordFormat { id: "graph.directory-role-assignments", kind: Kind::DirectoryRoleAssignments, is: directory_roles::is_assignment, read: directory_roles::assignment },
    RecordFormat { id: "graph.directory-role-eligibility", kind: Kind::DirectoryRoleEligibility, is: directory_roles::is_eligibility, read: directory_roles::eligibility },
    RecordFormat { id: "graph.directory-role-schedules", kind: Kind::DirectoryRoleSchedules, is: directory_roles::is_schedule, read: directory_roles::schedule },
    RecordFormat { id: "graph.directory-role-definitions", kind: Kind::DirectoryRoleDefinitions, is: directory_roles::is_definition, read: directory_roles::definition },
    RecordFormat { id: "graph.activated-directory-roles", kind: Kind::DirectoryRoleDefinitions, is: directory_roles::is_activated, read: directory_roles::activated },
    RecordFormat { id: "graph.defender-role-assignments", kind: Kind::DefenderRoleAssignments, is: defender_roles::is_assignment, read: defender_roles::assignment },
    RecordFormat { id: "graph.defender-role-definitions", kind: Kind::DefenderRoleDefinitions, is: defender_roles::is_definition, read: defender_roles::definition },
    RecordFormat { id: "graph.organization", kind: Kind::Organization, is: tenant::is_organization, read: tenant::organization },
    RecordFormat { id: "azurehound.role-assignments", kind: Kind::RoleAssignments, is: azurehound::is_role_assignments, read: azurehound::role_assignments },
    RecordFormat { id: "azurehound.directory-role-assignments", kind: Kind::DirectoryRoleAssignments, is: azurehound::is_directory_role_assignments, read: azurehound::directory_role_assignments },
    RecordFormat { id: "azurehound.directory-role-eligibility", kind: Kind::DirectoryRoleEligibility, is: azurehound::is_directory_role_eligibility, read: azurehound::directory_role_eligibility },
    RecordFormat { id: "azurehound.directory-role-definitions", kind: Kind::DirectoryRoleDefinitions, is: azurehound::is_directory_role, read: azurehound::directory_role },
    RecordFormat { id: "azurehound.group-members", kind: Kind::GroupMembers, is: azurehound::is_members, read: azurehound::members },
    RecordFormat { id: "azurehound.users", kind: Kind::Users, is: azurehound::is_user, read: azurehound::user },
    RecordFormat { id: "azurehound.groups", kind: Kind::Groups, is: azurehound::is_group, read: azurehound::group },
    RecordFormat { id: "azurehound.service-principals", kind: Kind::ServicePrincipals, is: azurehound::is_service_principal, read: azurehound::service_principal },
    RecordFormat { id: "azurehound.subscriptions", kind: Kind::Subscriptions, is: azurehound::is_subscription, read: azurehound::subscription },
    RecordFormat { id: "azurehound.management-group-descendants", kind: Kind::ManagementGroups, is: azurehound::is_descendant, read: azurehound::descendant },
    RecordFormat { id: "azurehound.tenants", kind: Kind::Organization, is: azurehound::is_tenant, read: azurehound::organization },
    RecordFormat { id: "azurehound.other-objects", kind: Kind::GroupMembers, is: azurehound::is_other, read: azurehound::other },
    RecordFormat { id: "azgovviz.role-assignments", kind: Kind::RoleAssignments, is: azgovviz::is_row, read: azgovviz::row },
    RecordFormat { id: "rolecall.collection", kind: Kind::Collection, is: collection::is_manifest, read: collection::manifest },
    RecordFormat { id: "arm.locks", kind: Kind::Locks, is: locks::is_lock, read: locks::lock },
    RecordFormat { id: "powershell.locks", kind: Kind::Locks, is: locks::is_powershell, read: locks::powershell },
    RecordFormat { id: "policy.assignments", kind: Kind::PolicyAssignments, is: policy::is_assignment, read: policy::assignment },
    RecordFormat { id: "policy.definitions", kind: Kind::PolicyDefinitions, is: policy::is_definition, read: policy::definition },
    RecordFormat { id: "policy.sets", kind: Kind::PolicyDefinitions, is: policy::is_set, read: policy::set },
    RecordFormat { id: "graph.licences", kind: Kind::Licences, is: tenant::is_licence, read: tenant::licence },
];

/// Collections of Microsoft Graph, in lower case, and the formats of their records: an empty list of one is knowledge. An empty
/// page of ARM does not say what it is of; `rolecall collect` writes it down in the same way.
const COLLECTIONS: [(&str, &str); 35] = [
    ("microsoft.authorization/roleassignments", "arm.role-assignments"),
    ("microsoft.authorization/roledefinitions", "arm.role-definitions"),
    ("microsoft.authorization/denyassignments", "arm.deny-assignments"),
    ("microsoft.authorization/roleeligibilityscheduleinstances", "pim.role-eligibility"),
    ("microsoft.authorization/roleassignmentscheduleinstances", "pim.role-schedules"),
    ("microsoft.authorization/locks", "arm.locks"),
    ("microsoft.authorization/policyassignments", "policy.assignments"),
    ("microsoft.authorization/policydefinitions", "policy.definitions"),
    ("microsoft.authorization/policysetdefinitions", "policy.sets"),
    ("microsoft.managedservices/registrationassignments", "arm.lighthouse-assignments"),
    ("microsoft.resources/resources", "az.resources"),
    ("microsoft.securityinsights/onboardingstates", "arm.sentinel"),
    ("microsoft.securityinsights/dataconnectors", "arm.sentinel"),
    ("directoryobjects", "graph.members"),
    ("users", "graph.users"),
    ("groups", "graph.groups"),
    ("serviceprincipals", "graph.service-principals"),
    ("applications", "graph.applications"),
    ("serviceprincipals/approleassignedto", "graph.app-role-assignments"),
    ("serviceprincipals/approleassignments", "graph.app-role-assignments"),
    ("organization", "graph.organization"),
    ("subscribedskus", "graph.licences"),
    ("rolemanagement/directory/roleassignments", "graph.directory-role-assignments"),
    ("rolemanagement/directory/roledefinitions", "graph.directory-role-definitions"),
    ("rolemanagement/directory/roleeligibilityscheduleinstances", "graph.directory-role-eligibility"),
    ("rolemanagement/directory/roleassignmentscheduleinstances", "graph.directory-role-schedules"),
    ("rolemanagement/defender/roleassignments", "graph.defender-role-assignments"),
    ("rolemanagement/defender/roledefinitions", "graph.defender-role-definitions"),
    ("identitygovernance/privilegedaccess/group/eligibilityscheduleinstances", "pim.group-eligibility"),
    ("microsoft.authorization/roleassignmentschedulerequests", "pim.requests"),
    ("microsoft.authorization/roleeligibilityschedulerequests", "pim.requests"),
    ("rolemanagement/directory/roleassignmentschedulerequests", "pim.requests"),
    ("rolemanagement/directory/roleeligibilityschedulerequests", "pim.requests"),
    ("identitygovernance/privilegedaccess/group/assignmentschedulerequests", "pim.requests"),
    ("identitygovernance/privilegedaccess/group/eligibilityschedulerequests", "pim.requests"),
];

/// The format of a collection's records, as its index in [`FORMATS`].
pub(super) fn of_collection(collection: &str) -> Option<usize> {
    let (_, id) = COLLECTIONS.iter().find(|(name, _)| *name == collection)?;
    FORMATS.iter().position(|format| format.id == *id)
}

/// The first format of a kind, as its index in [`FORMATS`]: what a list without records counts as.
pub(super) fn of_kind(kind: Kind) -> Option<usize> {
    FORMATS.iter().position(|format| format.kind == kind)
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
    use crate::export::scan::scan;
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
            self.context = ListContext { listed: Listed::open(envelope.root(), None, &self.file), ..ListContext::default() };
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
