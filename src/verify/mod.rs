//! An independent checker of reports: every proof is replayed against the exports.
//!
//! It trusts the readers, and nothing that the engine concluded. It follows memberships and scopes itself, matches patterns with its own
//! matcher, and checks sets of actions string by string (`claim.rs`). Steps prove neither an `unknown` nor a no, so these are counted as
//! open and not replayed; an `unknown` that names records must name real ones.

mod claim;
mod claims;
mod denies;
mod fault;
mod glob;
mod membership;
mod narrowing;
mod question;
mod reach;
mod readiness;
mod readiness_claims;
mod records;
mod replay;
mod report;
mod roles;

pub use claims::{
    BasisClaim, ClassClaim, OperationClaim, PlaneClaim, QuestionClaim, RequestClaim, ResultClaim, StepClaim, StepKindClaim,
    TargetClaim, VerdictClaim,
};
pub use fault::Fault;
pub use readiness_claims::{
    EvidenceClaim, MemberClaim, PackClaim, PrerequisiteClaim, ReadinessClaim, ReadinessClaims, TaskClaim, TeamClaim,
    WorkspaceClaim,
};

pub use replay::{Replay, replay};
pub use report::{Report, ReportError};
