//! What a role grants, exactly, and how that differs from what another one grants.
//!
//! [`RoleAccess`] is what permission blocks give: in each plane the actions that are given without a condition, and those that are
//! given under each condition, once as sets over all strings and once as operations of a catalog. [`AccessDiff`] subtracts one from
//! the other; [`RoleDiff`] adds what else a role definition says. The two views are never mixed up: whether something differs is
//! decided over all strings, what is counted and listed are operations of the catalog.
//!
//! Conditions are compared by their canonical spelling. Whether one condition implies another is not looked into: actions that are
//! held under another condition than before count as lost under the one and gained under the other.

mod difference;
mod granted;
mod ownership;
mod privileged;
mod profile;
mod roles;
mod tasks;
mod union;

pub use difference::{AccessChange, AccessDiff, AccessTrend, DiffSide, Undecided, Witness};
pub use granted::{AccessPart, ConditionKey, PlaneAccess, RoleAccess};
pub use ownership::{Ownership, lacking};
pub use privileged::{Privileged, foremost_first};
pub use profile::{BlockProfile, PatternProfile, RelatedRoles, RoleProfile};
pub use roles::{RoleComparer, RoleDiff, RolePair, pairs};
pub use tasks::tasks_of;
