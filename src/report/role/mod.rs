//! A role: its picture, and its renderings.

mod picture;
pub(crate) mod schema;
mod text;
mod write;

pub use picture::{
    BlockView, NearestRoleView, OwnershipView, PatternView, PlaneTally, PrivilegedView, RelatedRoleView, RoleReport, RoleView,
};
