//! The actions that Azure lets the condition of a role assignment narrow (R-COND-18), and the plane of a pattern.
//!
//! A row of an export that has no condition column leaves grants of these actions in doubt, and of no others (R-COND-17). The list
//! is Azure's as of 2026-11-28; a test holds every entry against the operations of the catalog.

use super::operations::Operations;
use crate::model::Plane;
use crate::pattern::{Pattern, Wildcards};

/// Conditionable actions, as patterns. Before 2026 they were role assignments, blobs, queues and tables of Log Analytics;
/// repositories of registries came in 2026-01.
pub const CONDITIONABLE: [(Plane, &str); 7] = [
    (Plane::Control, "Microsoft.Authorization/roleAssignments/write"),
    (Plane::Control, "Microsoft.Authorization/roleAssignments/delete"),
    (Plane::Data, "Microsoft.Storage/storageAccounts/blobServices/*"),
    (Plane::Data, "Microsoft.Storage/storageAccounts/queueServices/*"),
    (Plane::Data, "Microsoft.ContainerRegistry/registries/repositories/*"),
    (Plane::Data, "Microsoft.Insights/logs/data/read"),
    (Plane::Data, "Microsoft.OperationalInsights/workspaces/tables/data/read"),
];

impl Operations {
    /// Whether a pattern is known to speak of the other plane only: some operation there has it, and none of this plane. A clause of
    /// a condition on such a pattern says nothing of this plane's actions (R-COND-19).
    pub fn is_of_other_plane(&self, pattern: &Pattern, plane: Plane) -> bool {
        let other = match plane {
            Plane::Control => Plane::Data,
            Plane::Data => Plane::Control,
        };
        let any = |plane| !self.matching(pattern, plane, Wildcards::Documented).is_empty();
        !any(plane) && any(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn every_conditionable_action_is_an_operation_of_its_plane() {
        let catalog = Catalog::embedded();
        let operations = catalog.operations();
        for (plane, text) in CONDITIONABLE {
            let found = operations.matching(&Pattern::parse(text), plane, Wildcards::Documented);
            assert!(!found.is_empty(), "{text} is no operation of its plane");
        }
    }

    #[test]
    fn a_pattern_speaks_of_the_plane_that_has_it() {
        let catalog = Catalog::embedded();
        let operations = catalog.operations();
        let cases = [
            ("Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read", Plane::Control, true, "a data action"),
            ("Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*", Plane::Control, true, "data actions only"),
            ("Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read", Plane::Data, false, "its own plane"),
            ("Microsoft.Authorization/roleAssignments/write", Plane::Data, true, "a control-plane action"),
            ("*/read", Plane::Control, false, "both planes have it"),
            ("*/read", Plane::Data, false, "both planes have it"),
            ("Microsoft.Elsewhere/things/read", Plane::Control, false, "nobody knows it"),
            ("Microsoft.Elsewhere/things/read", Plane::Data, false, "nobody knows it"),
        ];
        for (text, plane, expected, why) in cases {
            assert_eq!(operations.is_of_other_plane(&Pattern::parse(text), plane), expected, "{text}: {why}");
        }
    }
}
