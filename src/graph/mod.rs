//! Facts and catalog to a [`Tenant`]: scope tree, group membership, grants, access classes. petgraph stays in here.

mod activations;
mod classes;
mod denies;
pub mod directory;
mod grants;
mod membership;
mod roles;
mod scope_tree;
mod tenant;

pub use classes::{AccessClass, Attachment, AttachmentId, Classes, Holding};
pub use directory::{DirectoryGives, DirectoryGrant};
pub use grants::{Gives, Grant, GrantSource};
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
