//! Advice: the built-in roles that cover a need and grant least beyond it, or a custom role.
//!
//! A need ([`AccessRequirement`]) is compared with the built-in roles ([`Candidates`]) in two views that are never mixed: whether roles
//! cover it is decided over all strings (`coverage.rs`); how much more they grant is counted over the catalog ([`Excess`]).
//! [`min_cover()`] finds the least combinations, [`partial()`] the most that roles can cover where none cover everything, and
//! [`custom_role`] writes the need itself as a role.

mod advice;
mod candidates;
mod coverage;
mod custom;
mod generalize;
mod groups;
mod lookup;
mod min_cover;
mod need_question;
mod own_roles;
mod partial;
mod principal_status;
mod requirement;
mod status;
mod terraform;
mod time_limit;

pub use advice::{Advice, AdviseOptions, AlternativeAdvice, ScopedAdvice, advise, scoped_advice};
pub use candidates::{Candidate, Candidates, Excess, Least};
pub use custom::{CustomRole, NoCustomRole, custom_role};
pub use generalize::Generalization;
pub use groups::{GroupAdvice, GroupsAdvice};
pub use lookup::{action_note, asked_plane};
pub use min_cover::{MinCover, RoleCombination, SearchEnd, SearchOptions, min_cover};
pub use need_question::StatusQuestion;
pub use own_roles::OwnRoles;
pub use partial::{Partial, Remaining, partial};
pub use principal_status::principal_statuses;
pub use requirement::{AccessRequirement, Alternative, DirectoryNeed, Item, NamedRole, ScopedRequirement};
pub use status::{DirectoryRoleStatus, ItemStatus, PrincipalStatus, PrincipalStatuses, ScopeStatus};
pub use terraform::{PlanNeeds, plan_needs};
