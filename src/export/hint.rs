//! What the name of a file tells where its content tells nothing: for an error body, a file that was cut off, or a list without records
//! (R-FMT-27, R-FMT-29). The name never decides what a record is.

use crate::model::ExportKind;
use crate::model::Guid;

/// What files are called, letters and digits alone, and the kind that this speaks of; the longer names come first.
const NAMES: [(&str, ExportKind); 45] = [
    ("directoryroleassignment", ExportKind::DirectoryRoleAssignments),
    ("entraroleassignment", ExportKind::DirectoryRoleAssignments),
    ("directoryroledefinition", ExportKind::DirectoryRoleDefinitions),
    ("entraroledefinition", ExportKind::DirectoryRoleDefinitions),
    ("directoryroleeligib", ExportKind::DirectoryRoleEligibility),
    ("entraroleeligib", ExportKind::DirectoryRoleEligibility),
    ("directoryroleschedule", ExportKind::DirectoryRoleSchedules),
    ("entraroleschedule", ExportKind::DirectoryRoleSchedules),
    ("defenderroleassignment", ExportKind::DefenderRoleAssignments),
    ("defenderroledefinition", ExportKind::DefenderRoleDefinitions),
    ("denyassignment", ExportKind::DenyAssignments),
    ("deny", ExportKind::DenyAssignments),
    ("policyassignment", ExportKind::PolicyAssignments),
    ("policydefinition", ExportKind::PolicyDefinitions),
    ("policyset", ExportKind::PolicyDefinitions),
    ("initiative", ExportKind::PolicyDefinitions),
    ("locks", ExportKind::Locks),
    ("resourcelock", ExportKind::Locks),
    ("roleassignmentschedule", ExportKind::RoleSchedules),
    ("roleschedule", ExportKind::RoleSchedules),
    ("roleassignment", ExportKind::RoleAssignments),
    ("roleeligib", ExportKind::RoleEligibility),
    ("eligibleroles", ExportKind::RoleEligibility),
    ("roledefinition", ExportKind::RoleDefinitions),
    ("customroles", ExportKind::RoleDefinitions),
    ("groupeligib", ExportKind::GroupEligibility),
    ("groupmember", ExportKind::GroupMembers),
    ("transitivemember", ExportKind::GroupMembers),
    ("members", ExportKind::GroupMembers),
    ("approle", ExportKind::AppRoleAssignments),
    ("applications", ExportKind::Applications),
    ("managementgroup", ExportKind::ManagementGroups),
    ("serviceprincipal", ExportKind::ServicePrincipals),
    ("subscriptions", ExportKind::Subscriptions),
    ("lighthouse", ExportKind::Lighthouse),
    ("registrationassignment", ExportKind::Lighthouse),
    ("resources", ExportKind::Resources),
    ("workspaces", ExportKind::Resources),
    ("solutions", ExportKind::Resources),
    ("keyvaults", ExportKind::Resources),
    ("organization", ExportKind::Organization),
    ("licences", ExportKind::Licences),
    ("subscribedskus", ExportKind::Licences),
    ("groups", ExportKind::Groups),
    ("users", ExportKind::Users),
];

/// Endings of files that no tool exports to.
const OF_CODE: [&str; 12] = ["tf", "tfvars", "hcl", "tftpl", "tpl", "bicep", "bicepparam", "yaml", "yml", "md", "ps1", "sh"];

/// The kind of export that a file is called after, by its own name or else by that of its folder.
pub(super) fn kind(path: &str) -> Option<ExportKind> {
    let ending = path.rsplit('.').next().unwrap_or_default();
    if OF_CODE.iter().any(|code| ending.eq_ignore_ascii_case(code)) {
        return None;
    }
    let mut parts = path.rsplit(['/', '\\']);
    let file = parts.next().map(|name| name.split_once('.').map_or(name, |(stem, _)| stem));
    [file, parts.next()].into_iter().flatten().find_map(named)
}

fn named(text: &str) -> Option<ExportKind> {
    let plain: String = text.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase()).collect();
    NAMES.iter().find(|(name, _)| plain.starts_with(name)).map(|&(_, kind)| kind)
}

/// The subscription that a file is called after: the first GUID in its name.
pub(super) fn subscription(path: &str) -> Option<Guid> {
    let name = path.rsplit(['/', '\\']).next()?;
    (0..name.len()).find_map(|at| Guid::parse(name.get(at..at + 36)?))
}

/// The subscription that the name of a file ends with.
pub(super) fn last_subscription(path: &str) -> Option<Guid> {
    let name = path.rsplit(['/', '\\']).next()?;
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    Guid::parse(stem.get(stem.len().checked_sub(36)?..)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hint_reads_the_names_of_files() {
        let cases = [
            ("exports/deny-assignments-corp.json", Some(ExportKind::DenyAssignments), "a kind and more"),
            ("exports/DenyAssignments.json", Some(ExportKind::DenyAssignments), "another spelling"),
            ("role-assignments/11111111-1111-4111-8111-111111111111.json", Some(ExportKind::RoleAssignments), "the folder"),
            ("directory_role_assignments.json", Some(ExportKind::DirectoryRoleAssignments), "not those of Azure"),
            ("role-assignment-schedules.json", Some(ExportKind::RoleSchedules), "not the assignments"),
            ("contoso/ra.json", None, "says nothing"),
            ("modules/role_assignment/meta.tf", None, "no export is written in a language of code"),
        ];
        for (path, expected, why) in cases {
            assert_eq!(kind(path), expected, "{why}: {path}");
        }
    }
}
