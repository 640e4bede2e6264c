//! [`Request`]: what is known of a request apart from its action, principal and scope.

use crate::condition::{Assignee, Context};
use crate::model::Guid;

/// What a request is about, as far as conditions can ask (R-COND-10). What is not known here stays unknown (R-COND-9).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Request {
    /// Only the action is known.
    #[default]
    Any,
    /// It assigns a role: the three attributes of `@Request` are bound.
    Assign(Delegated),
    /// It deletes an assignment of a role: the three attributes of `@Resource` are bound.
    Remove(Delegated),
}

/// The role assignment that a request makes or deletes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegated {
    /// The role.
    pub role: Guid,
    /// `User`, `Group` or `ServicePrincipal`, if it is known (R-ASN-2).
    pub principal_type: Option<&'static str>,
    /// Whose assignment, if it is known.
    pub principal: Option<Guid>,
}

impl Request {
    /// What is known, with this.
    pub(super) fn bind(&self, context: Context) -> Context {
        match self {
            Self::Any => context,
            Self::Assign(what) => context.assigning(what.role, what.assignee()),
            Self::Remove(what) => context.removing(what.role, what.assignee()),
        }
    }

    /// The role assignment that it is about.
    pub fn delegated(&self) -> Option<&Delegated> {
        match self {
            Self::Any => None,
            Self::Assign(what) | Self::Remove(what) => Some(what),
        }
    }
}

impl Delegated {
    fn assignee(&self) -> Assignee<'_> {
        Assignee { principal_type: self.principal_type, id: self.principal }
    }
}
