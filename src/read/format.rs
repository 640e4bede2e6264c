//! The table of formats: one line each. A record is of the one format whose shape it has, whatever its file is called.

use super::scan::{Context, Reader};
use super::tape::Node;
use super::{role_assignments as assignments, role_definitions as definitions};
use crate::model::ExportKind::{self, ClassicAdministrators, RoleAssignments, RoleDefinitions};
use crate::model::Origin;

/// A format of records.
pub(super) struct Format {
    /// Its id, as reports name it.
    pub(super) id: &'static str,
    /// The kind of export that its records make up.
    pub(super) kind: ExportKind,
    /// Whether a record has its shape. No record has two.
    pub(super) is: fn(Node<'_>, &Context) -> bool,
    /// Takes the facts of a record.
    pub(super) read: fn(&mut Reader<'_>, Node<'_>, Origin) -> Use,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Facts.
    Used,
    /// Nothing: it was counted as a problem or fault.
    Unusable,
    /// Nothing, and nothing is lost by it: it states no fact that answers rest on.
    #[expect(dead_code, reason = "the formats that need it land next")]
    Beside,
}

/// Every format.
#[rustfmt::skip] // one line per format
pub(super) const FORMATS: &[Format] = &[
    Format { id: "arm.role-assignments", kind: RoleAssignments, is: assignments::is_arm, read: assignments::arm },
    Format { id: "az.role-assignments", kind: RoleAssignments, is: assignments::is_az, read: assignments::az },
    Format { id: "powershell.role-assignments", kind: RoleAssignments, is: assignments::is_powershell, read: assignments::powershell },
    Format { id: "resource-graph.role-assignments", kind: RoleAssignments, is: assignments::is_resource_graph, read: assignments::resource_graph },
    Format { id: "az.classic-administrators", kind: ClassicAdministrators, is: assignments::is_az_classic, read: assignments::az_classic },
    Format { id: "powershell.classic-administrators", kind: ClassicAdministrators, is: assignments::is_powershell_classic, read: assignments::powershell_classic },
    Format { id: "arm.role-definitions", kind: RoleDefinitions, is: definitions::is_arm, read: definitions::arm },
    Format { id: "az.role-definitions", kind: RoleDefinitions, is: definitions::is_az, read: definitions::az },
    Format { id: "powershell.role-definitions", kind: RoleDefinitions, is: definitions::is_powershell, read: definitions::powershell },
    Format { id: "resource-graph.role-definitions", kind: RoleDefinitions, is: definitions::is_resource_graph, read: definitions::arm },
];

/// What is looked for, in words for people.
pub(super) fn looked_for() -> String {
    let mut kinds: Vec<&str> = FORMATS.iter().map(|format| format.id).collect();
    kinds.sort_unstable();
    format!(
        "looked for JSON as az, Azure PowerShell (`ConvertTo-Json -Depth 10`), ARM, Resource Graph and Microsoft Graph write it: {}",
        kinds.join(", ")
    )
}
