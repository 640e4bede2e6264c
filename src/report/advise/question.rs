//! What advice was asked for, as its report repeats it.

use serde::Serialize;

use crate::advise::Least;

/// What was asked, for the head of the report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct AdviceQuestion {
    /// The tasks.
    pub tasks: Vec<AskedFor>,
    /// The actions of Entra.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub directory_actions: Vec<String>,
    /// The plan.
    pub terraform: Option<PlanSummary>,
    /// The scopes, as they were written.
    pub scopes: Vec<String>,
    /// The scope at which the exports were looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// So many answers were asked for.
    pub top: usize,
    /// Which figure counts first.
    pub least: Least,
    /// Combinations of at most so many roles were looked at.
    pub max_roles: usize,
    /// How many built-in roles there are to choose from.
    pub roles: usize,
    /// How many custom roles of the exports there are beside them.
    #[serde(skip_serializing_if = "is_zero")]
    pub own_roles: usize,
    /// Custom roles that may be assignable there, of which the exports do not tell where they are, or what they grant.
    #[serde(skip_serializing_if = "is_zero")]
    pub own_roles_open: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// A task that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskedFor {
    /// Its pack.
    pub pack: String,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// A plan that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanSummary {
    /// The file.
    pub path: String,
    /// Resources and data sources whose needs are known.
    pub resources: usize,
    /// Those whose needs are not.
    pub unknown: usize,
}
