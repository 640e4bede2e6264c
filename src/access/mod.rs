//! What a role grants, exactly, and how that differs from what another role grants.
//!
//! [`RoleAccess`] is what permission blocks give: in each plane the actions that are given without a condition, and those that are
//! given under each condition. It holds both as sets over all strings and as operations of a catalog. [`AccessDiff`] subtracts one from
//! the other; [`RoleDiff`] adds whatever else a role definition says. The two views are never mixed: whether something differs is
//! decided over all strings; what is counted and listed are operations of the catalog.
//!
//! Conditions are compared by their canonical spelling. The comparison does not ask whether one condition implies another: an action
//! that moves from one condition to another counts as lost under the first and gained under the second.

mod difference;
mod granted;
mod ownership;
mod privileged;
mod profile;
mod roles;
mod union;

pub use difference::{AccessChange, AccessDiff, AccessTrend, DiffSide, Undecided, Witness};
pub(crate) use granted::condition_key;
pub use granted::{AccessPart, ConditionKey, PlaneAccess, RoleAccess};
pub use ownership::{Ownership, lacking};
pub use privileged::{OpenWay, Privileged, can_assign_roles, foremost_first, gives_all_access};
pub use profile::{BlockProfile, PatternProfile, RelatedRoles, RoleProfile};
pub use roles::{RoleComparer, RoleDiff, RolePair, TasksOf, pairs};
