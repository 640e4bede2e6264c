//! What reports say of roles by themselves: of `role`, and of `diff` between role files or catalogs. It is read from JSON, and nothing of it
//! is believed.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::verify::claims::PlaneClaim;

/// What a report says of roles.
#[derive(Debug, Clone)]
pub enum RoleFileClaims {
    /// A report of `role`.
    Profiles(Vec<RoleProfileClaim>),
    /// A report of `diff`.
    Differences(Vec<RoleDiffClaim>),
}

/// A role by itself, and among the built-in ones.
#[derive(Debug, Clone, Deserialize)]
pub struct RoleProfileClaim {
    /// Its name.
    pub name: String,
    /// Its id, where it has one.
    pub id: Option<String>,
    /// Built-in or custom.
    pub kind: Option<String>,
    /// Whether Microsoft marks it as privileged.
    pub privileged: Option<bool>,
    /// Where it can be assigned.
    pub assignable_scopes: Vec<String>,
    /// How many operations it gives, and how many there are.
    pub operations: Vec<TallyClaim>,
    /// How near it comes to Owner.
    pub ownership: OwnershipClaim,
    /// Its blocks.
    pub blocks: Vec<BlockClaim>,
    /// Patterns that stand for no operation.
    pub unmatched: Vec<String>,
    /// The operations that control access.
    pub privileged_operations: Vec<PrivilegedClaim>,
    /// Built-in roles that give the same.
    pub equal: Vec<RelatedRoleClaim>,
    /// Those that give more.
    pub contained_in: Vec<RelatedRoleClaim>,
    /// Those that give less.
    pub contains: Vec<RelatedRoleClaim>,
    /// Those of which that was not decided.
    #[serde(default)]
    pub undecided: Vec<RelatedRoleClaim>,
    /// The nearest of the others.
    pub nearest: Vec<NearestRoleClaim>,
    /// The tasks that it alone allows.
    pub tasks: Vec<String>,
    /// Why its access is not known.
    pub doubt: Option<String>,
}

/// Operations of a plane.
#[derive(Debug, Clone, Deserialize)]
pub struct TallyClaim {
    /// The plane.
    pub plane: PlaneClaim,
    /// Those that the role gives.
    pub count: usize,
    /// All.
    pub of: usize,
}

/// How near a role comes to Owner.
#[derive(Debug, Clone, Deserialize)]
pub struct OwnershipClaim {
    /// In a word.
    pub level: String,
    /// A string that it lacks.
    pub lacks: Option<String>,
    /// How many operations it lacks.
    pub lacking: usize,
    /// Which.
    pub lacking_operations: Vec<String>,
}

/// A block.
#[derive(Debug, Clone, Deserialize)]
pub struct BlockClaim {
    /// Its condition.
    pub condition: Option<String>,
    /// Its patterns.
    pub patterns: Vec<BlockPatternClaim>,
}

/// A pattern of a block.
#[derive(Debug, Clone, Deserialize)]
pub struct BlockPatternClaim {
    /// The list that it is in.
    pub list: String,
    /// The pattern.
    pub pattern: String,
    /// How many operations it stands for.
    pub count: usize,
    /// How many of each verb.
    pub verbs: BTreeMap<String, usize>,
    /// How many of each provider.
    pub providers: BTreeMap<String, usize>,
    /// All of them.
    pub operations: Option<Vec<String>>,
}

/// An operation that controls access.
#[derive(Debug, Clone, Deserialize)]
pub struct PrivilegedClaim {
    /// Its name.
    pub operation: String,
    /// Its plane.
    pub plane: PlaneClaim,
    /// What makes it privileged.
    pub class: String,
    /// The condition under which the role gives it.
    pub condition: Option<String>,
}

/// A built-in role.
#[derive(Debug, Clone, Deserialize)]
pub struct RelatedRoleClaim {
    /// Its id.
    pub id: String,
}

/// A built-in role nearby.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NearestRoleClaim {
    /// Its id.
    pub id: String,
    /// How many operations only it gives.
    pub more: usize,
    /// How many it does not give.
    pub less: usize,
}

/// What became of a role.
#[derive(Debug, Clone, Deserialize)]
pub struct RoleDiffClaim {
    /// Its name.
    pub name: String,
    /// Its old name.
    pub old_name: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// In a word.
    pub change: String,
    /// Access gained.
    pub gained: Vec<AccessChangeClaim>,
    /// Access lost.
    pub lost: Vec<AccessChangeClaim>,
    /// Assignable scopes gained.
    pub scopes_gained: Vec<String>,
    /// Assignable scopes lost.
    pub scopes_lost: Vec<String>,
    /// The same actions are held under other conditions.
    pub condition_changed: bool,
    /// Tasks that it alone allows now.
    pub tasks_gained: Vec<String>,
    /// Tasks that it alone allows no more.
    pub tasks_lost: Vec<String>,
    /// What was not decided.
    #[serde(default)]
    pub undecided: Vec<UndecidedClaim>,
    /// Why a definition cannot be read in full.
    #[serde(default)]
    pub doubts: Vec<String>,
}

/// Actions of one plane and condition, gained or lost.
#[derive(Debug, Clone, Deserialize)]
pub struct AccessChangeClaim {
    /// The plane.
    pub plane: PlaneClaim,
    /// The operations among them.
    pub operations: Vec<String>,
    /// How many.
    pub count: usize,
    /// One of the actions.
    pub witness: String,
    /// Whether that is an operation of the catalog.
    pub in_catalog: bool,
    /// One that is none.
    pub beyond_catalog: Option<String>,
    /// The privileged operations.
    pub privileged: Vec<String>,
    /// The condition.
    pub condition: Option<String>,
    /// The other side holds them under another one.
    pub otherwise_conditioned: bool,
    /// The patterns that bring them.
    pub patterns: Vec<String>,
}

/// Something that was not decided.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UndecidedClaim {
    /// The plane.
    pub plane: PlaneClaim,
    /// `gained` or `lost`.
    pub side: String,
}
