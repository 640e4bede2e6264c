//! The four lists of a permission block, as lints name them.

use crate::model::Plane;
use crate::role_file::ListKind;

impl ListKind {
    /// The plane that it speaks of (R-DEF-5).
    pub(crate) const fn plane(self) -> Plane {
        match self {
            Self::Actions | Self::NotActions => Plane::Control,
            Self::DataActions | Self::NotDataActions => Plane::Data,
        }
    }

    /// Whether it takes away.
    pub(crate) const fn is_exception(self) -> bool {
        matches!(self, Self::NotActions | Self::NotDataActions)
    }

    /// The list of this plane that gives, and the one that takes.
    pub(crate) const fn of(plane: Plane) -> (Self, Self) {
        match plane {
            Plane::Control => (Self::Actions, Self::NotActions),
            Plane::Data => (Self::DataActions, Self::NotDataActions),
        }
    }

    /// The name in Azure's spelling, such as `NotActions`.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Actions => "Actions",
            Self::NotActions => "NotActions",
            Self::DataActions => "DataActions",
            Self::NotDataActions => "NotDataActions",
        }
    }
}

/// What a plane calls one of its operations, with the article.
pub(super) const fn an_action_of(plane: Plane) -> &'static str {
    match plane {
        Plane::Control => "an action",
        Plane::Data => "a data action",
    }
}

/// What a plane calls its operations.
pub(super) const fn action_of(plane: Plane) -> &'static str {
    match plane {
        Plane::Control => "action",
        Plane::Data => "data action",
    }
}
