//! What a report of `diff` claims of two exports.

use serde::Deserialize;

use super::claims::{PlaneClaim, StepClaim, StepKindClaim, VerdictClaim};

/// A report of `diff` about two exports of a tenant.
#[derive(Debug, Clone, Deserialize)]
pub struct DiffClaims {
    /// The answer in numbers.
    pub answer: DiffAnswerClaim,
    /// The packs whose tasks were asked.
    pub packs: Vec<String>,
    /// The facts that came, went or changed.
    pub changes: Vec<ChangeClaim>,
    /// Tasks that people gained and lost.
    pub principals: Vec<MoveClaim>,
    /// Actions that people gained and lost.
    pub operations: Vec<OperationsClaim>,
    /// Microsoft Entra roles that people gained and lost.
    pub directory_roles: Vec<DirectoryMoveClaim>,
    /// What leads to access, and came or went.
    #[serde(default)]
    pub leads: Vec<LeadClaim>,
    /// What cannot be compared.
    pub not_compared: Vec<NotComparedClaim>,
}

/// The answer in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DiffAnswerClaim {
    /// How many principals gained something.
    pub gained: usize,
    /// How many lost something.
    pub lost: usize,
    /// How many facts came, went or changed.
    pub changes: usize,
    /// Whether something at hand could not be compared.
    pub open: bool,
}

/// A principal.
#[derive(Debug, Clone, Deserialize)]
pub struct PersonClaim {
    /// Its object id.
    pub id: String,
}

/// What became of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKindClaim {
    /// `added`
    Added,
    /// `removed`
    Removed,
    /// `changed`
    Changed,
}

impl ChangeKindClaim {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// Which way access moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrendClaim {
    /// `gained`
    Gained,
    /// `lost`
    Lost,
}

impl TrendClaim {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gained => "gained",
            Self::Lost => "lost",
        }
    }
}

/// A fact that came, went or changed.
#[derive(Debug, Clone, Deserialize)]
pub struct ChangeClaim {
    /// What it is about.
    pub kind: String,
    /// What became of it.
    pub change: ChangeKindClaim,
    /// Whose role or membership it is.
    pub principal: Option<PersonClaim>,
    /// The group that it is about.
    pub group: Option<PersonClaim>,
    /// The role.
    pub role: Option<String>,
    /// Where.
    pub scope: Option<String>,
    /// The id of its record.
    pub id: Option<String>,
    /// The file where it is, or was.
    pub input: Option<String>,
    /// The record in it, from 1.
    pub record: Option<u32>,
    /// Of what changed: the file where it was.
    pub old_input: Option<String>,
    /// The record in it, from 1.
    pub old_record: Option<u32>,
}

/// Principals whose answers differ in the same way.
#[derive(Debug, Clone, Deserialize)]
pub struct MoveClaim {
    /// Who.
    pub principals: Vec<PersonClaim>,
    /// Tasks that are nearer now.
    pub gained: Vec<TaskMoveClaim>,
    /// Tasks that are further away now.
    pub lost: Vec<TaskMoveClaim>,
}

/// A task with another answer than before.
#[derive(Debug, Clone, Deserialize)]
pub struct TaskMoveClaim {
    /// The task.
    pub task: String,
    /// Its pack.
    pub pack: String,
    /// For these targets.
    pub targets: Vec<String>,
    /// The answer in the old state.
    pub before: VerdictClaim,
    /// The answer in the new state.
    pub after: VerdictClaim,
    /// What the better answer rests on.
    pub because: Vec<BecauseClaim>,
}

/// A record that the better answer rests on.
#[derive(Debug, Clone, Deserialize)]
pub struct BecauseClaim {
    /// What kind of record it is.
    pub kind: StepKindClaim,
    /// Who holds the role.
    pub holder: PersonClaim,
    /// The id of the record.
    pub assignment: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// Where it is held.
    pub scope: String,
    /// The file of the record.
    pub input: Option<String>,
    /// Its number in the file, from 1.
    pub record: Option<u32>,
}

impl BecauseClaim {
    /// The same as a step of a proof of whoever holds the role.
    pub(super) fn step(&self) -> StepClaim {
        StepClaim {
            example: None,
            principal: self.holder.id.clone(),
            via: Vec::new(),
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

/// Actions that people gained or lost at a scope.
#[derive(Debug, Clone, Deserialize)]
pub struct OperationsClaim {
    /// Who.
    pub principals: Vec<PersonClaim>,
    /// Where, and below.
    pub scope: String,
    /// Which way.
    pub change: TrendClaim,
    /// It needs an activation first.
    pub eligible: bool,
    /// A deny assignment makes the difference.
    pub by_deny: bool,
    /// The actions.
    pub actions: Vec<ActionsClaim>,
    /// Not all of it was worked out.
    pub undecided: bool,
}

/// Actions of one plane under one condition.
#[derive(Debug, Clone, Deserialize)]
pub struct ActionsClaim {
    /// The plane.
    pub plane: PlaneClaim,
    /// How many operations of the catalog there are.
    pub count: usize,
    /// One of the actions.
    pub witness: String,
    /// Those of the operations that control access itself.
    pub privileged: Vec<String>,
    /// The condition under which the actions are held.
    pub condition: Option<String>,
    /// The other state gives them too, under other conditions.
    pub otherwise_conditioned: bool,
    /// The patterns that bring them.
    pub patterns: Vec<String>,
}

/// A Microsoft Entra role that people gained or lost.
#[derive(Debug, Clone, Deserialize)]
pub struct DirectoryMoveClaim {
    /// Which way.
    pub change: TrendClaim,
    /// Who.
    pub principals: Vec<PersonClaim>,
    /// The id of its template.
    pub role: String,
    /// Where: `/` is the tenant.
    pub scope: String,
    /// It needs an activation first.
    pub eligible: bool,
}

/// What leads to access, and came or went.
#[derive(Debug, Clone, Deserialize)]
pub struct LeadClaim {
    /// What it is.
    pub kind: String,
    /// What became of it.
    pub change: ChangeKindClaim,
    /// The owner, the service principal with the app role, or the identity.
    pub principal: PersonClaim,
    /// What is owned or trusts it, the API, or the resource.
    pub of: String,
    /// The id of the app role.
    pub app_role: Option<String>,
    /// The file where it is, or was.
    pub input: Option<String>,
    /// The record in it, from 1.
    pub record: Option<u32>,
}

/// Something that cannot be compared.
#[derive(Debug, Clone, Deserialize)]
pub struct NotComparedClaim {
    /// The kind of export.
    pub kind: String,
    /// Of what.
    pub place: String,
    /// What the old export lacks: a code.
    pub old: Option<String>,
    /// What the new export lacks.
    pub new: Option<String>,
    /// Something is at hand that could not be compared.
    pub open: bool,
}
