//! [`AskedKinds`]: the kinds of export that the answers to these questions rest on.

use rustc_hash::FxHashSet;

use super::gap::RestsOnKind;
use super::outcome::AskedTask;
use crate::model::{Need, Requirement, ScopeId};

/// What was asked, as far as completeness is concerned.
pub(crate) struct AskedKinds<'a> {
    /// Some task asks for Azure roles or actions.
    pub azure: bool,
    /// Some task asks for an Entra role.
    pub directory: bool,
    /// The scopes at which grants matter.
    pub matter: &'a FxHashSet<ScopeId>,
}

impl<'a> AskedKinds<'a> {
    pub(crate) fn new(tasks: &[AskedTask], matter: &'a FxHashSet<ScopeId>) -> Self {
        let directory = tasks.iter().any(|asked| asks(&asked.task.requires, true));
        let azure = tasks.iter().any(|asked| asks(&asked.task.requires, false));
        Self { azure, directory, matter }
    }

    /// The kinds of export that the answers rest on.
    pub(crate) fn kinds(&self) -> Vec<RestsOnKind> {
        let azure =
            [RestsOnKind::RoleAssignments, RestsOnKind::DenyAssignments, RestsOnKind::RoleEligibility, RestsOnKind::Lighthouse];
        let directory = [RestsOnKind::DirectoryRoleAssignments, RestsOnKind::DirectoryRoleEligibility];
        let azure = azure.into_iter().filter(|_| self.azure);
        azure.chain(directory.into_iter().filter(|_| self.directory)).collect()
    }
}

/// Whether a requirement asks for an Entra role, or for anything else.
pub(crate) fn asks(requirement: &Requirement, directory: bool) -> bool {
    match requirement {
        Requirement::Any(parts) | Requirement::All(parts) => parts.iter().any(|part| asks(part, directory)),
        Requirement::Leaf(leaf) => matches!(leaf.what, Need::DirectoryRole { .. }) == directory,
    }
}
