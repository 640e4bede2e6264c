//! When an export was made, as far as its records tell: it is no older than its newest record. The reader of role assignments finds that
//! out itself. Some other kinds tell nothing about it; the rest are read here.

use super::azure::properties;
use super::tape::RecordNode;
use super::time::seconds;
use crate::model::ExportKind;

/// What tools call the instant at which something was made or changed.
const KEYS: [&str; 6] = ["updatedOn", "createdOn", "changedTime", "createdTime", "lastModifiedDateTime", "createdDateTime"];

/// The newest instant that a record names.
pub(super) fn newest(record: RecordNode<'_>, kind: ExportKind) -> Option<i64> {
    says(kind).then_some(())?;
    let data = properties(record);
    let text = |key: &str| data.get(key).or_else(|| record.get(key)).and_then(RecordNode::as_text);
    KEYS.iter().filter_map(|key| seconds(text(key)?)).max()
}

/// Whether records of a kind name such an instant, where a tool prints it at all.
const fn says(kind: ExportKind) -> bool {
    match kind {
        ExportKind::RoleDefinitions
        | ExportKind::DenyAssignments
        | ExportKind::RoleEligibility
        | ExportKind::RoleSchedules
        | ExportKind::Resources
        | ExportKind::AppRoleAssignments
        | ExportKind::Sentinel => true,
        // The reader of role assignments looks itself.
        ExportKind::RoleAssignments
        | ExportKind::ManagementGroups
        | ExportKind::Subscriptions
        | ExportKind::Users
        | ExportKind::Groups
        | ExportKind::GroupMembers
        | ExportKind::ServicePrincipals
        | ExportKind::Applications
        | ExportKind::PimRequests
        | ExportKind::GroupEligibility
        | ExportKind::DirectoryRoleAssignments
        | ExportKind::DirectoryRoleDefinitions
        | ExportKind::DirectoryRoleEligibility
        | ExportKind::DirectoryRoleSchedules
        | ExportKind::DefenderRoleAssignments
        | ExportKind::DefenderRoleDefinitions
        | ExportKind::Organization
        | ExportKind::Lighthouse
        | ExportKind::ClassicAdministrators
        | ExportKind::Licences
        | ExportKind::Locks
        | ExportKind::PolicyAssignments
        | ExportKind::PolicyDefinitions
        | ExportKind::Collection => false,
    }
}
