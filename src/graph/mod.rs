//! Facts and catalog to a [`Tenant`]: scope tree, group membership, grants, access classes. petgraph stays in here.

mod classes;
mod denies;
pub mod directory;
mod grants;
mod membership;
mod roles;
mod scope_tree;
mod tenant;

pub use classes::{AccessClass, Attachment, AttachmentId, Classes, HeldGrant};
pub use directory::{DirectoryGrant, DirectoryGrantTerms};
pub use grants::{Grant, GrantSource, GrantTerms};
pub use membership::{Edge, Membership, Way};
pub use roles::{Role, RoleBook, RoleDoubt};
pub use scope_tree::{Containing, ScopeTree};
pub use tenant::Tenant;

/// How surely something is held, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// It hangs on data that was not exported.
    Unknown,
    /// It needs an activation first.
    Eligible,
    /// It is held.
    Sure,
}
