//! [`AskedKinds`]: the kinds of export that the answers to these questions rest on.

use rustc_hash::FxHashSet;

use super::gap::RestsOnKind;
use super::outcome::AskedTask;
use super::target_groups::TargetGroups;
use crate::model::{AskedSystem, Requirement, ScopeId};

/// What was asked, as far as completeness is concerned.
pub(crate) struct AskedKinds<'a> {
    /// Some task asks for Azure roles or actions.
    pub azure: bool,
    /// Some task asks for an Entra role.
    pub directory: bool,
    /// What else tasks ask of, where the exports may lack something of it.
    beside: Vec<RestsOnKind>,
    /// The scopes at which grants matter.
    pub matter: &'a FxHashSet<ScopeId>,
}

impl<'a> AskedKinds<'a> {
    pub(crate) fn new(tasks: &[AskedTask], matter: &'a FxHashSet<ScopeId>) -> Self {
        let asks_any = |system| tasks.iter().any(|asked| asks(&asked.task.requires, system));
        let (azure, directory) = (asks_any(AskedSystem::Azure), asks_any(AskedSystem::DirectoryRoles));
        let beside = asks_any(AskedSystem::AppRoles).then_some(RestsOnKind::AppRoleAssignments).into_iter().collect();
        Self { azure, directory, beside, matter }
    }

    /// The same, of targets that are groups.
    pub(crate) fn of_groups(mut self, tasks: &[AskedTask], groups: &TargetGroups) -> Self {
        let asks_for_owners = tasks.iter().any(|asked| asks(&asked.task.requires, AskedSystem::Owners));
        self.beside.extend((asks_for_owners && groups.lacks_owners()).then_some(RestsOnKind::GroupOwners));
        self
    }

    /// The kinds of export that the answers rest on.
    pub(crate) fn kinds(&self) -> Vec<RestsOnKind> {
        let azure =
            [RestsOnKind::RoleAssignments, RestsOnKind::DenyAssignments, RestsOnKind::RoleEligibility, RestsOnKind::Lighthouse];
        let directory = [RestsOnKind::DirectoryRoleAssignments, RestsOnKind::DirectoryRoleEligibility];
        let azure = azure.into_iter().filter(|_| self.azure);
        azure.chain(directory.into_iter().filter(|_| self.directory)).chain(self.beside.iter().copied()).collect()
    }
}

/// Whether a requirement asks for something of a system.
pub(crate) fn asks(requirement: &Requirement, system: AskedSystem) -> bool {
    requirement.leaves().any(|leaf| leaf.what.system() == system)
}
