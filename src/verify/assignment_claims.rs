//! What a report of `who-can --direct` claims of assignments. It is read from JSON, and nothing of it is believed.

use serde::Deserialize;

use super::claims::{BasisClaim, StepClaim, StepKindClaim, VerdictClaim};

/// An assignment that is said to give what was asked about.
#[derive(Debug, Clone, Deserialize)]
pub struct AssignmentClaim {
    /// The id of the principal that it names.
    pub principal: String,
    /// What kind of assignment it is.
    pub kind: StepKindClaim,
    /// Its id.
    pub assignment: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// Where it was made.
    pub scope: String,
    /// Whom it is said to reach.
    pub reaches: ReachesClaim,
    /// The file of the record.
    pub input: Option<String>,
    /// Its number in the file, from 1.
    pub record: Option<u32>,
    /// What it is said to give.
    pub results: Vec<GivenClaim>,
}

/// How many an assignment is said to reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub struct ReachesClaim {
    /// Users, now.
    pub users: usize,
    /// Users who have to activate a membership first.
    pub users_eligible: usize,
    /// Service principals.
    pub service_principals: usize,
    /// These are all.
    pub known: bool,
}

/// What an assignment is said to give at some targets.
#[derive(Debug, Clone, Deserialize)]
pub struct GivenClaim {
    /// The targets.
    pub targets: Vec<String>,
    /// The answer.
    pub verdict: VerdictClaim,
    /// On what it is said to rest.
    pub basis: Option<BasisClaim>,
}

impl AssignmentClaim {
    /// The step of a proof that would name the same record.
    pub(super) fn step(&self) -> StepClaim {
        StepClaim {
            principal: self.principal.clone(),
            via: Vec::new(),
            kind: self.kind,
            assignment: self.assignment.clone(),
            role: self.role.clone(),
            scope: self.scope.clone(),
            pattern: None,
            example: None,
            input: self.input.clone(),
            record: self.record,
        }
    }
}
