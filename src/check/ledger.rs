//! What answers rest on: which kinds of export the asked tasks need (R-EVAL-9).

use rustc_hash::FxHashSet;

use super::outcome::AskedTask;
use crate::model::{ExportKind, Need, Requirement, ScopeId};

/// What was asked, as far as completeness is concerned.
pub(super) struct Asked<'a> {
    /// Some task asks for Azure roles or actions.
    pub azure: bool,
    /// Some task asks for an Entra role.
    pub directory: bool,
    /// The scopes at which grants matter.
    pub matter: &'a FxHashSet<ScopeId>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(tasks: &[AskedTask], matter: &'a FxHashSet<ScopeId>) -> Self {
        let directory = tasks.iter().any(|asked| asks(&asked.task.requires, true));
        let azure = tasks.iter().any(|asked| asks(&asked.task.requires, false));
        Self { azure, directory, matter }
    }

    /// The kinds of export that the answers rest on, with what their absence leaves open.
    pub(super) fn kinds(&self) -> Vec<(ExportKind, &'static str)> {
        let azure = [
            (ExportKind::RoleAssignments, "who holds Azure roles is not known"),
            (ExportKind::DenyAssignments, "an allowed answer may be blocked by a deny assignment"),
            (ExportKind::RoleEligibility, "roles that can be activated through PIM are not seen"),
            (ExportKind::Lighthouse, "access delegated to other tenants was not examined"),
        ];
        let directory = [
            (ExportKind::DirectoryRoleAssignments, "who holds Entra roles is not known"),
            (ExportKind::DirectoryRoleEligibility, "Entra roles that can be activated through PIM are not seen"),
        ];
        let azure = azure.into_iter().filter(|_| self.azure);
        azure.chain(directory.into_iter().filter(|_| self.directory)).collect()
    }
}

fn asks(requirement: &Requirement, directory: bool) -> bool {
    match requirement {
        Requirement::Any(parts) | Requirement::All(parts) => parts.iter().any(|part| asks(part, directory)),
        Requirement::Leaf(leaf) => matches!(leaf.what, Need::DirectoryRole { .. }) == directory,
    }
}
