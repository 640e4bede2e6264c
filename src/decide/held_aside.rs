//! [`HeldAside`]: a role that is held and does not count for a question, and why.

use std::sync::Arc;

use crate::model::{Guid, ObjectId, ScopeId};

/// A role that is held, and does not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeldAside {
    /// The role; the template id of an Entra role.
    pub role: ObjectId,
    /// What it is called.
    pub name: Arc<str>,
    /// Where it is held; an Entra role is held for the tenant.
    pub scope: Option<ScopeId>,
    /// Why it does not count.
    pub why: NotCounting,
}

/// Why a role that is held does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotCounting {
    /// Its condition leaves nothing of what is asked for. Where a role assignment is asked for, the role that it would give.
    UnderCondition(Option<Guid>),
    /// It has a condition, and the task asks for it without one (R-SEED-3).
    ConditionRefused,
    /// It counted until this second (R-PIM-6).
    Until(i64),
    /// It counts from this second on.
    From(i64),
    /// It is held below the scope that counts (R-EVAL-10).
    Below,
}
