//! An independent checker of reports: every proof is replayed against the exports, and every answer is decided again.
//!
//! It trusts the readers, the parser of conditions and the catalog, and nothing of what was concluded. First it replays the steps
//! of each proof (`replay.rs`, `claim.rs`). Then it works out what each principal holds (`standing.rs`), decides every task string by
//! string (`evaluate.rs`, over the strings that `regions.rs` finds), and compares (`redecide.rs`). Where all that holds, it looks
//! for what the report leaves out (`scope.rs`, `gaps.rs`, `findings.rs`) and works out what it concludes (`conclusions.rs`).

mod activation_changes;
mod advise;
mod alone;
mod any_action;
mod aside;
mod assignment_claims;
mod assignments;
mod assumed;
mod beside;
mod check;
mod claim;
mod claims;
mod conclusions;
mod decided;
mod delegated;
mod denies;
mod diff;
mod diff_claims;
mod differing;
mod effective;
mod evaluate;
mod fault;
mod findings;
mod gaps;
mod giving;
mod glob;
mod graph;
mod in_directory;
mod ledger;
mod listed;
mod members;
mod membership;
mod narrowing;
mod packs;
mod path_claims;
mod path_cut;
mod path_ends;
mod path_given;
mod path_opened;
mod path_root;
mod path_steps;
mod paths;
mod policy;
mod possessions;
mod prerequisites;
mod privileged;
mod question;
mod reach;
mod readiness;
mod readiness_again;
mod readiness_claims;
mod readiness_people;
mod reasons;
mod records;
mod redecide;
mod regions;
mod replay;
mod replay_sources;
mod report;
mod requests;
mod rests_on;
mod role_access;
mod roles;
mod scope;
mod settled;
mod standing;
mod stated;
mod strings;
mod targets;
mod task_moves;
mod unified_rbac;
mod vaults;
mod vouched;
mod ways;
mod what_can;

pub use advise::claims::{
    AdviceAskedClaim, AdviceClaims, AdvisedRoleClaim, AdvisedRolesClaim, AdvisedTaskClaim, CoversClaim, CustomRoleClaim,
    DirectoryNeedClaim, ExcessClaim, GroupClaim, GroupGrantClaim, GroupsClaim, GrowthClaim, ItemStatusClaim, LeastClaim,
    NeedItemClaim, NeedStatusClaim, PartialClaim, PortionClaim, RemainsClaim, ScopeStatusClaim, SearchClaim, WayClaim,
};
pub use assignment_claims::{AssignmentClaim, GivenClaim, ReachesClaim};
pub use beside::{
    AskedClaim, CoverageClaim, FilterClaim, FindingClaim, GapClaim, InputClaim, InputsClaim, LedgerClaim, PrincipalClaim,
    PrincipalsClaim, SideClaim,
};
pub use check::claims::{
    CheckAccessClaim, CheckClaims, CheckFindingClaim, CheckedFileClaim, ExposureClaim, RoleGainClaim, TaskGainClaim,
};
pub use check::{CheckSources, CheckTenant, replay_check};
pub use claims::{
    BasisClaim, CaveatClaim, ClassClaim, MissingClaim, OperationClaim, PlaneClaim, QuestionClaim, RequestClaim, ResultClaim,
    StepClaim, StepKindClaim, TargetClaim, VerdictClaim,
};
pub use diff::{DiffSources, replay_diff};
pub use diff_claims::{
    ActionsClaim, BecauseClaim, ChangeClaim, ChangeKindClaim, DiffAnswerClaim, DiffClaims, DirectoryMoveClaim, LeadClaim,
    MoveClaim, NotComparedClaim, OperationsClaim, PersonClaim, TaskMoveClaim, TrendClaim,
};
pub use fault::Fault;
pub use graph::claims::{GraphClaims, NodeClaim, RelationClaim};
pub use packs::claims::{PackChangeClaim, PackDiffClaims};
pub use packs::{PackSources, PackTenant, replay_packs_diff};
pub use path_claims::{GoalClaim, HolderClaim, HopClaim, PathClaim, PathClaims, RoleClaim};
pub use policy::claims::{PolicyAssignmentClaim, PolicyClaims, PolicyDoubtClaim, PolicyReadinessClaim, RoleNeedClaim};
pub use readiness_claims::{
    ActivationChangeClaim, EvidenceClaim, HoleClaim, MemberClaim, PackClaim, PrerequisiteClaim, ReadinessClaim,
    ReadinessClaims, TaskClaim, TeamClaim, UnifiedRbacClaim, WorkspaceClaim,
};

pub use replay::{Replay, replay};
pub use replay_sources::ReplaySources;
pub use report::{Report, ReportError};
pub use role_access::claims::{
    AccessChangeClaim, BlockClaim, BlockPatternClaim, NearestRoleClaim, OwnershipClaim, PrivilegedClaim, RelatedRoleClaim,
    RoleDiffClaim, RoleFileClaims, RoleProfileClaim, TallyClaim, UndecidedClaim,
};
pub use role_access::{RoleSources, replay_roles};
pub use vouched::vouched_states;
pub use what_can::claims::{
    ComparedClaim, ComparedGrantClaim, ComparedPlaneClaim, ComparedScopeClaim, HeldByClaim, HeldClaim, HoldingClaim,
    OwnOperationsClaim, PartClaim, PatternLineClaim, PrincipalQuestionClaim, ScopePermissionsClaim, SharedClaim, WhatCanClaims,
};
