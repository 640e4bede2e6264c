//! [`AskedSystem`]: what says who meets a leaf of a requirement.

use super::task::Need;

/// What says who meets a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AskedSystem {
    /// Azure roles.
    Azure,
    /// Entra roles.
    DirectoryRoles,
    /// App roles of Microsoft Graph.
    AppRoles,
    /// Owners of groups.
    Owners,
}

impl Need {
    /// What says who meets it.
    pub const fn system(&self) -> AskedSystem {
        match self {
            Self::Role { .. } | Self::Actions { .. } | Self::AnyAction { .. } => AskedSystem::Azure,
            Self::DirectoryRole { .. } => AskedSystem::DirectoryRoles,
            Self::AppRole { .. } => AskedSystem::AppRoles,
            Self::Owner => AskedSystem::Owners,
        }
    }
}
