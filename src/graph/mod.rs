//! Facts and catalog to a [`Tenant`]: scope tree, group membership, grants, access classes. petgraph is used in this folder only.

mod classes;
mod denies;
pub mod directory;
mod grants;
mod membership;
mod roles;
mod scope_tree;
mod strength;
mod tenant;

pub use classes::{AccessClass, Attachment, AttachmentId, Classes, HeldGrant};
pub use directory::{DirectoryGrant, DirectoryGrantTerms};
pub use grants::{Grant, GrantSource, GrantTerms};
pub use membership::{Edge, Memberships, Way};
pub use roles::{Role, RoleBook, RoleDoubt};
pub use scope_tree::{Containing, ScopeTree};
pub use strength::Strength;
pub use tenant::Tenant;
