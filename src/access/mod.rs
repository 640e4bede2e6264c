//! What a role grants, exactly, and how that differs from what another role grants.
//!
//! [`RoleAccess`] is what permission blocks give: in each plane the actions that are given without a condition, and those that are
//! given under each condition. It holds both as sets over all strings and as operations of a catalog. [`AccessDiff`] subtracts one from
//! the other; [`RoleDiff`] adds whatever else a role definition says. The two views are never mixed: whether something differs is
//! decided over all strings; what is counted and listed are operations of the catalog.
//!
//! Conditions are cut by the actions that they name, and compared by what they say: how they are written does not matter, and an action
//! under a condition is not gained where it was given under one that holds wherever the new one does, such as a longer list of roles.
//! Between conditions of which that is not known, an action that moves counts as lost under the first and gained under the second.

mod difference;
mod granted;
mod growth;
mod ownership;
mod privileged;
mod profile;
mod regions;
mod roles;
mod union;

pub use difference::{AccessChange, AccessDiff, AccessTrend, DiffSide, Undecided, Witness};
pub use granted::{AccessPart, PlaneAccess, RoleAccess};
pub use ownership::{Ownership, lacking};
pub use privileged::{OpenWay, Privileged, can_assign_roles, foremost_first, gives_all_access};
pub use profile::{BlockProfile, PatternProfile, RelatedRoles, RoleProfile};
pub use regions::ConditionKey;
pub(crate) use regions::{BlockRegion, split};
pub use roles::{RoleComparer, RoleDiff, RolePair, TasksOf, pairs};
