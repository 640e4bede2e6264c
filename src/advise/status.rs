//! What principals have and lack of a requirement, as data ([`PrincipalStatuses`]).

use super::advice::ScopedAdvice;
use super::groups::GroupsAdvice;
use super::requirement::{DirectoryNeed, Item, ScopedRequirement};
use crate::audit::Gap;
use crate::decide::{Missing, Verdict};
use crate::graph::CoverageId;
use crate::model::PrincipalId;

/// What principals have and lack of a requirement.
#[derive(Debug, Clone, Default)]
pub struct PrincipalStatuses {
    /// For each principal that was asked for, in their order.
    pub principals: Vec<PrincipalStatus>,
    /// Where no principal was asked for: the groups that have what is needed.
    pub anybody: GroupsAdvice,
    /// What the exports lack.
    pub gaps: Vec<Gap>,
}

/// What one principal has and lacks, for the alternative that needs the smallest change.
#[derive(Debug, Clone)]
pub struct PrincipalStatus {
    /// Who.
    pub principal: PrincipalId,
    /// The Entra roles of the alternative.
    pub directory: Vec<DirectoryRoleStatus>,
    /// What the alternative needs, by scope.
    pub by_scope: Vec<ScopeStatus>,
    /// The groups that give it what it lacks, each proved by joining it.
    pub groups: GroupsAdvice,
}

/// An Entra role of an alternative, for one principal.
#[derive(Debug, Clone)]
pub struct DirectoryRoleStatus {
    /// The role.
    pub need: DirectoryNeed,
    /// The answer.
    pub verdict: Verdict,
    /// What the answer takes for whole: entries of the coverage.
    pub assumes: Vec<CoverageId>,
}

/// What an alternative needs at one scope, for one principal.
#[derive(Debug, Clone)]
pub struct ScopeStatus {
    /// Where it has to be held.
    pub scope: String,
    /// What is asked for, with the answers.
    pub items: Vec<ItemStatus>,
    /// What would give what is missing; `None` where no role is missing.
    pub change: Option<ScopedAdvice>,
    /// What `change` is for.
    pub lacking: ScopedRequirement,
    /// Custom roles that are held there: adding the missing actions to one of them would do as well, for everyone who holds it.
    pub custom_roles: Vec<String>,
}

/// One item, or one named role, for one principal.
#[derive(Debug, Clone)]
pub struct ItemStatus {
    /// The item as it was written, or the name of the role.
    pub what: String,
    /// Its plane; `None` for a role.
    pub item: Option<Item>,
    /// The answer.
    pub verdict: Verdict,
    /// The roles that it rests on.
    pub through: Vec<String>,
    /// What is open or missing.
    pub missing: Vec<Missing>,
    /// What the answer takes for whole: entries of the coverage.
    pub assumes: Vec<CoverageId>,
}
