//! What a report of `what-can` says that a principal holds and may do. It is read from JSON, and nothing of it is believed.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::verify::claims::{PlaneClaim, StepClaim, StepKindClaim, VerdictClaim};

/// What a report of `what-can` says beside its answers.
#[derive(Debug, Clone, Deserialize)]
pub struct WhatCanClaims {
    /// What was asked.
    pub question: PrincipalQuestionClaim,
    /// What the principal holds.
    pub holdings: Vec<HoldingClaim>,
    /// What it may do.
    pub scopes: Vec<ScopePermissionsClaim>,
    /// The same beside another principal.
    #[serde(default)]
    pub compared: Option<ComparedClaim>,
}

/// About whom, and where.
#[derive(Debug, Clone, Deserialize)]
pub struct PrincipalQuestionClaim {
    /// About whom.
    pub principal: String,
    /// Only at these scopes; at each scope of its grants where empty.
    pub at_scopes: Vec<String>,
}

/// How surely something is held, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeldClaim {
    /// `possible`
    Possible,
    /// `eligible`
    Eligible,
    /// `active`
    Active,
}

impl HeldClaim {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Eligible => "eligible",
            Self::Active => "active",
        }
    }
}

/// A grant or a deny assignment.
#[derive(Debug, Clone, Deserialize)]
pub struct HoldingClaim {
    /// What it is.
    pub kind: StepKindClaim,
    /// How surely it is held.
    pub held: HeldClaim,
    /// A deny assignment that leaves the principal out.
    #[serde(default)]
    pub excluded: bool,
    /// The groups on the way, nearest first.
    pub via: Vec<String>,
    /// The id of the record.
    pub assignment: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// Where.
    pub scope: String,
    /// The conditions that it hangs on, in words.
    pub conditions: Vec<String>,
    /// The exports do not say if it has one.
    #[serde(default)]
    pub condition_not_exported: bool,
    /// The first instant at which it counts.
    pub from: Option<String>,
    /// The first instant at which it no longer counts.
    pub until: Option<String>,
    /// The file of the record.
    pub input: Option<String>,
    /// Its number in the file, from 1.
    pub record: Option<u32>,
}

impl HoldingClaim {
    /// The step of a proof that rests on the same record.
    pub(super) fn step(&self, principal: &str) -> StepClaim {
        StepClaim {
            example: None,
            principal: principal.to_owned(),
            via: self.via.clone(),
            kind: self.kind,
            assignment: self.assignment.clone(),
            role: self.role.clone(),
            scope: self.scope.clone(),
            pattern: None,
            input: self.input.clone(),
            record: self.record,
        }
    }
}

/// What is permitted at some scopes.
#[derive(Debug, Clone, Deserialize)]
pub struct ScopePermissionsClaim {
    /// The scopes.
    pub scopes: Vec<String>,
    /// Nothing else is permitted.
    pub exact: bool,
    /// By plane, the surest first.
    pub permissions: Vec<PartClaim>,
}

/// What is permitted in one plane, equally surely.
#[derive(Debug, Clone, Deserialize)]
pub struct PartClaim {
    /// The plane.
    pub plane: PlaneClaim,
    /// How surely.
    pub verdict: VerdictClaim,
    /// The conditions, in words.
    pub conditions: Vec<String>,
    /// The patterns.
    pub patterns: Vec<PatternLineClaim>,
    /// How many operations that is beyond what surer parts have.
    pub operations: usize,
    /// The privileged ones among them.
    pub privileged: Vec<String>,
    /// How many of each provider.
    pub providers: BTreeMap<String, usize>,
}

/// What a pattern permits.
#[derive(Debug, Clone, Deserialize)]
pub struct PatternLineClaim {
    /// The pattern.
    pub pattern: String,
    /// What of that it does not permit.
    pub but_not: Vec<String>,
    /// How many operations that is.
    pub operations: usize,
}

/// Two principals side by side.
#[derive(Debug, Clone, Deserialize)]
pub struct ComparedClaim {
    /// The other one.
    pub with: String,
    /// How much of what each holds the other one holds as well.
    pub shared: SharedClaim,
    /// The roles that each holds.
    pub grants: Vec<ComparedGrantClaim>,
    /// What each may do now.
    pub scopes: Vec<ComparedScopeClaim>,
}

/// Shares in percent.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct SharedClaim {
    /// Of the roles of the first one.
    pub of_first: Option<f64>,
    /// Of the roles of the second one.
    pub of_second: Option<f64>,
}

/// Who holds a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeldByClaim {
    /// `both`
    Both,
    /// `first`
    First,
    /// `second`
    Second,
}

/// A role, by one of the ways in which it is held.
#[derive(Debug, Clone, Deserialize)]
pub struct ComparedGrantClaim {
    /// By whom.
    pub by: HeldByClaim,
    /// What.
    #[serde(flatten)]
    pub of: HoldingClaim,
}

/// What two principals may do now at some scopes.
#[derive(Debug, Clone, Deserialize)]
pub struct ComparedScopeClaim {
    /// The scopes.
    pub scopes: Vec<String>,
    /// By plane.
    pub planes: Vec<ComparedPlaneClaim>,
    /// That is all.
    pub exact: bool,
}

/// Operations of the catalog in one plane.
#[derive(Debug, Clone, Deserialize)]
pub struct ComparedPlaneClaim {
    /// The plane.
    pub plane: PlaneClaim,
    /// How many both may do.
    pub both: usize,
    /// What the first one alone may do.
    pub first: OwnOperationsClaim,
    /// What the second one alone may do.
    pub second: OwnOperationsClaim,
    /// How many one may do while that of the other one is open.
    pub open: usize,
}

/// What one may do and the other may not.
#[derive(Debug, Clone, Deserialize)]
pub struct OwnOperationsClaim {
    /// How many operations.
    pub operations: usize,
    /// The privileged ones.
    pub privileged: Vec<String>,
}
