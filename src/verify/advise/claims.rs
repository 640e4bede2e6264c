//! What a report of `advise` says. It is read from JSON, and nothing of it is believed.

use serde::Deserialize;

use crate::verify::assignment_claims::ReachesClaim;
use crate::verify::claims::{PlaneClaim, StepKindClaim, VerdictClaim};

/// What a report of `advise` says.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AdviceClaims {
    /// What was asked.
    pub asked: AdviceAskedClaim,
    /// Something covers the need.
    pub covered: bool,
    /// The operations in the smallest need.
    pub needed_operations: usize,
    /// The ways to meet the need.
    pub ways: Vec<WayClaim>,
    /// There are more ways.
    #[serde(default)]
    pub ways_left_out: bool,
    /// What principals have and lack.
    pub principals: Vec<NeedStatusClaim>,
    /// The groups that have what is needed, where no principal was asked for.
    #[serde(default)]
    pub groups: Option<GroupsClaim>,
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AdviceAskedClaim {
    /// The tasks.
    pub tasks: Vec<AdvisedTaskClaim>,
    /// The actions of Entra.
    #[serde(default)]
    pub directory_actions: Vec<String>,
    /// The scopes, as they were written.
    pub scopes: Vec<String>,
    /// The scope that was looked at in the exports.
    #[serde(default)]
    pub place: Option<String>,
    /// So many answers were asked for.
    pub top: usize,
    /// Which figure counts first.
    pub least: LeastClaim,
    /// So many roles may be combined.
    pub max_roles: usize,
    /// How many built-in roles there are.
    pub roles: usize,
    /// How many custom roles of the exports there are beside them.
    #[serde(default)]
    pub own_roles: usize,
    /// How many more there may be.
    #[serde(default)]
    pub own_roles_open: usize,
}

/// A task that was asked for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AdvisedTaskClaim {
    /// Its pack.
    pub pack: String,
    /// Its id.
    pub id: String,
}

/// Which figure counts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LeastClaim {
    /// `operations`
    Operations,
    /// `privileged`
    Privileged,
    /// `data`
    Data,
}

/// How much something grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
pub struct ExcessClaim {
    /// Operations.
    pub operations: usize,
    /// Those of them that control access itself.
    pub privileged: usize,
    /// Those of them that are data actions.
    pub data: usize,
}

/// One way to meet the need.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct WayClaim {
    /// The Entra roles that it needs.
    pub directory_roles: Vec<DirectoryNeedClaim>,
    /// What the best answers grant.
    pub granted: Option<ExcessClaim>,
    /// How many times the smallest need that is.
    pub times: Option<f64>,
    /// What it needs of Azure.
    pub portions: Vec<PortionClaim>,
}

/// An Entra role.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct DirectoryNeedClaim {
    /// Its template id.
    pub id: String,
    /// Microsoft marks it as privileged.
    pub privileged: Option<bool>,
    /// How many actions it has.
    pub actions: usize,
    /// Whether the principal holds it.
    #[serde(default)]
    pub verdict: Option<VerdictClaim>,
    /// What that takes for whole.
    #[serde(default)]
    pub assumes: Option<Vec<usize>>,
}

/// What is needed at one kind of scope, and what covers it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PortionClaim {
    /// The kind of scope.
    pub at: Option<String>,
    /// Without a condition.
    pub unconditional: bool,
    /// What is needed.
    pub need: Vec<NeedItemClaim>,
    /// The roles that cover it.
    pub answers: Vec<AdvisedRolesClaim>,
    /// The least single role.
    pub single: Option<AdvisedRolesClaim>,
    /// The roles that the document names.
    pub documented: Option<AdvisedRolesClaim>,
    /// The most that can be had.
    pub partial: Option<PartialClaim>,
    /// The roles that cover it under conditions of their own, by name.
    pub conditional: Vec<String>,
    /// The custom role.
    pub custom_role: CustomRoleClaim,
    /// How the search ended.
    pub search: SearchClaim,
}

/// One thing that is needed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct NeedItemClaim {
    /// Its plane.
    pub plane: PlaneClaim,
    /// Its pattern.
    pub pattern: String,
    /// What of it is not needed.
    #[serde(default)]
    pub except: Vec<String>,
    /// The role that the document names, by name.
    #[serde(default)]
    pub role: Option<String>,
    /// The operations in it.
    pub operations: usize,
}

/// Roles together.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AdvisedRolesClaim {
    /// The roles.
    pub roles: Vec<AdvisedRoleClaim>,
    /// How much they cover.
    pub covers: CoversClaim,
    /// What they grant, with the need.
    pub granted: ExcessClaim,
    /// What of it nobody asked for.
    pub beyond: ExcessClaim,
    /// How many times the need that is.
    pub times: Option<f64>,
    /// They cover it only where `/*/` also matches one slash.
    pub strict_wildcards_differ: bool,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AdvisedRoleClaim {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The document names it.
    pub documented: bool,
    /// Microsoft marks it as privileged.
    pub privileged: Option<bool>,
    /// It is a custom role of the exports.
    #[serde(default)]
    pub custom: bool,
}

/// How much of the need is covered.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct CoversClaim {
    /// How many things are needed.
    pub asked: usize,
    /// How many of them are covered.
    pub covered: usize,
    /// The share.
    pub percent: f64,
    /// The operations in the need.
    pub operations: usize,
    /// Those of them that are granted.
    pub operations_covered: usize,
}

/// The most that can be had.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PartialClaim {
    /// The roles.
    #[serde(flatten)]
    pub answer: AdvisedRolesClaim,
    /// What remains.
    pub remains: Vec<RemainsClaim>,
    /// How the search ended.
    pub search: SearchClaim,
}

/// What remains of one thing.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct RemainsClaim {
    /// The thing.
    #[serde(flatten)]
    pub item: NeedItemClaim,
    /// Something of it is granted.
    pub in_part: bool,
    /// How many operations of it are not.
    pub operations_left: usize,
    /// A string of it that is not granted.
    pub witness: Option<String>,
    /// That is an operation of the catalog.
    pub in_catalog: bool,
}

/// A custom role.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct CustomRoleClaim {
    /// What it grants.
    pub actions: Vec<String>,
    /// What of that it does not grant.
    pub not_actions: Vec<String>,
    /// What it grants of data.
    pub data_actions: Vec<String>,
    /// What of that it does not grant.
    pub not_data_actions: Vec<String>,
    /// The patterns that may grow.
    pub growth: Vec<GrowthClaim>,
    /// Actions that the catalog does not know.
    pub unknown: Vec<String>,
    /// Why there is none.
    #[serde(default)]
    pub none: Option<String>,
}

/// A pattern that may grow.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct GrowthClaim {
    /// Its plane.
    pub plane: PlaneClaim,
    /// The pattern.
    pub pattern: String,
    /// How many patterns of the need it contains.
    pub replaces: usize,
    /// A string that it grants and nobody asked for.
    pub witness: Option<String>,
}

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct SearchClaim {
    /// It looked at everything.
    pub exact: bool,
    /// It ran into its limit.
    pub stopped_early: bool,
    /// Something could not be told.
    pub undecided: bool,
}

/// What a principal has and lacks.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct NeedStatusClaim {
    /// Who.
    pub id: String,
    /// It has everything.
    pub met: bool,
    /// The Entra roles of the way.
    pub directory_roles: Vec<DirectoryNeedClaim>,
    /// What the way needs, by scope.
    pub portions: Vec<ScopeStatusClaim>,
    /// The groups that give it what it lacks.
    #[serde(default)]
    pub groups: Option<GroupsClaim>,
}

/// What a principal has and lacks at one scope.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ScopeStatusClaim {
    /// The scope.
    pub scope: String,
    /// What is asked for.
    pub items: Vec<ItemStatusClaim>,
    /// The custom roles that it holds there.
    pub custom_roles: Vec<String>,
    /// What would give the rest.
    pub change: Option<PortionClaim>,
}

/// What a principal has of one thing.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ItemStatusClaim {
    /// The pattern, or the name of the role.
    pub what: String,
    /// Its plane; none for a role.
    pub plane: Option<PlaneClaim>,
    /// The answer.
    pub verdict: VerdictClaim,
    /// The roles that it rests on, by name.
    pub through: Vec<String>,
    /// What it takes for whole.
    pub assumes: Vec<usize>,
}

/// Groups that have what is needed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct GroupsClaim {
    /// The groups.
    pub list: Vec<GroupClaim>,
    /// Groups that nobody can be added to by hand.
    pub left_out: usize,
}

/// A group that has what is needed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct GroupClaim {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// What it gives beyond the need.
    pub beyond: ExcessClaim,
    /// How many actions its Entra roles have.
    pub directory_actions: usize,
    /// Who is in it.
    pub members: ReachesClaim,
    /// Everything that it gives.
    pub gives: Vec<GroupGrantClaim>,
}

/// A grant of a group.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct GroupGrantClaim {
    /// What it is.
    pub kind: StepKindClaim,
    /// The role.
    pub role: Option<String>,
    /// Where.
    pub scope: String,
    /// The conditions that it hangs on, in words.
    pub conditions: Vec<String>,
}
